"""A small network learns to see likeness as a large one does: relational distillation (CLIP-KD, Yang 2024).

Beside the contrastive loss, each picture's distribution over the batch's texts, and each text's over its pictures, is
drawn to the teacher's. That needs no common space, so the teacher may have any size. The teacher sees each picture
once, as at inference, and each text once.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from clipdesk.clip.model import CLIP
from clipdesk.errors import UsageError
from clipdesk.inference.model import Model, encode_images, encode_texts, load
from clipdesk.training.config import RunConfig
from clipdesk.training.pictures import Pictures
from clipdesk.training.recipes import StepData, Trainable
from clipdesk.training.recipes.full import whole


class Teacher:
    """The larger model and what it has said so far."""

    def __init__(self, model: Model, device: torch.device) -> None:
        self._model, self._device = model, device
        self._pictures: dict[object, Tensor] = {}
        self._texts: dict[str, Tensor] = {}

    def loss(self, data: StepData, image_embeddings: Tensor, text_embeddings: Tensor, logit_scale: Tensor) -> Tensor:
        """Mean KL divergence of the student's distributions from the teacher's, both ways; 0 where they agree."""
        wanted = self._model.scale * self._see(data) @ self._read(data).T  # [pictures, texts]
        said = logit_scale.exp() * image_embeddings @ text_embeddings.T
        return (_divergence(wanted, said) + _divergence(wanted.T, said.T)) / 2

    def _see(self, data: StepData) -> Tensor:
        """One picture at a time, so that a resumed run gets the same bits whatever it had asked before."""
        for path in data.paths:
            if path not in self._pictures:
                pictures = Pictures([path], self._model.config.preprocess, 0, mirrored=False)
                embedding = encode_images(self._model, pictures.crop(0, 0)[None])
                self._pictures[path] = torch.from_numpy(embedding[0])
        return torch.stack([self._pictures[path] for path in data.paths]).to(self._device)

    def _read(self, data: StepData) -> Tensor:
        for text in data.texts:
            if text not in self._texts:
                self._texts[text] = torch.from_numpy(np.array(encode_texts(self._model, [text])[0]))
        return torch.stack([self._texts[text] for text in data.texts]).to(self._device)


def prepare(clip: CLIP, config: RunConfig) -> Trainable:
    """The whole network trains towards the teacher. Raises UsageError without one, and what loading it raises."""
    if not config.teacher:
        raise UsageError("The recipe distil needs a teacher: the name of a larger model.")
    device = clip.logit_scale.device
    teacher = Teacher(load(config.teacher, device=str(device), precision=config.precision), device)
    return replace(whole(clip, config, batch_norm=False), further_loss=teacher.loss)


def _divergence(wanted: Tensor, said: Tensor) -> Tensor:
    target = wanted.log_softmax(1)
    return functional.kl_div(said.log_softmax(1), target, reduction="batchmean", log_target=True)

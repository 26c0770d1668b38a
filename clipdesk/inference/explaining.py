"""Explanations of a loaded model: its network in float32, given the very pixels that were ranked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from clipdesk.clip.checkpoint import build, read_checkpoint
from clipdesk.clip.model import CLIP
from clipdesk.clip.preprocess import normalise, resize_and_crop
from clipdesk.clip.skeleton import skeleton
from clipdesk.errors import CheckpointError
from clipdesk.explain import faithfulness as masking
from clipdesk.explain import relevance
from clipdesk.explain.methods import Method
from clipdesk.explain.relevance import Relevance
from clipdesk.inference.model import Model, encode_images, encode_texts, fingerprint_of, weights_digest
from clipdesk.inference.prepacked import prepack
from clipdesk.inference.prompts import NEUTRAL_TEXTS, PromptEmbeddings

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


class Explainer:
    """Explains one model's rankings.

    A model that computes in float32 is explained as it is. Of others, whose weights were cast or quantised, the image
    tower is read again from the model's file on first use, and kept. Pictures are decoded ones, uint8
    `[height, width, 3]`, upright: give those that were ranked (`decode(path,
    shortest_side=model.config.preprocess.image_size)`) and the model sees the same pixels.

    Every method may raise CheckpointError when the file is not what it was.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._clip: CLIP | None = None
        self._neutral: Floats | None = None

    @property
    def clip(self) -> CLIP:
        """The network in float32 on the model's device, for `clipdesk.explain`; its text tower may be missing."""
        if self._clip is None:
            self._clip = _exact(self.model)
        return self._clip

    @property
    def methods(self) -> tuple[Method, ...]:
        """What this model can be explained with; the first is the default."""
        return relevance.methods_for(self.model.clip)

    def seen(self, picture: Pixels) -> Pixels:
        """The square that the model sees of a decoded picture, `[image_size, image_size, 3]`."""
        return resize_and_crop(picture, self.model.config.preprocess)

    def pixels(self, picture: Pixels) -> Tensor:
        """The same as the image tower is given it: `[1, 3, image_size, image_size]`."""
        seen = torch.from_numpy(self.seen(picture))
        return normalise(seen[None].to(self.model.device), self.model.config.preprocess)

    def rows(self, picture: Pixels, prompts: PromptEmbeddings) -> Floats:
        """What to explain of each label in that picture, `[labels, dim]`, a tuned head's votes included."""
        if prompts.neighbours is None:
            return prompts.labels
        return prompts.rows_at(encode_images(self.model, self.seen(picture)[None])[0])

    def explain(
        self,
        picture: Pixels,
        text_embeddings: Floats,
        method: str = "decomposition",
        *,
        neutral: Floats | None = None,
        together: Sequence[int] = (),
    ) -> Relevance:
        """`clipdesk.explain.relevance.explain`; one label alone is compared with texts that name nothing."""
        if neutral is None and len(text_embeddings) == 1:
            neutral = self._nothing_named()
        pixels = self.pixels(picture)
        return relevance.explain(self.clip, pixels, text_embeddings, method, neutral=neutral, together=together)

    def versus(self, picture: Pixels, text_a: Floats, text_b: Floats) -> Relevance:
        """`clipdesk.explain.relevance.versus`: why A and not B."""
        return relevance.versus(self.clip, self.pixels(picture), text_a, text_b)

    def head_votes(self, picture: Pixels, text_embeddings: Floats) -> Floats:
        """`clipdesk.explain.relevance.head_votes`, `[labels, layers, heads]`."""
        return relevance.head_votes(self.clip, self.pixels(picture), text_embeddings)

    def faithfulness(
        self, picture: Pixels, text_embeddings: Floats, label: int, patch_map: Floats, *, seed: int = 0
    ) -> masking.Faithfulness:
        """`clipdesk.explain.faithfulness.faithfulness` of one label's map."""
        return masking.faithfulness(self.clip, self.pixels(picture), text_embeddings, label, patch_map, seed=seed)

    def _nothing_named(self) -> Floats:
        if self._neutral is None:
            mean = encode_texts(self.model, NEUTRAL_TEXTS).mean(axis=0)
            self._neutral = mean / np.linalg.norm(mean)
        return self._neutral


def _exact(model: Model) -> CLIP:
    if model.precision == "fp32":
        return model.clip
    if model.path is None:
        clip = skeleton(model.config)
        held = _float_weights(model.clip)
        clip.load_state_dict({name: held[name] for name in clip.state_dict()}, strict=True, assign=True)
    else:
        clip = build(read_checkpoint(model.path))
        if fingerprint_of(clip.config, weights_digest(clip), model.precision) != model.fingerprint:
            raise CheckpointError(f"{model.path} has changed since the model was loaded. Load it again.")
    del clip.text  # no explanation reads words, and it is a good part of a small model
    clip.to(model.device).eval().requires_grad_(False)
    prepack(clip)
    return clip


def _float_weights(clip: CLIP) -> dict[str, Tensor]:
    """The tensors in float32; of int8 layers what their numbers stand for."""
    weights: dict[str, Tensor] = {
        name: tensor.float() if tensor.is_floating_point() else tensor
        for name, tensor in clip.state_dict().items()
        if isinstance(tensor, Tensor)
    }
    for name, module in clip.named_modules():
        if callable(getattr(module, "weight", None)):  # torch's quantised layers give theirs on request
            weights |= {f"{name}.weight": module.weight().dequantize(), f"{name}.bias": module.bias()}
    return weights

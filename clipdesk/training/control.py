"""The control set: what the model could do before, measured again while it learns something else.

It is frozen when it is opened: the same crops and the same labels for every model that is measured on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from clipdesk.clip.config import PreprocessConfig
from clipdesk.clip.model import CLIP
from clipdesk.clip.preprocess import normalise, resize_and_crop
from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.data.images import decode
from clipdesk.data.pairs import read_labelled
from clipdesk.data.samples import ORDINARY_THINGS, installed_samples
from clipdesk.errors import ImageError, UsageError
from clipdesk.inference.prompts import DEFAULT_TEMPLATES, fill

_MOST_PICTURES = 500
_BATCH = 32
_CROPS = (0.6, 0.75, 0.9)  # of each side, for the views of a sample photo


@dataclass(frozen=True, eq=False)
class Control:
    """Cropped pictures, and which of the texts says what each shows."""

    name: str
    pixels: npt.NDArray[np.uint8]  # [n, image_size, image_size, 3]
    targets: npt.NDArray[np.int64]  # [n]
    texts: tuple[str, ...]

    def measure(self, clip: CLIP) -> float:
        """The share of pictures whose own text is nearest, both towers of `clip` as they are now.

        The network is left in the mode that it was in.
        """
        was_training = clip.training
        clip.eval()
        try:
            with torch.inference_mode():
                return self._measure(clip)
        finally:
            clip.train(was_training)

    def _measure(self, clip: CLIP) -> float:
        weight = clip.logit_scale
        tokens = Tokenizer.default().tokenize(list(self.texts), clip.config.text.context_length)
        texts = functional.normalize(clip.encode_text(torch.from_numpy(tokens).to(weight.device)).float(), dim=-1)
        right = 0
        for start in range(0, len(self.pixels), _BATCH):
            part = slice(start, start + _BATCH)
            batch = normalise(torch.from_numpy(self.pixels[part]).to(weight.device), clip.config.preprocess)
            pictures = functional.normalize(clip.encode_image(_like_weights(clip, batch)).float(), dim=-1)
            best = (pictures @ texts.T).argmax(dim=1).cpu().numpy()
            right += int((best == self.targets[part]).sum())
        return right / len(self.pixels)


def open_control(folder: str | Path | None, preprocess: PreprocessConfig, seed: int = 0) -> Control | None:
    """The user's folder of class folders (at most 500 pictures of it, by `seed`), or for None the sample photos that
    are installed, each in 32 views, against a list of ordinary things. None where no sample photo is installed.

    Raises UsageError for a folder that holds no pictures that can be read.
    """
    if folder is None:
        return _samples(preprocess)
    labelled = read_labelled(Path(folder).expanduser())
    order = np.random.default_rng(seed).permutation(len(labelled.paths))[:_MOST_PICTURES]
    pixels, targets = [], []
    for row in sorted(order):
        try:
            decoded = decode(labelled.paths[row], shortest_side=preprocess.image_size)
            pixels.append(resize_and_crop(decoded.pixels, preprocess))
        except ImageError:
            continue  # the control set is what can be read; the pictures to learn from are reported one by one
        targets.append(int(labelled.targets[row]))
    if not pixels:
        raise UsageError(f"None of the control pictures in {folder} can be read.")
    names = [name.replace("_", " ") for name in labelled.classes]
    return Control(Path(folder).name, np.stack(pixels), np.array(targets, dtype=np.int64), _sentences(names))


def _samples(preprocess: PreprocessConfig) -> Control | None:
    pixels: list[npt.NDArray[np.uint8]] = []
    targets: list[int] = []
    for sample in installed_samples():
        if sample.label is None:
            continue
        try:
            decoded = decode(sample.path)
        except ImageError:
            continue  # a damaged installation of another package
        for view in _views(decoded.pixels):
            pixels.append(resize_and_crop(view, preprocess))
            targets.append(ORDINARY_THINGS.index(sample.label))
    if not pixels:
        return None
    return Control("sample photos", np.stack(pixels), np.array(targets, dtype=np.int64), _sentences(ORDINARY_THINGS))


def _views(pixels: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.uint8]]:
    """The picture whole, and its middle and corners in three sizes, all of them mirrored too: a few photos alone would
    measure in steps of a tenth."""
    height, width = pixels.shape[:2]
    views = [pixels]
    for share in _CROPS:
        high, wide = max(1, round(height * share)), max(1, round(width * share))
        down, right = height - high, width - wide
        for top, left in ((0, 0), (0, right), (down, 0), (down, right), (down // 2, right // 2)):
            views.append(pixels[top : top + high, left : left + wide])
    return [np.ascontiguousarray(side) for view in views for side in (view, view[:, ::-1])]


def _sentences(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(fill(DEFAULT_TEMPLATES[0], name) for name in names)


def _like_weights(clip: CLIP, batch: torch.Tensor) -> torch.Tensor:
    return batch.to(next(parameter.dtype for parameter in clip.visual.parameters()))

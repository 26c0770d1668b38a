"""Does the marked part matter? Covered, it should make the score fall more than random parts of the same size."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from clipdesk.clip.model import CLIP
from clipdesk.errors import UsageError
from clipdesk.explain.texts import Vectors, text_rows

_GREY = 0.5  # of 0…1, before normalising
_NOTHING = 1e-6  # a cosine's own rounding


@dataclass(frozen=True)
class Faithfulness:
    """`ratio` of the fall of the score with the marked patches covered to that with random ones, a mean over draws.

    Where random patches do not make it fall at all, the ratio is infinite if the marked ones do, and 0 if not.
    `reliable`: the ratio is above 1, so that covering what the map marks does more than covering anything.
    """

    ratio: float
    marked_fall: float
    random_fall: float
    reliable: bool


def faithfulness(
    clip: CLIP,
    pixels: Tensor,
    text_embeddings: Vectors,
    label: int,
    patch_map: npt.NDArray[np.float32],
    *,
    share: float = 0.2,
    draws: int = 10,
    seed: int = 0,
) -> Faithfulness:
    """Cover the `share` of patches with the highest values in mid-grey; compare with `draws` random choices of as many.

    The score is the label's cosine less the mean of all labels', that by which it is ranked; with one label, its
    cosine. Pixels `[1, 3, height, width]`, texts `[labels, dim]`, map `[rows, columns]`. One batch of draws + 2.
    Raises UsageError for figures that make no sense.
    """
    if not 0 < share < 1 or draws < 1:
        raise UsageError("A share to cover must lie between 0 and 1, and there must be at least one draw.")
    if not 0 <= label < len(text_embeddings):
        raise UsageError(f"There is no label number {label} among {len(text_embeddings)}.")
    covers = _covers(patch_map, share, draws, seed)
    batch = covered(clip, pixels, torch.from_numpy(covers))
    with torch.inference_mode():
        images = functional.normalize(clip.encode_image(batch).float(), dim=-1)
        texts = text_rows(clip, text_embeddings).to(images)
        cosines = (images @ texts.T).double()  # [draws + 2, labels]
        scores = cosines[:, label] - (cosines.mean(dim=1) if len(texts) > 1 else 0)
    falls = (scores[0] - scores[1:]).tolist()
    marked, random = falls[0], math.fsum(falls[1:]) / draws
    without_random = math.inf if marked > _NOTHING else 0.0
    ratio = marked / random if random > _NOTHING else without_random
    return Faithfulness(ratio, marked, random, reliable=ratio > 1)


def covered(clip: CLIP, pixels: Tensor, covers: Tensor) -> Tensor:
    """The picture `[1, 3, height, width]` once a cover, mid-grey where that is set: `[covers, 3, height, width]`.

    Covers: bool `[covers, rows, columns]` of patches.
    """
    preprocess = clip.config.preprocess
    mean, std = (torch.tensor(values).to(pixels).view(1, 3, 1, 1) for values in (preprocess.mean, preprocess.std))
    places = functional.interpolate(covers[:, None].to(pixels), size=pixels.shape[2:], mode="nearest-exact")
    return torch.where(places > 0, (_GREY - mean) / std, pixels)


def _covers(patch_map: npt.NDArray[np.float32], share: float, draws: int, seed: int) -> npt.NDArray[np.bool_]:
    """No patch, the highest, then random choices of as many: `[draws + 2, rows, columns]`."""
    patches = patch_map.size
    count = min(max(1, round(share * patches)), patches)
    generator = np.random.default_rng(seed)
    chosen = [np.argsort(-patch_map, axis=None, kind="stable")[:count]]
    chosen += [generator.choice(patches, count, replace=False) for _ in range(draws)]
    covers = np.zeros((draws + 2, patches), dtype=np.bool_)
    for cover, places in zip(covers[1:], chosen, strict=True):
        cover[places] = True
    return covers.reshape(-1, *patch_map.shape)

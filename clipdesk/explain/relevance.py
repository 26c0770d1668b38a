"""Which parts of a picture speak for a label: one map a label, by any of several methods.

Every method works on one picture and all labels at once, on a float32 network whose weights can be read: not one that
was cast or quantised to run faster (`clipdesk.inference.explaining` makes the one from the other).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from clipdesk.clip.model import CLIP
from clipdesk.clip.vision import VisionTransformer
from clipdesk.errors import UsageError
from clipdesk.explain import attention, gradients
from clipdesk.explain.blocks import grid, vision_transformer
from clipdesk.explain.direct import direct, directions, votes
from clipdesk.explain.methods import METHODS, Method
from clipdesk.explain.scale import Scale, minmax, shared, unit_magnitude
from clipdesk.explain.texts import Vectors, text_row, text_rows, vectors

__all__ = ["METHODS", "Method", "Relevance", "Vectors", "explain", "head_votes", "methods_for", "versus"]

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Relevance:
    """A map a label over the places that the tower looks at.

    maps: float32 [labels, rows, columns], each label's from 0, its coldest place, to 1, its hottest, or 0 everywhere
    where no place speaks for it. Even a label that does not fit has a hottest place, so show the sum too. Of `versus`:
    signed, the largest magnitude is 1.
    signed_sum: float32 [labels], what the patches together add to the label's cosine beyond what is compared with,
    directly and in the layers that the map shows; nan for methods that do not split the score.
    """

    maps: Floats
    signed_sum: Floats
    method: str


@dataclass(frozen=True, eq=False)
class _Question:
    """What a method is asked: pixels [1, 3, height, width], texts [labels, dim], and `towards` of the same shape.

    `scale` brings maps to 0…1, where a method does so on the way to its answer.
    """

    clip: CLIP
    pixels: Tensor
    texts: Tensor
    towards: Tensor
    scale: Scale = minmax

    @property
    def tower(self) -> VisionTransformer:
        """The image tower of a method that only a ViT can do."""
        return vision_transformer(self.clip, "This method")


_Answer = tuple[Tensor, Tensor | None]  # maps [labels, places] of any scale, signed sums [labels]


def methods_for(clip: CLIP) -> tuple[Method, ...]:
    """The methods that this model's image tower can do; the first is its default."""
    return tuple(method for method in METHODS if clip.config.vision.kind in method.towers)


def explain(
    clip: CLIP,
    pixels: Tensor,
    text_embeddings: Vectors,
    method: str = "decomposition",
    *,
    neutral: Vectors | None = None,
    together: Sequence[int] = (),
) -> Relevance:
    """Maps of each label for one picture: normalised pixels `[1, 3, height, width]`, text embeddings `[labels, dim]`.

    "decomposition" and "sharp" show what sets a label apart from the mean of the labels, so they change with the list;
    with `neutral` [dim], what sets it apart from that (with one label a neutral text such as "a photo." is best).
    With `together` only the maps of those labels come back, in that order and on one scale: 1 is the place that speaks
    most for any of them. Raises UsageError for an unknown method, one that the tower cannot do, a label that is not
    there, or arrays of the wrong shape.
    """
    chosen = _method(clip, method)
    if not all(0 <= label < len(text_embeddings) for label in together):
        raise UsageError(f"There are {len(text_embeddings)} labels, and one of {list(together)} is not among them.")
    with torch.inference_mode(False), torch.no_grad():
        compared = None if neutral is None else vectors(clip, neutral, 1)
        scale = shared(together) if together else minmax
        question = _question(clip, pixels, text_rows(clip, text_embeddings), compared, scale)
        maps, sums = _ANSWERS[chosen.name](question)
        maps = scale(maps)
    if together:
        maps, sums = maps[list(together)], None if sums is None else sums[list(together)]
    return _relevance(question, maps, sums, chosen.name)


def versus(clip: CLIP, pixels: Tensor, text_a: Vectors, text_b: Vectors) -> Relevance:
    """Why A and not B: one signed map, above 0 where a place speaks for A, below 0 where it speaks for B.

    Texts `[dim]`. The tower's default method with the texts' difference. Raises UsageError as `explain` does.
    """
    name = methods_for(clip)[0].name
    sums = None
    with torch.inference_mode(False), torch.no_grad():
        question = _question(clip, pixels, (text_row(clip, text_a) - text_row(clip, text_b))[None])
        if isinstance(clip.visual, VisionTransformer):
            found = direct(clip.visual, question.pixels, question.towards)
            maps, sums = found.signed_blend(), found.patches.sum(dim=-1)
        else:
            maps = gradients.gradcam(clip.visual, question.pixels, question.towards)
    return _relevance(question, unit_magnitude(maps), sums, name)


def head_votes(clip: CLIP, pixels: Tensor, text_embeddings: Vectors) -> Floats:
    """What each head adds to each label's cosine beyond the labels' mean, `[labels, layers, heads]`, signed.

    A head's contributions over all patches, summed (Gandelsman 2024). Raises UsageError for a ResNet tower.
    """
    tower = vision_transformer(clip, "The heads' votes")
    with torch.inference_mode(False), torch.no_grad():
        question = _question(clip, pixels, text_rows(clip, text_embeddings))
        return _array(votes(tower, question.pixels, question.towards))


def _decomposition(asked: _Question) -> _Answer:
    found = direct(asked.tower, asked.pixels, asked.towards)
    return found.blend(asked.scale), found.patches.sum(dim=-1)


def _sharp(asked: _Question) -> _Answer:
    found = direct(asked.tower, asked.pixels, asked.towards)
    slopes = gradients.legrad(asked.tower, asked.pixels, asked.texts)
    agreed = (asked.scale(found.positive()) * asked.scale(slopes)).sqrt()
    return agreed @ found.sharing.T, found.patches.sum(dim=-1)


def _for_every_label(row: Tensor, labels: int) -> _Answer:
    return row.expand(labels, -1), None


_ANSWERS: dict[str, Callable[[_Question], _Answer]] = {
    "decomposition": _decomposition,
    "sharp": _sharp,
    "legrad": lambda asked: (gradients.legrad(asked.tower, asked.pixels, asked.texts), None),
    "generic": lambda asked: (gradients.generic(asked.tower, asked.pixels, asked.texts), None),
    "gradcam": lambda asked: (gradients.gradcam(asked.clip.visual, asked.pixels, asked.texts).clamp(min=0), None),
    "rollout": lambda asked: _for_every_label(attention.rollout(asked.tower, asked.pixels), len(asked.texts)),
    "raw": lambda asked: _for_every_label(attention.raw(asked.clip.visual, asked.pixels), len(asked.texts)),
}


def _method(clip: CLIP, name: str) -> Method:
    able = methods_for(clip)
    method = next((method for method in METHODS if method.name == name), None)
    if method is None:
        raise UsageError(f"There is no method called {name!r}. Choose one of {', '.join(one.name for one in able)}.")
    if method not in able:
        raise UsageError(
            f"The method {name} needs a Vision Transformer, but this model's image tower is a ResNet. "
            f"Choose one of {', '.join(one.name for one in able)}."
        )
    return method


def _question(
    clip: CLIP, pixels: Tensor, texts: Tensor, neutral: Tensor | None = None, scale: Scale = minmax
) -> _Question:
    if pixels.ndim != 4 or tuple(pixels.shape[:2]) != (1, 3):
        raise UsageError(f"One picture is explained at a time: pixels [1, 3, height, width], not {list(pixels.shape)}.")
    own = pixels.to(texts, copy=True)  # one made in inference mode could not be followed backwards
    return _Question(clip, own, texts, directions(texts, neutral), scale)


def _relevance(question: _Question, maps: Tensor, sums: Tensor | None, method: str) -> Relevance:
    rows, columns = _places(question.clip, question.pixels)
    signed = torch.full((len(maps),), torch.nan) if sums is None else sums
    return Relevance(_array(maps.reshape(-1, rows, columns)), _array(signed), method)


def _places(clip: CLIP, pixels: Tensor) -> tuple[int, int]:
    if isinstance(clip.visual, VisionTransformer):
        return grid(clip.visual, pixels)
    return pixels.shape[2] // clip.visual.patch_size, pixels.shape[3] // clip.visual.patch_size


def _array(tensor: Tensor) -> Floats:
    array: Floats = tensor.detach().float().cpu().numpy()
    return array

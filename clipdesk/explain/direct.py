"""What each patch adds to a label's score by itself: an exact, additive split of the score.

The class token's last residual is a sum: its embedding, and for each layer what attention brought from every token and
what the MLP added (Elhage 2021; for CLIP, Gandelsman 2024). The score is linear in that sum once the last LayerNorm's
deviation and the feature's length are known. One forward pass serves every label; nothing runs backwards. What a patch
does through the layers between, to other patches or into an MLP, is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from clipdesk.clip.vision import ConvStem, VisionTransformer
from clipdesk.explain.blocks import OpenBlock, first_tokens, run, run_openly
from clipdesk.explain.scale import Scale, minmax, unit_magnitude

LAYERS = 4
"""The last layers of a plain ViT that a map shows: what earlier ones add directly is much the same for any picture."""

_TEMPERATURE = 0.15  # of the cosines of a hybrid's patches
_EMPHASIS = 2


class _ClassRow(NamedTuple):
    """All that one layer's contributions to the class token are made of."""

    attention: Tensor  # [heads, tokens]
    values: Tensor  # [heads, tokens, width / heads]
    out_weight: Tensor  # [width, width]


class Direct(NamedTuple):
    """`patches` [labels, patches], signed: the shown layers' contributions; `sharing` [patches, patches].

    Maps show the contributions to the power `emphasis`: the many small ones of all places would drown the object.
    """

    patches: Tensor
    sharing: Tensor
    emphasis: int = 1

    def blend(self, scale: Scale = minmax) -> Tensor:
        """The map to show, [labels, patches]: what adds to the label, half as it is, half shared with its like."""
        positive = self.positive()
        return (scale(positive) + scale(positive @ self.sharing.T)) / 2

    def signed_blend(self) -> Tensor:
        """The same for a difference of two labels, [labels, patches] within -1…1; odd in `patches`."""
        signed = self.patches.sign() * self.patches.abs() ** self.emphasis
        return (unit_magnitude(signed) + unit_magnitude(signed @ self.sharing.T)) / 2

    def positive(self) -> Tensor:
        """What adds to each label, emphasised, [labels, patches]."""
        return self.patches.clamp(min=0) ** self.emphasis


def directions(texts: Tensor, neutral: Tensor | None) -> Tensor:
    """What is explained for each text `[labels, dim]`: what sets it apart from `neutral` [dim].

    Without `neutral` that is the mean of the texts; a single text is then taken as it is.
    """
    if neutral is not None:
        return texts - neutral
    return texts - texts.mean(dim=0) if len(texts) > 1 else texts


def layers_shown(tower: VisionTransformer) -> int:
    """How many of the last layers a map sums up.

    All of a hybrid's: its stem has done the early layers' work, and its first blocks already carry most of the score.
    """
    return len(tower.blocks) if isinstance(tower.stem, ConvStem) else min(LAYERS, len(tower.blocks))


def direct(tower: VisionTransformer, pixels: Tensor, towards: Tensor, *, layers: int | None = None) -> Direct:
    """Pixels `[1, 3, height, width]`, directions `towards` [labels, dim]; about one forward pass for all labels.

    `layers` goes before `layers_shown`.
    """
    shown = layers or layers_shown(tower)
    rows: list[_ClassRow] = []
    late: list[OpenBlock] = []
    for opened in run_openly(tower.blocks[-shown:], run(tower.blocks[:-shown], first_tokens(tower, pixels))):
        rows.append(_class_row(opened))
        late = [*late, opened][-LAYERS:]
    weights = readout(tower, late[-1].leaving[0, 0], towards)
    patches = contributions(rows, weights)[..., 1:].sum(dim=(1, 2))
    if isinstance(tower.stem, ConvStem):
        return Direct(patches, likeness(late[-1].leaving[0, 1:]), _EMPHASIS)
    return Direct(patches, sharing(late))


def votes(tower: VisionTransformer, pixels: Tensor, towards: Tensor) -> Tensor:
    """Each head's contributions, summed over the patches: `[labels, layers, heads]`, signed."""
    rows: list[_ClassRow] = []
    for opened in run_openly(tower.blocks, first_tokens(tower, pixels)):
        rows.append(_class_row(opened))
        last = opened.leaving[0, 0]
    return contributions(rows, readout(tower, last, towards))[..., 1:].sum(dim=-1)


def readout(tower: VisionTransformer, class_token: Tensor, towards: Tensor) -> Tensor:
    """w `[labels, width]` such that w · part is what a part of the residual `class_token` [width] adds to the score.

    The last norm's β adds the same whatever the residual, and stands apart.
    """
    norm = tower.ln_post
    deviation = (class_token.var(unbiased=False) + norm.eps).sqrt()
    length: Tensor = (norm(class_token) @ tower.proj).norm()
    weights: Tensor = norm.weight * (towards @ tower.proj.T)
    return (weights - weights.mean(dim=-1, keepdim=True)) / (deviation * length)


def contributions(rows: Iterable[_ClassRow], weights: Tensor) -> Tensor:
    """c `[labels, layers, heads, tokens]` by `weights` [labels, width]; first of the tokens, the class token itself.

    Each head's part of w is brought back through the output projection once, instead of each token's value through it.
    """

    def layers() -> Iterator[Tensor]:
        for row in rows:
            heads, _, width = row.values.shape
            asked = (weights @ row.out_weight).reshape(-1, heads, width)  # [labels, heads, width / heads]
            yield torch.einsum("khd,hjd->khj", asked, row.values) * row.attention

    return torch.stack(list(layers()), dim=1)


def sharing(opened: Iterable[OpenBlock]) -> Tensor:
    """Which patches attend to each other, `[patches, patches]`, rows of sum 1: a mean over layers and heads."""
    mean = torch.stack([layer.weights[0, :, 1:, 1:].mean(dim=0) for layer in opened]).mean(dim=0)
    mean = _rows_to_one(_rows_to_one(mean.T).T)
    return _rows_to_one((mean + mean.T) / 2)


def likeness(tokens: Tensor) -> Tensor:
    """Which of the tokens [patches, width] are alike, `[patches, patches]`, rows of sum 1: a softmax of their cosines.

    For a hybrid, whose patches attend far and wide but whose last tokens still tell what lies at their place.
    """
    level = functional.normalize(tokens - tokens.mean(dim=0), dim=-1)
    return (level @ level.T / _TEMPERATURE).softmax(dim=-1)


def _rows_to_one(matrix: Tensor) -> Tensor:
    return matrix / matrix.sum(dim=-1, keepdim=True).clamp(min=1e-12)


def _class_row(opened: OpenBlock) -> _ClassRow:
    return _ClassRow(opened.weights[0, :, 0].clone(), opened.values[0], opened.out_weight)

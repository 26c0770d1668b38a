"""The split of the score: every part is accounted for."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from clipdesk.clip.vision import ConvStem
from clipdesk.explain.blocks import OpenBlock, first_tokens, grid, run, run_openly
from clipdesk.explain.direct import (
    Direct,
    _class_row,
    contributions,
    direct,
    directions,
    layers_shown,
    likeness,
    readout,
    sharing,
    votes,
)


def _parts(clip, pixels):
    return list(run_openly(clip.visual.blocks, first_tokens(clip.visual, pixels)))


def test_opening_a_block_changes_nothing(vit, picture_of):
    pixels = picture_of(vit, batch=2)
    attentions = []
    features = vit.encode_image(pixels, attentions=attentions)
    opened = _parts(vit, pixels)
    for ours, theirs in zip(opened, attentions, strict=True):
        torch.testing.assert_close(ours.weights, theirs)
    torch.testing.assert_close(vit.visual.ln_post(opened[-1].leaving[:, 0]) @ vit.visual.proj, features)
    torch.testing.assert_close(run(vit.visual.blocks, first_tokens(vit.visual, pixels)), opened[-1].leaving)
    assert grid(vit.visual, pixels) == (4, 4)


def test_the_parts_add_up_to_the_score(vit, picture_of, texts_of):
    """cos − mean cos = patches + class token to itself + MLPs + output biases + embedding + the last norm's β."""
    pixels, texts = picture_of(vit), texts_of(vit)
    tower, opened = vit.visual, _parts(vit, pixels)
    features = vit.encode_image(pixels)[0]
    wanted = texts @ functional.normalize(features, dim=-1)
    towards = directions(texts, None)
    weights = readout(tower, opened[-1].leaving[0, 0], towards)
    each = contributions(map(_class_row, opened), weights)  # [labels, layers, heads, tokens]
    assert each.shape == (3, len(tower.blocks), vit.config.vision.heads, 17)
    mlps = sum(weights @ (layer.leaving - layer.middle)[0, 0] for layer in opened)
    biases = sum(weights @ layer.block.attention.out_proj.bias for layer in opened)
    embedding = weights @ first_tokens(tower, pixels)[0, 0]
    beta = towards @ (tower.ln_post.bias @ tower.proj) / features.norm()
    total = each[..., 1:].sum((1, 2, 3)) + each[..., 0].sum((1, 2)) + mlps + biases + embedding + beta
    assert (total - (wanted - wanted.mean())).abs().max() <= 1e-9
    torch.testing.assert_close(votes(tower, pixels, towards), each[..., 1:].sum(-1))
    for layers in (1, 2, len(tower.blocks)):
        shown = direct(tower, pixels, towards, layers=layers)
        torch.testing.assert_close(shown.patches, each[:, -layers:, :, 1:].sum((1, 2)))
    default = direct(tower, pixels, towards)
    torch.testing.assert_close(default.patches, each[:, -layers_shown(tower) :, :, 1:].sum((1, 2)))
    assert layers_shown(tower) == (4 if len(tower.blocks) == 6 else len(tower.blocks))  # all of a hybrid's, or of few


def test_a_contribution_is_what_the_score_loses_without_it(vit, picture_of, texts_of):
    """Taken out of the residual with the last norm's deviation held, a patch lowers the score by its contribution."""
    pixels, texts = picture_of(vit), texts_of(vit)
    tower, opened = vit.visual, _parts(vit, pixels)
    towards = directions(texts, None)
    residual = opened[-1].leaving[0, 0]
    weights = readout(tower, residual, towards)
    row = _class_row(opened[-1])
    (each,) = contributions([row], weights).unbind(1)
    moved = torch.einsum("h,hd->hd", row.attention[:, 3], row.values[:, 3]).flatten() @ row.out_weight.T
    torch.testing.assert_close(each[:, :, 3].sum(1), weights @ moved)


def test_sharing_is_a_mean_of_patches(vit, picture_of):
    shared = sharing(_parts(vit, picture_of(vit))[-4:])
    assert shared.shape == (16, 16)
    assert (shared >= 0).all()
    torch.testing.assert_close(shared.sum(1), torch.ones(16, dtype=shared.dtype))


def test_what_labels_are_compared_with(texts_of, vit):
    texts = texts_of(vit)
    torch.testing.assert_close(directions(texts, None).sum(0), torch.zeros(24, dtype=texts.dtype))
    torch.testing.assert_close(directions(texts[:1], None), texts[:1])
    torch.testing.assert_close(directions(texts, texts[2])[2], torch.zeros(24, dtype=texts.dtype))


@pytest.mark.parametrize("height", [32, 40])
def test_other_sizes(vit, height, texts_of):
    pixels = torch.randn(1, 3, height, 48, dtype=torch.float64)
    found = direct(vit.visual, pixels, texts_of(vit))
    rows, columns = grid(vit.visual, pixels)
    assert found.patches.shape == (3, rows * columns) == (3, height // 8 * 6)


def test_the_blend_by_hand():
    """Half the positive part itself, half its mean over what each patch shares with; each from 0 to 1."""
    found = Direct(torch.tensor([[3.0, -1.0, 1.0]]), torch.tensor([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]))
    # positive: 3, 0, 1 -> 1, 0, 1/3; shared: 1.5, 3, 1 -> 1/4, 1, 0
    torch.testing.assert_close(found.blend(), torch.tensor([[5 / 8, 1 / 2, 1 / 6]]))
    # signed: 3, -1, 1 -> 1, -1/3, 1/3; shared: 1, 3, 1 -> 1/3, 1, 1/3
    torch.testing.assert_close(found.signed_blend(), torch.tensor([[2 / 3, 1 / 3, 1 / 3]]))


def test_sharing_by_hand():
    """Columns to 1, rows to 1, both ways, rows to 1: worked out for two patches."""
    weights = torch.zeros(1, 1, 3, 3)
    weights[0, 0, 1:, 1:] = torch.tensor([[0.6, 0.2], [0.2, 0.2]])
    layer = OpenBlock(torch.nn.Identity(), weights, weights, weights, weights, weights)
    # columns: [[3/4, 1/2], [1/4, 1/2]]; rows: [[3/5, 2/5], [1/3, 2/3]]; both ways: [[3/5, 11/30], [11/30, 2/3]]
    wanted = torch.tensor([[18 / 29, 11 / 29], [11 / 31, 20 / 31]])
    torch.testing.assert_close(sharing([layer]), wanted)


def test_likeness_by_hand():
    """Two tokens alike and one against them: cosines about their mean are 1, 1 and −1."""
    tokens = torch.tensor([[1.0, 0.0], [1.0, 0.0], [-2.0, 0.0]])
    near, far = torch.tensor([1 / 0.15, -1 / 0.15]).exp()
    wanted = torch.tensor([[near, near, far], [near, near, far], [far, far, near]])
    torch.testing.assert_close(likeness(tokens), wanted / wanted.sum(dim=1, keepdim=True))


def test_emphasis_leaves_order_and_sign():
    """Squares: 3, -1, 1 become 9, 0, 1 for a label's own map, and 9, -1, 1 for a difference."""
    found = Direct(torch.tensor([[3.0, -1.0, 1.0]]), torch.eye(3), emphasis=2)
    torch.testing.assert_close(found.blend(), torch.tensor([[1.0, 0.0, 1 / 9]]))
    torch.testing.assert_close(found.signed_blend(), torch.tensor([[1.0, -1 / 9, 1 / 9]]))


def test_a_hybrid_shares_by_likeness(vit, picture_of, texts_of):
    pixels = picture_of(vit)
    found = direct(vit.visual, pixels, directions(texts_of(vit), None))
    opened = _parts(vit, pixels)
    hybrid = isinstance(vit.visual.stem, ConvStem)
    assert found.emphasis == (2 if hybrid else 1)
    wanted = likeness(opened[-1].leaving[0, 1:]) if hybrid else sharing(opened[-4:])
    torch.testing.assert_close(found.sharing, wanted)

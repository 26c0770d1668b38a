"""Every method: what it must find, what it must ignore, and its gradients against torch's own."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from clipdesk.errors import UsageError
from clipdesk.explain import gradients
from clipdesk.explain.blocks import first_tokens, run_openly
from clipdesk.explain.direct import Direct, layers_shown
from clipdesk.explain.relevance import METHODS, explain, head_votes, methods_for, versus
from clipdesk.explain.scale import shared

BY_LABEL = [method.name for method in METHODS if method.uses_label]
RED, GREEN = (2, 1), (4, 4)  # rows and columns of the planted patches


@pytest.fixture
def two_patches():
    """Grey but for a red and a green patch."""
    pixels = torch.zeros(1, 3, 48, 48)
    for colour, (row, column) in enumerate((RED, GREEN)):
        pixels[0, colour, row * 8 : row * 8 + 8, column * 8 : column * 8 + 8] = 2.0
    return pixels


def _hottest(found):
    return tuple(int(place) for place in np.unravel_index(found.argmax(), found.shape))


@pytest.mark.parametrize("method", BY_LABEL)
def test_each_label_finds_its_patch(planted, two_patches, method):
    maps = explain(planted, two_patches, np.eye(3, dtype=np.float32)[:2], method).maps
    assert _hottest(maps[0]) == RED
    assert _hottest(maps[1]) == GREEN


def test_red_and_not_green(planted, two_patches):
    red, green = np.eye(3, dtype=np.float32)[:2]
    found = versus(planted, two_patches, red, green)
    assert found.maps.shape == (1, 6, 6)
    assert found.maps[0][RED] == pytest.approx(1)
    assert found.maps[0][GREEN] == pytest.approx(-1)
    assert found.maps[0][0, 0] == pytest.approx(0, abs=1e-5)
    assert found.signed_sum[0] == pytest.approx(0, abs=1e-5)
    more_red = two_patches.clone()
    more_red[0, 0, :8, :8] = 2.0
    assert versus(planted, more_red, red, green).signed_sum[0] > 0.01


def test_versus_is_antisymmetric(clip, picture_of, texts_of):
    pixels, (a, b, _) = picture_of(clip), texts_of(clip)
    one, other = versus(clip, pixels, a, b), versus(clip, pixels, b, a)
    assert np.abs(one.maps).max() == pytest.approx(1)
    np.testing.assert_allclose(one.maps, -other.maps, atol=1e-6)
    np.testing.assert_allclose(one.signed_sum, -other.signed_sum, atol=1e-6)


def test_every_method_of_every_tower(clip, picture_of, texts_of):
    pixels, texts = picture_of(clip), texts_of(clip)
    side = clip.config.vision.grid_size
    for method in methods_for(clip):
        found = explain(clip, pixels, texts, method.name)
        assert found.method == method.name
        assert found.maps.shape == (3, side, side)
        assert found.maps.dtype == found.signed_sum.dtype == np.float32
        assert found.maps.min(axis=(1, 2)) == pytest.approx(0)
        assert {1} <= set(found.maps.max(axis=(1, 2))) <= {0, 1}  # nothing is marked where nothing speaks for a label
        assert np.isfinite(found.signed_sum).all() == (method.name in ("decomposition", "sharp"))
        differ = np.abs(found.maps[0] - found.maps[1]).max() > 1e-3
        assert differ == method.uses_label
        alone = explain(clip, pixels, texts[1:2], method.name, neutral=texts.mean(0))
        np.testing.assert_allclose(alone.maps[0], found.maps[1], atol=1e-6)  # labels do not disturb each other


def test_what_a_resnet_can_do(clip):
    names = [method.name for method in methods_for(clip)]
    assert names == (["gradcam", "raw"] if clip.config.vision.kind == "resnet" else [one.name for one in METHODS])


def test_the_signed_sum_follows_the_score(vit, picture_of, texts_of):
    """A label is not marked more surely because its map has a hottest place."""
    pixels, texts = picture_of(vit), texts_of(vit)
    sums = explain(vit, pixels, texts).signed_sum
    assert sums.sum() == pytest.approx(0, abs=1e-5)  # relative to the labels' mean
    assert sums.max() > 0 > sums.min()


def test_head_votes(vit, picture_of, texts_of):
    found = head_votes(vit, picture_of(vit), texts_of(vit))
    assert found.shape == (3, len(vit.visual.blocks), vit.config.vision.heads)
    last = explain(vit, picture_of(vit), texts_of(vit)).signed_sum
    np.testing.assert_allclose(found[:, -layers_shown(vit.visual) :].sum(axis=(1, 2)), last, atol=1e-5)


def test_legrad_is_the_gradient_of_attention(vit, picture_of, texts_of):
    pixels, texts = picture_of(vit), texts_of(vit)
    tower = vit.visual
    wanted = torch.zeros(3, 16, dtype=torch.float64)
    for layer in list(run_openly(tower.blocks, first_tokens(tower, pixels)))[-4:]:
        weights = layer.weights.clone().requires_grad_()
        mixed = (weights @ layer.values).transpose(1, 2).flatten(2)
        middle = layer.entering + layer.block.attention.out_proj(mixed)
        leaving = middle + layer.block.mlp(layer.block.ln_2(middle))
        scores = functional.normalize(tower.ln_post(leaving.mean(1)) @ tower.proj, dim=-1) @ texts.T
        for label, score in enumerate(scores[0]):
            (slope,) = torch.autograd.grad(score, weights, retain_graph=True)
            wanted[label] += slope[0].clamp(min=0).mean((0, 1))[1:]
    torch.testing.assert_close(gradients.legrad(tower, pixels, texts), wanted)


def test_generic_follows_each_layer(vit, picture_of, texts_of):
    """Against the slope measured by moving single attention weights."""
    pixels, texts = picture_of(vit), texts_of(vit, labels=1)
    tower = vit.visual

    def score(moved_layer=-1, moved=None):
        tokens = first_tokens(tower, pixels)
        for index, block in enumerate(tower.blocks):
            (layer,) = run_openly([block], tokens)
            weights = layer.weights + moved if index == moved_layer else layer.weights
            mixed = (weights @ layer.values).transpose(1, 2).flatten(2)
            middle = tokens + block.attention.out_proj(mixed)
            tokens = middle + block.mlp(block.ln_2(middle))
        return functional.normalize(tower.ln_post(tokens[:, 0]) @ tower.proj, dim=-1)[0] @ texts[0]

    layers = list(run_openly(tower.blocks, first_tokens(tower, pixels)))
    relevance = torch.eye(17, dtype=torch.float64)
    for index, layer in enumerate(layers):
        change = torch.zeros_like(layer.weights).requires_grad_()
        (slope,) = torch.autograd.grad(score(index, change), change)
        relevance = relevance + (layer.weights[0] * slope[0]).clamp(min=0).mean(0) @ relevance
        step = torch.zeros_like(layer.weights)
        step[0, 1, 0, 5] = 1e-5
        measured = (score(index, step) - score(index, -step)) / 2e-5
        assert float(measured) == pytest.approx(float(slope[0, 1, 0, 5]), rel=1e-4, abs=1e-9)
    torch.testing.assert_close(gradients.generic(tower, pixels, texts)[0], relevance[0, 1:])


def test_gradcam_moves_with_its_features(clip, picture_of, texts_of):
    """Brighter features of a place scale its value and leave the others' weights be: the map is linear in them."""
    found = gradients.gradcam(clip.visual, picture_of(clip), texts_of(clip))
    twice = gradients.gradcam(clip.visual, picture_of(clip), 2 * texts_of(clip))
    torch.testing.assert_close(twice, 2 * found)
    both = gradients.gradcam(clip.visual, picture_of(clip), texts_of(clip)[:1] - texts_of(clip)[1:2])
    torch.testing.assert_close(both[0], found[0] - found[1])


def test_inference_mode_around_it_does_no_harm(clip, picture_of, texts_of):
    plain = explain(clip, picture_of(clip), texts_of(clip), "gradcam").maps
    with torch.inference_mode():
        assert (explain(clip, picture_of(clip), texts_of(clip), "gradcam").maps == plain).all()


@pytest.mark.parametrize("call", [
    lambda clip, pixels, texts: explain(clip, pixels, texts, "no such"),
    lambda clip, pixels, texts: explain(clip, pixels[0], texts),
    lambda clip, pixels, texts: explain(clip, pixels.repeat(2, 1, 1, 1), texts),
    lambda clip, pixels, texts: explain(clip, pixels, texts[:, :2]),
    lambda clip, pixels, texts: explain(clip, pixels, texts[:0]),
    lambda clip, pixels, texts: versus(clip, pixels, texts[:1], texts[1]),
])  # fmt: skip
def test_wrong_questions(planted, two_patches, call):
    with pytest.raises(UsageError):
        call(planted, two_patches, torch.eye(3))


def test_a_resnet_says_what_it_cannot_do(resnet, picture_of, texts_of):
    with pytest.raises(UsageError, match=r"Vision Transformer.*gradcam, raw"):
        explain(resnet, picture_of(resnet), texts_of(resnet))
    with pytest.raises(UsageError, match="heads' votes"):
        head_votes(resnet, picture_of(resnet), texts_of(resnet))


@pytest.mark.parametrize("method", BY_LABEL)
def test_maps_on_one_scale(planted, two_patches, method):
    texts = np.eye(3, dtype=np.float32)[:2]
    apart = explain(planted, two_patches, texts, method)
    joined = explain(planted, two_patches, texts, method, together=(1, 0))
    green, red = joined.maps
    assert (_hottest(green), _hottest(red)) == (GREEN, RED)
    assert (joined.maps.min(), joined.maps.max()) == (0, pytest.approx(1))
    np.testing.assert_allclose(joined.signed_sum, apart.signed_sum[[1, 0]], atol=1e-6)


def test_on_one_scale_a_weaker_label_stays_weaker():
    contributions = Direct(torch.tensor([[0.0, 4.0], [2.0, -9.0], [8.0, 0.0]]), torch.eye(2))
    together = contributions.blend(shared((0, 1)))
    torch.testing.assert_close(together[:2], torch.tensor([[0.0, 1.0], [0.5, 0.0]]))
    torch.testing.assert_close(contributions.blend()[:2], torch.tensor([[0.0, 1.0], [1.0, 0.0]]))


def test_one_label_alone_has_the_scale_it_always_has(clip, picture_of, texts_of):
    pixels, texts = picture_of(clip), texts_of(clip)
    method = methods_for(clip)[0].name
    apart, alone = explain(clip, pixels, texts, method), explain(clip, pixels, texts, method, together=(2,))
    np.testing.assert_allclose(alone.maps[0], apart.maps[2], atol=1e-6)
    with pytest.raises(UsageError, match="not among them"):
        explain(clip, pixels, texts, method, together=(7,))

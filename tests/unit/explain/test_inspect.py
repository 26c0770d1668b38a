"""The inspector's views: shapes, ranges and cases that can be worked out."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from clipdesk.errors import UsageError
from clipdesk.explain.inspect import (
    attention_distances,
    head_attention,
    patch_filters,
    position_similarity,
    token_norms,
    uniform_distance,
)


def test_filters_of_every_tower(clip):
    tiles = patch_filters(clip)
    side = 8 if clip.config.vision.kind == "vit" and clip.config.vision.stem == "patch" else 3
    assert tiles.shape[1:] == (side, side, 3)
    assert 1 <= len(tiles) <= 28
    assert tiles.dtype == np.float32
    assert 0 <= tiles.min() < 0.5 < tiles.max() == 1


def test_the_first_filter_is_the_main_direction(clip):
    """Filters along one pattern: it comes first, whatever else there is in small."""
    tower = clip.visual
    conv = tower.conv1 if clip.config.vision.kind == "resnet" else getattr(tower.stem, "conv", None)
    conv = conv if conv is not None else tower.stem.convs[0]
    pattern = torch.randn(conv.weight.shape[1:], dtype=torch.float64)
    amounts = torch.linspace(-1, 1, len(conv.weight), dtype=torch.float64)
    conv.weight.data = amounts[:, None, None, None] * pattern + 1e-4 * conv.weight
    first = torch.from_numpy(patch_filters(clip)[0]).permute(2, 0, 1).double() - 0.5
    cosine = torch.nn.functional.cosine_similarity(first.flatten(), pattern.flatten(), dim=0)
    assert abs(float(cosine)) > 0.999


def test_positions_are_most_like_themselves(clip):
    found = position_similarity(clip)
    side = clip.config.vision.grid_size
    assert found.shape == (side,) * 4
    assert found.min() >= -1
    rows = found.reshape(side * side, side * side)
    assert np.diag(rows) == pytest.approx(1)
    assert (rows == rows.T).all() or np.abs(rows - rows.T).max() < 1e-6
    places = clip.visual.positional_embedding if side == 4 else clip.visual.attention_pool.positional_embedding
    wanted = torch.nn.functional.cosine_similarity(places[1], places[-1], dim=0)  # the class token's is number 0
    assert found[0, 0, -1, -1] == pytest.approx(float(wanted), abs=1e-6)


def test_even_attention_has_the_uniform_distance(vit, picture_of):
    for block in vit.visual.blocks:
        block.attention.qkv.weight.data.zero_()
        block.attention.qkv.bias.data.zero_()
    found = attention_distances(vit, picture_of(vit, batch=2))
    assert found.shape == (len(vit.visual.blocks), vit.config.vision.heads)
    assert found == pytest.approx(uniform_distance(vit), rel=1e-5)


def test_uniform_distance_by_hand(planted):
    places = [(row * 8, column * 8) for row in range(6) for column in range(6)]
    wanted = np.mean([np.hypot(a - c, b - d) for a, b in places for c, d in places])
    assert uniform_distance(planted) == pytest.approx(wanted)


def test_distances_are_of_each_picture(vit, picture_of):
    both = attention_distances(vit, picture_of(vit, batch=2))
    apart = [attention_distances(vit, picture[None]) for picture in picture_of(vit, batch=2)]
    np.testing.assert_allclose(both, np.mean(apart, axis=0), rtol=1e-5)
    assert not np.allclose(apart[0], apart[1])
    assert both.min() > 0
    assert both.max() < 8 * 3 * 2**0.5


def test_norms_and_heads(vit, picture_of):
    pixels = picture_of(vit)
    attentions = []
    vit.encode_image(pixels, attentions=attentions)
    for layer, weights in enumerate(attentions):
        found = head_attention(vit, pixels, layer, 1)
        np.testing.assert_allclose(found, weights[0, 1].numpy(), atol=1e-6)
    norms = token_norms(vit, pixels)
    assert norms.shape == (len(vit.visual.blocks), 17)
    assert (norms > 0).all()
    for layer, head in ((-1, 0), (len(attentions), 0), (0, vit.config.vision.heads)):
        with pytest.raises(UsageError, match="counted from 0"):
            head_attention(vit, pixels, layer, head)


def test_a_resnet_has_fewer_views(resnet, picture_of):
    for view in (attention_distances, token_norms):
        with pytest.raises(UsageError, match="Vision Transformer"):
            view(resnet, picture_of(resnet))
    with pytest.raises(UsageError, match="Vision Transformer"):
        uniform_distance(resnet)
    with pytest.raises(UsageError, match="Vision Transformer"):
        head_attention(resnet, picture_of(resnet), 0, 0)

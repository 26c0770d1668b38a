"""Covering what matters tells; covering what does not is told apart."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from clipdesk.errors import UsageError
from clipdesk.explain.faithfulness import Faithfulness, covered, faithfulness
from clipdesk.explain.relevance import explain

TEXTS = np.eye(3, dtype=np.float32)


@pytest.fixture
def scene():
    """Six red patches and two green ones."""
    pixels = torch.zeros(1, 3, 48, 48)
    pixels[0, 0, 8:24, 8:32] = 3.0
    pixels[0, 1, 32:40, 32:48] = 3.0
    return pixels


def test_a_true_map_is_reliable_and_its_opposite_is_not(planted, scene):
    found = explain(planted, scene, TEXTS).maps[0]
    true = faithfulness(planted, scene, TEXTS, 0, found)
    assert true.reliable
    assert true.ratio > 2
    assert true.ratio == pytest.approx(true.marked_fall / true.random_fall)
    assert true.marked_fall > true.random_fall > 0
    false = faithfulness(planted, scene, TEXTS, 0, 1 - found)
    assert not false.reliable
    assert false.random_fall == true.random_fall


def test_the_draws_are_seeded(planted, scene):
    found = explain(planted, scene, TEXTS).maps[0]
    assert faithfulness(planted, scene, TEXTS, 0, found) == faithfulness(planted, scene, TEXTS, 0, found)
    other = faithfulness(planted, scene, TEXTS, 0, found, seed=1)
    assert other.random_fall != faithfulness(planted, scene, TEXTS, 0, found).random_fall
    assert other.marked_fall == pytest.approx(faithfulness(planted, scene, TEXTS, 0, found).marked_fall, abs=1e-6)


def test_no_fall_at_random(planted, scene):
    """Covering random parts of a picture that says nothing of a label cannot make its score fall."""
    nothing = torch.zeros_like(scene)
    same = faithfulness(planted, nothing, TEXTS[:1], 0, np.zeros((6, 6), np.float32))
    assert same == Faithfulness(0.0, same.marked_fall, same.random_fall, reliable=False)


def test_a_fall_where_random_parts_do_nothing(planted):
    """One small red patch that no random draw covers: all of the score hangs on it."""
    pixels = torch.zeros(1, 3, 48, 48)
    pixels[0, 0, 16:24, 16:24] = 3.0
    patch_map = np.zeros((6, 6), np.float32)
    patch_map[2, 2] = 1
    found = faithfulness(planted, pixels, TEXTS[:1], 0, patch_map, share=0.02, draws=1)
    assert found.random_fall == pytest.approx(0, abs=1e-6)
    assert found.marked_fall > 0.5
    assert found.ratio == math.inf
    assert found.reliable


def test_what_is_covered(planted, scene):
    covers = torch.zeros(2, 6, 6, dtype=torch.bool)
    covers[1, 1, 2] = True
    plain, with_cover = covered(planted, scene, covers)
    assert torch.equal(plain, scene[0])
    config = planted.config.preprocess
    for channel in range(3):
        grey = (0.5 - config.mean[channel]) / config.std[channel]
        assert with_cover[channel, 8:16, 16:24] == pytest.approx(grey)
        assert torch.equal(with_cover[channel, 16:], scene[0, channel, 16:])
        assert torch.equal(with_cover[channel, :, :16], scene[0, channel, :, :16])


def test_every_tower(clip, picture_of, texts_of):
    side = clip.config.vision.grid_size
    patch_map = np.arange(side * side, dtype=np.float32).reshape(side, side)
    found = faithfulness(clip, picture_of(clip), texts_of(clip).numpy(), 1, patch_map, draws=3)
    assert found.reliable == (found.ratio > 1)


@pytest.mark.parametrize("wrong", [{"share": 0.0}, {"share": 1.0}, {"draws": 0}, {"label": 3}, {"label": -1}])
def test_wrong_figures_are_refused(planted, scene, wrong):
    label = wrong.pop("label", 0)
    with pytest.raises(UsageError):
        faithfulness(planted, scene, TEXTS, label, np.zeros((6, 6), np.float32), **wrong)

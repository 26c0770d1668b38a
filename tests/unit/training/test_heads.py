"""Heads on embeddings: the probe, the vote, and what they are chosen by."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional

from clipdesk.errors import CheckpointError
from clipdesk.inference.head import Head, Neighbours, read_head, write_head
from clipdesk.inference.prompts import Label, Prompt, PromptSet
from clipdesk.training import heads
from clipdesk.training.config import PROBE_TRIALS

SCALE = 20.0


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def made(count: int, classes: int = 4, dim: int = 32, noise: float = 1.2, seed: int = 0):
    """Embeddings around a centre a class, targets, and words that are far from right."""
    fixed = np.random.default_rng(7)
    centres, cone = unit(fixed.standard_normal((classes, dim))), 2 * unit(fixed.standard_normal((1, dim)))
    words = unit(centres + 3 * unit(fixed.standard_normal((classes, dim))))
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, classes, count)
    return unit(cone + centres[targets] + noise * unit(rng.standard_normal((count, dim)))), targets, words


def test_a_strong_penalty_is_the_words_and_a_weak_one_learns():
    x, y, words = made(300)
    path = dict(heads.linear_path(x, y, words, SCALE, (1e6, 1e-2, 1e-6)))
    assert np.abs(path[1e6] - words).max() < 1e-3
    right = [float(((x @ rows.T).argmax(1) == y).mean()) for rows in path.values()]
    assert right[0] < right[1] <= right[2]
    assert right[2] > 0.95


def test_the_probe_is_at_the_minimum_of_what_it_minimises():
    x, y, words = made(200)
    penalty = 0.1
    ((_, rows),) = heads.linear_path(x, y, words, SCALE, (penalty,))
    weights = torch.from_numpy(rows).double().requires_grad_()
    loss = functional.cross_entropy(SCALE * torch.from_numpy(x).double() @ weights.T, torch.from_numpy(y))
    loss = loss + penalty * SCALE / (2 * len(words)) * (weights - torch.from_numpy(words)).square().sum()
    (gradient,) = torch.autograd.grad(loss, weights)
    assert gradient.abs().max() < 2e-4


def test_the_best_is_chosen_on_what_was_not_learned_from():
    x, y, words = made(120, seed=1)
    v, vy, _ = made(200, seed=2)
    tried = list(heads.candidates((x, y), (v, vy), ("a", "b", "c", "d"), words, SCALE))
    assert tried[0].said == "the words alone"
    assert tried[0].accuracy == float(((v @ words.T).argmax(1) == vy).mean())
    assert [one.head.kind for one in tried[-5:]] == ["cache"] + ["kernel"] * 4
    best = tried[0]
    for one in tried[1:]:
        best = one if one.beats(best) else best
    assert best.accuracy > tried[0].accuracy + 0.1
    assert best.loss == min(one.loss for one in tried)
    t, ty, _ = made(500, seed=3)
    assert heads.measured(best.head, t, ty)[0] > heads.measured(tried[0].head, t, ty)[0] + 0.1


def test_a_vote_is_tip_adapters_formula():
    x, y, words = made(40)
    q, _, _ = made(5, seed=9)
    near = Neighbours(x, 0.3 * np.eye(4, dtype=np.float32)[y], 5.5)
    found = heads.logits(Head("cache", ("a", "b", "c", "d"), words, SCALE, near), q)
    one_hot = np.eye(4)[y]
    expected = SCALE * (q @ words.T + 0.3 * np.exp(-5.5 * (1 - q @ x.T)) @ one_hot)
    assert np.allclose(found, expected, atol=1e-4)


def test_votes_alone_learn_what_no_plane_parts():
    """Two classes on both ends of a line and one between: the vote sees it where the words know nothing."""
    rng = np.random.default_rng(0)
    angles = np.concatenate([rng.normal(middle, 0.05, 30) for middle in (0.0, 1.0, 2.0)])
    x = unit(np.stack([np.cos(angles), np.sin(angles), 0 * angles], axis=1))
    y = np.repeat([0, 1, 0], 30)
    words = unit(np.array([[0, 0, 1.0], [0, 0, 1.0]]))
    tried = list(heads.candidates((x[::2], y[::2]), (x[1::2], y[1::2]), ("ends", "middle"), words, SCALE))
    vote = next(one for one in tried if one.head.kind == "cache")
    assert vote.accuracy == 1.0


def test_a_thousand_pictures_take_seconds():
    x, y, words = made(1000, classes=10, dim=512, seed=1)
    v, vy, _ = made(250, classes=10, dim=512, seed=2)
    start = time.process_time()
    tried = list(heads.candidates((x, y), (v, vy), tuple("abcdefghij"), words, 100.0))
    assert len(tried) == heads.TRIALS + 1 == PROBE_TRIALS + 1
    assert time.process_time() - start < 60  # 2 s where it was written; the figure itself is the benchmark's


@pytest.mark.parametrize("turned", [False, True])
def test_a_head_comes_back_from_its_folder(tmp_path, turned):
    x, y, words = made(30)
    votes = 0.2 * np.eye(4, dtype=np.float32)[y]
    turn = np.random.default_rng(0).standard_normal((32, 32)).astype(np.float32)
    near = Neighbours(x, votes, 3.0, *((x.mean(0), turn) if turned else ()))
    head = Head("cache", ("a", "b", "ü", "d"), words, SCALE, near)
    write_head(tmp_path, head)
    read = read_head(tmp_path, words.shape[1])
    assert (read.kind, read.classes, read.scale) == ("cache", head.classes, SCALE)
    assert np.array_equal(read.weights, words)
    assert np.allclose(heads.logits(read, x), heads.logits(head, x), atol=1e-4)
    assert read_head(tmp_path / "elsewhere", 32) is None
    with pytest.raises(CheckpointError, match="weights are"):
        read_head(tmp_path, 16)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("votes", np.zeros((30, 3), np.float32)),
        ("votes", np.zeros((29, 4), np.float32)),
        ("keys", np.zeros((30, 31), np.float32)),
        ("centre", None),
        ("turn", np.zeros((31, 32), np.float32)),
        ("turn", np.full((32, 32), np.nan, np.float32)),
    ],
)
def test_neighbours_that_do_not_fit_are_refused(tmp_path, field, value):
    x, y, words = made(30)
    near = Neighbours(x, np.eye(4, dtype=np.float32)[y], 1.0, x.mean(0), np.eye(32, dtype=np.float32))
    write_head(tmp_path, Head("kernel", ("a", "b", "c", "d"), words, SCALE, replace(near, **{field: value})))
    with pytest.raises(CheckpointError, match="tuned head"):
        read_head(tmp_path, 32)


@pytest.mark.parametrize("turned", [False, True])
def test_slopes_are_what_the_scores_do_beside_an_embedding(turned):
    x, y, _ = made(40)
    setting = (x.mean(0), np.random.default_rng(0).standard_normal((32, 32)).astype(np.float32)) if turned else ()
    near = Neighbours(x, np.eye(4, dtype=np.float32)[y], 2.0, *setting)
    if turned:
        near = replace(near, keys=near.turned(x)[0])
    slopes = near.slopes(x[3])
    for direction in np.eye(32, dtype=np.float32)[:8]:
        above, below = near.scores((x[3] + 1e-2 * direction)[None])[0], near.scores((x[3] - 1e-2 * direction)[None])[0]
        assert np.allclose(slopes @ direction, (above - below) / 2e-2, atol=0.02 * np.abs(slopes).max())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "magic"),
        ("classes", ["a", "a", "b", "c"]),
        ("classes", 3),
        ("format", 9),
        ("scale", -1),
        ("scale", None),
    ],
)
def test_a_damaged_head_is_refused(tmp_path, field, value):
    _, _, words = made(3)
    write_head(tmp_path, Head("linear", ("a", "b", "c", "d"), words, SCALE))
    values = json.loads((tmp_path / "head.json").read_text())
    (tmp_path / "head.json").write_text(json.dumps(values | {field: value}))
    with pytest.raises(CheckpointError, match="tuned head"):
        read_head(tmp_path, 32)


def test_weights_that_are_no_numbers_are_refused(tmp_path):
    words = np.full((2, 32), np.nan, dtype=np.float32)
    write_head(tmp_path, Head("linear", ("a", "b"), words, SCALE))
    with pytest.raises(CheckpointError, match="not numbers"):
        read_head(tmp_path, 32)
    (tmp_path / "head.safetensors").write_bytes(b"no tensors")
    with pytest.raises(CheckpointError, match="tuned head"):
        read_head(tmp_path, 32)


def test_it_stands_in_for_exactly_its_labels():
    _, _, words = made(3)
    head = Head("linear", ("cat", "big_dog", "c", "d"), words, SCALE)

    def columns(*names, **options):
        return head.columns(
            PromptSet(tuple(name if isinstance(name, Label) else Label(name) for name in names), **options)
        )

    assert columns("d", "cat", "big_dog", "c") == (3, 0, 1, 2)
    assert columns("d", "cat", Label("big_dog", (Prompt("big dog"),)), "c", templates=("{}",)) == (3, 0, 1, 2)
    assert columns("d", "cat", "big_dog") is None
    assert columns("d", "cat", "big_dog", "c", "e") is None
    assert columns("d", "cat", "big_dog", "c", mode="multi") is None
    assert columns("d", "cat", "big_dog", "c", none_of_these=("x",)) is None
    assert columns("d", Label("cat", (Prompt("a tabby"),)), "big_dog", "c") is None
    assert columns("d", Label("cat", negatives=("lion",)), "big_dog", "c") is None

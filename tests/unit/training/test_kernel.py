"""The kernel probe: what it solves, and that it learns what a plane cannot part."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from clipdesk.training import heads, kernel

SCALE = 20.0
CLASSES = ("a", "b", "c")

Floats = np.ndarray


def unit(rows: Floats) -> Floats:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def made(count: int, seed: int, noise: float = 0.6) -> tuple[Floats, Floats]:
    """Three classes of two opposite places each in ten directions; two more directions are loud and say nothing."""
    ends = unit(np.random.default_rng(7).standard_normal((3, 10)))
    places = np.concatenate([ends, -ends])
    rng = np.random.default_rng(seed)
    place = rng.integers(0, 6, count)
    x = places[place] + noise * unit(rng.standard_normal((count, 10)))
    return unit(np.concatenate([x, 2 * rng.standard_normal((count, 2))], axis=1)), place % 3


WORDS = unit(np.random.default_rng(3).standard_normal((3, 12)))


def test_it_learns_what_linear_rows_cannot() -> None:
    train, validation, test = made(240, 1), made(120, 2), made(400, 3)
    best = min(
        (head for _, head in kernel.kernel_heads(train, validation, CLASSES, WORDS, SCALE)),
        key=lambda head: heads.measured(head, *validation)[1] or 0.0,
    )
    (_, rows), *_ = heads.linear_path(*train, WORDS, SCALE, (1e-3,))
    linear = heads.measured(heads.Head("linear", CLASSES, rows, SCALE), *test)[0]
    found = heads.measured(best, *test)[0]
    assert linear is not None
    assert found is not None
    assert found > linear + 0.3
    assert best.kind == "kernel"


def test_votes_solve_the_ridge_regression(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one penalty and height: the votes' own equation, written out."""
    monkeypatch.setattr(kernel, "PENALTIES", (0.3,))
    monkeypatch.setattr(kernel, "_HEIGHTS", (8.0,))
    x, y = made(50, 1)
    for _, head in kernel.kernel_heads((x, y), made(20, 2), CLASSES, WORDS, SCALE):
        near = head.neighbours
        assert near is not None
        wanted = 8.0 * np.eye(3)[y] - SCALE * x @ WORDS.T
        wanted -= wanted.mean(axis=1, keepdims=True)
        residual = wanted - SCALE * near.scores(x)
        assert np.allclose(residual, 0.3 * SCALE * near.votes, atol=1e-2)


def test_the_turn_makes_the_spread_within_classes_round() -> None:
    x, y = made(400, 1)
    near = kernel._turned(x, y, x, 3, 1e-6)
    assert near.turn is not None
    assert near.centre is not None
    turned = (x - near.centre) @ near.turn
    within = turned - np.stack([turned[y == number].mean(0) for number in range(3)])[y]
    assert np.allclose(within.T @ within / len(x), np.eye(12), atol=0.02)


def test_of_many_pictures_a_part_is_drawn_and_all_count(monkeypatch: pytest.MonkeyPatch) -> None:
    train, validation, test = made(400, 1), made(150, 2), made(400, 3)
    monkeypatch.setattr(kernel, "MOST_KEYS", 200)
    monkeypatch.setattr(kernel, "_DRAWN_KEYS", 100)
    some = [head for _, head in kernel.kernel_heads(train, validation, CLASSES, WORDS, SCALE)]
    again = [head for _, head in kernel.kernel_heads(train, validation, CLASSES, WORDS, SCALE)]
    assert all(head.neighbours is not None and len(head.neighbours.keys) == 100 for head in some)
    assert all(
        np.array_equal(heads.logits(a, test[0]), heads.logits(b, test[0])) for a, b in zip(some, again, strict=True)
    )
    accuracy = max(heads.measured(head, *test)[0] or 0.0 for head in some)
    words = heads.measured(heads.Head("linear", CLASSES, WORDS, SCALE), *test)[0]
    assert accuracy > (words or 0.0) + 0.3


def test_far_from_everything_learned_the_words_speak() -> None:
    x, y = made(100, 1)
    (_, head), *_ = kernel.kernel_heads((x, y), made(40, 2), CLASSES, WORDS, SCALE)
    assert head.neighbours is not None
    sharp = heads.replace(head, neighbours=heads.replace(head.neighbours, sharpness=500.0))
    stranger = unit(np.random.default_rng(99).standard_normal((20, 12)))
    alone = torch.from_numpy(SCALE * stranger @ WORDS.T)
    assert functional.mse_loss(torch.from_numpy(heads.logits(sharp, stranger)), alone) < 1e-3


def test_one_picture_a_class_is_enough_to_try() -> None:
    x, y = made(100, 1)
    rows = [int(np.flatnonzero(y == number)[0]) for number in range(3)]
    tried = list(kernel.kernel_heads((x[rows], y[rows]), made(20, 2), CLASSES, WORDS, SCALE))
    assert all(np.isfinite(heads.logits(head, x)).all() for _, head in tried)

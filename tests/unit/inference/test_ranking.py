from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.errors import UsageError
from clipdesk.inference import chunks, ranking, scoring
from clipdesk.inference.prompts import PromptEmbeddings
from clipdesk.inference.ranking import Held

DIM = 16


def _unit(rng, *shape):
    rows = rng.standard_normal((*shape, DIM)).astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


def _prompts(seed=0, labels=5, none=2, negatives=(2, 0, 1, 0, 0)):
    rng = np.random.default_rng(seed)
    counts = (*negatives, *[0] * labels)[:labels]
    against = tuple(_unit(rng, count) for count in counts)
    return PromptEmbeddings(_unit(rng, labels), against, _unit(rng, none), _unit(rng, 1)[0])


def _held(count=50, seed=1, gaps=()):
    held = Held(DIM)
    rows = [row for row in range(count) if row not in gaps]
    held.resize(count)
    held.put(rows, _unit(np.random.default_rng(seed), len(rows)))
    return held


@pytest.mark.parametrize("mode", ["single", "multi"])
@pytest.mark.parametrize("none", [0, 2])
@pytest.mark.parametrize("labels", [1, 5])
def test_the_numbers_are_the_command_lines(mode, none, labels):
    held, prompts = _held(300), _prompts(labels=labels, none=none)
    scores = ranking.score_all(held, prompts, 12.0, mode, reject=0.4)
    probabilities, cosines, nothing = scoring.score(held.embeddings, prompts, 12.0, mode)
    np.testing.assert_allclose(scores.probabilities, probabilities, atol=2e-6)
    np.testing.assert_allclose(scores.cosines, cosines, atol=1e-6)
    np.testing.assert_allclose(scores.none, nothing, atol=2e-6)
    assert (scores.best == scoring.top_k(probabilities, 1)[:, 0]).all()
    np.testing.assert_allclose(scores.best_probability, probabilities.max(axis=1), atol=2e-6)
    assert (scores.rejected == scoring.rejected(probabilities, nothing, 0.4)).all()
    assert scores.probabilities.shape == scores.cosines.shape == (300, labels)
    if mode == "multi":
        np.testing.assert_allclose(scores.margin, np.abs(2 * probabilities - 1).min(axis=1), atol=4e-6)
    elif labels > 1 or none:
        others = np.concatenate([np.sort(probabilities, axis=1)[:, :-1], nothing[:, None]], axis=1).max(axis=1)
        expected = np.maximum(probabilities.max(axis=1) - others, 0)
        np.testing.assert_allclose(scores.margin, expected, atol=4e-6)


def test_chunks_do_not_show(monkeypatch):
    held, prompts = _held(100, gaps=(3, 98)), _prompts()
    whole = ranking.score_all(held, prompts, 30.0)
    nearest = list(ranking.similar(held, 5, 4)[0])
    monkeypatch.setattr(chunks, "PART", 7)
    parts = ranking.score_all(held, prompts, 30.0)
    assert list(ranking.similar(held, 5, 4)[0]) == nearest
    np.testing.assert_allclose(parts.probabilities, whole.probabilities, atol=1e-6)
    assert (parts.best == whole.best).all()


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000), st.sampled_from(["single", "multi"]), st.lists(st.integers(0, 4), max_size=3),
    st.integers(0, 2), st.booleans(),
)  # fmt: skip
def test_a_rescore_is_a_score(seed, mode, edited, dropped, grown):
    held, before = _held(40, seed), _prompts(seed)
    first = ranking.score_all(held, before, 20.0, mode)
    labels = before.labels.copy()
    labels[edited] = _unit(np.random.default_rng(seed + 1), len(edited))
    keep = slice(dropped, None)  # the columns of those after it move
    after = PromptEmbeddings(labels[keep], before.negatives[keep], before.none_of_these, before.neutral)
    if grown:
        held.put([41], held.embeddings[:1].copy())
    again = ranking.rescore(first, held, after, edited, 20.0, mode, reject=0.3)
    fresh = ranking.score_all(held, after, 20.0, mode, reject=0.3)
    for name in ("probabilities", "cosines", "none", "best_probability", "margin"):
        np.testing.assert_allclose(getattr(again, name), getattr(fresh, name), atol=2e-6)
    assert (again.best == fresh.best).all()
    assert (again.rejected == fresh.rejected).all()


def test_only_changed_columns_are_computed():
    held, prompts = _held(40), _prompts()
    first = ranking.score_all(held, prompts, 20.0)
    first.text_cosines[:] = 0.5  # what was computed before shows
    labels = prompts.labels.copy()
    labels[2] = _unit(np.random.default_rng(9), 1)[0]
    edited = PromptEmbeddings(labels, prompts.negatives, prompts.none_of_these, prompts.neutral)
    again = ranking.rescore(first, held, edited, [2], 20.0)
    assert (again.cosines[:, [0, 1, 3, 4]] == 0.5).all()
    np.testing.assert_allclose(again.cosines[:, 2], held.embeddings @ labels[2], atol=1e-6)
    asked = ranking.rescore(first, held, prompts, [0], 20.0)
    assert not (asked.cosines[:, 0] == 0.5).any()
    held.put([0], held.embeddings[:1].copy())
    assert not (ranking.rescore(first, held, prompts, [], 20.0).cosines == 0.5).any()


@pytest.mark.parametrize(
    ("texts", "count", "dim"), [(1, 1, 3), (1, 700, 512), (20, 53, 512), (70, 40, 1024), (40, 0, 8)]
)
def test_products_in_parts(texts, count, dim):
    rng = np.random.default_rng(0)
    words, pictures = rng.standard_normal((texts, dim), np.float32), rng.standard_normal((count, dim), np.float32)
    into = np.full((texts + 2, count + 9), 7, dtype=np.float32)
    fresh = list(range(texts, 0, -1))
    chunks.multiply(words, pictures, into, fresh, slice(4, 4 + count))
    np.testing.assert_allclose(into[fresh, 4 : 4 + count], words @ pictures.T, atol=1e-3, rtol=1e-4)
    into[fresh, 4 : 4 + count] = 7
    assert (into == 7).all()


def test_rows_that_are_not_there_yet():
    held = _held(20, gaps=(0, 7, 19))
    scores = ranking.score_all(held, _prompts(), 20.0, reject=1.0)
    for row in (0, 7, 19):
        assert scores.best[row] == -1
        assert not scores.rejected[row]
        assert not scores.probabilities[row].any()
    assert scores.rejected.sum() == 17
    assert len(ranking.uncertainty_order(scores)) == 17
    assert not set(ranking.uncertainty_order(scores)) & {0, 7, 19}
    assert list(scores.margin[ranking.uncertainty_order(scores)]) == sorted(scores.margin[scores.valid])
    empty = ranking.score_all(Held(DIM), _prompts(), 20.0)
    assert empty.probabilities.shape == (0, 5)
    assert len(ranking.uncertainty_order(empty)) == 0


def test_held_grows_shrinks_and_forgets():
    held, rng = Held(DIM), np.random.default_rng(0)
    rows = _unit(rng, 3)
    held.put([5, 0, 2], rows)
    assert len(held) == 6
    assert list(held.valid) == [True, False, True, False, False, True]
    assert (held.embeddings[[5, 0, 2]] == rows).all()
    held.resize(3)
    held.resize(8)
    assert list(held.valid) == [True, False, True, False, False, False, False, False]
    with pytest.raises(ValueError, match="belong"):
        held.put([1], np.zeros((1, DIM + 1), np.float32))
    with pytest.raises(IndexError):
        held.put([-1], np.zeros((1, DIM), np.float32))
    for start in range(8, 2000, 97):
        held.put(range(start, start + 97), _unit(rng, 97))
    assert held.valid[8:].all()
    np.testing.assert_allclose(np.linalg.norm(held.embeddings[8:], axis=1), 1, atol=1e-5)


def test_similar_and_search():
    held = _held(60, gaps=(4, 50))
    rows, cosines = ranking.similar(held, 7, 5)
    expected = held.embeddings @ held.embeddings[7]
    expected[[7, 4, 50]] = -9
    assert list(rows) == list(np.argsort(-expected)[:5])
    np.testing.assert_allclose(cosines, np.sort(expected)[::-1][:5], atol=1e-6)
    found, _ = ranking.search(held, held.embeddings[7], 3)
    assert found[0] == 7
    assert len(ranking.similar(held, 7, 1000)[0]) == 57
    assert len(ranking.search(held, held.embeddings[7], 0)[0]) == 0
    held.put([50], held.embeddings[7:8].copy())  # a tie goes by row
    assert list(ranking.search(held, held.embeddings[7], 2)[0]) == [7, 50]
    with pytest.raises(UsageError, match="not been read"):
        ranking.similar(held, 4, 3)


def _fixed(best, rejected=()):
    """Scores with given best labels, of three."""
    held = Held(3)
    labels = np.eye(3, dtype=np.float32)
    held.resize(len(best))
    rows = [row for row, label in enumerate(best) if label >= 0]
    held.put(rows, labels[[best[row] for row in rows]])
    prompts = PromptEmbeddings(labels, (labels[:0],) * 3, labels[:0], labels[0])
    scores = ranking.score_all(held, prompts, 5.0)
    scores.rejected[list(rejected)] = True
    return scores


def test_accuracy_and_confusion():
    scores = _fixed([0, 1, 2, 2, -1, 1], rejected=[5])
    verified = {0: 0, 1: 2, 2: 2, 4: 1, 5: -1, 99: 0}
    assert ranking.accuracy(scores, verified) == (3, 4)
    table = ranking.confusion(scores, verified, 3)
    assert table.tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 1]]
    assert ranking.accuracy(scores, {}) == (0, 0)
    assert ranking.accuracy(_fixed([1]), {0: -1}) == (0, 1)


def test_comparing_two_sets():
    a, b = _fixed([0, 1, 2, 0, -1, 1]), _fixed([0, 2, 1, 1, 0, -1])
    verified = {0: 0, 1: 2, 2: 2, 3: 1, 4: 0}
    found = ranking.compare(a, b, verified)
    assert list(found.changed) == list(ranking.changed_rows(a, b)) == [1, 2, 3]
    assert (found.gained, found.lost) == (2, 1)
    nothing = ranking.compare(a, a, verified)
    assert (len(nothing.changed), nothing.gained, nothing.lost) == (0, 0, 0)


def test_comparing_sets_whose_columns_differ():
    a, b = _fixed([0, 1, 2]), _fixed([2, 1, 0])
    moved = ranking.compare(a, b, {0: 0, 1: 1, 2: 2}, b_to_a=[2, 1, 0])
    assert (len(moved.changed), moved.gained, moved.lost) == (0, 0, 0)
    gone = ranking.compare(a, b, {0: 0, 1: 1, 2: 2}, b_to_a=[2, -1, 0])
    assert (list(gone.changed), gone.lost) == ([1], 1)

from __future__ import annotations

import numpy as np
import pytest

from clipdesk.inference import scoring
from clipdesk.inference.prompts import PromptEmbeddings

COSINES = np.array([[0.3, 0.2, 0.25], [0.1, 0.1, 0.1]], dtype=np.float32)


def test_single_is_a_softmax_over_the_labels():
    probabilities, none = scoring.single(COSINES, 100.0)
    wanted = np.exp(100 * COSINES.astype(np.float64))
    assert np.allclose(probabilities, wanted / wanted.sum(axis=1, keepdims=True), atol=1e-6)
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    assert (none == 0).all()


def test_none_of_these_takes_its_share():
    probabilities, none = scoring.single(COSINES, 100.0, np.array([[0.31], [0.0]], dtype=np.float32))
    shares = np.exp(100 * np.array([0.3, 0.2, 0.25, 0.31]))
    assert np.allclose([*probabilities[0], none[0]], shares / shares.sum(), atol=1e-6)
    assert scoring.rejected(probabilities, none).tolist() == [True, False]


def test_multi_labels_are_independent():
    neutral = np.array([[0.22], [0.1]], dtype=np.float32)
    negatives, none = np.array([[0.3], [0.0]], dtype=np.float32), np.zeros((2, 0), dtype=np.float32)
    probabilities = scoring.multi(COSINES, 100.0, neutral, [negatives, none, none])
    assert probabilities[0, 1] == pytest.approx(1 / (1 + np.exp(2)), abs=1e-6)
    assert probabilities[0, 2] == pytest.approx(1 / (1 + np.exp(-3)), abs=1e-5)
    assert probabilities[0, 0] == pytest.approx(np.exp(30) / (np.exp(30) + np.exp(22) + np.exp(30)), abs=1e-5)
    assert probabilities[1, 1] == pytest.approx(0.5)
    other = scoring.multi(COSINES[:, [1, 0, 2]], 100.0, neutral, [none, negatives, none])
    assert np.allclose(other[:, [1, 0, 2]], probabilities)


def test_extreme_logits_do_not_overflow():
    cosines = np.array([[1.0, -1.0]], dtype=np.float32)
    with np.errstate(all="raise", under="ignore"):
        assert scoring.single(cosines, 1e4)[0].tolist() == [[1.0, 0.0]]
        common, none = np.array([[0.0]], np.float32), np.zeros((1, 0), np.float32)
        assert scoring.multi(cosines, 1e4, common, [none, none]).tolist() == [[1.0, 0.0]]


def test_score_uses_every_prompt():
    basis = np.eye(4, dtype=np.float32)
    prompts = PromptEmbeddings(basis[:2], (basis[2:3], basis[:0]), basis[:0], basis[3])
    image = (basis[0] * 0.8 + basis[2] * 0.6)[None]
    probabilities, cosines, none = scoring.score(image, prompts, 10.0, "multi")
    assert np.allclose(cosines, [[0.8, 0.0]])
    assert probabilities[0, 0] == pytest.approx(np.exp(8) / (np.exp(8) + np.exp(6) + 1), abs=1e-6)
    assert probabilities[0, 1] == pytest.approx(0.5)
    assert none.tolist() == [0.0]
    single, _, _ = scoring.score(image, prompts, 10.0, "single")
    assert single[0, 0] == pytest.approx(1 / (1 + np.exp(-8)), abs=1e-6)


@pytest.mark.parametrize("k", [1, 2, 5, 20, 50])
def test_top_k_equals_a_full_sort(k):
    values = np.random.default_rng(0).permutation(1000).reshape(50, 20).astype(np.float32)
    assert (scoring.top_k(values, k) == np.argsort(-values, axis=1)[:, :k]).all()


def test_threshold_rejects_what_is_below_it():
    probabilities = np.array([[0.6, 0.4], [0.5, 0.5]], dtype=np.float32)
    none = np.zeros(2, dtype=np.float32)
    assert scoring.rejected(probabilities, none, 0.55).tolist() == [False, True]
    assert scoring.rejected(probabilities, none).tolist() == [False, False]

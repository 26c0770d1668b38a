from __future__ import annotations

import numpy as np
import pytest

from clipdesk.errors import UsageError
from clipdesk.inference import rejecting
from clipdesk.inference.prompts import PromptEmbeddings
from clipdesk.inference.ranking import Held, score_all


@pytest.fixture
def scores():
    """A hundred pictures between two labels: the nearer to the middle, the less certain."""
    angles = np.linspace(0, np.pi / 2, 100)
    held = Held(2)
    held.put(range(100), np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))
    labels = np.eye(2, dtype=np.float32)
    return score_all(held, PromptEmbeddings(labels, (labels[:0],) * 2, labels[:0], labels[0]), 10.0)


def _truth(scores, wrong):
    return {row: int(1 - best if row in wrong else best) for row, best in enumerate(scores.best)}


def test_without_verified_pictures_it_is_uncalibrated(scores):
    rule = rejecting.fit(scores, {})
    assert rule.uncalibrated
    assert not rule.curves
    assert not rejecting.apply(rule, scores).rejected.any()
    with pytest.raises(UsageError):
        rejecting.fit(scores, {}, accuracy=1.5)


def test_the_fit_reaches_the_accuracy_with_the_most_pictures(scores):
    verified = _truth(scores, wrong=range(45, 55))
    rule = rejecting.fit(scores, verified, accuracy=1.0)
    assert not rule.uncalibrated
    ruled = rejecting.apply(rule, scores)
    kept = np.flatnonzero(~ruled.rejected)
    assert {int(row) for row in kept} == set(range(100)) - set(range(45, 55))
    loose = rejecting.apply(rejecting.fit(scores, verified, accuracy=0.95), scores)
    rows = np.flatnonzero(~loose.rejected)
    right = np.mean([scores.best[row] == verified[row] for row in rows])
    assert 0.95 <= right < 1
    assert len(rows) > len(kept)


def test_the_curves_are_what_their_thresholds_do(scores):
    verified = _truth(scores, wrong=[10, 48, 49, 50, 90])
    for curve in rejecting.fit(scores, verified).curves:
        assert (np.diff(curve.thresholds) < 0).all()
        assert curve.coverage[-1] == 1
        for at in (0, 20, len(curve.thresholds) - 1):
            rule = rejecting.RejectRule(**{curve.signal: float(curve.thresholds[at])})
            kept = np.flatnonzero(~rejecting.apply(rule, scores).rejected)
            assert len(kept) / 100 == pytest.approx(curve.coverage[at])
            assert np.mean([scores.best[row] == verified[row] for row in kept]) == pytest.approx(curve.accuracy[at])


def test_no_threshold_where_none_is_needed_and_the_best_where_none_suffices(scores):
    easy = rejecting.fit(scores, _truth(scores, wrong=[]))
    assert (easy.probability, easy.cosine, easy.margin) == (None, None, None)
    hopeless = rejecting.fit(scores, dict.fromkeys(range(100), -1))
    assert rejecting.apply(hopeless, scores).valid.all()

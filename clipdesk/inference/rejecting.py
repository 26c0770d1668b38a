"""When a picture belongs to none of the labels: a rule, and its fit to what a person has verified.

A rule that keeps only sure answers trades coverage for accuracy. Each of three signals (probability, cosine and margin
of the best label) orders the verified pictures from sure to unsure; the one with the smallest area under its
risk-coverage curve (Geifman and El-Yaniv 2017, "Selective classification for deep neural networks") is taken, and its
threshold set where the accuracy asked for is still reached with the most pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from clipdesk.errors import UsageError
from clipdesk.inference.held import Flags, Rows
from clipdesk.inference.ranking import Scores

Signal = Literal["probability", "cosine", "margin"]
SIGNALS: tuple[Signal, ...] = ("probability", "cosine", "margin")
Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RejectCurve:
    """What each threshold on a signal would give on the verified pictures, the strictest first; each `[thresholds]`."""

    signal: Signal
    thresholds: Curve
    coverage: Curve  # share of the pictures that keep a label
    accuracy: Curve  # share of these that are right


@dataclass(frozen=True, eq=False)
class RejectRule:
    """A picture keeps its best label where each figure reaches its threshold (None: any does).

    Whatever the rule, one that is more probably none-of-these does not.
    `uncalibrated` until it was fitted to verified pictures; `curves` has one for each signal then.
    """

    probability: float | None = None
    cosine: float | None = None
    margin: float | None = None
    verified: int = 0  # pictures that it was fitted to
    curves: tuple[RejectCurve, ...] = ()

    @property
    def uncalibrated(self) -> bool:
        """Whether the thresholds are no more than a choice."""
        return not self.verified


def apply(rule: RejectRule, scores: Scores) -> Scores:
    """The scores with `rejected` by the rule."""
    rejected = scores.none > scores.best_probability
    for signal in SIGNALS:
        threshold = getattr(rule, signal)
        if threshold is not None:
            rejected |= _signal(scores, signal) < threshold
    return replace(scores, rejected=rejected & scores.valid)


def fit(scores: Scores, verified: Mapping[int, int], accuracy: float = 0.95) -> RejectRule:
    """The rule that gives at least `accuracy` on the verified pictures (row to true column, −1 for none of the labels).

    Where that cannot be reached, the threshold with the best accuracy is taken; where it needs no threshold, none is
    set. Without verified pictures the rule is empty and uncalibrated. Raises UsageError for an accuracy outside 0 to 1.
    """
    if not 0 < accuracy <= 1:
        raise UsageError("The accuracy to reach must lie between 0 and 1.")
    rows = np.array([row for row in verified if 0 <= row < len(scores) and scores.best[row] >= 0], dtype=np.intp)
    if not len(rows):
        return RejectRule()
    true = np.array([verified[int(row)] for row in rows])
    kept = scores.none[rows] <= scores.best_probability[rows]
    right = (scores.best[rows] == true) & kept
    curves = tuple(_curve(scores, signal, rows, right, kept) for signal in SIGNALS)
    best = min(curves, key=_risk_area)
    rule = RejectRule(verified=len(rows), curves=curves)
    if not len(best.thresholds):
        return rule
    reached = np.flatnonzero(best.accuracy >= accuracy)
    at = int(reached[-1]) if len(reached) else int(np.flatnonzero(best.accuracy == best.accuracy.max())[-1])
    if at == len(best.thresholds) - 1 and len(reached):
        return rule  # every verified picture may stay
    threshold = float(best.thresholds[at])
    if best.signal == "probability":
        return replace(rule, probability=threshold)
    return replace(rule, cosine=threshold) if best.signal == "cosine" else replace(rule, margin=threshold)


def _signal(scores: Scores, signal: Signal) -> npt.NDArray[np.float32]:
    if signal == "probability":
        return scores.best_probability
    if signal == "margin":
        return scores.margin
    columns = np.maximum(scores.best, 0)
    found: npt.NDArray[np.float32] = np.take_along_axis(scores.cosines, columns[:, None], axis=1)[:, 0]
    return found


def _curve(scores: Scores, signal: Signal, rows: Rows, right: Flags, kept: Flags) -> RejectCurve:
    """Pictures that none-of-these has taken count as not covered at every threshold."""
    values = _signal(scores, signal)[rows][kept].astype(np.float64)
    order = np.argsort(-values, kind="stable")
    values, hits = values[order], right[kept][order]
    counts = np.arange(1, len(values) + 1)
    last = np.append(values[1:] != values[:-1], True)[: len(values)]  # equal values pass a threshold together
    return RejectCurve(signal, values[last], counts[last] / len(rows), (np.cumsum(hits) / counts)[last])


def _risk_area(curve: RejectCurve) -> float:
    widths = np.diff(curve.coverage, prepend=0.0)
    return float((widths * (1 - curve.accuracy)).sum())

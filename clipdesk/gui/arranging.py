"""Which pictures the grid shows, in what order, and how many there are of each kind. Pure functions over arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from clipdesk.gui.pictures import Rows
from clipdesk.gui.state import UNCERTAIN_MARGIN, Ranking, Selection

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Situation:
    """What arranging depends on, taken at one moment."""

    total: int
    ranking: Ranking | None = None
    selection: Selection = field(default_factory=Selection)
    marks: Mapping[int, str] = field(default_factory=dict)  # row to verified label
    failed: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    of_source: Flags | None = None  # rows of the chosen source
    nearest: Rows | None = None  # rows by likeness to what is searched for


@dataclass(frozen=True, eq=False)
class Arrangement:
    """The rows to show in order, the number of pictures each filter passes, and of each label (verified or best)."""

    shown: Rows
    counts: dict[str, int]
    label_counts: dict[str, int]


def arrange(situation: Situation) -> Arrangement:
    """Filter, order and count."""
    selection, ranking = situation.selection, situation.ranking
    flags = _flags(situation)
    counts = {name: int(flag.sum()) for name, flag in flags.items()}
    labels = _labels(situation)
    names = ranking.names if ranking is not None else ()
    tally = np.bincount(labels[labels >= 0], minlength=len(names))
    label_counts = dict(zip(names, map(int, tally), strict=False))

    wanted = flags[selection.filter].copy()
    if situation.of_source is not None:
        wanted &= situation.of_source
    if selection.label is not None:
        wanted &= labels == (names.index(selection.label) if selection.label in names else -2)
    if selection.cell is not None and ranking is not None:
        wanted &= _in_cell(situation, selection.cell)
    if situation.nearest is not None:
        near = situation.nearest
        return Arrangement(near[wanted[near]], counts, label_counts)
    rows = np.flatnonzero(wanted)
    return Arrangement(_ordered(rows, ranking, selection, labels), counts, label_counts)


def _flags(situation: Situation) -> dict[str, Flags]:
    total, ranking = situation.total, situation.ranking
    verified, failed = np.zeros(total, dtype=np.bool_), np.zeros(total, dtype=np.bool_)
    verified[[row for row in situation.marks if row < total]] = True
    failed[situation.failed[situation.failed < total]] = True
    uncertain, rejected = np.zeros(total, dtype=np.bool_), np.zeros(total, dtype=np.bool_)
    if ranking is not None:
        scores = ranking.scores
        known = min(total, len(scores))
        uncertain[:known] = scores.valid[:known] & (scores.margin[:known] < UNCERTAIN_MARGIN)
        rejected[:known] = scores.rejected[:known] & scores.valid[:known]
    return {
        "all": np.ones(total, dtype=np.bool_),
        "unlabelled": ~verified & ~failed,
        "uncertain": uncertain & ~verified,
        "rejected": rejected & ~verified,
        "verified": verified,
        "failed": failed,
    }


def _labels(situation: Situation) -> npt.NDArray[np.int64]:
    """The column of each picture's label: the verified one, else the best where it is not rejected, else -1."""
    labels = np.full(situation.total, -1, dtype=np.int64)
    ranking = situation.ranking
    if ranking is None:
        return labels
    known = min(situation.total, len(ranking.scores))
    best = ranking.scores.best[:known]
    labels[:known] = np.where(ranking.scores.rejected[:known], -1, best)
    column = {name: index for index, name in enumerate(ranking.names)}
    for row, name in situation.marks.items():
        if row < situation.total:
            labels[row] = column.get(name, -1)
    return labels


def _in_cell(situation: Situation, cell: tuple[str, str]) -> Flags:
    assert situation.ranking is not None
    names, best = situation.ranking.names, situation.ranking.scores.best
    true, guessed = cell
    inside = np.zeros(situation.total, dtype=np.bool_)
    if guessed in names:
        column = names.index(guessed)
        inside[
            [row for row, name in situation.marks.items() if name == true and row < len(best) and best[row] == column]
        ] = True
    return inside


def _ordered(rows: Rows, ranking: Ranking | None, selection: Selection, labels: npt.NDArray[np.int64]) -> Rows:
    if ranking is None or selection.order == "found":
        return rows
    scores = ranking.scores
    known = rows[rows < len(scores)]
    scored, rest = known[scores.valid[known]], np.setdiff1d(rows, known[scores.valid[known]], assume_unique=True)
    if selection.order == "label":
        column = labels[scored]
        order = np.lexsort((-scores.best_probability[scored], np.where(column < 0, len(ranking.names), column)))
    else:
        sign = 1 if selection.order == "uncertain first" else -1
        order = np.argsort(sign * scores.margin[scored], kind="stable")
    return np.concatenate([scored[order], rest])

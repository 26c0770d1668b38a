"""What the window has found, as the results that the command line gives: the same dataclasses with the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from clipdesk.data.catalog import ImageRef, Skipped
from clipdesk.gui.pictures import Rows
from clipdesk.gui.state import Ranking, WindowState
from clipdesk.inference.classifier import ImageFault, ImageResult, Prediction
from clipdesk.inference.marks import Mark
from clipdesk.inference.prompts import Mode
from clipdesk.inference.scoring import top_k

Which = Literal["shown", "selected", "all"]
WHICH: tuple[Which, ...] = ("all", "shown", "selected")
SEVERAL_FROM = 0.5  # in "multi" mode, the probability from which a further label counts
_ROWS_AT_ONCE = 1024


@dataclass(frozen=True, eq=False)
class Chosen:
    """Some pictures and all that was known of them at one moment; a worker may read it while the window goes on."""

    rows: Rows
    refs: list[ImageRef]
    content_hashes: list[str]
    faults: dict[int, Skipped]
    not_found: tuple[Skipped, ...]
    marks: dict[str, Mark]
    ranking: Ranking | None
    mode: Mode

    @property
    def names(self) -> tuple[str, ...]:
        """The labels of the ranking."""
        return self.ranking.names if self.ranking is not None else ()

    def mark_of(self, row: int) -> Mark | None:
        """The verified label of a picture, or None."""
        return self.marks.get(self.content_hashes[row])


@dataclass(frozen=True)
class Tally:
    """How many of the chosen pictures are ranked, skipped, and not read yet."""

    ranked: int
    skipped: int
    unread: int


def choose(state: WindowState, which: Which) -> Chosen:
    """The pictures that are shown, selected, or all; inputs that are no pictures belong to all."""
    seen = _look(state, which)
    return replace(
        seen, refs=list(seen.refs), content_hashes=list(seen.content_hashes), faults=dict(seen.faults),
    )  # fmt: skip


def tally(state: WindowState, which: Which) -> Tally:
    """Count what a choice comes to."""
    chosen = _look(state, which)
    failed = np.zeros(len(chosen.refs), dtype=np.bool_)
    failed[list(chosen.faults)] = True
    skipped = int(failed[chosen.rows].sum())
    ranked = int((_is_ranked(chosen, chosen.rows) & ~failed[chosen.rows]).sum())
    return Tally(ranked, skipped + len(chosen.not_found), len(chosen.rows) - ranked - skipped)


def _look(state: WindowState, which: Which) -> Chosen:
    """What is chosen now, for the interface thread: nothing is copied."""
    total = len(state.pictures)
    rows = {
        "shown": state.shown,
        "selected": np.array(sorted(state.selected), dtype=np.intp),
        "all": np.arange(total, dtype=np.intp),
    }[which]
    return Chosen(
        rows[rows < total], state.pictures.refs, state.pictures.content_hashes, state.pictures.faults,
        state.not_found if which == "all" else (), state.marks, state.ranking, state.draft.mode,
    )  # fmt: skip


def results(chosen: Chosen, most_labels: int, *, verified: bool = False) -> Iterator[ImageResult]:
    """One result a picture, in the order chosen; pictures that are not read yet are left out.

    With `verified`, a person's label goes first, with the model's own figures; a label that the ranking does not have
    counts as certain, with a cosine of 0.
    """
    for rows in _parts(chosen.rows):
        ranked = _is_ranked(chosen, rows)
        found = iter(_predicted(chosen.ranking, rows[ranked], most_labels) if chosen.ranking is not None else ())
        for row, is_ranked in zip(rows.tolist(), ranked.tolist(), strict=True):
            predictions, rejected = next(found) if is_ranked else ((), False)
            path, fault = chosen.refs[row].path, chosen.faults.get(row)
            if fault is not None:
                yield _failed(fault)
            elif is_ranked:
                mark = chosen.mark_of(row) if verified else None
                result = ImageResult(path, predictions, rejected)
                yield result if mark is None else _corrected(result, mark.label, chosen, row, most_labels)
    yield from map(_failed, chosen.not_found)


def labels_of(chosen: Chosen, *, verified: bool, only_verified: bool = False) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Each picture with the labels it has: its best unless that is rejected; in "multi" mode also all that are likely.

    With `verified`, a person's label stands instead; `only_verified` leaves all other pictures out.
    """
    ranking = chosen.ranking
    for rows in _parts(chosen.rows):
        ranked = _is_ranked(chosen, rows).tolist()
        for row, is_ranked in zip(rows.tolist(), ranked, strict=True):
            if row in chosen.faults:
                continue
            mark = chosen.mark_of(row) if verified or only_verified else None
            if mark is not None:
                yield chosen.refs[row].path, (mark.label,) if mark.label else ()
            elif is_ranked and not only_verified and ranking is not None:
                yield chosen.refs[row].path, _labels(ranking, row, chosen.mode)


def _parts(rows: Rows) -> Iterator[Rows]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[start : start + _ROWS_AT_ONCE]


def _is_ranked(chosen: Chosen, rows: Rows) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    ranked = np.zeros(len(rows), dtype=np.bool_)
    if chosen.ranking is not None:
        best = chosen.ranking.scores.best
        known = rows < len(best)
        ranked[known] = best[rows[known]] >= 0
    return ranked


def _predicted(ranking: Ranking, rows: Rows, most: int) -> Iterator[tuple[tuple[Prediction, ...], bool]]:
    if not len(rows):
        return
    probabilities, cosines = ranking.scores.probabilities[rows], ranking.scores.cosines[rows]
    best = top_k(probabilities, most)
    columns = zip(
        best.tolist(), np.take_along_axis(probabilities, best, axis=1).tolist(),
        np.take_along_axis(cosines, best, axis=1).tolist(), ranking.scores.rejected[rows].tolist(), strict=True,
    )  # fmt: skip
    for labels, shares, likenesses, rejected in columns:
        triples = zip(labels, shares, likenesses, strict=True)
        yield tuple(Prediction(ranking.names[label], share, cosine) for label, share, cosine in triples), rejected


def _corrected(result: ImageResult, label: str, chosen: Chosen, row: int, most: int) -> ImageResult:
    if not label:
        return replace(result, rejected=True, verified=True)
    first = Prediction(label, 1.0, 0.0)
    if chosen.ranking is not None and label in chosen.names:
        column, scores = chosen.names.index(label), chosen.ranking.scores
        first = Prediction(label, float(scores.probabilities[row, column]), float(scores.cosines[row, column]))
    others = tuple(one for one in result.predictions if one.label != label)
    return replace(result, predictions=(first, *others)[:most], rejected=False, verified=True)


def _labels(ranking: Ranking, row: int, mode: Mode) -> tuple[str, ...]:
    scores = ranking.scores
    if scores.rejected[row]:
        return ()
    best = int(scores.best[row])
    likely = np.flatnonzero(scores.probabilities[row] >= SEVERAL_FROM).tolist() if mode == "multi" else []
    return tuple(ranking.names[column] for column in dict.fromkeys((best, *likely)))


def _failed(fault: Skipped) -> ImageResult:
    return ImageResult(fault.path, error=ImageFault(fault.kind, fault.message))

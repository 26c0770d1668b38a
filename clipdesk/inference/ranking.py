"""Every loaded picture against every label, again after each edit of a prompt.

Embeddings stay in memory as one float32 block; scoring is one matrix product in chunks that fit the processor's cache,
each finished (probabilities, best, runner-up) before the next is begun, so that a million pictures cost one pass over
their embeddings. Arrays are kept label by label: what is `[n, labels]` here is a transposed view, whose columns are
contiguous. The figures are those of `scoring.score` up to rounding.

`verified` gives a picture's true label as its column, by row, or −1 where it belongs to none of the labels. Such a
picture is right when it is rejected; any other when its best label is the true one. Rows without scores do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipdesk.inference.chunks import for_each, multiply, parts_of
from clipdesk.inference.held import Flags, Held, Rows, search, similar
from clipdesk.inference.prompts import Mode, PromptEmbeddings
from clipdesk.inference.scoring import Floats

__all__ = [
    "Comparison", "Held", "Scores", "accuracy", "changed_rows", "compare", "confusion", "rescore", "score_all",
    "search", "similar", "uncertainty_order",
]  # fmt: skip

Numbers = npt.NDArray[np.int32]

NONE_OF_THEM = -1  # as a verified label


@dataclass(frozen=True, eq=False)
class Scores:
    """What `score_all` found for the `n` held pictures; everything is 0, `best` −1, where there is no embedding yet.

    `margin`: in "single" mode the best label's probability less the next one's, none-of-these included; in "multi" mode
    how far the least certain label is from undecided, |2p − 1|. Either way 0 is a toss-up and 1 is certain.
    """

    probabilities: Floats  # [n, labels]
    cosines: Floats  # [n, labels]
    none: Floats  # [n], of none-of-these
    best: Numbers  # [n], the most probable label
    best_probability: Floats  # [n]
    margin: Floats  # [n]
    rejected: Flags  # [n], by the rule of scoring.rejected
    texts: Floats  # [texts, dim], what was compared with: the labels, then their references
    text_cosines: Floats  # [texts, n]
    version: int  # of Held

    def __len__(self) -> int:
        return len(self.best)

    @property
    def valid(self) -> Flags:
        """Which pictures have been scored, `[n]`."""
        scored: Flags = self.best >= 0
        return scored


@dataclass(frozen=True, eq=False)
class Comparison:
    """From one prompt set to another: the rows whose best label changed, and verified pictures gained and lost."""

    changed: Rows
    gained: int  # wrong before, right now
    lost: int  # right before, wrong now


def score_all(
    held: Held, prompt_embeddings: PromptEmbeddings, scale: float, mode: Mode = "single", reject: float | None = None
) -> Scores:
    """Score every held picture. `scale` is the model's; `reject` a probability below which no label is taken."""
    return _score(None, held, prompt_embeddings, scale, mode, reject)


def rescore(
    previous: Scores,
    held: Held,
    prompt_embeddings: PromptEmbeddings,
    changed: Sequence[int],
    scale: float,
    mode: Mode = "single",
    reject: float | None = None,
) -> Scores:
    """`score_all`, with the cosines of texts that `previous` knows taken over; any number of labels may be new or gone.

    The columns in `changed` are computed in any case. When pictures have come since, everything is.
    """
    known = previous if previous.version == held.version else None
    return _score(known, held, prompt_embeddings, scale, mode, reject, frozenset(changed))


def uncertainty_order(scores: Scores) -> Rows:
    """The scored pictures' rows, smallest margin first."""
    rows = np.flatnonzero(scores.valid)
    return rows[np.argsort(scores.margin[rows], kind="stable")]


def changed_rows(a: Scores, b: Scores, b_to_a: Sequence[int] | None = None) -> Rows:
    """The rows scored in both whose best label is another one.

    `b_to_a[j]` is the column of a that b's label j stands for, or −1 for a label that a does not have; without it the
    columns stand for the same labels.
    """
    count = min(len(a), len(b))
    before, now = a.best[:count], b.best[:count]
    both = (before >= 0) & (now >= 0)
    if b_to_a is not None:
        now = np.asarray([*b_to_a, -1], dtype=np.int32)[now]
    return np.flatnonzero(both & (before != now))


def accuracy(scores: Scores, verified: Mapping[int, int]) -> tuple[int, int]:
    """How many verified pictures are right, and how many there are."""
    _, right = _right(scores, verified)
    return int(right.sum()), len(right)


def confusion(scores: Scores, verified: Mapping[int, int], labels: int) -> npt.NDArray[np.int64]:
    """Counts by [true label, best label], `[labels, labels]`; pictures that belong to no label are left out."""
    rows, true = _scored(scores, verified)
    known = (true >= 0) & (true < labels) & (scores.best[rows] < labels)
    counts = np.zeros((labels, labels), dtype=np.int64)
    np.add.at(counts, (true[known], scores.best[rows[known]]), 1)
    return counts


def compare(
    a: Scores, b: Scores, verified: Mapping[int, int], b_to_a: Sequence[int] | None = None
) -> Comparison:  # fmt: skip
    """What changes from `a` to `b`. `verified` is in a's columns; `b_to_a` as for `changed_rows`."""
    count = min(len(a), len(b))
    both = {row: label for row, label in verified.items() if row < count and a.best[row] >= 0 and b.best[row] >= 0}
    _, before = _right(a, both)
    _, now = _right(b, both, b_to_a)
    return Comparison(changed_rows(a, b, b_to_a), int((now & ~before).sum()), int((before & ~now).sum()))


def _score(
    previous: Scores | None,
    held: Held,
    prompts: PromptEmbeddings,
    scale: float,
    mode: Mode,
    reject: float | None,
    changed: frozenset[int] = frozenset(),
) -> Scores:
    texts, layout = _lay_out(prompts, mode)
    embeddings, valid, version = held.snapshot()
    count, labels = len(embeddings), layout.labels
    fresh, taken_over = _known_texts(previous, texts, changed)
    computed = texts[fresh]
    cosines = np.empty((len(texts), count), dtype=np.float32)
    probabilities = np.empty((labels, count), dtype=np.float32)
    none, top, margin = (np.empty(count, dtype=np.float32) for _ in range(3))
    best = np.empty(count, dtype=np.int32)

    def finish(part: slice) -> None:
        multiply(computed, embeddings[part], cosines, fresh, part)
        for text, column in taken_over:
            assert previous is not None
            cosines[text, part] = previous.text_cosines[column, part]
        held_against = cosines[:, part]
        if prompts.neighbours is not None and mode == "single":
            held_against = held_against.copy()
            held_against[:labels] += prompts.neighbours.scores(embeddings[part]).T
        shares, none[part] = layout.probabilities(held_against, np.float32(scale))
        probabilities[:, part] = shares
        best[part], top[part], runner_up = _two_best(shares)
        if mode == "single":
            margin[part] = top[part] - np.maximum(runner_up, none[part])
        else:
            margin[part] = np.abs(2 * shares - 1).min(axis=0)

    for_each(finish, parts_of(count))
    np.maximum(margin, 0, out=margin)  # none-of-these may be ahead
    if not valid.all():
        for array in (cosines, probabilities, none, top, margin):
            array[..., ~valid] = 0
        best[~valid] = -1
    rejected = none > top
    if reject is not None:
        rejected |= (top < reject) & valid
    by_picture = probabilities.T, cosines[:labels].T
    return Scores(*by_picture, none, best, top, margin, rejected, texts, cosines, version)


@dataclass(frozen=True)
class _Layout:
    """Where in the stack of texts `[texts, dim]` the labels and what they are held against lie."""

    mode: Mode
    labels: int
    common: slice  # none-of-these, and in "multi" mode the neutral text before them
    negatives: tuple[tuple[int, slice], ...]  # of the labels that have any

    def probabilities(self, cosines: Floats, scale: np.float32) -> tuple[Floats, Floats]:
        """`[texts, m]` to the labels' probabilities `[labels, m]` and none-of-these `[m]`; see scoring.py."""
        if self.mode == "single":
            shares = scale * cosines[: self.common.stop]
            shares -= shares.max(axis=0)
            np.exp(shares, out=shares)
            shares /= shares.sum(axis=0)
            return shares[: self.labels], shares[self.labels :].sum(axis=0)
        against = _log_sum(scale * cosines[self.common])
        half = scale * cosines[: self.labels] - against
        for label, place in self.negatives:
            own = np.logaddexp(against, _log_sum(scale * cosines[place]))
            half[label] = scale * cosines[label] - own
        half *= 0.5
        np.tanh(half, out=half)
        half += 1
        half *= 0.5
        return half, np.zeros(half.shape[1], dtype=np.float32)


def _lay_out(prompts: PromptEmbeddings, mode: Mode) -> tuple[Floats, _Layout]:
    labels = len(prompts.labels)
    if mode == "single":
        stack = [prompts.labels, prompts.none_of_these]
        layout = _Layout(mode, labels, slice(labels, labels + len(prompts.none_of_these)), ())
    else:
        stack = [prompts.labels, prompts.neutral[None], prompts.none_of_these]
        end = labels + 1 + len(prompts.none_of_these)
        common, negatives = slice(labels, end), []
        for label, texts in enumerate(prompts.negatives):
            if len(texts):
                stack.append(texts)
                negatives.append((label, slice(end, end + len(texts))))
                end += len(texts)
        layout = _Layout(mode, labels, common, tuple(negatives))
    return np.ascontiguousarray(np.concatenate(stack), dtype=np.float32), layout


def _known_texts(
    previous: Scores | None, texts: Floats, changed: frozenset[int]
) -> tuple[list[int], list[tuple[int, int]]]:
    """The texts to compute, and pairs of a text and its place in `previous`."""
    known = {row.tobytes(): column for column, row in enumerate(previous.texts)} if previous is not None else {}
    places = {number: known[row.tobytes()] for number, row in enumerate(texts) if row.tobytes() in known}
    fresh = [number for number in range(len(texts)) if number not in places or number in changed]
    return fresh, [(number, place) for number, place in places.items() if number not in changed]


def _two_best(shares: Floats) -> tuple[Numbers, Floats, Floats]:
    """`[labels, m]` to the first largest label, its share and the next largest share (0 with one label), each `[m]`."""
    top = shares[0].copy()
    best = np.zeros(len(top), dtype=np.int32)
    runner_up = np.zeros_like(top)
    for label in range(1, len(shares)):
        share = shares[label]
        np.maximum(runner_up, np.minimum(share, top), out=runner_up)
        np.copyto(best, np.int32(label), where=share > top)
        np.maximum(top, share, out=top)
    return best, top, runner_up


def _log_sum(logits: Floats) -> Floats:
    """log Σ exp down each column."""
    top = logits.max(axis=0)
    sums: Floats = top + np.log(np.exp(logits - top).sum(axis=0))
    return sums


def _scored(scores: Scores, verified: Mapping[int, int]) -> tuple[Rows, npt.NDArray[np.int64]]:
    """The verified rows that are scored, and their true labels."""
    rows = np.fromiter(verified.keys(), dtype=np.intp, count=len(verified))
    true = np.fromiter(verified.values(), dtype=np.int64, count=len(verified))
    there = (rows >= 0) & (rows < len(scores))
    there[there] = scores.best[rows[there]] >= 0
    return rows[there], true[there]


def _right(scores: Scores, verified: Mapping[int, int], columns: Sequence[int] | None = None) -> tuple[Rows, Flags]:
    rows, true = _scored(scores, verified)
    best = scores.best[rows]
    if columns is not None:
        best = np.asarray(columns, dtype=np.int32)[best]
        best[best < 0] = NONE_OF_THEM - 1  # a label that the truth does not know is never right
    right: Flags = np.where(true == NONE_OF_THEM, scores.rejected[rows], best == true)
    return rows, right

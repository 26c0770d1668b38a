"""What came of a run: the model before and after, on pictures that it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from clipdesk.errors import UsageError
from clipdesk.inference import scoring
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.model import Model
from clipdesk.inference.prompts import embed_prompts, embed_texts
from clipdesk.progress import Steps
from clipdesk.training.embedded import class_prompts, embed_examples
from clipdesk.training.examples import Examples


@dataclass(frozen=True, eq=False)
class Judged:
    """What one model says of labelled pictures: `best[i]` and its `probability[i]` for `examples.paths[i]`."""

    examples: Examples
    best: npt.NDArray[np.int64]  # [n]
    probability: npt.NDArray[np.float32]  # [n]

    @property
    def targets(self) -> npt.NDArray[np.int64]:
        """The true classes, `[n]`."""
        assert self.examples.targets is not None
        return self.examples.targets

    @property
    def accuracy(self) -> float:
        """The share of pictures that get their true label."""
        return float((self.best == self.targets).mean())

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """Counts by `[true, given]` class."""
        count = len(self.examples.classes)
        counts = np.zeros((count, count), dtype=np.int64)
        np.add.at(counts, (self.targets, self.best), 1)
        return counts


@dataclass(frozen=True)
class Changed:
    """A picture whose label is another one now."""

    path: Path
    true: str
    before: str
    after: str


@dataclass(frozen=True)
class ClassRow:
    """A class, its pictures, and how many of them got their label."""

    name: str
    images: int
    before: int
    after: int


@dataclass(frozen=True, eq=False)
class Result:
    """The same readable pictures, judged by both models."""

    before: Judged
    after: Judged

    @property
    def classes(self) -> tuple[str, ...]:
        """In the order of both confusion matrices."""
        return self.after.examples.classes

    @property
    def per_class(self) -> tuple[ClassRow, ...]:
        """A row a class."""
        before, after = self.before.confusion, self.after.confusion
        return tuple(
            ClassRow(name, int(after[row].sum()), int(before[row, row]), int(after[row, row]))
            for row, name in enumerate(self.classes)
        )

    @property
    def changed(self) -> tuple[Changed, ...]:
        """Pictures whose label changed: those lost first, then those gained, then wrong before and after."""
        classes, true = self.classes, self.after.targets
        rows = np.flatnonzero(self.before.best != self.after.best)
        lost, gained = self.before.best[rows] == true[rows], self.after.best[rows] == true[rows]
        order = np.argsort(np.where(lost, 0, np.where(gained, 1, 2)), kind="stable")
        return tuple(
            Changed(
                self.after.examples.paths[row],
                classes[true[row]],
                classes[self.before.best[row]],
                classes[self.after.best[row]],
            )
            for row in rows[order]
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values, unrounded."""
        return {
            "images": len(self.after.best),
            "classes": list(self.classes),
            "before": {"top1": self.before.accuracy, "confusion": self.before.confusion.tolist()},
            "after": {"top1": self.after.accuracy, "confusion": self.after.confusion.tolist()},
            "per_class": {
                row.name: {"images": row.images, "before": row.before, "after": row.after} for row in self.per_class
            },
            "changed": [
                {"path": str(one.path), "true": one.true, "before": one.before, "after": one.after}
                for one in self.changed
            ],
        }


@dataclass(frozen=True)
class Recall:
    """Shares of captioned pictures whose caption is among the k nearest, and of captions whose picture is."""

    images: int
    image_to_text: dict[int, float]
    text_to_image: dict[int, float]

    def to_json(self) -> dict[str, Any]:
        """Plain values, unrounded."""
        return {
            "images": self.images,
            "image_to_text": {f"recall@{k}": share for k, share in self.image_to_text.items()},
            "text_to_image": {f"recall@{k}": share for k, share in self.text_to_image.items()},
        }


def compare(
    before: Model, after: Model, examples: Examples, templates: Sequence[str], cache: EmbeddingCache | None = None
) -> Steps[Result]:
    """Judge labelled pictures by both models. Raises UsageError when none of them can be read."""
    first = yield from judge(before, examples, templates, cache)
    second = yield from judge(after, first.examples, templates, cache)
    return Result(first, second)


def judge(
    model: Model, examples: Examples, templates: Sequence[str], cache: EmbeddingCache | None = None
) -> Steps[Judged]:
    """The best class of each picture that can be read, by the model's head where it has one for these classes.

    Raises UsageError when none can be read.
    """
    held = yield from embed_examples(model, examples, cache)
    if not len(held):
        raise UsageError("None of the pictures to measure on can be read.")
    prompts = yield from embed_prompts(model, class_prompts(examples.classes, templates), cache)
    probabilities, cosines, _ = scoring.score(held.embeddings, prompts, model.scale, "single")
    best = scoring.tuned(held.embeddings, prompts, cosines).argmax(axis=1)
    return Judged(held.examples, best.astype(np.int64), probabilities[np.arange(len(best)), best])


def recall(
    model: Model, examples: Examples, cache: EmbeddingCache | None = None, at: Sequence[int] = (1, 5)
) -> Steps[Recall]:
    """Find pictures by captions and captions by pictures. A caption that several pictures have finds any of them.

    Raises UsageError when no picture can be read.
    """
    held = yield from embed_examples(model, examples, cache)
    if not len(held):
        raise UsageError("None of the pictures to measure on can be read.")
    assert held.examples.captions is not None
    texts = tuple(dict.fromkeys(text for captions in held.examples.captions for text in captions))
    column = {text: number for number, text in enumerate(texts)}
    belongs = np.zeros((len(held), len(texts)), dtype=np.bool_)
    for row, captions in enumerate(held.examples.captions):
        belongs[row, [column[text] for text in captions]] = True
    rows = yield from embed_texts(model, texts, cache)
    cosines = held.embeddings @ rows.T
    return Recall(
        len(held),
        {k: _found(cosines, belongs, k) for k in at},
        {k: _found(cosines.T, belongs.T, k) for k in at},
    )


def measure(
    model: Model, examples: Examples, templates: Sequence[str], cache: EmbeddingCache | None = None
) -> Steps[float]:
    """One figure: accuracy for classes, the mean of both recalls at 1 for captions."""
    if examples.kind == "labels":
        judged = yield from judge(model, examples, templates, cache)
        return judged.accuracy
    found = yield from recall(model, examples, cache, (1,))
    return (found.image_to_text[1] + found.text_to_image[1]) / 2


def _found(cosines: npt.NDArray[np.float32], belongs: npt.NDArray[np.bool_], k: int) -> float:
    nearest = scoring.top_k(np.ascontiguousarray(cosines), k)
    return float(np.take_along_axis(belongs, nearest, axis=1).any(axis=1).mean())

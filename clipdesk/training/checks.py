"""What to know of the data before a run: how they are spread, and what would make its figures lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipdesk.data.catalog import Skipped
from clipdesk.data.images import decode
from clipdesk.errors import ImageError
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.model import Model
from clipdesk.inference.pipeline import usable_cores
from clipdesk.progress import Progress, Steps
from clipdesk.training.embedded import EmbeddedSplits, Floats, embed_splits
from clipdesk.training.examples import Examples, Splits

ALIKE = 0.5
"""The cosine that two pictures must reach to be the same: copies of photographs at 0.4 of their size in another format
were seen at 0.69 and above, of tiny drawings at 0.64. What decides is how they look: of 14,946 pictures of
clothes and sea animals no two that look the same came below 0.9."""

_IMBALANCED = 10.0
_LOOK_SIDE = 16
_LOOK_CORRELATION = 0.95  # another format, another size, a little brighter
_LOOK_DIFFERENCE = 8.0  # of 255, the mean difference; pictures of one kind in one place come down to 9
_PLAIN = 4.0  # the deviation below which there is nothing to correlate
_ROWS_AT_ONCE = 1024
_LOOKED_AT_ONCE = 64
_BATCHES = 20  # drawn to see how often captions meet their like


@dataclass(frozen=True)
class NearDuplicate:
    """The same picture in two parts of the data; `cosine` of the embeddings."""

    first: Path
    second: Path
    parts: tuple[str, str]
    cosine: float


@dataclass(frozen=True)
class DataReport:
    """`counts[class]` are the pictures in train, validation and test; for captions the one class is "".

    `imbalance` is the largest class of the part to learn from over the smallest, None for captions.
    `repeated_captions`: the share of a batch's pictures that meet another one with their caption.
    """

    counts: dict[str, tuple[int, int, int]]
    imbalance: float | None
    small_classes: tuple[str, ...]
    unreadable: tuple[Skipped, ...]
    near_duplicates: tuple[NearDuplicate, ...]
    repeated_captions: float | None
    warnings: tuple[str, ...]

    @property
    def totals(self) -> tuple[int, int, int]:
        """Pictures to learn from, to choose by, to report on."""
        columns = list(zip(*self.counts.values(), strict=True))
        train, validation, test = (sum(column) for column in columns) if columns else (0, 0, 0)
        return train, validation, test

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "counts": {name: list(counts) for name, counts in self.counts.items()},
            "imbalance": self.imbalance,
            "small_classes": list(self.small_classes),
            "unreadable": [
                {"path": str(one.path), "kind": one.kind, "message": one.message} for one in self.unreadable
            ],
            "near_duplicates": [
                {"first": str(one.first), "second": str(one.second), "parts": list(one.parts), "cosine": one.cosine}
                for one in self.near_duplicates
            ],
            "repeated_captions": self.repeated_captions,
            "warnings": list(self.warnings),
        }


def check(
    model: Model,
    splits: Splits,
    skipped: Sequence[Skipped] = (),
    *,
    cache: EmbeddingCache | None = None,
    batch_size: int = 64,
    seed: int = 0,
) -> Steps[DataReport]:
    """Read every picture once and report. `skipped` is what was passed over when the data were found."""
    held = yield from embed_splits(model, splits, cache)
    return (yield from report(held, skipped, batch_size=batch_size, seed=seed))


def report(
    held: EmbeddedSplits, skipped: Sequence[Skipped] = (), *, batch_size: int = 64, seed: int = 0
) -> Steps[DataReport]:
    """The same of embeddings that are there already."""
    counts = _counts(held)
    unreadable = (*skipped, *held.train.skipped, *held.validation.skipped, *held.test.skipped)
    pairs = yield from _near_duplicates(held)
    repeated = _repeated_captions(held.train.examples, batch_size, seed)
    learned = {name: row[0] for name, row in counts.items()}
    imbalance = None
    small: tuple[str, ...] = ()
    if held.train.examples.kind == "labels" and learned:
        imbalance = max(learned.values()) / max(1, min(learned.values()))
        small = tuple(name for name, row in counts.items() if sum(row) < 2)
    found = DataReport(counts, imbalance, small, unreadable, pairs, repeated, ())
    warnings = tuple(_sentences(found, learned, batch_size))
    return DataReport(counts, imbalance, small, unreadable, pairs, repeated, warnings)


def same_looks(first: Floats, second: Floats) -> npt.NDArray[np.bool_]:
    """Which `looks` `[n, 768]` and `[m, 768]` are those of one picture, `[n, m]`.

    Their colours go together and differ little, brightness aside. Looks that are not numbers are like none.
    """
    left, right = (looks - looks.mean(axis=1, keepdims=True) for looks in (first, second))
    stds = left.std(axis=1)[:, None], right.std(axis=1)[None]
    together = (left @ right.T) / left.shape[1] >= _LOOK_CORRELATION * stds[0] * stds[1]
    both_plain = np.maximum(*stds) < _PLAIN
    both_plain &= np.abs(first.mean(axis=1)[:, None] - second.mean(axis=1)[None]) < _PLAIN
    alike: npt.NDArray[np.bool_] = np.where(np.minimum(*stds) < _PLAIN, both_plain, together)
    for row, column in zip(*np.nonzero(alike), strict=True):
        alike[row, column] = np.abs(left[row] - right[column]).mean() <= _LOOK_DIFFERENCE
    return alike


def looks_of(paths: Sequence[Path]) -> Steps[Floats]:
    """Each picture in 16 × 16 colours of 0…255, `[n, 768]`, not numbers where it cannot be read."""
    looks = np.full((len(paths), 3 * _LOOK_SIDE**2), np.nan, dtype=np.float32)
    with ThreadPoolExecutor(min(8, usable_cores()), "clipdesk-look") as pool:
        for done in range(0, len(paths), _LOOKED_AT_ONCE):
            some = paths[done : done + _LOOKED_AT_ONCE]
            for row, found in enumerate(pool.map(_look, some), start=done):
                if found is not None:
                    looks[row] = found
            yield Progress("comparing pictures", done + len(some), len(paths))
    return looks


def _look(path: Path) -> npt.NDArray[np.float32] | None:
    try:
        pixels = decode(path, shortest_side=4 * _LOOK_SIDE).pixels
    except ImageError:
        return None
    small = Image.fromarray(pixels).resize((_LOOK_SIDE, _LOOK_SIDE), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32).reshape(-1)


def _counts(held: EmbeddedSplits) -> dict[str, tuple[int, int, int]]:
    parts = (held.train, held.validation, held.test)
    if held.train.examples.kind == "captions":
        return {"": (len(held.train), len(held.validation), len(held.test))}
    classes = held.train.examples.classes
    train, validation, test = (np.bincount(part.targets, minlength=len(classes)).tolist() for part in parts)
    return {name: (train[row], validation[row], test[row]) for row, name in enumerate(classes)}


def _near_duplicates(held: EmbeddedSplits) -> Steps[tuple[NearDuplicate, ...]]:
    named = {"train": held.train, "validation": held.validation, "test": held.test}
    if sum(len(part) > 0 for part in named.values()) < 2:
        return ()
    looks: dict[str, Floats] = {}
    for name, part in named.items():
        looks[name] = yield from looks_of(part.examples.paths)
    found: list[NearDuplicate] = []
    for one, other in (("train", "validation"), ("train", "test"), ("validation", "test")):
        first, second = named[one], named[other]
        for start in range(0, len(first) if len(second) else 0, _ROWS_AT_ONCE):
            rows = slice(start, start + _ROWS_AT_ONCE)
            cosines = first.embeddings[rows] @ second.embeddings.T
            alike = same_looks(looks[one][rows], looks[other]) & (cosines >= ALIKE)
            for row, column in zip(*np.nonzero(alike), strict=True):
                paths = first.examples.paths[start + row], second.examples.paths[column]
                found.append(NearDuplicate(*paths, (one, other), float(cosines[row, column])))
    return tuple(sorted(found, key=lambda pair: -pair.cosine))


def _repeated_captions(examples: Examples, batch_size: int, seed: int) -> float | None:
    if examples.captions is None or not len(examples):
        return None
    rng = np.random.default_rng(seed)
    repeated = drawn = 0
    for _ in range(_BATCHES):
        rows = rng.permutation(len(examples))[:batch_size]
        texts = [examples.captions[row][int(rng.integers(len(examples.captions[row])))] for row in rows]
        times = Counter(texts)
        repeated += sum(times[text] > 1 for text in texts)
        drawn += len(texts)
    return repeated / drawn


def _sentences(found: DataReport, learned: dict[str, int], batch_size: int) -> Iterator[str]:
    if found.unreadable:
        first = found.unreadable[0]
        yield f"{len(found.unreadable)} files cannot be used; the first, {first.path.name}: {first.message}"
    if found.imbalance is not None and found.imbalance > _IMBALANCED:
        largest, smallest = max(learned, key=learned.__getitem__), min(learned, key=learned.__getitem__)
        yield (
            f"The classes are far from even: {largest} has {learned[largest]} pictures to learn from, {smallest} "
            f"{learned[smallest]}. The rare ones will be missed more often; add pictures of them."
        )
    if found.small_classes:
        yield (
            f"Classes with fewer than two pictures cannot be both learned and checked: "
            f"{', '.join(found.small_classes[:10])}. Add pictures, or leave them out."
        )
    if found.near_duplicates:
        first_pair = found.near_duplicates[0]
        yield (
            f"{len(found.near_duplicates)} pairs look the same in two parts of the data (such as "
            f"{first_pair.first.name} in {first_pair.parts[0]} and {first_pair.second.name} in {first_pair.parts[1]}). "
            "What is measured on them is better than it is on new pictures; keep each picture in one part."
        )
    if found.repeated_captions:
        yield (
            f"In a batch of {batch_size}, {found.repeated_captions:.0%} of the pictures meet another with the same "
            "caption. Those count as right for each other; telling captions teach more."
        )
    if not found.totals[1]:
        yield "There are no pictures to choose the best state by, so the last one will be kept."

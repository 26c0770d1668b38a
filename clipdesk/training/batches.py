"""Which pictures and texts meet in which step: a pure function of the seed, the epoch and the step in it."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipdesk.errors import ImageError
from clipdesk.inference.pipeline import usable_cores
from clipdesk.inference.prompts import fill
from clipdesk.training.examples import Examples
from clipdesk.training.pictures import Crop, Pictures

_RIVALS = 2  # times the batch: up to so many classes all are told apart in every step
_AHEAD = 2  # batches whose pictures are decoded while one trains
_MOST_DECODERS = 16


@dataclass(frozen=True, eq=False)
class Batch:
    """One step's data. `positives[i, j]`: text j is true of picture i, bool [pictures, texts]. `view` names crops.

    A text that is true of no picture is the name of another class, for the pictures to be told from.
    """

    rows: tuple[int, ...]
    view: int
    texts: tuple[str, ...]
    positives: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Loaded:
    """A batch without the pictures that cannot be read, and the crops of those that were asked for, by row."""

    batch: Batch
    crops: dict[int, Crop]
    faults: tuple[tuple[int, str], ...] = ()


def steps_per_epoch(examples: int, batch_size: int) -> int:
    """Every picture comes once an epoch, in batches as alike in size as can be."""
    return -(-examples // batch_size)


def texts_of_a_step(classes: int | None, batch_size: int) -> int:
    """How many texts meet a batch, at most: as `plan` draws them. `classes` None: captions."""
    return batch_size if classes is None or classes > _RIVALS * batch_size else classes


def class_text(template: str, class_name: str) -> str:
    """The text of a class in a template; folders are often named with underscores for spaces."""
    return fill(template, class_name.replace("_", " "))


def all_texts(examples: Examples, templates: Sequence[str]) -> list[str]:
    """Every text that `plan` can draw."""
    if examples.captions is not None:
        return [caption for captions in examples.captions for caption in captions]
    return [class_text(template, name) for name in examples.classes for template in templates]


def plan(
    examples: Examples, templates: Sequence[str], batch_size: int, seed: int, epoch: int, step: int, views: int | None
) -> Batch:
    """The batch at `step` of `epoch`, both from 0.

    Pictures of a class share a text, the class name in a template drawn for the step; the classes that no picture is of
    come too, as far as there are no more classes than twice the batch. Pictures with captions bring one of theirs,
    drawn. Equal texts are one. With `views` the crops repeat after so many epochs, beginning with the plain
    one; without, each epoch draws its own.
    """
    order = np.random.default_rng([seed, epoch]).permutation(len(examples))
    rows = np.array_split(order, steps_per_epoch(len(examples), batch_size))[step]
    draw = np.random.default_rng([seed, epoch, step])
    view = epoch + 1 if views is None else epoch % views
    texts: tuple[str, ...]
    if examples.targets is not None:
        targets = examples.targets[rows]
        few = len(examples.classes) <= _RIVALS * batch_size
        present = np.arange(len(examples.classes)) if few else np.unique(targets)
        drawn = draw.integers(len(templates), size=len(present))
        names = [examples.classes[number] for number in present]
        texts = tuple(class_text(templates[which], name) for which, name in zip(drawn, names, strict=True))
        positives = targets[:, None] == present[None, :]
        return Batch(tuple(map(int, rows)), view, texts, positives)
    assert examples.captions is not None
    known = [examples.captions[row] for row in rows]
    texts = tuple(dict.fromkeys(captions[int(draw.integers(len(captions)))] for captions in known))
    positives = np.array([[text in captions for text in texts] for captions in known], dtype=np.bool_)
    return Batch(tuple(map(int, rows)), view, texts, positives)


def without(batch: Batch, gone: Collection[int]) -> Batch:
    """The batch without those rows, and without the texts that were true of these alone."""
    kept = [place for place, row in enumerate(batch.rows) if row not in gone]
    positives = batch.positives[kept]
    told = np.flatnonzero(positives.any(axis=0) | ~batch.positives.any(axis=0))
    return Batch(
        tuple(batch.rows[place] for place in kept),
        batch.view,
        tuple(batch.texts[column] for column in told),
        positives[:, told],
    )


def load(
    batches: Iterator[Batch], pictures: Pictures, held: Collection[tuple[int, int]]
) -> Generator[Loaded, None, None]:
    """The batches with their crops, decoded ahead in threads; a (row, view) in `held` needs none.

    Closing the generator ends the threads.
    """
    pool = ThreadPoolExecutor(min(usable_cores(), _MOST_DECODERS), "clipdesk-decode")
    under_way: deque[tuple[Batch, dict[int, Future[Crop | str]]]] = deque()
    try:
        for batch in batches:
            missing = [row for row in batch.rows if (row, batch.view) not in held]
            under_way.append((batch, {row: pool.submit(_read, pictures, row, batch.view) for row in missing}))
            if len(under_way) > _AHEAD:
                yield _gathered(*under_way.popleft())
        while under_way:
            yield _gathered(*under_way.popleft())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _read(pictures: Pictures, row: int, view: int) -> Crop | str:
    try:
        return pictures.crop(row, view)
    except ImageError as error:
        return str(error)


def _gathered(batch: Batch, reading: dict[int, Future[Crop | str]]) -> Loaded:
    crops, faults = {}, []
    for row, future in reading.items():
        read = future.result()
        if isinstance(read, str):
            faults.append((row, read))
        else:
            crops[row] = read
    return Loaded(without(batch, {row for row, _ in faults}) if faults else batch, crops, tuple(faults))

"""The main use case: which of these labels does each picture show?"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from clipdesk.data.catalog import ImageRef, Scan, Skipped, scan
from clipdesk.errors import UsageError
from clipdesk.inference import scoring
from clipdesk.inference.embedded import EmbeddedBatch
from clipdesk.inference.encoder import embed_batches
from clipdesk.inference.prompts import DEFAULT_TEMPLATES, Label, Mode, PromptEmbeddings, PromptSet, embed_prompts
from clipdesk.inference.scoring import Floats
from clipdesk.progress import Progress, Steps, drain

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import Model

Inputs = str | Path | Iterable[str | Path]

_INPUTS_BETWEEN_REPORTS = 256


@dataclass(frozen=True, slots=True)
class Prediction:
    """One label for one picture."""

    label: str
    probability: float
    cosine: float


@dataclass(frozen=True, slots=True)
class ImageFault:
    """Why a picture could not be read."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class ImageResult:
    """What was found for one picture: the best labels, best first, or the `error` that kept it from being read.

    `verified`: the first label (or none, when `rejected`) is what a person has said of the picture.
    """

    path: Path
    predictions: tuple[Prediction, ...] = ()
    rejected: bool = False
    error: ImageFault | None = None
    verified: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values, unrounded. Bytes of the path that are no UTF-8 are lone surrogates, as from `os.fsdecode`."""
        if self.error is not None:
            return {"path": str(self.path), "error": {"kind": self.error.kind, "message": self.error.message}}
        predictions = [
            {"label": one.label, "probability": one.probability, "cosine": one.cosine} for one in self.predictions
        ]
        values = {"path": str(self.path), "predictions": predictions, "rejected": self.rejected}
        return {**values, "verified": True} if self.verified else values


@dataclass(frozen=True)
class Tally:
    """How a classification went: pictures read (of which `computed` ran through the model), and inputs skipped."""

    images: int
    computed: int
    skipped: int


class Classifier:
    """Sorts pictures into labels given as words, as Label or as a whole PromptSet (which brings its own templates).

    `reject` is the probability below which a picture belongs to none of the labels. With a `cache`, known pictures and
    prompts are looked up in it. Raises UsageError for labels, templates or figures that cannot be used.
    """

    def __init__(
        self,
        model: Model,
        labels: Sequence[str | Label] | PromptSet,
        templates: Sequence[str] = DEFAULT_TEMPLATES,
        mode: Mode = "single",
        top_k: int = 5,
        reject: float | None = None,
        cache: EmbeddingCache | None = None,
        *,
        none_of_these: Sequence[str] = (),
        batch_size: int | Literal["auto"] = "auto",
    ) -> None:
        if isinstance(labels, str):
            raise UsageError("Labels must be a list of texts, not one text.")
        if isinstance(labels, PromptSet):
            self.prompt_set = labels
        else:
            named = tuple(label if isinstance(label, Label) else Label(label) for label in labels)
            self.prompt_set = PromptSet(named, tuple(templates), mode, tuple(none_of_these))
        if top_k < 1:
            raise UsageError("The number of labels to show for a picture (top-k) must be at least 1.")
        if reject is not None and not 0 <= reject <= 1:
            raise UsageError("The reject threshold is a probability: it must lie between 0 and 1.")
        if batch_size != "auto" and batch_size < 1:
            raise UsageError("The batch size must be at least 1, or auto.")
        self.model, self.cache = model, cache
        self.top_k, self.reject, self.batch_size = top_k, reject, batch_size
        self._prompts: PromptEmbeddings | None = None

    @property
    def label_names(self) -> tuple[str, ...]:
        """The labels' names, in the order of every `[..., labels]` array."""
        return tuple(label.name for label in self.prompt_set.labels)

    def classify(self, paths: Inputs) -> Iterator[ImageResult]:
        """One result for each picture found under `paths` (files, folders, globs), in input order, as they are done."""
        return (step for step in self.steps(paths) if isinstance(step, ImageResult))

    def steps(self, paths: Inputs) -> Generator[Progress | ImageResult, None, Tally]:
        """The same with the progress between; returns the tally. Closing it cancels."""
        entries = yield from scan_in_order(paths)
        yield from self.prompt_steps()
        rows = [row for row, entry in enumerate(entries) if isinstance(entry, ImageRef)]
        refs = [entry for entry in entries if isinstance(entry, ImageRef)]
        waiting = {row: _fault(entry) for row, entry in enumerate(entries) if isinstance(entry, Skipped)}
        shown = computed = skipped = 0
        batches = embed_batches(self.model, refs, self.cache, batch_size=self.batch_size)
        try:
            for step in batches:
                if isinstance(step, Progress):
                    yield step
                    continue
                computed += step.computed
                for row, result in self._results(refs, step):
                    waiting[rows[row]] = result
                while shown in waiting:
                    result = waiting.pop(shown)
                    skipped += result.error is not None
                    shown += 1
                    yield result
        finally:
            batches.close()
        while shown in waiting:
            result = waiting.pop(shown)
            skipped += result.error is not None
            shown += 1
            yield result
        return Tally(images=shown - skipped, computed=computed, skipped=skipped)

    def prompt_steps(self) -> Steps[PromptEmbeddings]:
        """The prompts in the shared space; computed once."""
        if self._prompts is None:
            self._prompts = yield from embed_prompts(self.model, self.prompt_set, self.cache)
        return self._prompts

    def score(self, embeddings: Floats) -> tuple[Floats, Floats, Floats]:
        """Image embeddings `[n, dim]` to probabilities `[n, labels]`, cosines `[n, labels]`, none of them `[n]`."""
        return scoring.score(embeddings, drain(self.prompt_steps()), self.model.scale, self.prompt_set.mode)

    def _results(self, refs: Sequence[ImageRef], batch: EmbeddedBatch) -> Iterator[tuple[int, ImageResult]]:
        for row, fault in batch.skipped:
            yield row, _fault(fault)
        if not batch.rows:
            return
        names = self.label_names
        probabilities, cosines, none = self.score(batch.embeddings)
        best = scoring.top_k(probabilities, self.top_k)
        best_probabilities = np.take_along_axis(probabilities, best, axis=1).tolist()
        best_cosines = np.take_along_axis(cosines, best, axis=1).tolist()
        refused = scoring.rejected(probabilities, none, self.reject).tolist()
        columns = best.tolist()
        for index, row in enumerate(batch.rows):
            triples = zip(columns[index], best_probabilities[index], best_cosines[index], strict=True)
            predictions = tuple(Prediction(names[label], probability, cosine) for label, probability, cosine in triples)
            yield row, ImageResult(refs[row].path, predictions, refused[index])


def scan_in_order(inputs: Inputs) -> Steps[list[ImageRef | Skipped]]:
    """Every picture under `inputs` and every input that is none, one input after the other, none twice."""
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    if len(given) == 1:
        alone = yield from _scan_one(given[0], 0)
        return [*alone.images, *alone.skipped]
    entries: dict[str, ImageRef | Skipped] = {}
    for number, one in enumerate(given):
        if number % _INPUTS_BETWEEN_REPORTS == 0:
            yield Progress("scan", len(entries))
        found = yield from _scan_one(one, len(entries))
        both: tuple[ImageRef | Skipped, ...] = (*found.images, *found.skipped)
        for entry in both:
            entries.setdefault(os.path.abspath(entry.path), entry)
    yield Progress("scan", len(entries), len(entries))
    return list(entries.values())


def _scan_one(one: str | Path, before: int) -> Steps[Scan]:
    steps = scan([one])
    while True:
        try:
            progress = next(steps)
        except StopIteration as stop:
            found: Scan = stop.value
            return found
        if progress.total is None:
            yield Progress(progress.stage, before + progress.done)


def _fault(skipped: Skipped) -> ImageResult:
    return ImageResult(skipped.path, error=ImageFault(skipped.kind, skipped.message))

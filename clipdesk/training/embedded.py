"""Pictures as embeddings of an unchanged model: what the probe, the prompt, the checks and the result stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clipdesk.data.catalog import Skipped
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.embedded import EmbedResult
from clipdesk.inference.encoder import embed, refs_of
from clipdesk.inference.model import Model
from clipdesk.inference.prompts import Label, Prompt, PromptSet, embed_prompts
from clipdesk.progress import Progress, Steps
from clipdesk.training.examples import Examples, Splits

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class EmbeddedExamples:
    """The readable ones of some examples, and a unit-length embedding of each `[n, dim]`."""

    examples: Examples
    embeddings: Floats
    skipped: tuple[Skipped, ...]

    def __len__(self) -> int:
        return len(self.examples)

    @property
    def targets(self) -> npt.NDArray[np.int64]:
        """The class of each, `[n]`. Raises ValueError where the pictures come with captions."""
        if self.examples.targets is None:
            raise ValueError("pictures with captions have no classes")
        return self.examples.targets


@dataclass(frozen=True, eq=False)
class EmbeddedSplits:
    """The parts of the data as embeddings."""

    train: EmbeddedExamples
    validation: EmbeddedExamples
    test: EmbeddedExamples


def embed_examples(
    model: Model, examples: Examples, cache: EmbeddingCache | None = None
) -> Steps[EmbeddedExamples]:  # fmt: skip
    """Embed the pictures, as far as the cache does not know them."""
    result = yield from _progress_of(model, examples, cache)
    rows = np.flatnonzero(result.valid)
    return EmbeddedExamples(examples.subset(rows), result.embeddings[rows], result.skipped)


def embed_splits(model: Model, splits: Splits, cache: EmbeddingCache | None = None) -> Steps[EmbeddedSplits]:
    """Embed all three parts."""
    train = yield from embed_examples(model, splits.train, cache)
    validation = yield from embed_examples(model, splits.validation, cache)
    test = yield from embed_examples(model, splits.test, cache)
    return EmbeddedSplits(train, validation, test)


def class_prompts(classes: Sequence[str], templates: Sequence[str]) -> PromptSet:
    """The classes as labels by their names, an underscore being a blank: what `evaluate` measures, too."""
    return PromptSet(tuple(Label(name, (Prompt(name.replace("_", " ")),)) for name in classes), tuple(templates))


def class_rows(
    model: Model, classes: Sequence[str], templates: Sequence[str], cache: EmbeddingCache | None = None
) -> Steps[Floats]:
    """The text embedding of each class, unit length `[classes, dim]`: the zero-shot classifier."""
    prompts = yield from embed_prompts(model, class_prompts(classes, templates), cache)
    return prompts.labels


def _progress_of(model: Model, examples: Examples, cache: EmbeddingCache | None) -> Steps[EmbedResult]:
    steps = embed(model, refs_of(examples.paths), cache)
    try:
        while True:
            try:
                step = next(steps)
            except StopIteration as stop:
                result: EmbedResult = stop.value
                return result
            if isinstance(step, Progress):
                yield step
    finally:
        steps.close()

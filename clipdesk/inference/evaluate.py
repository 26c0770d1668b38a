"""How well a model and its prompts sort pictures whose class is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from clipdesk.data.catalog import Skipped
from clipdesk.data.pairs import LabelledImages
from clipdesk.errors import UsageError
from clipdesk.inference import scoring
from clipdesk.inference.embedded import EmbeddedBatch
from clipdesk.inference.encoder import embed_batches, refs_of
from clipdesk.inference.prompts import DEFAULT_TEMPLATES, Label, Prompt, PromptSet, embed_prompts
from clipdesk.progress import Progress, Steps, drain

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import Model


@dataclass(frozen=True, eq=False)
class Evaluation:
    """`confusion[true, predicted]` counts pictures, int64 `[classes, classes]`; the rates are shares of `images`.

    `top5` counts a picture whose class is among the five best; with five classes or fewer it is 1.
    """

    top1: float
    top5: float
    images: int
    skipped: tuple[Skipped, ...]
    classes: tuple[str, ...]
    confusion: npt.NDArray[np.int64]

    @property
    def per_class(self) -> dict[str, dict[str, float | int | None]]:
        """For each class its pictures, those found right, and their share (None without pictures)."""
        figures: dict[str, dict[str, float | int | None]] = {}
        for index, name in enumerate(self.classes):
            images, correct = int(self.confusion[index].sum()), int(self.confusion[index, index])
            figures[name] = {"images": images, "correct": correct, "top1": correct / images if images else None}
        return figures

    def to_json(self) -> dict[str, Any]:
        """Plain values, unrounded."""
        return {
            "top1": self.top1,
            "top5": self.top5,
            "images": self.images,
            "skipped": len(self.skipped),
            "classes": list(self.classes),
            "per_class": self.per_class,
            "confusion": self.confusion.tolist(),
        }


def evaluate(
    model: Model,
    data: LabelledImages,
    templates: Sequence[str] = DEFAULT_TEMPLATES,
    *,
    cache: EmbeddingCache | None = None,
    batch_size: int | Literal["auto"] = "auto",
    on_progress: Callable[[Progress], None] | None = None,
) -> Evaluation:
    """Zero-shot accuracy over `data`. Raises UsageError when no picture can be read."""
    return drain(evaluate_steps(model, data, templates, cache=cache, batch_size=batch_size), on_progress)


def evaluate_steps(
    model: Model,
    data: LabelledImages,
    templates: Sequence[str] = DEFAULT_TEMPLATES,
    *,
    cache: EmbeddingCache | None = None,
    batch_size: int | Literal["auto"] = "auto",
    prompt_set: PromptSet | None = None,
) -> Steps[Evaluation]:
    """The same with its progress. An underscore in a class's name is a blank in its prompt.

    A `prompt_set` is used as it is, instead of the templates; its labels must be the classes of `data`, in their order.
    """
    if prompt_set is None:
        labels = tuple(Label(name, (Prompt(name.replace("_", " ")),)) for name in data.classes)
        prompt_set = PromptSet(labels, tuple(templates))
    prompts = yield from embed_prompts(model, prompt_set, cache)
    count = len(data.classes)
    confusion = np.zeros((count, count), dtype=np.int64)
    in_top5 = 0
    skipped = list(data.skipped)
    refs = refs_of(Path(path) for path in data.paths)
    batches = embed_batches(model, refs, cache, batch_size=batch_size)
    try:
        for step in batches:
            if not isinstance(step, EmbeddedBatch):
                yield step
                continue
            skipped += [fault for _, fault in step.skipped]
            if step.rows:
                targets = data.targets[list(step.rows)]
                if prompt_set.mode == "single":  # as the probabilities, which may be equal where these are not
                    cosines = scoring.cosines(step.embeddings, prompts.labels)
                    figures = scoring.tuned(step.embeddings, prompts, cosines)
                else:
                    figures, _, _ = scoring.score(step.embeddings, prompts, model.scale, prompt_set.mode)
                best = scoring.top_k(figures, 5)
                np.add.at(confusion, (targets, best[:, 0]), 1)
                in_top5 += int((best == targets[:, None]).any(axis=1).sum())
    finally:
        batches.close()
    images = int(confusion.sum())
    if not images:
        raise UsageError("None of the pictures could be read, so there is nothing to evaluate.")
    return Evaluation(
        top1=float(np.trace(confusion) / images),
        top5=in_top5 / images,
        images=images,
        skipped=tuple(skipped),
        classes=tuple(data.classes),
        confusion=confusion,
    )

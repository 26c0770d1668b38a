"""Labels as words: prompts, templates, and what becomes of them in the shared space."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from clipdesk import paths
from clipdesk.errors import UsageError
from clipdesk.inference import imagenet
from clipdesk.inference.head import Neighbours
from clipdesk.progress import Progress, Steps, drain

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import Model

Mode = Literal["single", "multi"]
PLACE = "{}"
DEFAULT_TEMPLATES = ("a photo of a {}.",)
NEUTRAL_TEXTS = ("a photo.", "a picture of something.", "an image of a scene.")

_TEXTS_AT_ONCE = 256


@dataclass(frozen=True)
class Prompt:
    """One way to put a label into words; `weight` is its share among the label's prompts."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Label:
    """A class to sort into. Without `prompts` its name is its prompt. `negatives` are what it must not be taken for."""

    name: str
    prompts: tuple[Prompt, ...] = ()
    negatives: tuple[str, ...] = ()

    @property
    def wording(self) -> tuple[Prompt, ...]:
        """The prompts that count: those given with a weight above 0, or the name."""
        return tuple(prompt for prompt in self.prompts if prompt.weight > 0) if self.prompts else (Prompt(self.name),)


@dataclass(frozen=True)
class PromptSet:
    """What pictures are compared with. Every prompt goes through every template, `{}` standing for the prompt.

    Raises UsageError for no labels, an empty or repeated name, a template without `{}`, or weights that cannot be used.
    """

    labels: tuple[Label, ...]
    templates: tuple[str, ...] = DEFAULT_TEMPLATES
    mode: Mode = "single"
    none_of_these: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.mode not in ("single", "multi"):
            raise UsageError(f"There is no mode called {self.mode!r}. Choose single or multi.")
        if not self.labels:
            raise UsageError("There are no labels to sort into. Give at least one.")
        check_templates(self.templates)
        seen: set[str] = set()
        for label in self.labels:
            if not label.name.strip():
                raise UsageError("A label is empty. Give every label a name.")
            if label.name in seen:
                raise UsageError(f"The label {label.name!r} is given more than once.")
            seen.add(label.name)
            if any(not math.isfinite(prompt.weight) or prompt.weight < 0 for prompt in label.prompts):
                raise UsageError(f"A prompt of the label {label.name!r} has a weight below 0 or without end.")
            if not label.wording:
                raise UsageError(f"Every prompt of the label {label.name!r} is switched off. Switch one on.")


@dataclass(frozen=True, eq=False)
class PromptEmbeddings:
    """A PromptSet in the shared space, every row of unit length.

    labels `[labels, dim]`; `negatives[i]` `[negatives of label i, dim]`; none_of_these `[prompts, dim]`;
    neutral `[dim]`, the mean of texts that name nothing. Where a tuned head stands in for the words, the labels' rows
    are the head's, which are not of unit length, and `neighbours` may add to their cosines.
    """

    labels: npt.NDArray[np.float32]
    negatives: tuple[npt.NDArray[np.float32], ...]
    none_of_these: npt.NDArray[np.float32]
    neutral: npt.NDArray[np.float32]
    neighbours: Neighbours | None = None

    def rows_at(self, embedding: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """`[labels, dim]`: what moves each label's score at a picture's embedding `[dim]`, the neighbours' part too."""
        return self.labels if self.neighbours is None else self.labels + self.neighbours.slopes(embedding)


def check_templates(templates: Sequence[str]) -> None:
    """Raise UsageError unless there is a template and each has a place for the label."""
    if not templates:
        raise UsageError("There is no prompt template. Give at least one, such as 'a photo of a {}.'.")
    for template in templates:
        if PLACE not in template:
            raise UsageError(f"The template {template!r} has no {PLACE} where the label goes.")


def template_set_names() -> tuple[str, ...]:
    """The names of the template sets that come with clipdesk."""
    return tuple(sorted(path.stem for path in _templates_dir().glob("*.json")))


def template_set(name: str) -> tuple[str, ...]:
    """The templates of the set called `name`. Raises UsageError when there is none."""
    if name not in template_set_names():
        raise UsageError(f"There is no template set called {name!r}. Choose one of {', '.join(template_set_names())}.")
    values = json.loads((_templates_dir() / f"{name}.json").read_text(encoding="utf-8"))
    source = values.get("from_open_clip")
    return imagenet.templates(source) if source else tuple(values["templates"])


def _templates_dir() -> Path:
    return paths.resources_dir() / "templates"


def fill(template: str, text: str) -> str:
    """The template with `text` in every place; other braces mean nothing."""
    return template.replace(PLACE, text)


def embed_texts(
    model: Model, texts: Sequence[str], cache: EmbeddingCache | None = None
) -> Steps[npt.NDArray[np.float32]]:
    """Unit-length text embeddings `[n, dim]`; only texts that the cache does not hold run through the text tower."""
    from clipdesk.inference.model import encode_texts

    known = cache.get_texts(model.fingerprint, texts) if cache is not None else {}
    missing = sorted((text for text in dict.fromkeys(texts) if text not in known), key=len)  # alike lengths together
    for start in range(0, len(missing), _TEXTS_AT_ONCE):
        yield Progress("reading prompts", start, len(missing))
        some = missing[start : start + _TEXTS_AT_ONCE]
        fresh = dict(zip(some, encode_texts(model, some), strict=True))
        known.update(fresh)
        if cache is not None:
            cache.put_texts(model.fingerprint, fresh)
    if missing:
        yield Progress("reading prompts", len(missing), len(missing))
    if not texts:
        return np.zeros((0, model.embed_dim), dtype=np.float32)
    return np.stack([known[text] for text in texts])


def embed_prompts(model: Model, prompt_set: PromptSet, cache: EmbeddingCache | None = None) -> Steps[PromptEmbeddings]:
    """Every label, negative and rejecting prompt of the set as one embedding each.

    An embedding is the mean over the templates of unit-length text embeddings, a label's also the weighted mean over
    its prompts, brought to unit length again: the prompt ensembling of Radford 2021, section 3.1.4. A tuned head of the
    model stands in for the labels that it has learned (`Head.columns` says when).
    """
    phrases = [prompt.text for label in prompt_set.labels for prompt in label.wording]
    phrases += [text for label in prompt_set.labels for text in label.negatives]
    phrases += prompt_set.none_of_these
    row_of = {phrase: row for row, phrase in enumerate(dict.fromkeys(phrases))}
    filled = [fill(template, phrase) for phrase in row_of for template in prompt_set.templates]
    embeddings = yield from embed_texts(model, [*filled, *NEUTRAL_TEXTS], cache)
    neutral = embeddings[len(filled) :].mean(axis=0)
    means = embeddings[: len(filled)].reshape(len(row_of), len(prompt_set.templates), -1).mean(axis=1)  # [phrases, dim]

    def rows(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return _unit_length(means[[row_of[text] for text in texts]].reshape(len(texts), model.embed_dim))

    labels = []
    for label in prompt_set.labels:
        weights = np.array([prompt.weight for prompt in label.wording], dtype=np.float32)
        labels.append(weights @ means[[row_of[prompt.text] for prompt in label.wording]] / weights.sum())
    columns = model.head.columns(prompt_set) if model.head is not None else None
    tuned = model.head if columns is not None else None
    return PromptEmbeddings(
        labels=tuned.rows(columns, model.scale) if tuned and columns else _unit_length(np.stack(labels)),
        negatives=tuple(rows(label.negatives) for label in prompt_set.labels),
        none_of_these=rows(prompt_set.none_of_these),
        neutral=_unit_length(neutral),
        neighbours=tuned.voting(columns, model.scale) if tuned and columns else None,
    )


def label_embeddings(
    model: Model, prompt_set: PromptSet, cache: EmbeddingCache | None = None
) -> npt.NDArray[np.float32]:
    """The labels alone, float32 `[labels, dim]`: the zero-shot classifier's weights."""
    return drain(embed_prompts(model, prompt_set, cache)).labels


def _unit_length(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: npt.NDArray[np.float32] = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return unit

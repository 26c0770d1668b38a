"""What the prompt editor says while a person writes: doubtful prompts, and the words that the model will not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.inference.prompts import PLACE, Label, PromptEmbeddings
from clipdesk.inference.scoring import Floats

Kind = Literal["empty", "duplicate", "near_identical", "template"]
NEAR_IDENTICAL = 0.97  # cosine
_ROWS_AT_ONCE = 512


class Wording(Protocol):
    """A PromptSet, or a draft of one that a PromptSet would refuse."""

    @property
    def labels(self) -> Sequence[Label]: ...

    @property
    def templates(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class PromptDraft:
    """Labels and templates as they are being written, right or wrong."""

    labels: tuple[Label, ...] = ()
    templates: tuple[str, ...] = ()


@dataclass(frozen=True)
class PromptWarning:
    """Something to look at; `label_index` is None where it is about the whole set."""

    label_index: int | None
    kind: Kind
    sentence: str


@dataclass(frozen=True)
class TokenCount:
    """Tokens of a text with both marks, before any cut; `lost_words` are those that do not fit, or not whole."""

    count: int
    limit: int
    lost_words: tuple[str, ...]


def warnings_for(prompt_set: Wording, embeddings: PromptEmbeddings | None = None) -> tuple[PromptWarning, ...]:
    """What is doubtful: about the set first, then label by label. Meanings are compared where embeddings are given."""
    about_set: list[PromptWarning] = []
    if not prompt_set.labels:
        about_set.append(PromptWarning(None, "empty", "There are no labels yet."))
    if not prompt_set.templates:
        about_set.append(PromptWarning(None, "empty", "There is no prompt template."))
    about_set += [
        PromptWarning(None, "template", f"The template {template!r} has no {PLACE} where the label goes.")
        for template in prompt_set.templates
        if PLACE not in template
    ]
    found = [*_empty(prompt_set.labels), *_duplicates(prompt_set.labels)]
    if embeddings is not None and len(embeddings.labels) == len(prompt_set.labels):
        told = {warning.label_index for warning in found}
        found += [one for one in _near_identical(prompt_set.labels, embeddings.labels) if one.label_index not in told]
    return (*about_set, *sorted(found, key=lambda warning: warning.label_index or 0))


def tokens_of(tokenizer: Tokenizer, text: str, context_length: int) -> TokenCount:
    """How many of the model's `context_length` tokens a text (its template filled in) takes, and what is past them."""
    printable = text.encode("utf-8", "replace").decode()
    count = tokenizer.count(printable)
    if count <= context_length:
        return TokenCount(count, context_length, ())
    words = printable.split()
    room = context_length - 2
    for place, word in enumerate(words):
        room -= len(tokenizer.encode(word))
        if room < 0:
            return TokenCount(count, context_length, tuple(words[place:]))
    return TokenCount(count, context_length, tuple(words[-1:]))


def _empty(labels: Sequence[Label]) -> list[PromptWarning]:
    found = []
    for index, label in enumerate(labels):
        if not label.name.strip():
            found.append(PromptWarning(index, "empty", "This label has no name."))
        elif any(not prompt.text.strip() for prompt in label.wording):
            found.append(PromptWarning(index, "empty", f"A prompt of {label.name!r} is empty."))
        elif not label.wording:
            found.append(PromptWarning(index, "empty", f"Every prompt of {label.name!r} is switched off."))
    return found


def _duplicates(labels: Sequence[Label]) -> list[PromptWarning]:
    """Labels whose name, or one of whose prompts, an earlier label has; capital letters make no difference."""
    names: dict[str, int] = {}
    prompts: dict[str, int] = {}
    found = []
    for index, label in enumerate(labels):
        name = _folded(label.name)
        texts = {_folded(prompt.text) for prompt in label.wording} - {""}
        same = sorted(texts & prompts.keys())
        if name and name in names:
            found.append(PromptWarning(index, "duplicate", f"The label {label.name!r} is there more than once."))
        elif same:
            earlier = labels[prompts[same[0]]].name
            sentence = f"{label.name!r} has the prompt {same[0]!r}, which {earlier!r} has too."
            found.append(PromptWarning(index, "duplicate", sentence))
        names.setdefault(name, index)
        for text in texts:
            prompts.setdefault(text, index)
    return found


def _near_identical(labels: Sequence[Label], embeddings: Floats) -> list[PromptWarning]:
    """Labels that mean the same to the model as an earlier one: the nearest of them is named."""
    found = []
    for start in range(0, len(embeddings), _ROWS_AT_ONCE):
        cosines = embeddings[start : start + _ROWS_AT_ONCE] @ embeddings.T
        for row, line in enumerate(cosines):
            index = start + row
            nearest = int(line[:index].argmax()) if index else 0
            if index and line[nearest] > NEAR_IDENTICAL:
                sentence = (
                    f"To this model {labels[index].name!r} means almost the same as {labels[nearest].name!r} "
                    f"(cosine {line[nearest]:.3f}). Word one of them differently."
                )
                found.append(PromptWarning(index, "near_identical", sentence))
    return found


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

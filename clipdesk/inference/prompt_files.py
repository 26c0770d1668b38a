"""Prompt sets from files, whoever wrote them, and to JSON and back.

A text file holds one label a line; a CSV `label[,prompt[,weight]]`, a label's prompts on as many rows; JSON a list of
labels, an object of labels and their prompts, or what `to_json` gives.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from clipdesk.data.labels import read_labels
from clipdesk.data.text import read_text, rows
from clipdesk.errors import UsageError
from clipdesk.inference.prompt_checks import PromptDraft, PromptWarning, TokenCount, tokens_of, warnings_for
from clipdesk.inference.prompts import DEFAULT_TEMPLATES, Label, Mode, Prompt, PromptSet

__all__ = [
    "PromptDraft", "PromptFile", "PromptWarning", "TokenCount", "from_json", "read_prompts", "to_json", "tokens_of",
    "warnings_for",
]  # fmt: skip

_MAX_BYTES = 8_000_000
_VERSION = 1
_MARK = "clipdesk_prompts"
_HEADS = {"label": 0, "class": 0, "name": 0, "prompt": 1, "text": 1, "weight": 2}


@dataclass(frozen=True)
class PromptFile:
    """What a file holds, and what the user should know of how it was read."""

    prompt_set: PromptSet
    notes: tuple[str, ...] = ()


def read_prompts(path: Path) -> PromptFile:
    """Read a prompt set from `.json`, `.csv`, `.tsv`, or a text file with one label a line.

    Raises UsageError, naming the line where there is one, for a file that cannot be read, is over 8 MB, or holds
    something else.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == ".json":
        text = read_text(path, _MAX_BYTES)
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path} is not valid JSON ({error}).") from error
        return PromptFile(from_json(values, str(path)))
    if suffix in (".csv", ".tsv"):
        return _from_csv(path)
    read = read_labels(path)
    return PromptFile(PromptSet(tuple(map(Label, read.labels))), read.notes)


def to_json(prompt_set: PromptSet) -> dict[str, Any]:
    """Plain values that `from_json` makes the same prompt set of."""
    labels = [
        {
            "name": label.name,
            "prompts": [{"text": prompt.text, "weight": prompt.weight} for prompt in label.prompts],
            "negatives": list(label.negatives),
        }
        for label in prompt_set.labels
    ]
    return {
        _MARK: _VERSION,
        "mode": prompt_set.mode,
        "templates": list(prompt_set.templates),
        "none_of_these": list(prompt_set.none_of_these),
        "labels": labels,
    }


def from_json(values: Any, source: str = "The prompt set") -> PromptSet:
    """The inverse of `to_json`; also takes `["cat", ...]`, and `{"cat": "a cat", "dog": ["a dog", "a puppy"], ...}`.

    Raises UsageError, which names `source`, for anything else, and for a set that PromptSet refuses.
    """
    if isinstance(values, list):
        return _checked(tuple(Label(_text(value, source, "a label")) for value in values), source)
    if not isinstance(values, dict):
        raise UsageError(f'{source} must hold a list of labels, like ["cat", "dog"], or an object of them.')
    if _MARK not in values:
        return _checked(tuple(_plain_label(name, prompts, source) for name, prompts in values.items()), source)
    if values[_MARK] != _VERSION:
        raise UsageError(f"{source} was written by a newer version of clipdesk. Update clipdesk to open it.")
    labels = values.get("labels")
    if not isinstance(labels, list):
        raise UsageError(f"{source} holds no list of labels.")
    return _checked(
        tuple(_saved_label(label, source) for label in labels),
        source,
        templates=_texts(values.get("templates", list(DEFAULT_TEMPLATES)), source, "templates"),
        mode=cast("Mode", _text(values.get("mode", "single"), source, "the mode")),
        none_of_these=_texts(values.get("none_of_these", []), source, "none_of_these"),
    )


def _checked(
    labels: tuple[Label, ...],
    source: str,
    templates: tuple[str, ...] = DEFAULT_TEMPLATES,
    mode: Mode = "single",
    none_of_these: tuple[str, ...] = (),
) -> PromptSet:
    try:
        return PromptSet(labels, templates, mode, none_of_these)
    except UsageError as error:
        raise UsageError(f"{source}: {error}") from error


def _plain_label(name: str, prompts: Any, source: str) -> Label:
    if prompts is None or prompts == []:
        return Label(_text(name, source, "a label"))
    texts = [prompts] if isinstance(prompts, str) else prompts
    return Label(_text(name, source, "a label"), tuple(map(Prompt, _texts(texts, source, f"prompts of {name!r}"))))


def _saved_label(values: Any, source: str) -> Label:
    if not isinstance(values, dict):
        raise UsageError(f"{source}: each label must be an object with its name and prompts.")
    name = _text(values.get("name"), source, "the name of a label")
    prompts = values.get("prompts", [])
    if not isinstance(prompts, list) or not all(isinstance(prompt, dict) for prompt in prompts):
        raise UsageError(f"{source}: the prompts of {name!r} must be a list of objects with text and weight.")
    made = tuple(
        Prompt(_text(one.get("text"), source, f"a prompt of {name!r}"), _weight(one.get("weight", 1.0), source, name))
        for one in prompts
    )
    return Label(name, made, _texts(values.get("negatives", []), source, f"negatives of {name!r}"))


def _texts(values: Any, source: str, what: str) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise UsageError(f"{source}: {what} must be a list of texts.")
    return tuple(_text(value, source, f"one of the {what}") for value in values)


def _text(value: Any, source: str, what: str) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{source}: {what} is not a text.")
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise UsageError(f"{source}: {what} holds a character that is not text ({value[:40]!a}).")
    return value


def _weight(value: Any, source: str, name: str) -> float:
    try:
        weight = math.nan if isinstance(value, bool) or not isinstance(value, int | float | str) else float(value)
    except (ValueError, OverflowError):
        weight = math.nan
    if not math.isfinite(weight) or weight < 0:
        raise UsageError(f"{source}: a prompt of {name!r} has the weight {str(value)[:40]!r}; give a number from 0 up.")
    return weight


def _from_csv(path: Path) -> PromptFile:
    table = list(rows(read_text(path, _MAX_BYTES), path))
    heads = [cell.lower() for cell in table[0][1]] if table else []
    has_heads = any(head in ("label", "class", "name") for head in heads)
    places: dict[int, int] = {0: 0, 1: 1, 2: 2}
    if has_heads:
        places = {}
        for place, head in enumerate(heads):
            places.setdefault(_HEADS.get(head, -1), place)
    found: dict[str, list[Prompt]] = {}
    notes: list[str] = []
    for line, cells in table[1:] if has_heads else table:
        label, text, weight = (
            " ".join(cells[place].split()) if (place := places.get(part, len(cells))) < len(cells) else ""
            for part in range(3)
        )
        where = f"{path}: line {line}"
        if not label:
            raise UsageError(f"{where} names no label.")
        prompts = found.setdefault(_text(label, where, "the label"), [])
        if text or weight:
            made = Prompt(_text(text or label, where, "the prompt"), _weight(weight or 1.0, where, label))
            if made in prompts:
                notes.append(f"Line {line} of {path.name} says the same as an earlier one; kept once.")
            else:
                prompts.append(made)
    if not found:
        raise UsageError(f"{path} holds no labels.")
    labels = tuple(Label(name, tuple(prompts)) for name, prompts in found.items())
    return PromptFile(_checked(labels, str(path)), tuple(notes))

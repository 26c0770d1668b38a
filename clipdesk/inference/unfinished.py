"""Prompt sets as they were left half written: without a label, or with a template that has no place for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from clipdesk.inference.prompts import DEFAULT_TEMPLATES, Label, Mode, Prompt


@dataclass(frozen=True)
class UnfinishedPrompts:
    """What a PromptSet would refuse. `place` is where it stands among all sets of its project."""

    name: str
    place: int
    labels: tuple[Label, ...] = ()
    templates: tuple[str, ...] = DEFAULT_TEMPLATES
    mode: Mode = "single"
    none_of_these: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    keys: tuple[tuple[str, str], ...] = ()  # label and key


def to_json(one: UnfinishedPrompts) -> dict[str, Any]:
    """Plain values that `from_json` makes the same of."""
    return {
        "name": one.name,
        "place": one.place,
        "labels": [
            {
                "name": label.name,
                "prompts": [[prompt.text, prompt.weight] for prompt in label.prompts],
                "negatives": list(label.negatives),
            }
            for label in one.labels
        ],
        "templates": list(one.templates),
        "mode": one.mode,
        "none_of_these": list(one.none_of_these),
        "off": sorted(one.off),
        "keys": dict(one.keys),
    }


def from_json(values: dict[str, Any]) -> UnfinishedPrompts:
    """The inverse of `to_json`. Raises KeyError, TypeError or ValueError for anything else."""
    mode = str(values["mode"])
    if mode not in ("single", "multi"):
        raise ValueError(f"there is no mode {mode}")
    return UnfinishedPrompts(
        str(values["name"]),
        int(values["place"]),
        tuple(
            Label(
                str(label["name"]),
                tuple(Prompt(str(text), float(weight)) for text, weight in label["prompts"]),
                _texts(label["negatives"]),
            )
            for label in values["labels"]
        ),
        _texts(values["templates"]),
        cast("Mode", mode),
        _texts(values["none_of_these"]),
        frozenset(_texts(values["off"])),
        tuple((str(label), str(key)) for label, key in values["keys"].items()),
    )


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("a list of texts is expected")
    return tuple(values)

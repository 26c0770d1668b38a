"""How the training pages name recipes, states, parts of the data, times and shares."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from clipdesk.training.config import RECIPES
from clipdesk.training.examples import Kind, Part
from clipdesk.training.runs import RunState

CARDS = ("probe", "lora", "blocks", "full")
"""The recipes in sight; the further ones come with the advanced settings."""

FURTHER = ("prompt", "adapter")
PART_KEYS: Mapping[str, Part] = {"train": "train", "validation": "validation", "test": "test"}

_FEW, _MANY = 1_000, 20_000


def proposed(kind: Kind, pictures: int) -> str:
    """The recipe to begin with, for so many pictures to learn from."""
    if kind == "labels" and pictures < _FEW:
        return "probe"
    return "lora" if pictures < _MANY else "full"


def recipe_title(name: str) -> str:
    """What a recipe is called."""
    translate = QCoreApplication.translate
    titles: Mapping[str, str] = {
        "probe": translate("Training", "Probe"), "prompt": translate("Training", "Prompt"),
        "adapter": translate("Training", "Adapter"), "lora": translate("Training", "LoRA"),
        "blocks": translate("Training", "Last blocks"), "full": translate("Training", "Full"),
        "distil": translate("Training", "Distil"), "scratch": translate("Training", "From nothing"),
    }  # fmt: skip
    return titles.get(name, name)


def recipe_purpose(name: str) -> str:
    """A line on what it does."""
    translate = QCoreApplication.translate
    purposes: Mapping[str, str] = {
        "probe": translate("Training", "Learns your labels on top of the model, which stays as it is."),
        "prompt": translate("Training", "Learns the words around your labels; the model stays as it is."),
        "adapter": translate("Training", "Learns a small turn of both projections."),
        "lora": translate("Training", "Learns small additions to every block; little is forgotten."),
        "blocks": translate("Training", "Learns the last blocks of the model anew."),
        "full": translate("Training", "Learns everything, with care; for thousands of pictures."),
    }  # fmt: skip
    return purposes.get(name, RECIPES[name].purpose)


def recipe_duration(name: str) -> str:
    """How long it takes as a rule, in a word."""
    translate = QCoreApplication.translate
    if name == "probe":
        return translate("Training", "seconds")
    if name in ("prompt", "adapter"):
        return translate("Training", "a minute")
    return translate("Training", "minutes") if name in ("lora", "blocks") else translate("Training", "longer")


def state_name(state: RunState) -> str:
    """How a run stands."""
    translate = QCoreApplication.translate
    names: Mapping[RunState, str] = {
        "new": translate("Training", "not begun"), "running": translate("Training", "running"),
        "paused": translate("Training", "paused"), "stopped": translate("Training", "stopped"),
        "finished": translate("Training", "finished"), "failed": translate("Training", "failed"),
    }  # fmt: skip
    return names[state]


def part_name(part: Part) -> str:
    """What a part of the data is for."""
    translate = QCoreApplication.translate
    names: Mapping[Part, str] = {
        "train": translate("Training", "Learn from"), "validation": translate("Training", "Choose by"),
        "test": translate("Training", "Report on"),
    }  # fmt: skip
    return names[part]


def stage_name(stage: str) -> str:
    """What is being done, as the core calls it."""
    translate = QCoreApplication.translate
    names: Mapping[str, str] = {
        "finding pictures": translate("Training", "Finding pictures"),
        "comparing pictures": translate("Training", "Comparing pictures"),
        "running the frozen part": translate("Training", "Preparing the pictures"),
        "measuring": translate("Training", "Measuring"), "blending": translate("Training", "Blending"),
        "reading pictures": translate("Training", "Reading pictures"),
        "reading prompts": translate("Training", "Reading texts"),
        "loading": translate("Training", "Loading the model"),
    }  # fmt: skip
    return names.get(stage, translate("Training", "Working"))


def duration(seconds: float) -> str:
    """A time as a person says it."""
    translate = QCoreApplication.translate
    if seconds < 90:
        return translate("Training", "{count} s").format(count=max(1, round(seconds)))
    if seconds < 90 * 60:
        return translate("Training", "{count} min").format(count=round(seconds / 60))
    return translate("Training", "{count} h").format(count=round(seconds / 3600))


def share(value: float | None) -> str:
    """An accuracy with one decimal, a dash where there is none."""
    return "–" if value is None else f"{value:.1%}"


def number(value: int) -> str:
    """A count as the language in use writes it."""
    return QLocale().toString(value)

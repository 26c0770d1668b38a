"""The data's report in the words of the window: counts, warnings, and the files that are doubtful."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from clipdesk.gui.training_words import PART_KEYS, number, part_name

if TYPE_CHECKING:
    from clipdesk.gui.training_work import Checked
    from clipdesk.training.checks import DataReport

_IMBALANCED = 10.0
_NAMES = 10
_MOST_FILES = 2000


@dataclass(frozen=True)
class ClassCount:
    """A class, and its pictures in each part."""

    name: str
    train: int
    validation: int
    test: int


@dataclass(frozen=True)
class Doubtful:
    """A file, and what is the matter with it."""

    path: Path
    what: str


def class_counts(checked: Checked) -> list[ClassCount]:
    """A row a class, and a last one with all."""
    translate = QCoreApplication.translate
    report = checked.report
    rows = [ClassCount(name, *counts) for name, counts in report.counts.items() if checked.kind == "labels"]
    return [*rows, ClassCount(translate("Training", "All"), *report.totals)]


def warnings(checked: Checked) -> list[str]:
    """What would make the figures lie or the run go wrong, a sentence each."""
    translate = QCoreApplication.translate
    report, said = checked.report, []
    if report.unreadable:
        text = translate("Training", "Files that cannot be used: {count}. They are listed below.")
        said.append(text.format(count=number(len(report.unreadable))))
    if report.imbalance is not None and report.imbalance > _IMBALANCED:
        learned = {name: counts[0] for name, counts in report.counts.items()}
        most, least = max(learned, key=learned.__getitem__), min(learned, key=learned.__getitem__)
        text = translate(
            "Training",
            "The classes are far from even: {most} has {many} pictures to learn from, {least} {few}. The rare ones "
            "will be missed more often; add pictures of them.",
        )
        said.append(text.format(most=most, many=number(learned[most]), least=least, few=number(learned[least])))
    if report.small_classes:
        names = ", ".join(report.small_classes[:_NAMES])
        text = translate(
            "Training",
            "Classes with fewer than two pictures cannot be both learned and checked: {names}. Add pictures, or leave "
            "them out.",
        )
        said.append(text.format(names=names + (" …" if len(report.small_classes) > _NAMES else "")))
    if report.near_duplicates:
        text = translate(
            "Training",
            "Pairs of pictures that look the same in two parts of the data: {count}. What is measured on them is "
            "better than it is on new pictures; keep each picture in one part.",
        )
        said.append(text.format(count=number(len(report.near_duplicates))))
    if report.repeated_captions:
        text = translate(
            "Training",
            "In a batch, {share} of the pictures meet another with the same caption. Those count as right for each "
            "other; telling captions teach more.",
        )
        said.append(text.format(share=f"{report.repeated_captions:.0%}"))
    if not report.totals[1]:
        said.append(
            translate("Training", "There are no pictures to choose the best state by, so the last one will be kept.")
        )
    return said


def doubtful_files(report: DataReport, in_words: Callable[[str], str]) -> list[Doubtful]:
    """Files that cannot be used, with the reason; then those that look the same in two parts."""
    translate = QCoreApplication.translate
    rows = [Doubtful(one.path, in_words(one.message)) for one in report.unreadable[:_MOST_FILES]]
    text = translate("Training", "looks like {other} ({first} and {second})")
    for pair in report.near_duplicates[:_MOST_FILES]:
        first, second = (part_name(PART_KEYS[part]) for part in pair.parts)
        rows.append(Doubtful(pair.first, text.format(other=pair.second.name, first=first, second=second)))
    return rows

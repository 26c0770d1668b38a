"""Which project the window opens: the one that it is given, the one that it was left with, else a fresh one."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from clipdesk import paths
from clipdesk.errors import ClipdeskError
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.project_keeper import ProjectKeeper
from clipdesk.inference.project import SUFFIX, is_project, open_project


def open_first(keeper: ProjectKeeper, given: Path | None, last: Path | None) -> str:
    """Open a project in any case; returns what there is to tell, nothing when all went as wanted.

    A project that cannot be opened stays as it is, and the next one takes its place: the last, the usual, a fresh one.
    """
    usual = _usual()
    if last is not None and not is_project(last):
        last = None  # gone, or on a disk that is not there
    told: list[str] = []
    for folder in (*dict.fromkeys(one for one in (given, last, usual) if one is not None), None):
        try:
            keeper.open(folder if folder is not None else _fresh())
        except ClipdeskError as error:
            told.append(in_words(str(error)))
        else:
            if told:
                told.append(_opened_instead(keeper))
            return "\n".join(told)
    told.append(QCoreApplication.translate("Opening", "No project is open: what you do now will not be kept."))
    return "\n".join(told)


def projects_dir() -> Path:
    """Where projects lie that nobody chose a place for."""
    return paths.user_data_dir() / "projects"


def unused_project() -> Path:
    """The usual project while it is empty or not there, else a fresh one."""
    with suppress(ClipdeskError):
        if not is_project(_usual()) or not open_project(_usual()).sources:
            return _usual()
    return _fresh()


def _usual() -> Path:
    return projects_dir() / f"Untitled{SUFFIX}"


def _fresh() -> Path:
    numbered = (projects_dir() / f"Untitled {number}{SUFFIX}" for number in count(2))
    return next(folder for folder in numbered if not folder.exists())


def _opened_instead(keeper: ProjectKeeper) -> str:
    name = keeper.project.folder.stem if keeper.project is not None else ""
    text = QCoreApplication.translate(
        "Opening", "The project “{name}” was opened instead. The other one was left as it is."
    )
    return text.format(name=name)

"""What filing would do, worked out before anything is touched."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from clipdesk.data.files import os_fault
from clipdesk.errors import UsageError
from clipdesk.inference.filing_files import same_content
from clipdesk.inference.folder_names import folder_names, key, numbered
from clipdesk.progress import Progress, Steps, drain

Action = Literal["copy", "link", "move"]
ACTIONS: tuple[Action, ...] = ("copy", "link", "move")
_BETWEEN_REPORTS = 64


@dataclass(frozen=True)
class Operation:
    """One picture's way to its folder; both paths are absolute, and nothing is at `target` yet."""

    source: Path
    target: Path
    action: Action


@dataclass(frozen=True)
class FilingPlan:
    """A dry run. `conflicts` says what gets a number because its name is taken, `notes` everything else that is odd."""

    operations: tuple[Operation, ...]
    destination: Path
    action: Action
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def plan(entries: Sequence[tuple[Path, str]], destination: Path, action: Action = "copy") -> FilingPlan:
    """Where each picture goes: `destination/label/name`. Nothing is written.

    A name that is taken gets a number; a picture that is already there with the same content is left out and said. Of a
    picture with several labels, a move makes copies for all but the last. Raises UsageError for an unknown action or a
    destination that is no folder.
    """
    return drain(plan_steps(entries, destination, action))


def plan_steps(entries: Sequence[tuple[Path, str]], destination: Path, action: Action = "copy") -> Steps[FilingPlan]:
    """`plan` with its progress: pictures whose name is taken are compared by content, which takes time."""
    if action not in ACTIONS:
        raise UsageError(f"Pictures can be filed by {', '.join(ACTIONS)}; there is no action called {action!r}.")
    destination = Path(os.path.abspath(destination))
    if os.path.lexists(destination) and not os.path.isdir(destination):
        raise UsageError(f"{destination} is not a folder. Choose a folder to file the pictures in.")
    folders, planning = _folders(entries, destination)
    wanted = list(dict.fromkeys((os.path.abspath(source), label) for source, label in entries))
    last = {source: number for number, (source, _) in enumerate(wanted)}
    for number, (name, label) in enumerate(wanted):
        if number % _BETWEEN_REPORTS == 0:
            yield Progress("plan", number, len(wanted))
        several = action == "move" and last[name] != number
        planning.add(Path(name), folders[label], "copy" if several else action)
    yield Progress("plan", len(wanted), len(wanted))
    return FilingPlan(
        tuple(planning.operations), destination, action, tuple(planning.conflicts), tuple(planning.notes)
    )  # fmt: skip


@dataclass
class _Planning:
    operations: list[Operation] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    taken: dict[Path, dict[str, Path | None]] = field(default_factory=dict)  # by folder and key; None: planned

    def add(self, source: Path, folder: Path, action: Action) -> None:
        fault = _fault(source)
        if fault:
            self.notes.append(f"{source} is left out: {fault}")
            return
        if action == "move" and source.is_symlink():
            action = "copy"
            self.notes.append(f"{source} is a link; its picture is copied and the link stays where it is.")
        target = self._free(source, folder, action)
        if target is not None:
            self.operations.append(Operation(source, target, action))

    def _free(self, source: Path, folder: Path, action: Action) -> Path | None:
        """A target that nothing has, or None where the picture is there already."""
        taken = self.taken.setdefault(folder, _names_in(folder))
        number, name = 1, source.name
        while key(name) in taken:
            there = taken[key(name)]
            if there is not None and _is_at(source, there):
                self.notes.append(f"{source} is in its folder already.")
                return None
            if there is not None and same_content(source, there):
                stays = "; it stays where it is" if action == "move" else ""
                self.notes.append(f"{source} is left out: {there} has the same content{stays}.")
                return None
            number += 1
            name = numbered(source.name, number)
        if number > 1:
            self.conflicts.append(f"{source} becomes {folder.name}/{name}: the name {source.name} is taken there.")
        taken[key(name)] = None
        return folder / name


def _folders(entries: Sequence[tuple[Path, str]], destination: Path) -> tuple[dict[str, Path], _Planning]:
    existing: list[str] = []
    occupied: list[str] = []
    if os.path.isdir(destination):
        try:
            with os.scandir(destination) as found:
                for item in found:
                    (existing if item.is_dir() else occupied).append(item.name)
        except OSError as error:
            raise UsageError(f"{destination}: {os_fault(error)}") from error
    names = folder_names({label for _, label in entries}, existing, occupied)
    planning = _Planning()
    planning.notes += [
        f"The folder of the label {label!r} is called {name!r}." for label, name in names.items() if name != label
    ]
    return {label: destination / name for label, name in names.items()}, planning


def _names_in(folder: Path) -> dict[str, Path | None]:
    try:
        with os.scandir(folder) as found:
            return {key(item.name): folder / item.name for item in found}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{folder}: {os_fault(error)}") from error


def _is_at(source: Path, there: Path) -> bool:
    return os.path.realpath(source.parent) == os.path.realpath(there.parent) and source.name == there.name


def _fault(source: Path) -> str | None:
    """Why the file cannot be filed, as a sentence."""
    try:
        status = os.stat(source)
    except OSError as error:
        return str(os_fault(error))
    except ValueError:
        return "There can be no file of this name."
    return None if stat.S_ISREG(status.st_mode) else "This is not a file."

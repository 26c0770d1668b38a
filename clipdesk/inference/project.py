"""A project: a folder with the sources, prompts and settings of a piece of work, and what a person has verified in it.

    NAME.clipdesk/
      project.json     sources, prompt sets, settings
      marks.sqlite3    verified labels and their history, see marks.py
      journals/        what was filed from here, see filing.py
      backups/         the last three of each, at least ten minutes apart

Any folder will do. Sources are stored relative to it and absolutely, so a project opens when it was moved with its
pictures, and when it was moved without them.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clipdesk.errors import ProjectError, UsageError
from clipdesk.inference import unfinished
from clipdesk.inference.export import replacing
from clipdesk.inference.filing_files import sync_folder
from clipdesk.inference.marks import Change, Mark, Marks
from clipdesk.inference.prompt_files import from_json, to_json
from clipdesk.inference.prompts import PromptSet
from clipdesk.inference.unfinished import UnfinishedPrompts

__all__ = [
    "SUFFIX", "Change", "Mark", "Marks", "NamedPrompts", "Project", "UnfinishedPrompts", "create",
    "is_project", "open_project", "save",
]  # fmt: skip

SUFFIX = ".clipdesk"
_FILE = "project.json"
_MARK = "clipdesk_project"
_VERSION = 1
_MAX_BYTES = 64_000_000
_BACKUPS = 3
_BACKUP_EVERY_SECONDS = 600
_SWEEP_AFTER_SECONDS = 3600
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class NamedPrompts:
    """A prompt set and what the user calls it; labels that are switched off, and the keys that give a label."""

    name: str
    prompt_set: PromptSet
    off: frozenset[str] = frozenset()
    keys: tuple[tuple[str, str], ...] = ()  # label and key


@dataclass(frozen=True)
class Project:
    """What a project remembers. `fingerprint` is that of the model which the user last saw results of.

    `active` is a place in `prompt_sets`, or after them in `unfinished`. `reject` is a probability; `template_set` the
    name of the set that the templates came from, None for own ones.
    `notes` says what was found wrong when it was opened.
    """

    folder: Path
    sources: tuple[Path, ...] = ()
    prompt_sets: tuple[NamedPrompts, ...] = ()
    active: int = 0
    model: str = "starter"
    fingerprint: str | None = None
    reject: float | None = None
    template_set: str | None = None
    unfinished: tuple[UnfinishedPrompts, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The folder's name without its ending."""
        return self.folder.name.removesuffix(SUFFIX)

    @property
    def prompts(self) -> PromptSet | None:
        """The active prompt set; None while there is none."""
        return self.prompt_sets[self.active].prompt_set if self.active < len(self.prompt_sets) else None

    @property
    def journals(self) -> Path:
        """Where filing keeps its journals; may not exist yet."""
        return self.folder / "journals"


def is_project(folder: Path) -> bool:
    """Whether the folder holds a project, whole or damaged."""
    return (folder / _FILE).is_file() or any((folder / "backups").glob("project-*.json"))


def create(folder: Path) -> Project:
    """An empty project in a folder, which is made where it is not there.

    Raises ProjectError when the folder holds a project already or cannot be written.
    """
    folder = Path(os.path.abspath(folder))
    if is_project(folder):
        raise ProjectError(f"{folder} holds a project already. Open it, or choose another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectError(f"{folder} cannot be made ({error.strerror or error}).") from error
    project = Project(folder)
    save(project)
    return project


def open_project(folder: Path) -> Project:
    """Read the project in a folder. A damaged one is moved aside and its newest good backup read instead, with a note.

    Raises ProjectError when there is none, when it was written by a newer version, or when nothing of it can be read.
    """
    folder = Path(os.path.abspath(folder))
    path = folder / _FILE
    try:
        return _read(path, folder)
    except _DamagedError as error:
        return _from_backup(folder, path, error)
    except FileNotFoundError as error:
        if is_project(folder):
            return _from_backup(folder, path, error)
        raise ProjectError(f"{folder} is not a clipdesk project: it holds no {_FILE}.") from error
    except OSError as error:
        raise ProjectError(f"{path} cannot be read ({error.strerror or error}).") from error


def save(project: Project) -> None:
    """Write the project whole or not at all, and a backup of it and its marks where the last is ten minutes old.

    Raises ProjectError when it cannot be written.
    """
    data = json.dumps(_to_json(project), indent=2).encode() + b"\n"
    try:
        with replacing(project.folder / _FILE) as file:
            file.write(data)
        sync_folder(project.folder)
        _sweep(project.folder)
    except UsageError as error:
        raise ProjectError(f"The project cannot be saved: {error}") from error
    backups = project.folder / "backups"
    stamps = _stamps(backups, "project-", ".json")
    now = datetime.now(UTC)
    if any(0 <= (now - stamp).total_seconds() < _BACKUP_EVERY_SECONDS for stamp in stamps):
        return
    _back_up(project.folder, data, now)


def _sweep(folder: Path) -> None:
    """Remove what savers left behind that were cut off an hour ago or earlier."""
    for partial in folder.glob(f"{_FILE}.*.part"):
        with suppress(OSError):
            if partial.stat().st_mtime < time.time() - _SWEEP_AFTER_SECONDS:
                partial.unlink()


class _DamagedError(Exception):
    """The file is there, but is no project."""


def _back_up(folder: Path, data: bytes, now: datetime) -> None:
    backups = folder / "backups"
    try:
        backups.mkdir(exist_ok=True)
        with replacing(backups / f"project-{now:{_STAMP}}.json") as file:
            file.write(data)
        if (folder / "marks.sqlite3").exists():
            with Marks(folder) as marks:
                marks.back_up(backups / f"marks-{now:{_STAMP}}.sqlite3")
    except (OSError, UsageError) as error:
        raise ProjectError(f"The project was saved, but its backup cannot be written: {error}") from error
    for start, end in (("project-", ".json"), ("marks-", ".sqlite3")):
        for stamp in sorted(_stamps(backups, start, end), reverse=True)[_BACKUPS:]:
            with suppress(OSError):
                (backups / f"{start}{stamp:{_STAMP}}{end}").unlink()


def _stamps(folder: Path, start: str, end: str) -> list[datetime]:
    """When the backups of one kind were made."""
    stamps = []
    for path in folder.glob(f"{start}*{end}"):
        with suppress(ValueError):
            text = path.name.removeprefix(start).removesuffix(end)
            stamps.append(datetime.strptime(text, _STAMP).replace(tzinfo=UTC))
    return stamps


def _from_backup(folder: Path, path: Path, error: Exception) -> Project:
    what = f"{_FILE} is missing" if isinstance(error, FileNotFoundError) else f"{_FILE} is damaged ({error})"
    for backup in sorted((folder / "backups").glob("project-*.json"), reverse=True):
        try:
            project = _read(backup, folder)
        except (OSError, _DamagedError):
            continue
        with suppress(OSError):  # on a disk that cannot be written the project is still to be read
            os.replace(path, path.with_name(f"{_FILE}.damaged-{time.strftime('%Y%m%dT%H%M%S')}"))
        note = f"{what}. The backup {backup.name} was opened instead."
        return replace(project, notes=(note, *project.notes))
    raise ProjectError(f"The project {folder} cannot be opened: {what}, and there is no good backup.") from error


def _read(path: Path, folder: Path) -> Project:
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise _DamagedError("it is too large")
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _DamagedError("it is not JSON") from error
    version = values.get(_MARK) if isinstance(values, dict) else None
    if not isinstance(version, int):
        raise _DamagedError("it is not a project")
    if version > _VERSION:
        raise ProjectError(f"{folder} was written by a newer version of clipdesk. Update clipdesk to open it.")
    try:
        return _from_json(values, folder)
    except (KeyError, TypeError, ValueError, AttributeError, UsageError) as error:
        raise _DamagedError(f"{type(error).__name__}: {error}") from error


def _to_json(project: Project) -> dict[str, Any]:
    return {
        _MARK: _VERSION,
        "saved": datetime.now(UTC).isoformat(timespec="seconds"),
        "sources": [_source_to_json(source, project.folder) for source in project.sources],
        "prompt_sets": [
            {"name": one.name, "prompts": to_json(one.prompt_set), "off": sorted(one.off), "keys": dict(one.keys)}
            for one in project.prompt_sets
        ],
        "active": project.active,
        "model": project.model,
        "fingerprint": project.fingerprint,
        "reject": project.reject,
        "template_set": project.template_set,
        "unfinished": [unfinished.to_json(one) for one in project.unfinished],
    }


def _from_json(values: dict[str, Any], folder: Path) -> Project:
    named = [
        NamedPrompts(
            str(one["name"]),
            from_json(one["prompts"], str(one["name"])),
            frozenset(map(str, one.get("off", ()))),
            tuple((str(label), str(key)) for label, key in one.get("keys", {}).items()),
        )
        for one in values["prompt_sets"]
    ]
    reject = values["reject"]
    if reject is not None and not 0 <= reject <= 1:
        raise ValueError("the reject rule is no probability")
    half = tuple(map(unfinished.from_json, values.get("unfinished", ())))
    active = int(values["active"])
    return Project(
        folder,
        sources=_sources(values["sources"], folder),
        prompt_sets=tuple(named),
        active=active if 0 <= active < len(named) + len(half) else 0,
        model=_text(values["model"]) or "starter",
        fingerprint=_text(values["fingerprint"]),
        reject=None if reject is None else float(reject),
        template_set=_text(values["template_set"]),
        unfinished=half,
    )


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def _source_to_json(source: Path, folder: Path) -> dict[str, str | None]:
    absolute = os.path.abspath(source)
    try:
        relative = Path(os.path.relpath(absolute, folder)).as_posix()
    except ValueError:  # another drive
        relative = None
    return {"relative": relative, "absolute": absolute}


def _sources(values: Sequence[dict[str, str | None]], folder: Path) -> tuple[Path, ...]:
    """Each source where it is beside the project, else where it was."""
    sources = []
    for value in values:
        relative, absolute = value["relative"], Path(str(value["absolute"]))
        beside = Path(os.path.normpath(folder / relative)) if relative is not None else absolute
        sources.append(beside if os.path.exists(beside) else absolute)
    return tuple(sources)

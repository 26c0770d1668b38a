"""The journal of a filing: JSON Lines, each written before the operation that it announces begins.

A crash of the program loses no line. One of the computer loses at most those of the last quarter of a second, and never
one that announces a move: such a line is on the disk before its operation begins.

The first line tells what was asked for. Each operation has a line when it is about to begin and one when it is done;
`folder` lines name the folders that were made, `reverted` lines what was taken back. A line that a crash cut short is
the last one, and is passed over. Texts are ASCII with escapes, so that any path survives.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from clipdesk.errors import UsageError
from clipdesk.inference.filing_files import FileState, sync_folder
from clipdesk.inference.filing_plan import ACTIONS, Action, FilingPlan, Operation

_VERSION = 1
_SUFFIX = ".jsonl"
_MOST_BYTES = 2_000_000_000
_SOON_SECONDS = 0.25


@dataclass(frozen=True)
class JournalSummary:
    """A filing of the past: `count` operations were begun. `reverted`: nothing of it is left to take back."""

    path: Path
    when: datetime
    action: Action
    count: int
    destination: Path
    reverted: bool


@dataclass
class Entry:
    """What the journal knows of one operation. `done` is None when the work was cut off in its middle."""

    number: int
    operation: Operation
    before: FileState
    done: FileState | None = None
    link: str | None = None  # "symlink" or "hardlink"
    reverted: bool = False

    def partial(self, journal: Path) -> Path:
        """The name that the copy has until it is whole."""
        return self.operation.target.parent / f".clipdesk-{journal.stem}-{self.number}.part"


@dataclass
class Record:
    """A journal that was read."""

    path: Path
    when: datetime
    plan: FilingPlan  # without operations
    entries: dict[int, Entry] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)
    reverted: bool = False


class JournalWriter:
    """Adds lines to a journal. Raises UsageError where that cannot be."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path, self._file, self._synced = path, file, 0.0

    @classmethod
    def start(cls, folder: Path, plan: FilingPlan) -> JournalWriter:
        """A new journal for the plan, in a folder that is made where it is not there."""
        now = datetime.now(UTC)
        path = folder / f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}{_SUFFIX}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            writer = cls(path, path.open("xb"))
        except OSError as error:
            raise _unwritable(path, error) from error
        try:
            writer.add(
                journal=_VERSION,
                when=now.isoformat(),
                action=plan.action,
                count=len(plan.operations),
                destination=str(plan.destination),
            )
            sync_folder(folder)
        except BaseException:
            writer.close()
            raise
        return writer

    @classmethod
    def go_on(cls, path: Path) -> JournalWriter:
        """The journal opened to add to; a line that was cut short is ended."""
        try:
            return cls(path, _ended(path.open("r+b")))
        except OSError as error:
            raise _unwritable(path, error) from error

    def add(self, *, soon: bool = False, **values: Any) -> None:
        """Write one line. It is on the disk when the call returns; with `soon`, a quarter of a second later will do."""
        try:
            self._file.write(json.dumps(values).encode() + b"\n")
            self._file.flush()
            if not soon or time.monotonic() - self._synced > _SOON_SECONDS:
                self._sync()
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def begin(self, number: int, operation: Operation, before: FileState) -> None:
        """Announce an operation."""
        paths = {"source": str(operation.source), "target": str(operation.target)}
        soon = operation.action != "move"
        self.add(soon=soon, begin=number, action=operation.action, **paths, before=asdict(before))

    def close(self) -> None:
        """Close the file."""
        with self._file, suppress(OSError):  # every line has been handed to the system
            self._sync()

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()


def read_journal(path: Path) -> Record:
    """Everything the journal tells. Raises UsageError for a file that is none.

    A line that names a place outside the journal's own destination is not believed.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{path} is too large to be a journal of filed pictures.")
        with path.open("rb") as file:
            return _read(path, file)
    except OSError as error:
        raise UsageError(f"The journal {path} cannot be read ({error.strerror or error}).") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{path} is not a journal of filed pictures.") from error


def journals(journal_folder: Path) -> list[JournalSummary]:
    """The filings whose journals are in the folder, newest first; files that are no journals are passed over."""
    found = []
    for path in _journal_files(journal_folder):
        try:
            record = read_journal(path)
        except UsageError:
            continue
        plan = record.plan
        done = len(record.entries)
        found.append(JournalSummary(path, record.when, plan.action, done, plan.destination, record.reverted))
    return sorted(found, key=lambda summary: (summary.when, summary.path.name), reverse=True)


def _journal_files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.suffix == _SUFFIX]
    except OSError:
        return []


def _read(path: Path, file: Iterable[bytes]) -> Record:
    lines = _lines(file)
    head = next(lines, {})
    if head["journal"] != _VERSION or head["action"] not in ACTIONS:
        raise ValueError("another version")
    destination = Path(head["destination"])
    when = datetime.fromisoformat(head["when"])
    record = Record(path, when, FilingPlan((), destination, head["action"]))
    for line in lines:
        if "begin" in line:
            operation = Operation(Path(line["source"]), Path(line["target"]), line["action"])
            if _is_inside(operation.target, destination) and operation.source.is_absolute():
                number = int(line["begin"])
                record.entries[number] = Entry(number, operation, FileState(**line["before"]))
        elif "folder" in line:
            folder = Path(line["folder"])
            if folder == destination or _is_inside(folder, destination):
                record.folders.append(folder)
        elif "failed" in line:
            record.entries.pop(line["failed"], None)
        elif "done" in line and line["done"] in record.entries:
            entry = record.entries[line["done"]]
            entry.done, entry.link = FileState(**line["after"]), line.get("link")
        elif "reverted" in line and line["reverted"] in record.entries:
            record.entries[line["reverted"]].reverted = True
        elif "all_reverted" in line:
            record.reverted = True
    return record


def _lines(file: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file):
        try:
            values = json.loads(line)
        except ValueError:
            if number == 0:
                raise
            continue  # cut short by a crash
        if isinstance(values, dict):
            yield values


def _is_inside(path: Path, folder: Path) -> bool:
    return folder.is_absolute() and ".." not in path.parts and folder in path.parents


def _ended(file: IO[bytes]) -> IO[bytes]:
    if file.seek(0, os.SEEK_END):
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")
    return file


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"The journal {path} cannot be written ({error.strerror or error}), so nothing more is filed.")

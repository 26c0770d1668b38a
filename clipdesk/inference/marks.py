"""What a person has verified: labels by the content of the picture, so that a renamed or moved file keeps its mark.

One SQLite file in the project's folder, with the plain rollback journal: it may lie on a network disk or a stick, and
two processes may use it. A mark is on the disk when the call returns.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clipdesk.errors import ProjectError

_NAME = "marks.sqlite3"
_VERSION = 1
_BUSY_SECONDS = 20.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_TABLES = (
    """CREATE TABLE marks (content_hash TEXT PRIMARY KEY, label TEXT NOT NULL, path BLOB NOT NULL,
       relative BLOB, time REAL NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE history (id INTEGER PRIMARY KEY, content_hash TEXT NOT NULL, label TEXT, path BLOB NOT NULL,
       time REAL NOT NULL)""",
)


@dataclass(frozen=True)
class Mark:
    """A verified label ("" for none of the labels), the place where the picture was then, and when that was."""

    label: str
    path: Path
    when: datetime
    relative: Path | None = None  # from the project's folder


@dataclass(frozen=True)
class Change:
    """One entry of the history; the label is None where a mark was taken back."""

    content_hash: str
    label: str | None
    path: Path
    when: datetime


class Marks:
    """The marks of the project in `folder`. May be used from several threads and processes.

    A damaged file is moved aside and the newest good backup takes its place; `notes` says so. Every call raises
    ProjectError when the file cannot be read or written: no mark is ever dropped in silence.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / _NAME
        self._notes: list[str] = []
        self._lock = threading.RLock()
        try:
            if self._is_lost():
                raise _damage()
            self._database = self._open()
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise self._fault(error) from error
            self._restore()
            try:
                self._database = self._open()
            except sqlite3.Error as second:
                raise self._fault(second) from second

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what was found wrong; empty when all is well."""
        return tuple(self._notes)

    def verify(self, content_hash: str, path: Path, label: str) -> None:
        """Remember that the picture shows `label`, or with "" none of the labels."""
        self.verify_all([(content_hash, path, label)])

    def unverify(self, content_hash: str) -> None:
        """Take a mark back; without one nothing happens."""
        self.unverify_all([content_hash])

    def verify_all(self, marks: Iterable[tuple[str, Path, str]]) -> None:
        """Many marks (content hash, path, label) at once, all or none."""
        now = time.time()
        rows: list[tuple[object, ...]] = []
        history: list[tuple[object, ...]] = []
        for key, path, label in marks:
            place = os.fsencode(os.path.abspath(path))
            rows.append((key, label, place, self._relative(path), now))
            history.append((key, label, place, now))
        self._write(
            ("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?)", rows),
            ("INSERT INTO history (content_hash, label, path, time) VALUES (?, ?, ?, ?)", history),
        )

    def unverify_all(self, content_hashes: Iterable[str]) -> None:
        """Take many marks back, all or none."""
        now = time.time()
        keys = list(content_hashes)
        copied = "INSERT INTO history (content_hash, path, time) SELECT content_hash, path, ? FROM marks"
        self._write(
            (f"{copied} WHERE content_hash = ?", [(now, key) for key in keys]),
            ("DELETE FROM marks WHERE content_hash = ?", [(key,) for key in keys]),
        )

    def all(self) -> dict[str, Mark]:
        """Every mark by content hash, those made last at the end."""
        rows = self._read("SELECT content_hash, label, path, time, relative FROM marks ORDER BY time, content_hash")
        return {
            key: Mark(label, _path(path), _when(at), _path(relative) if relative is not None else None)
            for key, label, path, at, relative in rows
        }

    def history(self) -> list[Change]:
        """All that was ever verified or taken back, in order."""
        rows = self._read("SELECT content_hash, label, path, time FROM history ORDER BY id")
        return [Change(key, label, _path(path), _when(at)) for key, label, path, at in rows]

    def locate(self, mark: Mark) -> Path:
        """Where the picture is now: beside a moved project, else where it was when it was verified."""
        beside = self.folder / mark.relative if mark.relative is not None else mark.path
        return beside if os.path.exists(beside) else mark.path

    def back_up(self, target: Path) -> None:
        """Write a copy of all marks to `target`, whole or not at all. Raises ProjectError."""
        partial = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            partial.unlink(missing_ok=True)
            with self._lock, closing(sqlite3.connect(partial)) as copy:
                self._database.backup(copy)
            os.replace(partial, target)
        except (OSError, sqlite3.Error) as error:
            raise ProjectError(f"The marks cannot be backed up to {target} ({error}).") from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def __enter__(self) -> Marks:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            database.execute("PRAGMA synchronous = FULL")
            if _version(database) == 0:
                database.execute("BEGIN IMMEDIATE")  # another process may be making the tables
                if _version(database) == 0:
                    for table in _TABLES:
                        database.execute(table)
                    database.execute(f"PRAGMA user_version = {_VERSION}")
                database.execute("COMMIT")
            if _version(database) > _VERSION:
                raise ProjectError(f"{self.path} was written by a newer version of clipdesk. Update clipdesk first.")
            if database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise _damage()
        except BaseException:
            database.close()
            raise
        return database

    def _is_lost(self) -> bool:
        """Whether the file is gone or empty where a backup tells that it was not: SQLite would begin a new one."""
        there = self.path.exists() and self.path.stat().st_size > 0
        return not there and any(map(_is_sound, self._backups()))

    def _backups(self) -> list[Path]:
        return sorted((self.folder / "backups").glob("marks-*.sqlite3"), reverse=True)

    def _restore(self) -> None:
        """Move the damaged file aside and put the newest good backup in its place."""
        aside = self.path.with_name(f"{_NAME}.damaged-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}")
        try:
            for ending in ("", "-journal"):
                with suppress(FileNotFoundError):
                    os.replace(f"{self.path}{ending}", f"{aside}{ending}")
        except OSError as error:
            raise ProjectError(f"{self.path} is damaged and cannot be moved aside ({error.strerror}).") from error
        for backup in self._backups():
            if _is_sound(backup):
                with closing(sqlite3.connect(backup)) as good, closing(sqlite3.connect(self.path)) as fresh:
                    good.backup(fresh)
                self._notes.append(f"The verified labels were damaged or lost. The backup {backup.name} was put back.")
                return
        self._notes.append(
            f"The verified labels were damaged, and there is no backup. They were moved to {aside.name}."
        )

    def _relative(self, path: Path) -> bytes | None:
        try:
            return os.fsencode(os.path.relpath(path, self.folder))
        except ValueError:  # another drive
            return None

    def _read(self, query: str) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._database.execute(query).fetchall()
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def _write(self, *statements: tuple[str, list[tuple[object, ...]]]) -> None:
        try:
            with self._lock:
                if self._database.in_transaction:  # an interrupt fell between two lines of an earlier one
                    self._database.execute("ROLLBACK")
                self._database.execute("BEGIN IMMEDIATE")
                try:
                    for statement, rows in statements:
                        self._database.executemany(statement, rows)
                    self._database.execute("COMMIT")
                except BaseException:
                    if self._database.in_transaction:
                        self._database.execute("ROLLBACK")
                    raise
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> ProjectError:
        return ProjectError(f"The verified labels in {self.path} cannot be used ({error}).")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _damage() -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("damaged")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok" and _version(database) > 0)
    except sqlite3.Error:
        return False


def _path(stored: bytes) -> Path:
    return Path(os.fsdecode(stored))


def _when(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

"""Embeddings remembered between runs, in one SQLite file.

An image's embedding is kept under the model's fingerprint and the hash of the file's content, so a renamed or copied
picture is known at once; the `files` table maps an unchanged path, size and time of change to that hash, so a known
folder is not even read. The file can be deleted at any time. Nothing here stops a run: when the cache cannot be used,
`notes` says why and every look-up is a miss.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from clipdesk.inference.cache_schema import NewerSchemaError, migrate

if TYPE_CHECKING:
    from clipdesk.data.catalog import ImageRef

Embedding = npt.NDArray[np.float32]
_Value = TypeVar("_Value")

_BUSY_SECONDS = 20.0
_KEYS_AT_ONCE = 500  # SQLite's oldest limit on parameters is 999
_ROWS_AT_ONCE = 500
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class EmbeddingCache:
    """The cache in the file at `path`, or in memory for None. May be used from several threads and processes."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._notes: list[str] = []
        self._lock = threading.RLock()
        self._models: dict[str, int] = {}
        self._database: sqlite3.Connection | None = None
        self._writable = True
        with self._lock:
            self._guarded(self._open, None)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what was found wrong; empty when all is well."""
        return tuple(self._notes)

    @property
    def usable(self) -> bool:
        """Whether anything can be looked up."""
        return self._database is not None

    def lookup_files(self, refs: Sequence[ImageRef]) -> dict[ImageRef, str]:
        """The content hashes of those files that have not changed since they were last read."""
        keys = {ref: _file_key(ref) for ref in refs}

        def read(database: sqlite3.Connection) -> dict[ImageRef, str]:
            query = "SELECT path, size, mtime_ns, content_hash FROM files WHERE path IN ({})"
            rows = _select(database, query, (), list(keys.values()))
            known = {(path, size, mtime_ns): content_hash for path, size, mtime_ns, content_hash in rows}
            states = {ref: (key, ref.size_bytes, ref.mtime_ns) for ref, key in keys.items()}
            return {ref: known[state] for ref, state in states.items() if state in known}

        return self._guarded_with(read, {})

    def get_images(self, fingerprint: str, content_hashes: Iterable[str]) -> dict[str, Embedding]:
        """The remembered embeddings, float32 [dim], of those hashes that are known for the model."""
        keys = list(dict.fromkeys(content_hashes))
        return self._guarded_with(lambda database: self._read(database, "images", fingerprint, keys), {})

    def put_images(
        self, fingerprint: str, embeddings: Mapping[str, Embedding], files: Mapping[ImageRef, str] | None = None
    ) -> None:
        """Remember embeddings by content hash, and which files have which content, in one transaction."""

        def write(database: sqlite3.Connection) -> None:
            self._write(database, "images", fingerprint, embeddings)
            rows = [(_file_key(ref), ref.size_bytes, ref.mtime_ns, key) for ref, key in (files or {}).items()]
            database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", rows)

        self._in_transaction(write)

    def get_texts(self, fingerprint: str, texts: Iterable[str]) -> dict[str, Embedding]:
        """The remembered embeddings, float32 [dim], of those texts that are known for the model."""
        keys = {_text_key(text): text for text in texts}

        def read(database: sqlite3.Connection) -> dict[str, Embedding]:
            known = self._read(database, "texts", fingerprint, list(keys))
            return {keys[key]: embedding for key, embedding in known.items()}

        return self._guarded_with(read, {})

    def put_texts(self, fingerprint: str, embeddings: Mapping[str, Embedding]) -> None:
        """Remember the embeddings of texts, in one transaction."""
        rows = {_text_key(text): embedding for text, embedding in embeddings.items()}
        self._in_transaction(lambda database: self._write(database, "texts", fingerprint, rows))

    def size_bytes(self) -> int:
        """What the cache holds, in bytes of its file."""

        def read(database: sqlite3.Connection) -> int:
            pages, free, page_size = (
                int(database.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_count", "freelist_count", "page_size")
            )
            return (pages - free) * page_size

        return self._guarded_with(read, 0)

    def prune(self, max_bytes: int) -> None:
        """Forget until at most `max_bytes` are held: first the models not added to for longest, the oldest rows."""

        def oldest(database: sqlite3.Connection) -> None:
            for (model,) in database.execute("SELECT id FROM models ORDER BY last_used, id").fetchall():
                for table in ("images", "texts"):
                    deleted = 1
                    while deleted and self.size_bytes() > max_bytes:
                        rows = f"SELECT id FROM {table} WHERE model = ? ORDER BY id LIMIT {_ROWS_AT_ONCE}"  # noqa: S608
                        deleted = database.execute(f"DELETE FROM {table} WHERE id IN ({rows})", (model,)).rowcount  # noqa: S608
            if self.size_bytes() > max_bytes:
                database.execute("DELETE FROM files")

        self._in_transaction(oldest)
        self._guarded_with(lambda database: database.execute("VACUUM"), None)

    def close(self) -> None:
        """Close the file. The cache is empty and unusable from then on."""
        with self._lock:
            if self._database is not None:
                self._database.close()
            self._database = None

    def __enter__(self) -> EmbeddingCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> None:
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(
            self.path or ":memory:", timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        database.text_factory = lambda text: text.decode("utf-8", "replace")  # damage shows as a hash that nothing has
        try:
            _use_write_ahead_log(database)
            database.execute("PRAGMA synchronous = NORMAL")  # after a power cut the last writes may be gone, no more
            migrate(database)
        except BaseException:
            database.close()
            raise
        self._models.clear()
        self._database = database

    def _read(
        self, database: sqlite3.Connection, table: str, fingerprint: str, keys: Sequence[str] | Sequence[bytes]
    ) -> dict[Any, Embedding]:
        column = "content_hash" if table == "images" else "text"
        model = database.execute("SELECT id FROM models WHERE fingerprint = ?", (fingerprint,)).fetchone()
        if model is None:
            return {}
        query = f"SELECT {column}, crc, embedding FROM {table} WHERE model = ? AND {column} IN ({{}})"  # noqa: S608
        rows = _select(database, query, model, keys)
        return {key: np.frombuffer(blob, dtype="<f4") for key, crc, blob in rows if zlib.crc32(blob) == crc}

    def _write(
        self, database: sqlite3.Connection, table: str, fingerprint: str, embeddings: Mapping[Any, Embedding]
    ) -> None:
        column = "content_hash" if table == "images" else "text"
        model = self._model(database, fingerprint)
        blobs = ((key, np.ascontiguousarray(embedding, dtype="<f4").tobytes()) for key, embedding in embeddings.items())
        database.executemany(
            f"INSERT OR REPLACE INTO {table} (model, {column}, crc, embedding) VALUES (?, ?, ?, ?)",  # noqa: S608
            [(model, key, zlib.crc32(blob), blob) for key, blob in blobs],
        )

    def _model(self, database: sqlite3.Connection, fingerprint: str) -> int:
        if fingerprint not in self._models:
            now = int(time.time())
            row = database.execute(
                "INSERT INTO models (fingerprint, last_used) VALUES (?, ?)"
                " ON CONFLICT (fingerprint) DO UPDATE SET last_used = excluded.last_used RETURNING id",
                (fingerprint, now),
            ).fetchone()
            self._models[fingerprint] = int(row[0])
        return self._models[fingerprint]

    def _in_transaction(self, write: Callable[[sqlite3.Connection], None]) -> None:
        def run(database: sqlite3.Connection) -> None:
            if database.in_transaction:  # an interrupt fell between two lines of an earlier one
                database.execute("ROLLBACK")
            try:
                database.execute("BEGIN IMMEDIATE")
                write(database)
                database.execute("COMMIT")
            except BaseException:
                self._models.clear()  # a model's number may have been rolled back
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise

        if self._writable:
            self._guarded_with(run, None, writing=True)

    def _guarded_with(
        self, work: Callable[[sqlite3.Connection], _Value], otherwise: _Value, *, writing: bool = False
    ) -> _Value:
        with self._lock:
            database = self._database
            return otherwise if database is None else self._guarded(lambda: work(database), otherwise, writing=writing)

    def _guarded(self, work: Callable[[], _Value], otherwise: _Value, *, writing: bool = False) -> _Value:
        """Run `work`; when the file fails it, mend or leave the file, say so, and return `otherwise`."""
        try:
            return work()
        except NewerSchemaError:
            self._give_up("was written by a newer version of clipdesk")
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED and self.path is not None:
                self._mend(self.path)
            elif writing:
                self._writable = False
                self._notes.append(
                    f"The embedding cache {self.path or 'in memory'} cannot be written ({error}); "
                    "what this run computes is not remembered."
                )
            else:
                self._give_up(f"cannot be used ({error})")
        except OSError as error:
            self._give_up(f"cannot be used ({error.strerror or error})")
        return otherwise

    def _give_up(self, reason: str) -> None:
        self.close()
        self._notes.append(f"The embedding cache {self.path or 'in memory'} {reason}; this run goes on without it.")

    def _mend(self, path: Path) -> None:
        self.close()
        if _is_sound(path):  # another process has replaced it meanwhile
            self._guarded(self._open, None)
            return
        aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}")
        try:
            for ending in ("", "-wal", "-shm"):
                part = path.with_name(path.name + ending)
                if part.exists():
                    os.replace(part, aside.with_name(aside.name + ending))
            self._open()
        except (OSError, sqlite3.Error, NewerSchemaError) as error:
            self._give_up(f"is damaged and cannot be replaced ({error})")
        else:
            self._notes.append(f"The embedding cache was damaged. It was moved to {aside} and a new one was started.")


def _use_write_ahead_log(database: sqlite3.Connection) -> None:
    """Readers and a writer then do not wait for each other. Switching it on does not wait its turn, so ask again."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error:
        return False


def _file_key(ref: ImageRef) -> bytes:
    return os.fsencode(os.path.abspath(ref.path))


def _text_key(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _select(
    database: sqlite3.Connection, query: str, first: tuple[int, ...], keys: Sequence[str] | Sequence[bytes]
) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        some = keys[start : start + _KEYS_AT_ONCE]
        yield from database.execute(query.format(",".join("?" * len(some))), (*first, *some))

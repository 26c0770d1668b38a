"""What is being decoded, written down so that it is still known after a crash of the decoder.

Pictures are decoded on threads of this process, and nothing can be caught when a decoder's native code crashes: the
process is gone. But the next start can lose only that one file. While a file is decoded its name stands in a slot of a
small mapped file, which outlives the process. Whatever stands there when a dead process's slots are found is suspected,
and is tried in a child process before this one touches it. If the child crashes too, the file is refused from then on,
with the reason, until it is another file (by size or time). The innocent ones cost a child of half a second each.
"""

from __future__ import annotations

import json
import mmap
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO

from clipdesk import paths
from clipdesk.errors import ImageError

_SLOTS, _SLOT_BYTES = 64, 4096
_TRIAL_SECONDS = 40.0
_KNOWN = "crashed.json"
_Stamp = tuple[int, int]  # size in bytes, time of change in nanoseconds


class Guard:
    """The slots of this process, and what earlier ones left. Raises OSError when the folder cannot be written."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._lock = folder, threading.Lock()
        self._suspects, self._refused = _known(folder / _KNOWN)
        left = _left_by_the_dead(folder)
        if left:
            self._suspects |= left
            self._write()
        self._path = folder / f"reading-{time.time_ns()}-{os.getpid()}.slots"
        self._file = self._path.open("x+b")
        self._file.truncate(_SLOTS * _SLOT_BYTES)
        _take(self._file)
        self._map = mmap.mmap(self._file.fileno(), _SLOTS * _SLOT_BYTES)
        self._free: SimpleQueue[int] = SimpleQueue()
        for slot in range(_SLOTS):
            self._free.put(slot)

    @property
    def suspects(self) -> frozenset[str]:
        """The files that an earlier process was decoding when it ended, and that have not been tried since."""
        return frozenset(self._suspects)

    @contextmanager
    def reading(self, path: Path) -> Iterator[None]:
        """For the time of a decode. Raises ImageError for a file whose decoding crashes, without reading it."""
        name = os.path.abspath(path)
        if name in self._suspects or name in self._refused:
            self._judge(name)
        written = os.fsencode(name)
        try:
            slot = self._free.get_nowait()
        except Empty:
            slot = -1
        if slot < 0 or len(written) > _SLOT_BYTES - 2:
            yield
            return
        start = slot * _SLOT_BYTES
        self._map[start + 2 : start + 2 + len(written)] = written
        self._map[start : start + 2] = len(written).to_bytes(2, "little")
        try:
            yield
        finally:
            self._map[start : start + 2] = b"\0\0"
            self._free.put(slot)

    def close(self) -> None:
        """Nothing is being decoded any more; to be called at an orderly end."""
        self._map.close()
        self._file.close()
        with suppress(OSError):
            self._path.unlink()

    def _judge(self, name: str) -> None:
        with self._lock:
            stamp = _stamp(name)
            if name in self._suspects:
                if stamp is not None and _crashes(name):
                    self._refused[name] = stamp
                self._suspects.discard(name)  # last: other threads must not find it in neither
                self._write()
            if self._refused.get(name) == stamp and stamp is not None:
                raise ImageError("damaged", "Decoding this picture made clipdesk end unexpectedly, so it is left out.")
            if self._refused.pop(name, None) is not None:
                self._write()

    def _write(self) -> None:
        values = {"suspects": sorted(self._suspects), "refused": self._refused}
        draft = self._folder / f"{_KNOWN}.{os.getpid()}"
        with suppress(OSError):  # then it is judged again the next time
            draft.write_text(json.dumps(values), encoding="utf-8", errors="surrogateescape")
            os.replace(draft, self._folder / _KNOWN)


@dataclass
class _Process:
    guard: Guard | None = None


_PROCESS = _Process()  # a crash is the whole process's affair, as faulthandler is: every decode is written down


def install(guard: Guard | None) -> None:
    """Have every decode of this process guarded, or with None no more."""
    _PROCESS.guard = guard


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """For the time of a decode; does nothing while no guard is installed. Raises ImageError as `Guard.reading` does."""
    guard = _PROCESS.guard
    if guard is None:
        yield
        return
    with guard.reading(path):
        yield


def _crashes(name: str) -> bool:
    """Decode the file in a child; whether that ended otherwise than by itself."""
    try:
        with subprocess.Popen(  # noqa: S603 - this program and a module of clipdesk; the name goes through the pipe
            paths.child_command("clipdesk.data.trial"),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as child:
            assert child.stdin is not None
            with suppress(OSError):
                child.stdin.write(os.fsencode(name) + b"\n")
                child.stdin.flush()  # left open: the child ends when this process does
            try:
                return child.wait(_TRIAL_SECONDS) != 0
            except subprocess.TimeoutExpired:
                child.kill()
                return True
    except OSError:
        return True  # it cannot be tried here; better one picture too few


def _known(path: Path) -> tuple[set[str], dict[str, _Stamp]]:
    try:
        values = json.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
        refused = {str(name): (int(size), int(mtime)) for name, (size, mtime) in values["refused"].items()}
        return {str(name) for name in values["suspects"]}, refused
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return set(), {}


def _stamp(name: str) -> _Stamp | None:
    try:
        status = os.stat(name)
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns


def _left_by_the_dead(folder: Path) -> set[str]:
    """What stands in the slots of processes that are no more; their slots are removed."""
    names = set()
    for path in folder.glob("reading-*.slots"):
        with suppress(OSError):
            with path.open("r+b") as file:
                _take(file)
                content = file.read(_SLOTS * _SLOT_BYTES)
            path.unlink()  # on Windows refused while its process lives
            for start in range(0, len(content), _SLOT_BYTES):
                length = int.from_bytes(content[start : start + 2], "little")
                if 0 < length <= _SLOT_BYTES - 2:
                    names.add(os.fsdecode(content[start + 2 : start + 2 + length]))
    return names


def _take(file: BinaryIO) -> None:
    """Hold the file for this process. Raises OSError while another one holds it."""
    if os.name != "nt":
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

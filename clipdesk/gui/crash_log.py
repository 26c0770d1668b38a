"""What is left of a process that crashed in native code: Python's faulthandler writes it, the next start offers it."""

from __future__ import annotations

import faulthandler
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

_MOST_KEPT = 5
_FORGOTTEN_SECONDS = 30 * 86400
_MOST_CHARACTERS = 100_000


@dataclass(frozen=True)
class Crash:
    """Where every thread was when an earlier process crashed, and the file that says so."""

    path: Path
    details: str


class CrashLog:
    """A file of this process, empty unless it crashes. Raises OSError when the folder cannot be written."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"running-{time.time_ns()}-{os.getpid()}.log"
        self._file: TextIO = self._path.open("x", encoding="utf-8")
        faulthandler.enable(self._file)

    def close(self) -> None:
        """To be called at an orderly end: there is nothing to tell."""
        faulthandler.disable()
        self._file.close()
        with suppress(OSError):
            self._path.unlink()


def last_crash(folder: Path) -> Crash | None:
    """The newest crash that has not been told of, or None. It is told of once, and its file kept for a while."""
    newest = None
    for path in sorted(folder.glob("running-*.log")):
        with suppress(OSError):
            if path.stat().st_size:
                kept = path.with_name(path.name.replace("running-", "crash-"))
                path.rename(kept)  # on Windows refused while its process lives
                newest = Crash(kept, kept.read_text(encoding="utf-8", errors="replace")[:_MOST_CHARACTERS])
            elif path.stat().st_mtime < time.time() - _FORGOTTEN_SECONDS:
                path.unlink()
    for path in sorted(folder.glob("crash-*.log"))[:-_MOST_KEPT]:
        with suppress(OSError):
            path.unlink()
    return newest

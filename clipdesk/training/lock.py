"""One process to a run: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from clipdesk.errors import RunError

LOCK_NAME = "run.lock"


def take(folder: Path) -> IO[bytes]:
    """Lock the run in `folder` until the file is closed. Raises RunError when another process has it."""
    file: IO[bytes] | None = None
    try:
        file = (folder / LOCK_NAME).open("ab")
        if not _locked(file):
            raise RunError(f"The run in {folder} is under way in another process. Stop it first.")
    except OSError as error:
        raise RunError(f"The run's folder {folder} cannot be written ({error}).") from error
    except RunError:
        assert file is not None
        file.close()
        raise
    return file


def is_taken(folder: Path) -> bool:
    """Whether a process holds the run."""
    if not (folder / LOCK_NAME).exists():
        return False
    try:
        with (folder / LOCK_NAME).open("ab") as file:
            return not _locked(file)
    except OSError:
        return False


def _locked(file: IO[bytes]) -> bool:
    """Take the lock if it is free; it goes when the file is closed."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

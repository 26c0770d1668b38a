"""A file that one process has to itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from clipdesk.errors import DownloadError


@contextmanager
def locked(path: Path) -> Iterator[BinaryIO]:
    """The file, unbuffered, for reading and appending by this process alone."""
    with path.open("a+b", buffering=0) as file:
        try:
            if os.name == "nt":
                import msvcrt

                file.seek(1 << 60)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            else:
                import fcntl

                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DownloadError(f"Another clipdesk is downloading {path.stem} already.") from error
        yield file

"""The loaded pictures, by row: files, contents, faults. Rows never change their number while a project is open."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from clipdesk.data.catalog import ImageRef, Skipped

Rows = npt.NDArray[np.intp]


class Pictures:
    """Files in the order in which they were found, each once."""

    def __init__(self) -> None:
        self.refs: list[ImageRef] = []
        self.content_hashes: list[str] = []  # "" while the file has not been read
        self.sources: list[int] = []  # by row, a number that the caller gave
        self.faults: dict[int, Skipped] = {}
        self._row_of: dict[str, int] = {}
        self._rows_with: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self.refs)

    def add(self, refs: Iterable[ImageRef], source: int = 0) -> range:
        """Put files that are not here yet at the end; their rows come back."""
        first = len(self.refs)
        for ref in refs:
            key = os.path.abspath(ref.path)
            if key not in self._row_of:
                self._row_of[key] = len(self.refs)
                self.refs.append(ref)
                self.content_hashes.append("")
                self.sources.append(source)
        return range(first, len(self.refs))

    def set_contents(self, rows: Sequence[int], content_hashes: Sequence[str]) -> None:
        """What was in the files of those rows."""
        for row, content_hash in zip(rows, content_hashes, strict=True):
            if self.content_hashes[row] != content_hash:
                self.content_hashes[row] = content_hash
                self._rows_with.setdefault(content_hash, []).append(row)

    def rows_with(self, content_hash: str) -> list[int]:
        """The rows of all files with that content."""
        return self._rows_with.get(content_hash, [])

    def row_of(self, path: str | os.PathLike[str]) -> int | None:
        """The row of a file, or None."""
        return self._row_of.get(os.path.abspath(path))

    def mark_fault(self, row: int, fault: Skipped) -> None:
        """The file of that row could not be read."""
        self.faults[row] = fault

    def forget_faults(self) -> list[int]:
        """Make failed files untried again; their rows come back."""
        rows = sorted(self.faults)
        self.faults.clear()
        return rows

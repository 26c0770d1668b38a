"""Which pictures a list of files, folders and patterns stands for."""

from __future__ import annotations

import errno
import glob
import os
import re
import stat
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from clipdesk.data.files import SUFFIXES, check_ordinary, os_fault
from clipdesk.errors import ImageError
from clipdesk.progress import Progress, Steps

_STEP = 256  # entries between two reports
_MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class ImageRef:
    """A picture file that was there when the scan came by; whether it can be read is found out later."""

    path: Path
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True)
class Skipped:
    """What could not be taken, and why: one of ImageError's kinds and its sentence."""

    path: Path
    kind: str
    message: str


@dataclass(frozen=True)
class Scan:
    """Pictures in the order of the inputs, each once."""

    images: tuple[ImageRef, ...]
    skipped: tuple[Skipped, ...]


def scan(inputs: Iterable[str | Path]) -> Steps[Scan]:
    """Find the pictures that `inputs` name: files, folders (with all below, sorted by name), patterns (`*`, `?`, `**`).

    A file named outright is taken whatever its ending. In folders, hidden entries and files that are no pictures are
    passed over; links are followed, a folder is entered once. Never raises for what it finds on disk.
    """
    finding = _Finding()
    for given in inputs:
        path = Path(given)
        try:
            status = os.stat(given)  # not `path`: an empty name would be the present folder
        except OSError as error:
            if given != "" and _MAGIC.search(str(given)):
                yield from _expand(str(given), finding)
            else:
                finding.skip(path, os_fault(error))
        except ValueError:
            finding.skip(path, ImageError("missing", "There can be no file of this name."))
        else:
            if stat.S_ISDIR(status.st_mode):
                yield from _walk(path, finding)
            else:
                finding.take(path, status)
    yield Progress("scan", finding.seen, finding.seen)
    return Scan(tuple(finding.images), tuple(finding.skipped))


@dataclass
class _Finding:
    images: list[ImageRef] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    seen: int = 0
    names: set[str] = field(default_factory=set)
    folder: str = field(default_factory=lambda: os.path.abspath(os.curdir))

    def take(self, path: Path, status: os.stat_result) -> None:
        if not self._is_new(path):
            return
        try:
            check_ordinary(status)
        except ImageError as error:
            self.skipped.append(Skipped(path, error.kind, str(error)))
        else:
            self.images.append(ImageRef(path, status.st_size, status.st_mtime_ns))

    def skip(self, path: Path, error: ImageError) -> None:
        if self._is_new(path):
            self.skipped.append(Skipped(path, error.kind, str(error)))

    def _is_new(self, path: Path) -> bool:
        name = os.path.normpath(os.path.join(self.folder, path))
        known = name in self.names
        self.names.add(name)
        return not known


def _walk(top: Path, finding: _Finding, pattern: Sequence[str] = ()) -> Generator[Progress, None, None]:
    """Take the pictures below `top`, depth first; with a `pattern`, those whose way down from `top` it matches."""
    entered: set[tuple[int, int]] = set()
    pending: list[tuple[str, os.DirEntry[str] | None, tuple[str, ...]]] = [(str(top), None, ())]
    while pending:
        name, entry, way = pending.pop()
        path = Path(name)
        try:
            if entry is not None and not entry.is_dir():
                finding.seen += 1
                if not finding.seen % _STEP:
                    yield Progress("scan", finding.seen)
                if _wanted(entry, way, pattern):
                    finding.take(path, entry.stat())
                continue
            identity = _identity(name)
            if identity in entered:
                continue
            entered.add(identity)
            with os.scandir(name) as found:
                inside = sorted((item for item in found if not item.name.startswith(".")), key=lambda item: item.name)
        except OSError as error:
            circle = error.errno == errno.ELOOP and entry is not None and not _looks_like_picture(entry.name)
            if not circle:
                finding.skip(path, os_fault(error))
            continue
        pending.extend((item.path, item, (*way, item.name)) for item in reversed(inside))


def _wanted(entry: os.DirEntry[str], way: tuple[str, ...], pattern: Sequence[str]) -> bool:
    """Whether a file, pipe or device in a folder is to be taken, or to be named as skipped."""
    if pattern and not any(_matches(way[:length], pattern) for length in range(1, len(way) + 1)):
        return False
    if _looks_like_picture(entry.name) or (pattern and _names_an_ending(pattern[-1])):
        return True
    return not entry.is_file() and not entry.is_symlink()  # a pipe, socket or device


def _expand(pattern: str, finding: _Finding) -> Generator[Progress, None, None]:
    before = len(finding.images), len(finding.skipped), len(finding.names)
    parts = _as_pattern(pattern)
    deep = next((index for index, part in enumerate(parts) if part == "**"), len(parts))
    for name in sorted(glob.glob(str(Path(*parts[:deep])) if deep else ".")):
        path = Path(name)
        try:
            status = os.stat(path)
        except OSError as error:
            finding.skip(path, os_fault(error))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(path, finding, parts[deep:] if deep < len(parts) else ())
        elif deep == len(parts) and (_looks_like_picture(name) or _names_an_ending(parts[-1])):
            finding.take(path, status)
    if before == (len(finding.images), len(finding.skipped), len(finding.names)):
        finding.skip(Path(pattern), ImageError("missing", "No picture has a name of this pattern."))


def _as_pattern(text: str) -> tuple[str, ...]:
    """The parts of a pattern; brackets in the name of a folder that is really there stand for themselves."""
    parts: list[str] = []
    real = Path()
    for part in Path(text).parts:
        real = real / part
        parts.append(glob.escape(part) if os.path.lexists(real) else part)
    return tuple(parts)


def _matches(way: Sequence[str], pattern: Sequence[str]) -> bool:
    """Shell matching of a path by its parts; `**` stands for any number of them, none included."""
    if not pattern:
        return not way
    if pattern[0] == "**":
        return any(_matches(way[skip:], pattern[1:]) for skip in range(len(way) + 1))
    return bool(way) and fnmatchcase(way[0], pattern[0]) and _matches(way[1:], pattern[1:])


def _looks_like_picture(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in SUFFIXES


def _names_an_ending(pattern: str) -> bool:
    """Whether a pattern like `*.dat` asks for files of one ending, which are then taken as if named outright."""
    ending = os.path.splitext(pattern)[1]
    return len(ending) > 1 and not _MAGIC.search(ending)


def _identity(folder: str) -> tuple[int, int]:
    status = os.stat(folder)
    return status.st_dev, status.st_ino

"""Copying and moving one file so that nothing is ever overwritten and no moment exists in which it could be lost."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_BLOCK_BYTES = 1 << 20


class ChangedError(OSError):
    """A file is not what it was a moment ago."""


@dataclass(frozen=True)
class FileState:
    """What tells whether a file is still the same; `content_hash` (BLAKE2b) is None where its content was not read."""

    size: int
    mtime_ns: int
    content_hash: str | None = None


def state_of(path: Path, *, with_hash: bool = False) -> FileState:
    """The state of a file. Raises OSError."""
    status = os.stat(path)
    return FileState(status.st_size, status.st_mtime_ns, content_hash(path) if with_hash else None)


def content_hash(path: Path) -> str:
    """BLAKE2b, 128 bits, of the content; the same as a decoded picture's. Raises OSError."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def same_content(one: Path, other: Path) -> bool:
    """Whether both are ordinary files of equal content. False where either cannot be read."""
    try:
        if os.path.samefile(one, other):
            return True
        if not (one.is_file() and other.is_file()) or os.path.getsize(one) != os.path.getsize(other):
            return False
        with one.open("rb") as first, other.open("rb") as second:
            while block := first.read(_BLOCK_BYTES):
                if block != second.read(_BLOCK_BYTES):
                    return False
            return True
    except OSError:
        return False


def copy(source: Path, target: Path, partial: Path, *, durable: bool = False) -> FileState:
    """Copy to `target`, which must not be there, by way of `partial` in the same folder; the times are kept.

    The copy is read again and compared by size and hash before it gets its name. `durable`: it is on the disk before
    this returns. Raises FileExistsError, ChangedError when the source changed meanwhile, or another OSError; then
    nothing of the copy is left.
    """
    try:
        before = os.stat(source)
        digest, size = hashlib.blake2b(digest_size=16), 0
        with source.open("rb") as file, partial.open("xb") as copied:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
                copied.write(block)
                size += len(block)
            if durable:
                copied.flush()
                os.fsync(copied.fileno())
        after = os.stat(source)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
            raise ChangedError(errno.EBUSY, "the file was changed while it was copied")
        if os.path.getsize(partial) != size or content_hash(partial) != digest.hexdigest():
            raise OSError(errno.EIO, "the copy is not equal to the file")
        with suppress(OSError):  # some disks keep neither times nor rights
            if os.name == "nt":  # where a file without the right to write cannot be renamed
                os.utime(partial, ns=(before.st_atime_ns, before.st_mtime_ns))
            else:
                shutil.copystat(source, partial)
        _give_name(partial, target)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()
    if durable:
        sync_folder(target.parent)
    return FileState(size, os.stat(target).st_mtime_ns, digest.hexdigest())


def move(source: Path, target: Path, partial: Path) -> FileState:
    """Move to `target`, which must not be there: under a second name where the disk is the same, else by a copy.

    The first name is given up only when the second is on the disk. Raises as `copy` does.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError as error:  # another disk, or one that knows no second names
        state = copy(source, target, partial, durable=True)
        if content_hash(source) != state.content_hash:
            target.unlink()
            raise ChangedError(errno.EBUSY, "the file was changed while it was copied") from error
    else:
        state = state_of(target)
        sync_folder(target.parent)
    try:
        source.unlink(missing_ok=True)
    except OSError:
        target.unlink()
        raise
    return state


def link(source: Path, target: Path) -> str:
    """Make `target` a symbolic link to the picture, or a second name for it where the system refuses such links.

    Returns "symlink" or "hardlink". Raises FileExistsError or another OSError.
    """
    absolute = os.path.abspath(source)
    os.stat(absolute)  # never a link to nothing
    try:
        os.symlink(absolute, target)
    except FileExistsError:
        raise
    except OSError:
        os.link(absolute, target)
        return "hardlink"
    return "symlink"


def sync_folder(folder: Path) -> None:
    """Bring the folder's list of names to the disk, where the system can."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some network disks cannot
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _give_name(partial: Path, target: Path) -> None:
    """Rename without overwriting anything."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:
        target.touch(exist_ok=False)  # holds the name on a disk that knows no second names
        os.replace(partial, target)
    else:
        partial.unlink()

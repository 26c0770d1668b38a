"""A file's bytes, read once, whatever its name turns out to stand for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from clipdesk.errors import ImageError

# The endings by which a folder's pictures are known; in step with the formats of images.py, which needs Pillow.
SUFFIXES = frozenset((
    ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".gif", ".bmp", ".dib", ".webp", ".tif", ".tiff",
    ".avif", ".jp2", ".j2k", ".jpx", ".ppm", ".pgm", ".pbm", ".pnm",
))  # fmt: skip
_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def read_file(path: Path, max_bytes: int) -> bytes:
    """All bytes of an ordinary file.

    Pipes, devices, sockets and folders are refused without being opened or waited for. Raises ImageError, of every
    kind but "unsupported" and "damaged".
    """
    try:
        check_ordinary(os.stat(path))
        descriptor = os.open(path, os.O_RDONLY | _NEVER_WAIT)
        with open(descriptor, "rb") as file:
            found = os.fstat(descriptor)  # the name may stand for something else by now
            check_ordinary(found)
            if found.st_size > max_bytes:
                raise _too_large(max_bytes)
            data = file.read(found.st_size + 1)
    except OSError as error:
        raise os_fault(error) from error
    except ValueError as error:  # a NUL, or letters that no file name can hold
        raise ImageError("missing", "There can be no file of this name.") from error
    except MemoryError as error:
        raise ImageError("memory", "There is not enough memory to read this file.") from error
    if not data:
        raise ImageError("empty", "The file is empty.")
    if len(data) > max_bytes:
        raise _too_large(max_bytes)
    return data


def check_ordinary(status: os.stat_result) -> None:
    """Raise ImageError("not_a_file") for anything but an ordinary file, saying what it is."""
    kind = stat.S_IFMT(status.st_mode)
    if kind != stat.S_IFREG:
        names = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
        raise ImageError("not_a_file", f"This is {names.get(kind, 'a device')}, not a file.")


def os_fault(error: OSError) -> ImageError:
    """The ImageError that says what the operating system complained of."""
    if isinstance(error, PermissionError):
        return ImageError("permission", "You are not allowed to read this.")
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return ImageError("missing", "There is no such file.")
    if isinstance(error, IsADirectoryError):
        return ImageError("not_a_file", "This is a folder, not a file.")
    if error.errno == errno.ELOOP:
        return ImageError("unreadable", "This link leads round in a circle.")
    if error.errno == errno.ENAMETOOLONG:
        return ImageError("missing", "There can be no file of this name: it is too long.")
    if error.errno == errno.ENXIO:
        return ImageError("not_a_file", "This is a socket or a device, not a file.")
    return ImageError("unreadable", f"The file cannot be read ({error.strerror or 'input/output error'}).")


def _too_large(max_bytes: int) -> ImageError:
    return ImageError("too_large", f"The file is larger than {max_bytes / 1e6:,.0f} MB.")

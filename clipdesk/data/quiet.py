"""What picture libraries say on the side: warnings, log lines, messages on standard error.

All of it is found out again by other means and told as an ImageError, once. Everything here is set once for the
process, never around a call: swapping warning filters or standard error back and forth is not safe between threads.
"""

from __future__ import annotations

import ctypes
import logging
import warnings
from functools import lru_cache
from pathlib import Path

import PIL

_PILLOW = r"PIL\."


def keep_quiet() -> None:
    """Let nothing of Pillow's and libtiff's own out. Cheap when nothing has changed since the last call."""
    _silence_once()
    filters = list(warnings.filters)  # somebody may have reset them
    if not any(entry[0] == "ignore" and getattr(entry[3], "pattern", None) == _PILLOW for entry in filters):
        warnings.filterwarnings("ignore", module=_PILLOW)


@lru_cache(maxsize=1)
def _silence_once() -> None:
    logging.getLogger("PIL").addHandler(logging.NullHandler())  # without a handler its lines go to standard error
    package = Path(PIL.__file__).parent
    for folder in (package.parent / "pillow.libs", package.parent / "Pillow.libs", package / ".dylibs"):
        for library in folder.glob("libtiff*"):
            _silence_libtiff(library)


def _silence_libtiff(library: Path) -> None:
    """Take away libtiff's handlers, which print; where Pillow brings no libtiff of its own, it goes on printing."""
    try:
        libtiff = ctypes.CDLL(str(library))
        for name in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
            setter = getattr(libtiff, name)
            setter.argtypes, setter.restype = [ctypes.c_void_p], ctypes.c_void_p
            setter(None)
    except (OSError, AttributeError):
        return  # a build that hides it: the messages are a blemish, no fault

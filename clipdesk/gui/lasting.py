"""Python's constants made to last for ever, which Qt's bindings take for granted since their version 6.12."""

from __future__ import annotations

import ctypes
import sys

_FOR_EVER = sys.maxsize // 8


def make_constants_last() -> None:
    """Keep None, True, False and NotImplemented from being freed, as Python does by itself from 3.12 on.

    PySide6 6.12 is built for that: every call that answers None takes one reference too many. Under Python 3.11 the
    count reaches zero after some thousand painted tiles, and Python ends the process ("deallocating None").
    The count is the first word of each object.
    """
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for constant in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(constant)).value = _FOR_EVER

"""The Qt binding that is installed: it must not eat what all of Python stands on."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_a_call_keeps_the_references_to_nothing() -> None:
    thing, calls = QObject(), 500
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(calls):
        thing.setObjectName("a name")  # nothing comes back
        thing.parent()  # None comes back
        thing.setProperty("name", True)
    lost = [then - now for then, now in zip(before, (sys.getrefcount(None), sys.getrefcount(True)), strict=True)]
    assert max(lost) < calls // 2, "this version of PySide6 ends the process after some time with this Python"

"""Qt's bindings may take references to None, True and False without end; the program goes on."""

from __future__ import annotations

import subprocess
import sys

_PAINTING = """
import clipdesk.gui
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage, QPainter, Qt

app = QGuiApplication([])
image = QImage(8, 8, QImage.Format.Format_RGB32)
painter, thing = QPainter(image), QObject()
for _ in range(200_000):
    painter.setPen(Qt.PenStyle.NoPen)
    thing.blockSignals(False)
    thing.parent()
painter.end()
print("painted")
"""


def test_as_many_calls_as_in_hours_of_scrolling_do_not_end_the_program() -> None:
    done = subprocess.run([sys.executable, "-c", _PAINTING], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "painted", done.stderr[:400]

"""The colours of maps as a bar with its figures."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from clipdesk.gui import theme
from clipdesk.gui.picture_view import as_image

_BAR = 10  # pixels high


class ColourScale(QWidget):
    """From 0 to 1, and a word at each end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._high = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_words(self, low: str, high: str) -> None:
        """What 0 and 1 mean."""
        self._low, self._high = low, high
        self.setAccessibleName(f"0: {low}, 1: {high}")
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(360, _BAR + 20)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw."""
        from clipdesk.explain.palettes import PALETTES

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        colours = np.ascontiguousarray(PALETTES["cividis"][None].astype(np.uint8))
        painter.drawImage(QRectF(0, 2, self.width(), _BAR), as_image(colours))
        painter.setFont(theme.sized(self.font(), theme.SECONDARY))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        below = QRectF(0, _BAR + 3, self.width(), 17)
        top = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft | top), f"0 · {self._low}")
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight | top), f"{self._high} · 1")
        painter.end()

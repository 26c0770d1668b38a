"""The inspector's drawings: tiles in a grid, and dots by layer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from clipdesk.gui import theme


class TilesView(QWidget):
    """Small images in a grid, each enlarged without being smoothed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: tuple[QImage, ...] = ()
        self._columns = 1
        self.setMinimumSize(240, 240)

    def show_tiles(self, tiles: Sequence[QImage], columns: int) -> None:
        """Show these, so many in a line."""
        self._tiles, self._columns = tuple(tiles), max(1, columns)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(440, 440)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw."""
        painter = QPainter(self)
        for place, tile in enumerate(self._tiles):
            painter.drawImage(self._area(place), tile)
        painter.end()

    def _area(self, place: int) -> QRect:
        lines = math.ceil(len(self._tiles) / self._columns)
        gap = 2 if self._columns > 8 else 6
        side = min((self.width() + gap) // self._columns, (self.height() + gap) // lines)
        left = (self.width() - side * self._columns + gap) // 2
        top = (self.height() - side * lines + gap) // 2
        line, column = divmod(place, self._columns)
        return QRect(left + column * side, top + line * side, side - gap, side - gap)


class DotsView(QWidget):
    """A dot for each head above its layer, and a dashed line to compare with; clicking a dot chooses the head."""

    chosen = Signal(int, int)  # layer, head

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: npt.NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._line, self._line_name, self._unit = 0.0, "", ""
        self.setMinimumSize(240, 240)
        self.setMouseTracking(True)

    def show_dots(self, values: npt.NDArray[np.float32], line: float, line_name: str, unit: str) -> None:
        """`[layers, heads]`, the height of the line, and what both are called."""
        self._values, self._line, self._line_name, self._unit = values, line, line_name, unit
        self.update()

    def sizeHint(self) -> QSize:
        """Wider than high."""
        return QSize(520, 400)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.sized(self.font(), theme.SECONDARY))
        if self._values.size:
            self._axes(painter)
            painter.setPen(Qt.PenStyle.NoPen)
            colour = self.palette().color(QPalette.ColorRole.Highlight)
            colour.setAlphaF(0.75)
            painter.setBrush(colour)
            for layer, head in np.ndindex(*self._values.shape):
                painter.drawEllipse(self._place(layer, float(self._values[layer, head])), 4, 4)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which head is below the mouse."""
        found = self._at(event.position())
        if found is None:
            QToolTip.hideText()
            return
        layer, head = found
        value = float(self._values[layer, head])
        text = self.tr("Layer {layer}, head {head}: {value}").format(
            layer=layer + 1, head=head + 1, value=f"{value:.0f}"
        )
        QToolTip.showText(event.globalPosition().toPoint(), f"{text} {self._unit}", self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a head."""
        found = self._at(event.position())
        if found is not None:
            self.chosen.emit(*found)

    def _axes(self, painter: QPainter) -> None:
        palette, area = self.palette(), self._area()
        grey = palette.color(QPalette.ColorRole.PlaceholderText)
        for value in _steps(self._top()):
            y = self._place(0, value).y()
            painter.setPen(palette.color(QPalette.ColorRole.Mid))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(grey)
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRectF(0, y - 10, area.left() - 6, 20), right, f"{value:.0f}")
        below = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        for layer in range(len(self._values)):
            x = self._place(layer, 0).x()
            painter.drawText(QRectF(x - 20, area.bottom() + 4, 40, 18), below, str(layer + 1))
        painter.drawText(QRectF(area.left(), area.bottom() + 20, area.width(), 18), below, self.tr("layer"))
        painter.drawText(QPointF(4, 12), self._unit)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1, Qt.PenStyle.DashLine))
        y = self._place(0, self._line).y()
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        width = painter.fontMetrics().horizontalAdvance(self._line_name)
        painter.drawLine(QPointF(area.right() - width - 32, 8), QPointF(area.right() - width - 6, 8))
        painter.drawText(QPointF(area.right() - width, 12), self._line_name)

    def _area(self) -> QRectF:
        return QRectF(40, 24, self.width() - 56, self.height() - 68)

    def _top(self) -> float:
        return max(float(self._values.max()), self._line, 1.0) * 1.1

    def _place(self, layer: int, value: float) -> QPointF:
        area = self._area()
        across = area.left() + area.width() * (layer + 0.5) / max(1, len(self._values))
        return QPointF(across, area.bottom() - area.height() * value / self._top())

    def _at(self, point: QPointF) -> tuple[int, int] | None:
        near = [
            ((self._place(layer, float(self._values[layer, head])) - point).manhattanLength(), layer, head)
            for layer, head in np.ndindex(*self._values.shape)
        ]
        distance, layer, head = min(near, default=(99.0, 0, 0))
        return (int(layer), int(head)) if distance <= 10 else None


def _steps(top: float) -> list[float]:
    """Round values up to `top`, five at most."""
    rough = top / 5
    size: float = 10 ** math.floor(math.log10(rough))
    step = next(size * one for one in (1, 2, 5, 10) if size * one >= rough)
    return [step * number for number in range(int(top / step) + 1)]

"""Labels ranked for one picture, each with a bar, its probability and its raw cosine."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from clipdesk.gui import theme

_LINE = 30


@dataclass(frozen=True)
class Bar:
    """One label. `column` gives its colour."""

    label: str
    column: int
    probability: float
    cosine: float
    verified: bool = False


class Bars(QWidget):
    """Clicking a label, or the arrow keys, choose it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._chosen = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Ranked labels"))

    def show_bars(self, bars: tuple[Bar, ...], chosen: str) -> None:
        """Show labels, best first."""
        if len(bars) != len(self._bars):
            self.updateGeometry()
        self._bars, self._chosen = bars, chosen
        self.setAccessibleDescription(", ".join(f"{bar.label} {bar.probability:.1%}" for bar in bars))
        self.update()

    def sizeHint(self) -> QSize:
        """A line a label."""
        return QSize(240, _LINE * max(1, len(self._bars)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, bar in enumerate(self._bars):
            self._line(painter, QRect(0, place * _LINE, self.width(), _LINE), bar)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a label."""
        self._choose(int(event.position().y()) // _LINE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        labels = [bar.label for bar in self._bars]
        if step is None or not labels:
            super().keyPressEvent(event)
            return
        now = labels.index(self._chosen) if self._chosen in labels else 0
        self._choose(min(len(labels) - 1, max(0, now + step)))

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._bars):
            self._chosen = self._bars[place].label
            self.update()
            self.chosen.emit(self._chosen)

    def _line(self, painter: QPainter, area: QRect, bar: Bar) -> None:
        palette = self.palette()
        body, small = theme.sized(self.font(), theme.BODY), theme.sized(self.font(), theme.SECONDARY)
        left, right = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignRight)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if bar.label == self._chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
            painter.drawRoundedRect(QRectF(area), 4, 4)
        inner = area.adjusted(6, 2, -6, -8)
        cosine, share = f"{bar.cosine:.3f}", f"{bar.probability:.1%}"
        room = QFontMetrics(small).horizontalAdvance("-0.000") + 8
        figures = QFontMetrics(body).horizontalAdvance("100.0%") + 8
        painter.setFont(small)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(inner, right | middle, cosine)
        painter.setFont(body)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(inner.adjusted(0, 0, -room, 0), right | middle, share)
        name = inner.adjusted(0, 0, -room - figures, 0)
        if bar.verified:
            theme.draw_tick(painter, QRectF(name.left(), name.top() + 3, 13, 13))
            name.setLeft(name.left() + 18)
        text = QFontMetrics(body).elidedText(bar.label, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, left | middle, text)
        line = QRectF(inner.left(), area.bottom() - 6, inner.width(), 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(line, 1.5, 1.5)
        line.setWidth(max(3.0, line.width() * bar.probability))
        painter.setBrush(theme.label_colour(bar.column))
        painter.drawRoundedRect(line, 1.5, 1.5)

"""The four steps of training, as a bar to go back and on with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from clipdesk.gui import theme

_HEIGHT, _DISC = 40, 22


class StepButton(QAbstractButton):
    """A number in a disc, and the step's name."""

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """As wide as the name needs, in its bold form."""
        self.ensurePolished()
        font = theme.sized(self.font(), theme.BODY, bold=True)
        return QSize(_DISC + 8 + QFontMetrics(font).horizontalAdvance(self.text()) + 20, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw."""
        palette, painter = self.palette(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        words = palette.color(group, QPalette.ColorRole.WindowText)
        accent, ground = palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.HighlightedText)
        disc = self.rect().adjusted(6, (_HEIGHT - _DISC) // 2, 0, 0)
        disc.setSize(QSize(_DISC, _DISC))
        painter.setFont(theme.sized(self.font(), theme.SECONDARY, bold=True))
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent)
            painter.drawEllipse(disc)
            painter.setPen(ground)
        else:
            painter.setPen(QPen(words if self.isEnabled() else palette.color(QPalette.ColorRole.Mid), 1))
            painter.drawEllipse(disc)
            painter.setPen(words)
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(self._place + 1))
        painter.setFont(theme.sized(self.font(), theme.BODY, bold=self.isChecked()))
        painter.setPen(words)
        area = self.rect().adjusted(_DISC + 14, 0, 0, 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text())
        if self.hasFocus():
            painter.setPen(QPen(accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 4, -2, -5), 6, 6)
        painter.end()


class StepBar(QWidget):
    """One step is the present one; those that cannot be gone to are grey."""

    chosen = Signal(int)

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = tuple(StepButton(place) for place in range(count))
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.PANEL, theme.SPACE, theme.PANEL, 0)
        line.setSpacing(theme.SPACE)
        for place, one in enumerate(self.buttons):
            self._group.addButton(one, place)
            line.addWidget(one)
        line.addStretch(1)
        self._group.idClicked.connect(self.chosen)

    def say(self, names: Sequence[str]) -> None:
        """What the steps are called."""
        for one, name in zip(self.buttons, names, strict=True):
            one.setText(name)
            one.setAccessibleName(name)
            one.updateGeometry()

    def show_step(self, place: int, open_steps: Sequence[bool]) -> None:
        """The present step, and which of them can be gone to."""
        self.buttons[place].setChecked(True)
        for one, is_open in zip(self.buttons, open_steps, strict=True):
            one.setEnabled(is_open)

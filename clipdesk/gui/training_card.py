"""A recipe as a card that can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from clipdesk.gui import theme

_WIDTH, _HEIGHT = 220, 116
_ROUND = 8.0


class RecipeCard(QAbstractButton):
    """Title, how long it takes, a line on what it does, and whether it is the proposed one."""

    def __init__(self, recipe: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recipe = recipe
        self._texts = ("", "", "", "")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, title: str, duration: str, purpose: str, badge: str) -> None:
        """The texts; `badge` is empty for a recipe that is not the proposed one."""
        self._texts = (title, duration, purpose, badge)
        self.setText(title)
        self.setAccessibleName(", ".join(text for text in (title, duration, badge) if text))
        self.setAccessibleDescription(purpose)
        self.setToolTip(purpose)
        self.update()

    @property
    def badge(self) -> str:
        """What marks it, if anything."""
        return self._texts[3]

    def sizeHint(self) -> QSize:
        """The same for all."""
        return QSize(_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A little narrower still shows everything."""
        return QSize(_WIDTH - 40, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw."""
        palette, painter = self.palette(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent, mid = palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.Mid)
        thick = 2.0 if self.isChecked() else 1.0
        painter.setPen(QPen(accent if self.isChecked() or self.underMouse() else mid, thick))
        painter.setBrush(self._ground())
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.drawRoundedRect(area, _ROUND, _ROUND)
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), _ROUND - 3, _ROUND - 3)
        self._draw_texts(painter, area.adjusted(14, 12, -14, -10))
        painter.end()

    def _ground(self) -> QColor:
        return self.palette().color(
            QPalette.ColorRole.AlternateBase if self.isDown() or not self.isEnabled() else QPalette.ColorRole.Base
        )

    def _draw_texts(self, painter: QPainter, area: QRectF) -> None:
        palette = self.palette()
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        plain = palette.color(group, QPalette.ColorRole.WindowText)
        grey = palette.color(group, QPalette.ColorRole.PlaceholderText)
        title, duration, purpose, badge = self._texts
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        painter.setFont(theme.sized(self.font(), theme.TITLE, bold=True))
        painter.setPen(plain)
        painter.drawText(area, left, title)
        painter.setFont(theme.sized(self.font(), theme.BODY))
        painter.setPen(grey)
        painter.drawText(area.adjusted(0, 3, 0, 0), right, duration)
        painter.setPen(plain)
        painter.drawText(area.adjusted(0, 28, 0, -18), left | int(Qt.TextFlag.TextWordWrap), purpose)
        if badge:
            painter.setFont(theme.sized(self.font(), theme.SECONDARY, bold=True))
            painter.setPen(palette.color(QPalette.ColorRole.Link))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), badge)

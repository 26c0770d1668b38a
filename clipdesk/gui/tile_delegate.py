"""How a picture's tile is drawn: the picture, its name, its label with a bar, and the sign of a verified one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from clipdesk.gui import theme
from clipdesk.gui.picture_model import TILE, Tile
from clipdesk.gui.thumbnails import Thumbnails

_CAPTION = 40
_BAR = 3


class TileDelegate(QStyledItemDelegate):
    """Draws a Tile with its thumbnail."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """The view decides."""
        return option.rect.size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one tile."""
        tile = index.data(TILE)
        if not isinstance(tile, Tile):
            return
        palette, rect = option.palette, option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._frame(painter, option, selected)
        inner = rect.adjusted(4, 4, -4, -4)
        picture = QRect(inner.left(), inner.top(), inner.width(), inner.height() - _CAPTION + 4)
        self._picture(painter, picture, tile, palette)
        if tile.verified:
            theme.draw_tick(painter, QRectF(picture.right() - 21, picture.top() + 3, 18, 18))
        below = QRect(inner.left() + 2, picture.bottom() + 4, inner.width() - 4, _CAPTION - 6)
        self._caption(painter, below, tile, palette, option)
        painter.restore()

    def _frame(self, painter: QPainter, option: QStyleOptionViewItem, selected: bool) -> None:
        palette, rect = option.palette, QRectF(option.rect).adjusted(1, 1, -1, -1)
        accent = palette.color(QPalette.ColorRole.Highlight)
        if selected:
            fill = QColor(accent)
            fill.setAlpha(46)
            painter.setBrush(fill)
            painter.setPen(QPen(accent, 1.5))
            painter.drawRoundedRect(rect, 6, 6)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 4, 4)

    def _picture(self, painter: QPainter, area: QRect, tile: Tile, palette: QPalette) -> None:
        pixmap = self._thumbnails.get(tile.path)
        if pixmap is None:
            painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(area), 4, 4)
            if tile.problem:
                painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
                painter.setFont(theme.sized(painter.font(), theme.SECONDARY))
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(area.adjusted(6, 4, -6, -4), int(flags), tile.problem)
            return
        size = pixmap.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(
            area.left() + (area.width() - size.width()) // 2, area.top() + (area.height() - size.height()) // 2,
            size.width(), size.height(),
        )  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, pixmap)

    def _caption(
        self, painter: QPainter, area: QRect, tile: Tile, palette: QPalette, option: QStyleOptionViewItem
    ) -> None:
        title, small = theme.sized(option.font, theme.BODY), theme.sized(option.font, theme.SECONDARY)
        ink, faint = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.PlaceholderText)
        line = QFontMetrics(title).height()
        top = QRect(area.left(), area.top(), area.width(), line)
        left, right = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignRight)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        if not tile.label:
            painter.setFont(small)
            painter.setPen(faint)
            text = self.tr("none of the labels") if tile.verified else tile.name
            painter.drawText(top, left | middle, _cut(text, small, top.width(), Qt.TextElideMode.ElideMiddle))
            return
        share = "" if tile.verified else f"{tile.probability:.0%}"
        room = QFontMetrics(small).horizontalAdvance(share) + 6 if share else 0
        painter.setFont(small)
        painter.setPen(faint)
        painter.drawText(top, right | middle, share)
        painter.setFont(title)
        painter.setPen(faint if tile.rejected else ink)
        text = self.tr("{label}?").format(label=tile.label) if tile.rejected else tile.label
        painter.drawText(
            top.adjusted(0, 0, -room, 0),
            left | middle,
            _cut(text, title, top.width() - room, Qt.TextElideMode.ElideRight),
        )
        bar = QRectF(area.left(), top.bottom() + 4, area.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        bar.setWidth(max(_BAR, bar.width() * tile.probability))
        colour = theme.label_colour(tile.column)
        colour.setAlpha(110 if tile.rejected else 255)
        painter.setBrush(colour)
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)


def _cut(text: str, font: QFont, width: int, mode: Qt.TextElideMode) -> str:
    return QFontMetrics(font).elidedText(text, mode, width)

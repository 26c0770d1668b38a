"""The grid of pictures. Only what is in sight is laid out and drawn, so that a million tiles are as quick as ten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from clipdesk.gui.picture_model import Index

SMALLEST, LARGEST = 96, 320
_GAP = 8
_CAPTION = 40  # below the picture
_CALM_MS = 30  # after scrolling, before pictures are asked for


class GridView(QAbstractItemView):
    """Equal tiles in rows, from left to right."""

    seen = Signal()  # other tiles are in sight
    activated_place = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tile = 168
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self.seen)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(self.tr("Pictures"))

    @property
    def tile_size(self) -> int:
        """Width of a tile in pixels."""
        return self._tile

    def set_tile_size(self, size: int) -> None:
        """Make tiles wider or narrower; what is in the middle stays there."""
        size = max(SMALLEST, min(LARGEST, size))
        if size == self._tile:
            return
        anchor = self.currentIndex()
        self._tile = size
        self.updateGeometries()
        if anchor.isValid():
            self.scrollTo(anchor)
        self.viewport().update()
        self._calm.start()

    def places_in_sight(self) -> range:
        """The places of the model that are drawn now, in part or whole."""
        count = self._count
        if not count:
            return range(0)
        top = self.verticalScrollBar().value()
        first = max(0, (top - _GAP) // self._row_height) * self._columns
        last = ((top + self.viewport().height()) // self._row_height + 1) * self._columns
        return range(min(first, count), min(last, count))

    # what Qt asks of a view

    def visualRect(self, index: Index) -> QRect:
        """Where an item is drawn."""
        if not index.isValid():
            return QRect()
        line, column = divmod(index.row(), self._columns)
        left = _GAP + column * (self._tile + self._space)
        top = _GAP + line * self._row_height - self.verticalScrollBar().value()
        return QRect(left, top, self._tile, self._row_height - _GAP)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The item at a point."""
        line = (point.y() + self.verticalScrollBar().value() - _GAP) // self._row_height
        column = (point.x() - _GAP) // (self._tile + self._space)
        if line < 0 or not 0 <= column < self._columns:
            return QModelIndex()
        place = line * self._columns + column
        index = self.model().index(place, 0) if place < self._count else QModelIndex()
        return index if index.isValid() and self.visualRect(index).contains(point) else QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring an item into sight."""
        if not index.isValid():
            return
        rect, bar, height = self.visualRect(index), self.verticalScrollBar(), self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - height // 2)
        elif rect.top() < _GAP or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(bar.value() + rect.top() - _GAP)
        elif rect.bottom() > height - _GAP or hint == QAbstractItemView.ScrollHint.PositionAtBottom:
            bar.setValue(bar.value() + rect.bottom() - height + _GAP)

    def horizontalOffset(self) -> int:
        """Nothing scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:
        """How far it is scrolled down."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: ARG002
        """No item is hidden."""
        return False

    def moveCursor(
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,  # noqa: ARG002
    ) -> QModelIndex:
        """Where a key goes to from the current item."""
        model = self.model()
        if not self._count:
            return QModelIndex()
        move = QAbstractItemView.CursorAction
        page = max(1, self.viewport().height() // self._row_height) * self._columns
        now, last = self.currentIndex().row(), model.rowCount() - 1
        if now < 0:
            return model.index(0, 0)
        target = now + {
            move.MoveLeft: -1, move.MovePrevious: -1, move.MoveRight: 1, move.MoveNext: 1,
            move.MoveUp: -self._columns, move.MoveDown: self._columns, move.MovePageUp: -page,
            move.MovePageDown: page, move.MoveHome: -now, move.MoveEnd: last - now,
        }[action]  # fmt: skip
        if target < 0:
            target = now if action == move.MoveUp else 0
        if target > last:
            target = now if action == move.MoveDown and now // self._columns == last // self._columns else last
        return model.index(target, 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what a rectangle touches."""
        area = rect.normalized()
        if area.width() <= 1 and area.height() <= 1:
            touched = [index.row()] if (index := self.indexAt(area.topLeft())).isValid() else []
        else:
            touched = self._places_in(area)
        selection = QItemSelection()
        for first, last in _runs(touched):
            selection.select(self.model().index(first, 0), self.model().index(last, 0))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Where selected items are drawn."""
        region, sight = QRegion(), self.places_in_sight()
        for part in selection.toList():
            for place in range(max(part.top(), sight.start), min(part.bottom() + 1, sight.stop)):
                region += self.visualRect(self.model().index(place, 0))
        return region

    def updateGeometries(self) -> None:
        """Fit the scroll bar to the number of items."""
        lines = -(-self._count // self._columns)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, lines * self._row_height + _GAP - height))
        bar.setPageStep(max(1, height))
        bar.setSingleStep(max(1, self._row_height // 3))
        super().updateGeometries()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tiles in sight."""
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        chosen: QItemSelectionModel | None = self.selectionModel()
        current = self.currentIndex()
        pointed = (
            self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) if self.underMouse() else QModelIndex()
        )
        for place in self.places_in_sight():
            index = self.model().index(place, 0)
            rect = self.visualRect(index)
            if not event.rect().intersects(rect):
                continue
            state = QStyle.StateFlag.State_Enabled
            if chosen is not None and chosen.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if index == current and self.hasFocus():
                state |= QStyle.StateFlag.State_HasFocus
            if index == pointed:
                state |= QStyle.StateFlag.State_MouseOver
            option.rect, option.state = rect, state
            self.itemDelegate().paint(painter, option, index)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the first tile in sight where it is."""
        super().resizeEvent(event)
        self.updateGeometries()
        self._calm.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the size of the tiles."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_tile_size(self._tile + (16 if event.angleDelta().y() > 0 else -16))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the picture; letters are the window's, not a search among names."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated_place.emit(self.currentIndex().row())
        elif event.text().isprintable() and event.text().strip() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        """Scrolling moves what is drawn."""
        self.viewport().update()
        self._calm.start()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """More items."""
        super().rowsInserted(parent, start, end)
        self.updateGeometries()
        self.viewport().update()
        self._calm.start()

    def reset(self) -> None:
        """Other items."""
        super().reset()
        self.updateGeometries()
        self._calm.start()

    def dataChanged(
        self,
        topLeft: Index,  # noqa: ARG002
        bottomRight: Index,  # noqa: ARG002
        roles: Sequence[int] = (),  # noqa: ARG002
    ) -> None:
        """Other contents: draw what is in sight again."""
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Four tiles by three."""
        return QSize(4 * (self._tile + _GAP) + 4 * _GAP, 3 * self._row_height)

    @property
    def _count(self) -> int:
        model: QAbstractItemModel | None = self.model()
        return model.rowCount() if model is not None else 0

    @property
    def _columns(self) -> int:
        return max(1, (self.viewport().width() - _GAP) // (self._tile + _GAP))

    @property
    def _space(self) -> int:
        """Between two tiles, so that a line is filled."""
        left = self.viewport().width() - 2 * _GAP - self._columns * self._tile
        return max(_GAP, left // max(1, self._columns - 1)) if self._columns > 1 else _GAP

    @property
    def _row_height(self) -> int:
        return self._tile + _CAPTION + _GAP

    def _places_in(self, area: QRect) -> list[int]:
        top = self.verticalScrollBar().value()
        first = max(0, (area.top() + top - _GAP) // self._row_height)
        last = max(0, (area.bottom() + top - _GAP) // self._row_height)
        stop = min((last + 1) * self._columns, self.model().rowCount())
        return [
            place
            for place in range(first * self._columns, stop)
            if self.visualRect(self.model().index(place, 0)).intersects(area)
        ]


def _runs(places: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs

"""A plain table: one value a row, one function a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from clipdesk.gui.picture_model import Index

Value = TypeVar("Value")


@dataclass(frozen=True)
class Column(Generic[Value]):
    """What a column shows of a row; numbers stand on the right. `tip` is what hovering tells."""

    text: Callable[[Value], str]
    number: bool = False
    tip: Callable[[Value], str] | None = None


class RowsModel(QAbstractTableModel, Generic[Value]):
    """Shows `rows`; titles are given anew in each language."""

    def __init__(self, columns: Sequence[Column[Value]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._titles = [""] * len(columns)
        self._rows: Sequence[Value] = ()

    @property
    def rows(self) -> Sequence[Value]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: Sequence[Value]) -> None:
        """Show others. As many as before keep their places, and with them what is selected."""
        if len(rows) == len(self._rows) and rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self._columns) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def set_titles(self, titles: Sequence[str]) -> None:
        """The columns' names."""
        self._titles = list(titles)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """The number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        column, value = self._columns[index.column()], self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tip or column.text)(value)
        return self._alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def at(self, index: QModelIndex) -> Value | None:
        """The row of an index, or None."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def _alignment(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if self._columns[column].number else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

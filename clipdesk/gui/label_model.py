"""The labels as a Qt table: on or off, name, key, and how many pictures have it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from clipdesk.errors import UsageError
from clipdesk.gui import theme
from clipdesk.gui.draft import KEYS, LabelRow
from clipdesk.gui.picture_model import Index
from clipdesk.gui.state import WindowState
from clipdesk.inference.prompts import Label

NAME, KEY, PROMPTS, COUNT = range(4)


class LabelModel(QAbstractTableModel):
    """One line a label of the draft. Edits are signalled; the state brings them back."""

    changed = Signal(int, object)  # place, LabelRow
    refused = Signal(str)

    def __init__(self, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._rows: tuple[LabelRow, ...] = state.draft.rows
        state.prompts_changed.connect(self._on_prompts_changed)
        state.counts_changed.connect(self._on_counts_changed)

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of labels."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Name, key, prompts, count."""
        return 0 if parent is not None and parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if role == Qt.ItemDataRole.TextAlignmentRole and section == NAME:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Label"), self.tr("Key"), self.tr("Prompts"), self.tr("Pictures"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            count = self._state.label_counts.get(row.name, 0)
            shown = {NAME: row.name, KEY: row.key, PROMPTS: len(row.label.wording), COUNT: count}
            return shown[column]
        if role == Qt.ItemDataRole.CheckStateRole and column == NAME:
            return Qt.CheckState.Checked if row.enabled else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            return theme.dot(self._colour(index.row()), 2)
        if role == Qt.ItemDataRole.TextAlignmentRole and column != NAME:
            side = Qt.AlignmentFlag.AlignHCenter if column == KEY else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and column in (NAME, PROMPTS):
            return "\n".join(prompt.text for prompt in row.label.wording)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Rename a label, give it another key, or switch it."""
        if not index.isValid():
            return False
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            other = replace(row, enabled=Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole and index.column() == NAME:
            other = replace(row, label=_renamed(row.label, str(value).strip()))
        elif role == Qt.ItemDataRole.EditRole and index.column() == KEY and (value == "" or str(value) in KEYS):
            other = replace(row, key=str(value))
        else:
            return False
        if other == row:
            return False
        try:
            self._state.draft.with_row(index.row(), other)
        except UsageError as error:
            self.refused.emit(str(error))
            return False
        self.changed.emit(index.row(), other)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names and keys can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() in (NAME, KEY):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else flags

    def _colour(self, place: int) -> int:
        """The place among the labels that are switched on, which is the label's column in the ranking."""
        if not self._rows[place].enabled:
            return -1
        return sum(row.enabled for row in self._rows[:place])

    def _on_prompts_changed(self) -> None:
        rows = self._state.draft.rows
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows != self._rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, COUNT))

    def _on_counts_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, COUNT), self.index(len(self._rows) - 1, COUNT))


def _renamed(label: Label, name: str) -> Label:
    """Prompts of its own stay; a label that was its own prompt still is."""
    return replace(label, name=name)

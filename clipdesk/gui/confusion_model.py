"""Verified labels against guessed ones, as a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from clipdesk.gui.picture_model import Index
from clipdesk.gui.state import WindowState
from clipdesk.inference.ranking import accuracy, confusion


class ConfusionModel(QAbstractTableModel):
    """A row for each true label, a column for each guessed one. Call `refresh` after the ranking or marks changed."""

    def __init__(self, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._names: tuple[str, ...] = ()
        self._counts: npt.NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)
        self.right = self.verified = 0

    def refresh(self) -> None:
        """Count again."""
        ranking = self._state.ranking
        verified = self._state.verified_columns()
        names = ranking.names if ranking is not None else ()
        counts = np.zeros((0, 0), dtype=np.int64)
        self.right = self.verified = 0
        if ranking is not None:
            counts = confusion(ranking.scores, verified, len(names))
            self.right, self.verified = accuracy(ranking.scores, verified)
        if names == self._names:
            self._counts = counts
            if names:
                self.dataChanged.emit(self.index(0, 0), self.index(len(names) - 1, len(names) - 1))
            return
        self.beginResetModel()
        self._names, self._counts = names, counts
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of labels."""
        return 0 if parent is not None and parent.isValid() else len(self._names)

    def columnCount(self, parent: Index | None = None) -> int:
        """The number of labels."""
        return self.rowCount(parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ARG002
        """The labels."""
        if not 0 <= section < len(self._names):
            return None
        return self._names[section] if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None

    def cell(self, index: Index) -> tuple[str, str]:
        """The true and the guessed label of a cell."""
        return self._names[index.row()], self._names[index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A count; the more of its row, the stronger its colour."""
        if not index.isValid() or index.row() >= len(self._counts):
            return None
        count = int(self._counts[index.row(), index.column()])
        if role == Qt.ItemDataRole.DisplayRole:
            return str(count) if count else "·"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            true, guessed = self.cell(index)
            return self.tr("Truly “{true}”, ranked as “{guessed}”: {count}").format(
                true=true, guessed=guessed, count=count
            )
        if role == Qt.ItemDataRole.FontRole and index.row() == index.column():
            font = QFont(QGuiApplication.font())
            font.setWeight(QFont.Weight.DemiBold)
            return font
        if role == Qt.ItemDataRole.BackgroundRole and count:
            return self._shade(
                count / max(1, int(self._counts[index.row()].sum())), right=index.row() == index.column()
            )
        return None

    @staticmethod
    def _shade(share: float, *, right: bool) -> QColor:
        """Blue for what is right, orange for what is not, over the table's own colour: the text stays legible."""
        base = QGuiApplication.palette().color(QPalette.ColorRole.Base)
        tint, weight = QColor("#0072B2" if right else "#D55E00"), 0.12 + 0.28 * share
        return QColor(*(
            round((1 - weight) * one + weight * other)
            for one, other in zip(base.getRgb()[:3], tint.getRgb()[:3], strict=True)  # type: ignore[index]
        ))  # fmt: skip

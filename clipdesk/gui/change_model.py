"""The pictures whose label changes from one prompt set to another, as a Qt table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from clipdesk.data.catalog import ImageRef
from clipdesk.gui.picture_model import ROW, Index
from clipdesk.gui.pictures import Rows
from clipdesk.inference.ranking import Scores

PICTURE, BEFORE, AFTER, VERIFIED = range(4)


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two sets: its labels, and every picture's scores against them."""

    name: str
    labels: tuple[str, ...]
    scores: Scores


@dataclass(frozen=True, eq=False)
class Compared:
    """Two sets on the same pictures. `refs` are by row, `verified` the labels of rows that have been verified."""

    a: Side
    b: Side
    changed: Rows
    gained: int
    lost: int
    refs: tuple[ImageRef, ...]
    verified: dict[int, str]


class ChangeModel(QAbstractTableModel):
    """One line a picture: its file, its label in either set, and its verified label."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._compared: Compared | None = None

    def show_compared(self, compared: Compared | None) -> None:
        """Show the changes of a comparison, or none."""
        self.beginResetModel()
        self._compared = compared
        self.endResetModel()
        self.retranslate()

    def retranslate(self) -> None:
        """The columns' names are others."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, VERIFIED)

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of changed pictures."""
        inside = parent is not None and parent.isValid()
        return 0 if inside or self._compared is None else len(self._compared.changed)

    def columnCount(self, parent: Index | None = None) -> int:
        """Picture, label before and after, verified label."""
        return 0 if parent is not None and parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names; the sets' own for the labels."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal or not 0 <= section < 4:
            return None
        if self._compared is not None and section in (BEFORE, AFTER):
            return (self._compared.a if section == BEFORE else self._compared.b).name
        return (self.tr("Picture"), self.tr("Before"), self.tr("After"), self.tr("Verified"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows; with the role ROW the picture's row."""
        compared = self._compared
        if compared is None or not index.isValid() or index.row() >= len(compared.changed):
            return None
        row, column = int(compared.changed[index.row()]), index.column()
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            if column == PICTURE:
                return compared.refs[row].path.name
            if column == VERIFIED:
                return self._verified(compared, row)
            return self._label(compared.a if column == BEFORE else compared.b, row)
        if role == Qt.ItemDataRole.ToolTipRole and column in (BEFORE, AFTER):
            side = compared.a if column == BEFORE else compared.b
            return f"{side.labels[int(side.scores.best[row])]} {float(side.scores.best_probability[row]):.1%}"
        if role == Qt.ItemDataRole.AccessibleTextRole and column == PICTURE:
            return self.tr("{file}: from {before} to {after}").format(
                file=compared.refs[row].path.name,
                before=self._label(compared.a, row),
                after=self._label(compared.b, row),
            )
        return None

    def _label(self, side: Side, row: int) -> str:
        label = side.labels[int(side.scores.best[row])]
        if bool(side.scores.rejected[row]):
            return self.tr("none (at best {label})").format(label=label)
        return label

    def _verified(self, compared: Compared, row: int) -> str:
        label = compared.verified.get(row)
        if label is None:
            return ""
        name = label or self.tr("none")
        return f"✓ {name}"

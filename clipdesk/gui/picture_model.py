"""The shown pictures as a Qt list model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.state import WindowState

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole  # int, the row in WindowState.pictures
TILE = Qt.ItemDataRole.UserRole + 1  # Tile


@dataclass(frozen=True)
class Tile:
    """What a tile says. `column` is the label's place in the ranking, for its colour."""

    path: str
    name: str
    label: str = ""
    column: int = -1
    probability: float = 0.0
    verified: bool = False
    rejected: bool = False
    problem: str = ""


class PictureModel(QAbstractListModel):
    """One item for each of `state.shown`, in order."""

    def __init__(self, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._shown = state.shown
        state.shown_changed.connect(self._on_shown_changed)
        for changed in (state.ranking_changed, state.marks_changed, state.contents_changed):
            changed.connect(self._on_tiles_changed)
        state.pictures_reset.connect(self._on_shown_changed)

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of shown pictures."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The file's name, what a screen reader says, the row, or the Tile."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = int(self._shown[index.row()])
        if role == ROW:
            return row
        if row >= len(self._state.pictures):
            return None
        if role == TILE:
            return self.tile(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._state.pictures.refs[row].path.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._described(self.tile(row))
        return None

    def tile(self, row: int) -> Tile:
        """What the tile of a row says."""
        state = self._state
        path = state.pictures.refs[row].path
        fault = state.pictures.faults.get(row)
        if fault is not None:
            return Tile(str(path), path.name, problem=in_words(fault.message))
        ranking, mark = state.ranking, state.mark_of(row)
        scores = ranking.scores if ranking is not None else None
        if ranking is None or scores is None or row >= len(scores) or scores.best[row] < 0:
            return Tile(str(path), path.name, mark.label if mark else "", verified=mark is not None)
        if mark is not None:
            column = ranking.names.index(mark.label) if mark.label in ranking.names else -1
            probability = float(scores.probabilities[row, column]) if column >= 0 else 0.0
            return Tile(str(path), path.name, mark.label, column, probability, verified=True)
        best = int(scores.best[row])
        return Tile(
            str(path), path.name, ranking.names[best], best, float(scores.best_probability[row]),
            rejected=bool(scores.rejected[row]),
        )  # fmt: skip

    def place_of(self, row: int) -> int:
        """Where a row is shown, -1 where it is not."""
        found = (self._shown == row).nonzero()[0]
        return int(found[0]) if len(found) else -1

    def _described(self, tile: Tile) -> str:
        if tile.problem:
            return f"{tile.name}: {tile.problem}"
        if not tile.label:
            return self.tr("{name}, none of the labels").format(name=tile.name) if tile.verified else tile.name
        if tile.verified:
            return self.tr("{name}: {label}, verified").format(name=tile.name, label=tile.label)
        share = f"{tile.probability:.0%}"
        if tile.rejected:
            return self.tr("{name}: none of the labels (at best {label}, {share})").format(
                name=tile.name, label=tile.label, share=share
            )
        return self.tr("{name}: {label}, {share}").format(name=tile.name, label=tile.label, share=share)

    def _on_shown_changed(self) -> None:
        before, now = self._shown, self._state.shown
        if len(self._state.pictures) == 0:
            now = now[:0]
        if len(before) < len(now) and (now[: len(before)] == before).all():
            self.beginInsertRows(QModelIndex(), len(before), len(now) - 1)
            self._shown = now
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._shown = now
            self.endResetModel()

    def _on_tiles_changed(self) -> None:
        if len(self._shown):
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

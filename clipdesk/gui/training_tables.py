"""What a run has changed, as tables: classes, a confusion matrix, pictures whose label is another one now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from clipdesk.gui.picture_model import Index
from clipdesk.gui.rows_model import Column, RowsModel
from clipdesk.gui.thumbnails import Thumbnails
from clipdesk.gui.training_words import number, share

if TYPE_CHECKING:
    from clipdesk.training.result import Changed, ClassRow, Recall

THUMBNAIL = 40
_RIGHT, _WRONG = "#0072B2", "#D55E00"


class MatrixModel(QAbstractTableModel):
    """A row for each true class, a column for each given one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._counts: npt.NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)

    def show_counts(self, names: tuple[str, ...], counts: npt.NDArray[np.int64]) -> None:
        """Counts by `[true, given]` class."""
        self.beginResetModel()
        self._names, self._counts = names, counts
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of classes."""
        return 0 if parent is not None and parent.isValid() else len(self._names)

    def columnCount(self, parent: Index | None = None) -> int:
        """The number of classes."""
        return self.rowCount(parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ARG002
        """The classes."""
        told = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return self._names[section] if told and 0 <= section < len(self._names) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A count; the more of its row, the stronger its colour."""
        if not index.isValid() or index.row() >= len(self._names):
            return None
        row, column = index.row(), index.column()
        count = int(self._counts[row, column])
        if role == Qt.ItemDataRole.DisplayRole:
            return number(count) if count else "·"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.tr("Truly “{true}”, taken for “{given}”: {count}").format(
                true=self._names[row], given=self._names[column], count=number(count)
            )
        if role == Qt.ItemDataRole.FontRole and row == column:
            font = QFont(QGuiApplication.font())
            font.setWeight(QFont.Weight.DemiBold)
            return font
        if role == Qt.ItemDataRole.BackgroundRole and count:
            return _shade(count / int(self._counts[row].sum()), _RIGHT if row == column else _WRONG)
        return None


def _shade(part: float, tint: str) -> QColor:
    """The tint over the table's own colour, thin enough for the text to stay legible."""
    weight = 0.12 + 0.28 * part
    base, over = QGuiApplication.palette().color(QPalette.ColorRole.Base), QColor(tint)
    return QColor.fromRgbF(*(
        (1 - weight) * one + weight * other
        for one, other in (
            (base.redF(), over.redF()), (base.greenF(), over.greenF()), (base.blueF(), over.blueF()),
        )
    ))  # fmt: skip


class ChangedModel(RowsModel["Changed"]):
    """Pictures whose label changed, each with its thumbnail and a sign of whether that was for the better."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__((
            Column(lambda one: one.path.name, tip=lambda one: str(one.path)), Column(lambda one: one.true),
            Column(lambda one: one.before), Column(_after),
        ), parent)  # fmt: skip
        self._thumbnails = thumbnails
        thumbnails.arrived.connect(self._on_arrived)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As in other tables, with the picture before its name."""
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0 and index.row() < len(self.rows):
            pixmap = self._thumbnails.get(str(self.rows[index.row()].path))
            if pixmap is None:
                return None
            small = pixmap.scaled(
                2 * THUMBNAIL, 2 * THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
            small.setDevicePixelRatio(2)
            return small
        return super().data(index, role)

    def _on_arrived(self, path: str) -> None:
        for row, one in enumerate(self.rows):
            if one.path == Path(path):
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))


def _after(one: Changed) -> str:
    sign = "✓ " if one.after == one.true else "✗ " if one.before == one.true else ""
    return sign + one.after


def classes_model(parent: QObject | None = None) -> RowsModel[ClassRow]:
    """A row a class: its pictures, and the share that got its label before and after."""
    return RowsModel((
        Column(lambda one: one.name), Column(lambda one: number(one.images), number=True),
        Column(lambda one: share(_of(one.before, one.images)), number=True),
        Column(lambda one: share(_of(one.after, one.images)), number=True),
        Column(lambda one: _more(one.after - one.before), number=True),
    ), parent)  # fmt: skip


def _more(pictures: int) -> str:
    return f"{pictures:+d}".replace("-", "−") if pictures else "·"


def recall_rows(before: Recall, after: Recall, names: tuple[str, str]) -> list[tuple[str, float, float]]:
    """What is found among the k nearest, before and after; `names` are those of both ways, with a {k}."""
    ways: Sequence[tuple[str, dict[int, float], dict[int, float]]] = (
        (names[0], before.image_to_text, after.image_to_text), (names[1], before.text_to_image, after.text_to_image),
    )  # fmt: skip
    return [(name.format(k=k), old[k], new[k]) for name, old, new in ways for k in old]


def recalls_model(parent: QObject | None = None) -> RowsModel[tuple[str, float, float]]:
    """A row for each way and k."""
    return RowsModel((
        Column(lambda one: one[0]), Column(lambda one: share(one[1]), number=True),
        Column(lambda one: share(one[2]), number=True),
    ), parent)  # fmt: skip


def _of(count: int, images: int) -> float | None:
    return count / images if images else None

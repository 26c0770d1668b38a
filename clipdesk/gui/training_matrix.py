"""A confusion matrix as a table whose columns make use of the room there is."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

_PLAIN_HEADERS = (
    "QHeaderView { background: palette(base); } QHeaderView::section { padding: 4px 3px; } "
    "QTableCornerButton::section { background: palette(base); border: none; }"
)
_NARROWEST, _WIDEST, _HEIGHT = 44, 96, 24


class MatrixView(QTableView):
    """Columns of one width: as narrow as it takes to show all of them, but never too narrow for a count."""

    def __init__(self, model: QAbstractTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setStyleSheet(_PLAIN_HEADERS)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(_HEIGHT)
            header.setHighlightSections(False)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setDefaultSectionSize(_HEIGHT)
        self.verticalHeader().setMaximumWidth(160)
        model.modelReset.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        count = self.model().columnCount()
        if not count:
            return
        metrics = QFontMetrics(self.font())
        names = (str(self.model().headerData(column, Qt.Orientation.Horizontal)) for column in range(count))
        wanted = min(_WIDEST, max(metrics.horizontalAdvance(name) for name in names) + 14)
        room = self.viewport().width() // count
        self.horizontalHeader().setDefaultSectionSize(max(_NARROWEST, min(wanted, room)))

"""How well the ranking agrees with what the user has verified."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QStackedWidget, QTableView, QWidget

from clipdesk.gui import theme
from clipdesk.gui.confusion_model import ConfusionModel
from clipdesk.gui.dialog import Dialog, button, empty_text, heading, text_line
from clipdesk.gui.operations import Operations

_REFRESH_MS = 100


class ConfusionDialog(Dialog):
    """A click, or Enter, on a cell shows its pictures in the grid."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state = operations, operations.state
        self.model = ConfusionModel(self._state, self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        for header in (self.view.horizontalHeader(), self.view.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.horizontalHeader().setDefaultSectionSize(88)
        self.view.verticalHeader().setDefaultSectionSize(36)
        self.view.verticalHeader().setMaximumWidth(200)
        self._accuracy, self._about, self._empty = heading(), text_line(small=True), empty_text()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self._all, self._close = button(self._on_all), button(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self._all)
        foot.addStretch(1)
        foot.addWidget(self._close)
        self.column.addWidget(self._accuracy)
        self.column.addWidget(self._about)
        self.column.addWidget(self._stack, 1)
        self.column.addLayout(foot)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self.view.clicked.connect(self._on_cell)
        self.view.activated.connect(self._on_cell)
        for changed in (self._state.ranking_changed, self._state.marks_changed):
            changed.connect(self._on_changed)
        self._state.selection_changed.connect(self._show_button)
        self.retranslate()
        columns = min(10, max(4, len(self._state.draft.names)))  # in sight at first
        self.resize(232 + 88 * columns, 200 + 36 * columns)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("Agreement with verified labels"))
        self.view.setAccessibleName(self.tr("Verified labels in rows, guessed labels in columns"))
        self._empty.setText(
            self.tr("Verify some pictures first: select them and press the key of their label (1 to 9).")
        )
        self._all.setText(self.tr("Show all pictures again"))
        self._close.setText(self.tr("Close"))
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
        self.model.refresh()
        right, verified = self.model.right, self.model.verified
        self._stack.setCurrentWidget(self.view if verified else self._empty)
        number = self.locale().toString
        if verified:
            self._accuracy.setText(
                self.tr("{share} right: {right} of {verified} verified").format(
                    share=f"{right / verified:.1%}", right=number(right), verified=number(verified)
                )
            )
        else:
            self._accuracy.setText(self.tr("Nothing verified yet"))
        self._about.setText(
            self.tr("Rows: your label. Columns: the ranking's. Click a cell to see its pictures.") if verified else ""
        )
        self._show_button()

    def showEvent(self, event: QShowEvent) -> None:
        """Be up to date, and show all columns where there is room."""
        self.refresh()
        view = self.view
        table = view.verticalHeader().sizeHint().width() + view.horizontalHeader().length() + 2 * view.frameWidth()
        self.grow_to(table + 2 * theme.PANEL, self.height())
        super().showEvent(event)

    def _on_changed(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _on_cell(self, index: QModelIndex) -> None:
        if index.isValid():
            self._operations.show_cell(self.model.cell(index))

    def _on_all(self) -> None:
        self._operations.show_cell(None)

    def _show_button(self) -> None:
        self._all.setEnabled(self._state.selection.cell is not None)

"""The labels in the prompt editor: a line to type new ones, the table, and buttons to order, copy and remove them."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.draft import split_names
from clipdesk.gui.label_model import COUNT, NAME, LabelModel
from clipdesk.gui.labels_panel import label_table
from clipdesk.gui.state import WindowState


class LabelList(QWidget):
    """Shows the labels of the draft; one of them is current."""

    added = Signal(list)  # names
    removed = Signal(list)  # places
    moved = Signal(int, int)  # from, to
    copied = Signal(int)
    chosen = Signal(int)  # place, -1 for none

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._title, self.entry = QLabel(), QLineEdit()
        self._title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self.entry.setClearButtonEnabled(True)
        self.entry.returnPressed.connect(self._on_entered)
        self.model = LabelModel(state, self)
        self.table = label_table(self.model)
        self._place = -1
        self.model.modelReset.connect(self._choose_again)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.up, self.down, self.copy, self.remove = (QPushButton() for _ in range(4))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        for button, called in (
            (self.up, lambda: self._move(-1)), (self.down, lambda: self._move(1)), (self.copy, self._on_copy),
            (self.remove, self._on_remove),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, called=called: called())
            buttons.addWidget(button)
        for keys, called in (
            (QKeySequence(QKeySequence.StandardKey.Delete), self._on_remove),
            (QKeySequence("Alt+Up"), lambda: self._move(-1)), (QKeySequence("Alt+Down"), lambda: self._move(1)),
            (QKeySequence("Ctrl+D"), self._on_copy),
        ):  # fmt: skip
            shortcut = QShortcut(keys, self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(called)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.SPACE, 0)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self.entry)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.retranslate()
        self._choose_again()

    @property
    def place(self) -> int:
        """The current label's place, -1 where there is none."""
        return self._place

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("Labels"))
        self.entry.setPlaceholderText(self.tr("Type labels: cat, dog, a plate of food"))
        self.entry.setAccessibleName(self.tr("New labels, with commas between"))
        self.table.setAccessibleName(self.tr("Labels"))
        for button, text, tip in (
            (self.up, self.tr("Up"), self.tr("Move the label up (Alt+Up)")),
            (self.down, self.tr("Down"), self.tr("Move the label down (Alt+Down)")),
            (self.copy, self.tr("Duplicate"), self.tr("A further label with the same prompts (Ctrl+D)")),
            (self.remove, self.tr("Remove"), self.tr("Remove the selected labels (Delete)")),
        ):
            button.setText(text)
            button.setToolTip(tip)
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, COUNT)

    def choose(self, place: int) -> None:
        """Make a label current."""
        if 0 <= place < self.model.rowCount():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(place, NAME), flags)
        else:
            self._tell(-1)

    def _choose_again(self) -> None:
        self.choose(min(max(self._place, 0), self.model.rowCount() - 1))

    def _on_current(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self._tell(index.row())

    def _tell(self, place: int) -> None:
        self._place = place
        rows = len(self._state.draft.rows)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < rows - 1)
        for button in (self.copy, self.remove):
            button.setEnabled(place >= 0)
        self.chosen.emit(place)

    def _on_entered(self) -> None:
        names = split_names(self.entry.text())
        self.entry.clear()
        if names:
            self.added.emit(names)

    def _on_remove(self) -> None:
        places = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        if places:
            self.removed.emit(places)

    def _on_copy(self) -> None:
        if self._place >= 0:
            self.copied.emit(self._place)

    def _move(self, step: int) -> None:
        target = self._place + step
        if self._place >= 0 and 0 <= target < self.model.rowCount():
            self.moved.emit(self._place, target)

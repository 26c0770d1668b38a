"""The named prompt sets: choose, make, rename and delete one; files in and out; the way to the comparison."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from clipdesk.gui import theme


class SetsBar(QWidget):
    """Names are written in place of the list, with Return to take them and Escape to leave it."""

    chosen = Signal(str)
    new_wanted = Signal()
    copy_wanted = Signal()
    renamed = Signal(str)
    delete_wanted = Signal()
    compare_wanted = Signal()
    import_wanted = Signal(object)  # Path
    export_wanted = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self.choice, self.name = QLabel(), QComboBox(), QLineEdit()
        self.choice.setMinimumWidth(160)
        self.choice.textActivated.connect(self.chosen)
        self.name.returnPressed.connect(self._on_named)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.name)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        leave.activated.connect(self._show_choice)
        self._either = QStackedWidget()
        self._either.addWidget(self.choice)
        self._either.addWidget(self.name)
        self._title.setBuddy(self.choice)
        self.new, self.copy, self.rename, self.delete = (QPushButton() for _ in range(4))
        self.read, self.write, self.compare = (QPushButton() for _ in range(3))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self._either, 1)
        for button in (self.new, self.copy, self.rename, self.delete):
            layout.addWidget(button)
        layout.addSpacing(theme.PANEL)
        for button in (self.read, self.write, self.compare):
            layout.addWidget(button)
        for button, called in (
            (self.new, self.new_wanted.emit), (self.copy, self.copy_wanted.emit), (self.rename, self.ask_name),
            (self.delete, self.delete_wanted.emit), (self.read, self._on_read), (self.write, self._on_write),
            (self.compare, self.compare_wanted.emit),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, called=called: called())
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("&Prompt set"))
        self.choice.setAccessibleName(self.tr("Prompt set"))
        self.name.setAccessibleName(self.tr("Name of the prompt set"))
        self.name.setPlaceholderText(self.tr("Name, then Return"))
        for button, text, tip in (
            (self.new, self.tr("New"), self.tr("A further prompt set, empty")),
            (self.copy, self.tr("Duplicate"), self.tr("A further prompt set with the same prompts")),
            (self.rename, self.tr("Rename"), self.tr("Give this prompt set another name")),
            (self.delete, self.tr("Delete"), self.tr("Delete this prompt set; it can be undone")),
            (
                self.read,
                self.tr("Import…"),
                self.tr("Labels from a text, CSV or JSON file; it can be dropped here too"),
            ),
            (self.write, self.tr("Export…"), self.tr("Write this prompt set to a JSON file")),
            (self.compare, self.tr("Compare…"), self.tr("Which pictures change their label with another prompt set")),
        ):
            button.setText(text)
            button.setToolTip(tip)

    def show_sets(self, names: Iterable[str], active: str, *, exportable: bool) -> None:
        """Show the sets and which is in use."""
        names = list(names)
        if names != [self.choice.itemText(place) for place in range(self.choice.count())]:
            self.choice.clear()
            self.choice.addItems(names)
        if self.choice.currentText() != active:
            self._show_choice()
        self.choice.setCurrentIndex(names.index(active))
        self.delete.setEnabled(len(names) > 1)
        self.compare.setEnabled(len(names) > 1)
        self.write.setEnabled(exportable)

    def ask_name(self) -> None:
        """Let the user write a name for the set in use."""
        self.name.setText(self.choice.currentText())
        self._either.setCurrentWidget(self.name)
        self.name.selectAll()
        self.name.setFocus()

    def _show_choice(self) -> None:
        had_focus = self.name.hasFocus()
        self._either.setCurrentWidget(self.choice)
        if had_focus:
            self.choice.setFocus()

    def _on_named(self) -> None:
        name = self.name.text()
        self._show_choice()
        self.renamed.emit(name)

    def _on_read(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import labels and prompts"), "", self.tr("Labels and prompts (*.txt *.csv *.tsv *.json)")
        )
        if name:
            self.import_wanted.emit(Path(name))

    def _on_write(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the prompt set"), f"{self.choice.currentText()}.json", self.tr("JSON (*.json)")
        )
        if name:
            self.export_wanted.emit(Path(name))

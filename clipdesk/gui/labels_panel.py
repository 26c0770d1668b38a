"""The labels: a line to type new ones, the table, one label or several, and the way to the prompt editor."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.draft import PromptDraft, split_names
from clipdesk.gui.label_model import COUNT, KEY, NAME, PROMPTS, LabelModel
from clipdesk.gui.state import WindowState

_FEWEST = 3  # labels that there is always room for


class LabelsPanel(QWidget):
    """Shows the draft and signals what the user wants of it."""

    labels_added = Signal(list)
    labels_removed = Signal(list)
    label_changed = Signal(int, object)
    draft_changed = Signal(str, object)
    label_chosen = Signal(object)  # str or None, to show its pictures
    editor_wanted = Signal()
    grown = Signal()  # `needed_height` is another one

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._title = QLabel()
        self._title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self._edit = QPushButton()
        self._edit.clicked.connect(self.editor_wanted)
        self.entry = QLineEdit()
        self.entry.setClearButtonEnabled(True)
        self.entry.returnPressed.connect(self._on_entered)
        self.model = LabelModel(state, self)
        self.model.changed.connect(self.label_changed)
        self.model.refused.connect(state.note)
        self.table = label_table(self.model)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )  # any other key is meant for the pictures
        self.table.setColumnHidden(PROMPTS, True)  # the tooltip lists them, the editor shows them
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        remove = QShortcut(QKeySequence.StandardKey.Delete, self.table)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self._on_remove)
        self._single, self._multi = QRadioButton(), QRadioButton()
        self._modes = QButtonGroup(self)
        for button in (self._single, self._multi):
            self._modes.addButton(button)
        self._single.toggled.connect(self._on_mode)
        self._empty = QLabel(self.table)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        over = QVBoxLayout(self.table.viewport())
        over.addWidget(self._empty)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setFont(theme.sized(self.font(), theme.SECONDARY))
        self._hint.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        head, modes = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._edit)
        modes.addWidget(self._single)
        modes.addWidget(self._multi)
        modes.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.PANEL, theme.PANEL, theme.SPACE)
        layout.setSpacing(theme.SPACE)
        layout.addLayout(head)
        layout.addWidget(self.entry)
        layout.addWidget(self.table, 1)
        layout.addLayout(modes)
        layout.addWidget(self._hint)
        state.prompts_changed.connect(self._on_prompts_changed)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("Labels"))
        self._edit.setText(self.tr("Prompts…"))
        self._edit.setToolTip(self.tr("Prompts, weights, templates, negatives (Ctrl+P)"))
        self.entry.setPlaceholderText(self.tr("Type labels: cat, dog, a plate of food"))
        self.entry.setAccessibleName(self.tr("New labels, with commas between"))
        self.table.setAccessibleName(self.tr("Labels"))
        self._empty.setText(self.tr("Type labels above and press Enter. Every picture is sorted at once."))
        self._single.setText(self.tr("One label"))
        self._multi.setText(self.tr("Several labels"))
        self._on_prompts_changed()

    @property
    def needed_height(self) -> int:
        """In pixels, so that every label is in sight."""
        rows = max(_FEWEST, self.model.rowCount()) * self.table.verticalHeader().defaultSectionSize()
        table = rows + self.table.horizontalHeader().height() + 2 * self.table.frameWidth()
        return self.sizeHint().height() - self.table.sizeHint().height() + table

    def _on_prompts_changed(self) -> None:
        self._empty.setVisible(not self._state.draft.rows)
        single = self._state.draft.mode == "single"
        self._modes.blockSignals(True)
        for button, on in ((self._single, single), (self._multi, not single)):
            button.blockSignals(True)
            button.setChecked(on)
            button.blockSignals(False)
        self._modes.blockSignals(False)
        self._hint.setText(
            self.tr("Each picture gets the label that fits best.")
            if single
            else self.tr("Each label is judged for itself; a picture may have several or none.")
        )
        self.grown.emit()

    def _on_entered(self) -> None:
        names = split_names(self.entry.text())
        self.entry.clear()
        if names:
            self.labels_added.emit(names)

    def _on_selected(self) -> None:
        places = {index.row() for index in self.table.selectionModel().selectedRows()}
        rows = self._state.draft.rows
        chosen = [rows[place].name for place in places if place < len(rows)]
        self.label_chosen.emit(chosen[0] if len(chosen) == 1 else None)

    def _on_remove(self) -> None:
        places = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        if places:
            self.labels_removed.emit(places)

    def _on_mode(self, single: bool) -> None:
        draft: PromptDraft = replace(self._state.draft, mode="single" if single else "multi")
        self.draft_changed.emit(self.tr("change what a label means"), draft)


def label_table(model: LabelModel) -> QTableView:
    """The table of labels, here and in the prompt editor."""
    table = QTableView()
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(26)
    table.setTabKeyNavigation(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
    for column in (KEY, PROMPTS, COUNT):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return table

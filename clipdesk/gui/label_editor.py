"""One label in words: its prompts with their weights and tokens, and what it must not be taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.gui import theme
from clipdesk.gui.draft import LabelRow
from clipdesk.gui.lines_edit import LinesEdit
from clipdesk.gui.prompt_model import TEXT, TOKENS, WEIGHT, PromptDelegate, PromptModel
from clipdesk.gui.token_line import TokenLine, longest_template
from clipdesk.inference.prompt_checks import TokenCount, tokens_of
from clipdesk.inference.prompts import PLACE, Label, fill

_COLUMN = 72  # pixels that a column of figures has at least


class LabelEditor(QWidget):
    """Shows a LabelRow and signals the edited one."""

    changed = Signal(str, object)  # what was done, LabelRow
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: LabelRow | None = None
        self._tokenizer: Tokenizer | None = None
        self._template, self._limit = PLACE, 77
        self._title, self._empty = QLabel(), QLabel()
        self._title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.model = PromptModel(self._count, self)
        self.model.changed.connect(self._on_prompts)
        self.model.refused.connect(self.refused)
        self._delegate = PromptDelegate(self)
        self._delegate.typed.connect(self._show_tokens)
        self._delegate.closeEditor.connect(lambda *_: self._show_tokens())
        self.table = _table(self.model, self._delegate)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_remove)
        self.entry, self._remove = QLineEdit(), QPushButton()
        self.entry.setClearButtonEnabled(True)
        self.entry.returnPressed.connect(self._on_entered)
        self.entry.textEdited.connect(self._show_tokens)
        self._remove.setAutoDefault(False)
        self._remove.clicked.connect(self._on_remove)
        self.tokens = TokenLine()
        self._negatives_title, self._negatives_hint = QLabel(), QLabel()
        self._negatives_hint.setFont(theme.sized(self.font(), theme.SECONDARY))
        self._negatives_hint.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.negatives = LinesEdit(2)
        self.negatives.setMaximumHeight(self.negatives.minimumHeight())
        self.negatives.lines_changed.connect(self._on_negatives)
        self._negatives_title.setBuddy(self.negatives)
        self._lay_out()
        self.retranslate()
        self.show_row(None)

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(theme.PANEL)
        below.addWidget(self.tokens, 1)
        below.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignTop)
        negatives = QHBoxLayout()
        negatives.setSpacing(theme.SPACE)
        negatives.addWidget(self._negatives_title)
        negatives.addWidget(self._negatives_hint)
        negatives.addStretch(1)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.SPACE)
        inside.addWidget(self._title)
        inside.addWidget(self.entry)
        inside.addWidget(self.table, 1)
        inside.addLayout(below)
        inside.addLayout(negatives)
        inside.addWidget(self.negatives)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, 0, 0, 0)
        layout.addWidget(self._inside)
        layout.addWidget(self._empty)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._empty.setText(self.tr("Add or choose a label on the left to put it into words."))
        self.entry.setPlaceholderText(self.tr("Another prompt: a tabby, a kitten in the grass"))
        self.entry.setAccessibleName(self.tr("New prompt for the label"))
        self._remove.setText(self.tr("Remove"))
        self._remove.setToolTip(self.tr("Remove the selected prompts (Delete)"))
        self._remove.setAccessibleName(self.tr("Remove the selected prompts"))
        self.table.setAccessibleName(self.tr("Prompts of the label"))
        self._negatives_title.setText(self.tr("But &not"))
        self._negatives_hint.setText(self.tr("What it must not be taken for; counts with “Several labels”"))
        self.negatives.setAccessibleName(self.tr("Negative prompts of the label, one a line"))
        self.negatives.setPlaceholderText(self.tr("a toy cat"))
        self.model.retranslate()
        self.tokens.retranslate()
        self._show_title()

    def show_row(self, row: LabelRow | None) -> None:
        """Show a label, or that there is none."""
        other = self._row is None or row is None or row.name != self._row.name
        self._row = row
        self._inside.setVisible(row is not None)
        self._empty.setVisible(row is None)
        self._show_title()
        self.model.show_label(None if row is None else row.label)
        self.negatives.show_lines(() if row is None else row.label.negatives, afresh=other)
        if other:
            self.entry.clear()
        self._on_selected()

    def count_with(self, tokenizer: Tokenizer | None, templates: Sequence[str], context_length: int) -> None:
        """Count tokens with these templates and this limit; without a tokenizer that waits."""
        self._tokenizer, self._limit = tokenizer, context_length
        if tokenizer is not None:
            self._template = longest_template(tokenizer, templates, context_length)
        self.model.recount()
        self._show_tokens()

    def flush(self) -> None:
        """Signal what is still being typed."""
        self.negatives.flush()

    def _show_title(self) -> None:
        self._title.setText("" if self._row is None else self.tr("Prompts of {name}").format(name=self._row.name))

    def _count(self, text: str) -> TokenCount | None:
        if self._tokenizer is None:
            return None
        return tokens_of(self._tokenizer, fill(self._template, text), self._limit)

    def _show_tokens(self, typed: str = "") -> None:
        counted = [(count, text) for text in self._texts(typed) if (count := self._count(text)) is not None]
        if counted:
            count, text = max(counted, key=lambda one: one[0].count)
            self.tokens.show_count((fill(self._template, text), count))
        else:
            self.tokens.show_count(None)

    def _texts(self, typed: str) -> list[str]:
        """What is being typed, else the selected prompts, else all of the label's."""
        if typed.strip():
            return [typed.strip()]
        prompts = self.model.prompts
        chosen = [prompts[place].text for place in self._places() if place < len(prompts)]
        return chosen or [prompt.text for prompt in prompts]

    def _places(self) -> list[int]:
        return sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})

    def _on_selected(self, *_: object) -> None:
        own = self._row is not None and bool(self._row.label.prompts)
        self._remove.setEnabled(own and bool(self._places()))
        self._show_tokens(self.entry.text())

    def _on_entered(self) -> None:
        if self.entry.text().strip() and self.model.add(self.entry.text()):
            self.entry.clear()
            self._show_tokens()

    def _on_remove(self) -> None:
        self.model.remove(set(self._places()))

    def _on_prompts(self, label: Label) -> None:
        if self._row is not None:
            self.changed.emit(self.tr("change the prompts of a label"), replace(self._row, label=label))

    def _on_negatives(self, lines: tuple[str, ...]) -> None:
        if self._row is not None:
            label = replace(self._row.label, negatives=lines)
            self.changed.emit(self.tr("change what a label is not"), replace(self._row, label=label))


def _table(model: PromptModel, delegate: PromptDelegate) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setItemDelegate(delegate)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(28)
    table.setMinimumHeight(112)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setMinimumSectionSize(_COLUMN)
    header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
    for column in (WEIGHT, TOKENS):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return table

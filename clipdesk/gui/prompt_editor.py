"""The prompt editor: labels, their prompts and templates, what they mean, and what is doubtful about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QWidget
from shiboken6 import isValid

from clipdesk.errors import UsageError
from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import Dialog
from clipdesk.gui.draft import LabelRow, PromptDraft, free_name
from clipdesk.gui.judging_panel import JudgingPanel
from clipdesk.gui.label_editor import LabelEditor
from clipdesk.gui.label_list import LabelList
from clipdesk.gui.operations import Operations
from clipdesk.gui.prompt_checking import Checked, PromptChecking
from clipdesk.gui.prompt_transfer import PromptTransfer
from clipdesk.gui.sets_bar import SetsBar
from clipdesk.gui.template_editor import TemplateEditor
from clipdesk.gui.warnings_list import WarningsList
from clipdesk.inference.prompts import Mode

_LABELS_HEIGHT = 328


class PromptEditor(Dialog):
    """Every edit goes through an operation, can be undone, and ranks the pictures anew at once."""

    compare_wanted = Signal()

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state = operations, operations.state
        self.sets, self.labels, self.label = SetsBar(), LabelList(self._state), LabelEditor()
        self.templates, self.judging = TemplateEditor(), JudgingPanel()
        self.checking = PromptChecking(self._state, operations.files, self)
        self._transfer = PromptTransfer(operations, self)
        self.warnings = WarningsList()
        self.message, self._undo, self._redo, self._close = QLabel(), QPushButton(), QPushButton(), QPushButton()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self._shown_set = ""
        stack = operations.undo_stack
        self._actions = stack.createUndoAction(self), stack.createRedoAction(self)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._refresh()

    def _lay_out(self) -> None:
        across, below = QSplitter(), QHBoxLayout()
        across.addWidget(self.labels)
        across.addWidget(self.label)
        across.setSizes([400, 560])
        across.setChildrenCollapsible(False)
        across.setMinimumHeight(_LABELS_HEIGHT)
        below.setSpacing(theme.PANEL)
        below.addWidget(self.templates, 1)
        below.addWidget(self.judging, 2)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE)
        foot.addWidget(self.message, 1)
        for button in (self._undo, self._redo, self._close):
            button.setAutoDefault(False)
            foot.addWidget(button)
        layout = self.column
        layout.addWidget(self.sets)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(across, 1)
        layout.addSpacing(theme.SPACE)
        layout.addLayout(below)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(self.warnings)
        layout.addLayout(foot)
        self.resize(1040, 720)

    def _connect(self) -> None:
        state, operations = self._state, self._operations
        self.sets.chosen.connect(self._on_set)
        self.sets.new_wanted.connect(lambda: self._add_set(copy=False))
        self.sets.copy_wanted.connect(lambda: self._add_set(copy=True))
        self.sets.renamed.connect(lambda name: self._try(lambda: operations.rename_set(state.active_set, name)))
        self.sets.delete_wanted.connect(lambda: self._try(lambda: operations.delete_set(state.active_set)))
        self.sets.compare_wanted.connect(self.compare_wanted)
        self.sets.import_wanted.connect(self.import_file)
        self.sets.export_wanted.connect(self.export_file)
        self.labels.added.connect(self._on_added)
        self.labels.removed.connect(operations.remove_labels)
        self.labels.moved.connect(self._on_moved)
        self.labels.copied.connect(self._on_copied)
        self.labels.chosen.connect(self._on_label)
        self.labels.model.changed.connect(self._on_row)
        self.labels.model.refused.connect(self.say)
        self.label.changed.connect(self._on_label_edited)
        self.label.refused.connect(self.say)
        self.templates.changed.connect(self._on_templates)
        self.templates.typed.connect(self._on_templates_typed)
        self.templates.refused.connect(self.say)
        self.judging.mode_chosen.connect(self._on_mode)
        self.judging.none_changed.connect(self._on_none)
        self.judging.reject_changed.connect(operations.set_reject)
        self.checking.ready.connect(self._count_tokens)
        self.checking.checked.connect(self._on_checked)
        self.warnings.label_chosen.connect(self.labels.choose)
        self._transfer.said.connect(self.say)
        self._actions[0].setShortcut(QKeySequence.StandardKey.Undo)
        self._actions[1].setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        for action, button in zip(self._actions, (self._undo, self._redo), strict=True):
            action.changed.connect(self._on_history)
            button.clicked.connect(self.flush)
            button.clicked.connect(action.trigger)
            self.addAction(action)
        self._close.clicked.connect(self.close)
        state.prompts_changed.connect(self._refresh)
        state.sets_changed.connect(self._refresh)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("Prompts"))
        self._undo.setText(self.tr("Undo"))
        self._redo.setText(self.tr("Redo"))
        self._close.setText(self.tr("Close"))
        for part in (self.sets, self.labels, self.label, self.templates, self.judging, self.warnings):
            part.retranslate()
        self._on_history()

    def say(self, sentence: str) -> None:
        """Tell the user something, at the foot of the dialog."""
        self.message.setText(in_words(sentence))
        self.message.setAccessibleName(in_words(sentence))

    def flush(self) -> None:
        """Take what is still being typed."""
        self.label.flush()
        self.templates.flush()
        self.judging.flush()

    # files

    def import_file(self, path: Path) -> None:
        """Take a file's labels."""
        self.flush()
        self._transfer.read(path)

    def export_file(self, path: Path) -> None:
        """Write the set in use as JSON."""
        self.flush()
        self._transfer.write(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file is welcome."""
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.import_file(paths[0])

    # the window's life

    def showEvent(self, event: QShowEvent) -> None:
        """The tokenizer is read when the editor is first seen."""
        super().showEvent(event)
        self.checking.begin()
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing that was typed is lost."""
        self.flush()
        super().hideEvent(event)

    # what the user does

    def _try(self, edit: Callable[[], None]) -> bool:
        """Carry out an edit; where it is refused, say why and show what holds."""
        self.say("")
        try:
            edit()
        except UsageError as error:
            self.say(str(error))
            self._refresh()
            return False
        return True

    def _edit(self, text: str, draft: PromptDraft) -> None:
        self._try(lambda: self._operations.edit_prompts(text, draft))

    def _on_set(self, name: str) -> None:
        self.flush()
        self._try(lambda: self._operations.use_set(name))

    def _add_set(self, *, copy: bool) -> None:
        self.flush()
        state = self._state
        name = free_name(state.active_set if copy else self.tr("Labels"), state.sets)
        if self._try(lambda: self._operations.new_set(name, state.draft if copy else None)):
            self.sets.ask_name()

    def _on_added(self, names: list[str]) -> None:
        known = set(self._state.draft.names)
        repeated = [name for name in names if name in known]
        if self._try(lambda: self._operations.add_labels(names)):
            self.labels.choose(len(self._state.draft.rows) - 1)
            if repeated:
                self.say(self.tr("There is a label “{name}” already.").format(name=repeated[0]))

    def _on_moved(self, place: int, target: int) -> None:
        self._edit(self.tr("move a label"), self._state.draft.moved(place, target))
        self.labels.choose(target)

    def _on_copied(self, place: int) -> None:
        draft = self._state.draft
        row = draft.rows[place]
        copy = LabelRow(replace(row.label, name=free_name(row.name, draft.names)), row.enabled)
        rows = (*draft.rows[: place + 1], copy, *draft.rows[place + 1 :])
        self._edit(self.tr("duplicate a label"), replace(draft, rows=rows))
        self.labels.choose(place + 1)

    def _on_label(self, place: int) -> None:
        rows = self._state.draft.rows
        self.label.show_row(rows[place] if 0 <= place < len(rows) else None)

    def _on_row(self, place: int, row: LabelRow) -> None:
        self._try(lambda: self._operations.change_label(place, row))

    def _on_label_edited(self, text: str, row: LabelRow) -> None:
        draft = self._state.draft
        if row.name in draft.names:
            self._edit(text, draft.with_row(draft.names.index(row.name), row))

    def _on_templates(self, templates: tuple[str, ...]) -> None:
        self._edit(self.tr("change the templates"), replace(self._state.draft, templates=templates))

    def _on_templates_typed(self) -> None:
        self._count_tokens()
        self.checking.check(self.templates.templates)

    def _on_mode(self, mode: Mode) -> None:
        self._edit(self.tr("change what a label means"), replace(self._state.draft, mode=mode))

    def _on_none(self, lines: tuple[str, ...]) -> None:
        self._edit(self.tr("change what is none of these"), replace(self._state.draft, none_of_these=lines))

    # what the state says

    def _refresh(self) -> None:
        state = self._state
        draft = state.draft
        self.sets.show_sets(state.sets, state.active_set, exportable=draft.whole_set is not None)
        place = self.labels.place
        self.label.show_row(draft.rows[place] if 0 <= place < len(draft.rows) else None)
        other, self._shown_set = self._shown_set != state.active_set, state.active_set
        self.templates.show_templates(draft.templates, afresh=other)
        self.judging.show_draft(draft, state.reject, afresh=other)
        if self.isVisible():
            self._count_tokens()
            self.checking.check(self.templates.templates)

    def _count_tokens(self) -> None:
        templates = self.templates.templates
        self.label.count_with(self.checking.tokenizer, templates, self.checking.context_length)

    def _on_checked(self, checked: Checked) -> None:
        self.warnings.show_checked(checked, self._state.draft.names)

    def _on_history(self) -> None:
        if not all(map(isValid, self._actions)):  # the stack says so once more while everything is being taken down
            return
        for action, button in zip(self._actions, (self._undo, self._redo), strict=True):
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.text())

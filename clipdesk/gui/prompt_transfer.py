"""Prompts from files into a set, and a set into a file."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from clipdesk.errors import UsageError
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.draft import draft_of, free_name
from clipdesk.gui.operations import Operations
from clipdesk.gui.tasks import Fault, at_once
from clipdesk.inference.prompt_files import PromptFile, read_prompts, to_json
from clipdesk.inference.prompts import PromptSet


class PromptTransfer(QObject):
    """Reads and writes off the interface thread, and says how it went."""

    said = Signal(str)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state = operations, operations.state

    def read(self, path: Path) -> None:
        """Take a file's labels: into the set in use when it is empty, else as a set of their own."""

        def on_result(read: PromptFile) -> None:
            draft, state = draft_of(read.prompt_set), self._state
            if state.draft.rows:
                self._operations.new_set(free_name(" ".join(path.stem.split()) or "?", state.sets), draft)
            else:
                self._operations.edit_prompts(self.tr("import labels"), draft)
            said = self.tr("Labels from {file}: {count}.").format(count=len(draft.rows), file=path.name)
            self.said.emit(" ".join((said, *map(in_words, read.notes))))

        self._operations.run("import prompts", at_once(lambda: read_prompts(path)), on_result, self._on_fault)

    def write(self, path: Path) -> None:
        """Write the set in use as JSON."""
        prompt_set = self._state.draft.whole_set
        if prompt_set is None:
            self.said.emit(self.tr("There are no labels to export yet."))
            return
        said = self.tr("Written to {file}.").format(file=str(path))
        work = at_once(lambda: _write(path, prompt_set))
        self._operations.run("export prompts", work, lambda _: self.said.emit(said), self._on_fault)

    def _on_fault(self, fault: Fault) -> None:
        if fault.details:  # not foreseen: the fault dialog shows it whole
            self._state.fail(fault)
        self.said.emit(fault.sentence)


def _write(path: Path, prompt_set: PromptSet) -> None:
    try:
        path.write_text(json.dumps(to_json(prompt_set), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Choose another place.") from error

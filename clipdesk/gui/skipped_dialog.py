"""What was skipped, and why: files that could not be read, and inputs that are no pictures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from clipdesk.data.catalog import Skipped
from clipdesk.errors import UsageError
from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import Dialog, button, fit_columns, heading, table_view, text_line
from clipdesk.gui.operations import Operations
from clipdesk.gui.rows_model import Column, RowsModel
from clipdesk.inference.export import replacing

_REFRESH_MS = 250


class SkippedDialog(Dialog):
    """Follows the state; trying again empties the list until something fails once more."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state = operations, operations.state
        self.model: RowsModel[Skipped] = RowsModel((
            Column(lambda one: one.path.name, tip=lambda one: str(one.path)), Column(lambda one: in_words(one.message)),
            Column(lambda one: str(one.path.parent)),
        ), self)  # fmt: skip
        self.view = table_view(stretched=1)
        self.view.setModel(self.model)
        fit_columns(self.view, (180, 300, 220))
        self._title, self._about = heading(), text_line()
        self.retry, self.copy = button(self._on_retry), button(self._on_copy)
        self._save, self._close = button(self._on_save), button(self.close, default=True)
        self._said = text_line(small=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE)
        for widget in (self.retry, self.copy, self._save):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self._close)
        self.column.addWidget(self._title)
        self.column.addWidget(self._about)
        self.column.addWidget(self.view, 1)
        self.column.addWidget(self._said)
        self.column.addLayout(foot)
        for changed in (self._state.contents_changed, self._state.pictures_reset):
            changed.connect(self._on_changed)
        self.retranslate()
        self.resize(760, 440)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("Skipped"))
        self._kinds = {
            "missing": self.tr("not there"), "not_a_file": self.tr("no file"), "permission": self.tr("not allowed"),
            "empty": self.tr("empty"), "unsupported": self.tr("not a known kind of picture"),
            "damaged": self.tr("damaged"), "too_large": self.tr("too large"), "memory": self.tr("not enough memory"),
            "unreadable": self.tr("unreadable"),
        }  # fmt: skip
        self.model.set_titles((self.tr("File"), self.tr("Reason"), self.tr("Folder")))
        self.view.setAccessibleName(self.tr("Skipped files with their reasons"))
        self.retry.setText(self.tr("Try again"))
        self.copy.setText(self.tr("Copy list"))
        self._save.setText(self.tr("Save list…"))
        self._close.setText(self.tr("Close"))
        self.refresh()

    def refresh(self) -> None:
        """Show what is skipped now."""
        faults = self._state.pictures.faults
        skipped = (*(faults[row] for row in sorted(faults)), *self._state.not_found)
        self.model.set_rows(skipped)
        number = self.locale().toString
        kinds = Counter(self._kinds.get(one.kind, one.kind) for one in skipped)
        self._title.setText(
            self.tr("Skipped: {count}").format(count=number(len(skipped))) if skipped else self.tr("Nothing skipped")
        )
        self._about.setText(
            " · ".join(f"{kind}: {number(count)}" for kind, count in kinds.most_common())
            if skipped
            else self.tr("Every picture could be read.")
        )
        for widget in (self.retry, self.copy, self._save):
            widget.setEnabled(bool(skipped))

    def showEvent(self, event: object) -> None:
        """Be up to date."""
        self._said.setText("")
        self.refresh()
        super().showEvent(event)  # type: ignore[arg-type]

    @property
    def text(self) -> str:
        """The list as lines of path and reason."""
        return "".join(f"{one.path}\t{in_words(one.message)}\n" for one in self.model.rows)

    def save(self, target: Path) -> None:
        """Write the list to a file."""
        try:
            with replacing(target) as file:
                file.write(self.text.encode("utf-8", "backslashreplace"))
        except UsageError as error:
            self._said.setText(in_words(str(error)))
        else:
            self._said.setText(self.tr("Saved to {path}.").format(path=target))

    def _on_changed(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _on_retry(self) -> None:
        self._said.setText(self.tr("Trying again…"))
        self._operations.retry_skipped()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._said.setText(self.tr("Copied."))

    def _on_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save list"), "skipped.txt", "*.txt")
        if chosen:
            self.save(Path(chosen))

"""What was filed earlier, also before a restart, each to be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import button, empty_text, fit_columns, table_view, text_line
from clipdesk.gui.job_row import JobRow
from clipdesk.gui.operations import Operations
from clipdesk.gui.rows_model import Column, RowsModel
from clipdesk.inference import filing
from clipdesk.inference.filing import FilingResult, JournalSummary

_MOST_NAMED = 3


class FilingHistory(QWidget):
    """The journals of the project, newest first."""

    def __init__(self, operations: Operations, job: JobRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._job = operations, job
        self.model: RowsModel[JournalSummary] = RowsModel((
            Column(self._when), Column(lambda one: self._actions.get(one.action, one.action)),
            Column(lambda one: self.locale().toString(one.count), number=True),
            Column(lambda one: str(one.destination)),
            Column(lambda one: self.tr("Taken back") if one.reverted else ""),
        ), self)  # fmt: skip
        self.view = table_view(stretched=3)
        self.view.setModel(self.model)
        fit_columns(self.view, (150, 90, 80, 200, 100))
        self._empty = empty_text()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self.revert, self._folder = button(self._on_revert), button(self._on_folder)
        self._about = text_line(small=True)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self._about, 1)
        line.addWidget(self._folder)
        line.addWidget(self.revert)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PANEL, theme.PANEL, theme.PANEL, theme.PANEL)
        column.setSpacing(theme.SPACE)
        column.addWidget(self._stack, 1)
        column.addLayout(line)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show_buttons())
        self.model.dataChanged.connect(lambda *_: self._show_buttons())
        self.model.modelReset.connect(self._show_buttons)
        job.begun.connect(self._show_buttons)
        job.ended.connect(lambda _stopped: self._on_ended())
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._actions = {"copy": self.tr("Copied"), "link": self.tr("Linked"), "move": self.tr("Moved")}
        self.model.set_titles((
            self.tr("When"), self.tr("What"), self.tr("Pictures"), self.tr("Folder"), self.tr("State"),
        ))  # fmt: skip
        self.view.setAccessibleName(self.tr("Earlier filings"))
        self._empty.setText(self.tr("Nothing has been filed from this project yet."))
        self._about.setText(self.tr("Taking back deletes copies and links, and moves pictures to where they were."))
        self.revert.setText(self.tr("Take back"))
        self._folder.setText(self.tr("Open folder"))
        self._show_buttons()

    def refresh(self) -> None:
        """Read the journals again."""
        project = self._operations.keeper.project
        if project is not None:
            folder = project.journals
            self._operations.run_at_once("journals", lambda: filing.journals(folder), self._fill)

    @property
    def chosen(self) -> JournalSummary | None:
        """The filing that is selected."""
        return self.model.at(self.view.currentIndex()) if self.view.selectionModel().hasSelection() else None

    def _fill(self, rows: Sequence[JournalSummary]) -> None:
        """Show them, the newest selected where one has been added."""
        place = self.view.currentIndex().row() if len(rows) == len(self.model.rows) else 0
        self.model.set_rows(rows)
        self.view.selectRow(max(0, place))

    def _on_revert(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return

        def on_result(result: FilingResult) -> None:
            self._job.say(self._told(result))
            if chosen.action == "move":
                self._operations.reload()

        self._job.run(self.tr("Taking back"), lambda: filing.revert(chosen.path), on_result)

    def _told(self, result: FilingResult) -> str:
        text = self.tr("Taken back: {count}.").format(count=self.locale().toString(result.done))
        if result.failures:
            text += " " + self.tr("Left as they are: {count}.").format(
                count=self.locale().toString(len(result.failures))
            )
            text += "".join(f"\n{one.target}: {in_words(one.message)}" for one in result.failures[:_MOST_NAMED])
        return text

    def _on_ended(self) -> None:
        self.refresh()
        self._show_buttons()

    def _on_folder(self) -> None:
        if self.chosen is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(_nearest(self.chosen.destination))))

    def _show_buttons(self) -> None:
        chosen = self.chosen
        self._stack.setCurrentWidget(self.view if self.model.rows else self._empty)
        self._folder.setEnabled(chosen is not None)
        self.revert.setEnabled(chosen is not None and not chosen.reverted and not self._job.busy)

    def _when(self, one: JournalSummary) -> str:
        moment = QDateTime.fromSecsSinceEpoch(int(one.when.timestamp()))
        return self.locale().toString(moment, QLocale.FormatType.ShortFormat)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next((one for one in (folder, *folder.parents) if one.is_dir()), folder)

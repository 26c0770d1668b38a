"""Training, first page: the pictures to learn from, and what there is to know of them before a run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.dialog import button, fit_columns, heading, size_text, table_view, text_line
from clipdesk.gui.rows_model import Column, RowsModel
from clipdesk.gui.training_report import ClassCount, Doubtful, class_counts, doubtful_files, warnings
from clipdesk.gui.training_words import duration, number, part_name, recipe_title, stage_name
from clipdesk.gui.training_work import TrainingWork
from clipdesk.progress import Progress

_READABLE = 620  # pixels of a line that is read with ease
_TABLES = (".csv", ".jsonl", ".ndjson")


class DataPage(QWidget):
    """Takes a folder, a table or the project; shows counts, warnings, doubtful files and an estimate."""

    done = Signal()  # on to the recipe

    def __init__(self, work: TrainingWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.setAcceptDrops(True)
        self._title, self._about = heading(), text_line()
        self.folder, self.table, self.verified = (
            button(self._choose_folder), button(self._choose_table), button(self._use_project),
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_empty())
        self._stack.addWidget(self._build_busy())
        self._stack.addWidget(self._build_report())
        self._stack.setAccessibleName("")
        self.estimate, self.next = text_line(small=True), button(self.done.emit, default=True)
        self.next.setObjectName("primary")
        foot = QHBoxLayout()
        foot.addWidget(self.estimate, 1)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GROUP, theme.PANEL, theme.GROUP, theme.PANEL)
        column.setSpacing(theme.SPACE)
        column.addLayout(self._head())
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        work.data_changed.connect(self._show)
        work.progressed.connect(self._on_progress)
        work.estimated.connect(self._show_estimate)
        work.state.marks_changed.connect(self._show_verified)
        self.retranslate()

    def _head(self) -> QHBoxLayout:
        said, line = QVBoxLayout(), QHBoxLayout()
        said.setSpacing(2)
        said.addWidget(self._title)
        said.addWidget(self._about)
        line.setSpacing(theme.SPACE)
        line.addLayout(said, 1)
        for chosen in (self.folder, self.table, self.verified):
            line.addWidget(chosen, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _build_empty(self) -> QWidget:
        self._drop = QFrame()
        self._drop.setObjectName("dropArea")
        self._drop.setStyleSheet("QFrame#dropArea { border: 2px dashed palette(mid); border-radius: 8px; }")
        self._drop_title, self._drop_text, self._problem = heading(), text_line(), text_line()
        column = QVBoxLayout(self._drop)
        column.setSpacing(theme.SPACE)
        column.addStretch(2)
        for label in (self._drop_title, self._drop_text, self._problem):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setFixedWidth(_READABLE)
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return self._drop

    def _build_busy(self) -> QWidget:
        page = QWidget()
        self._doing, self.bar, self.stop = QLabel(), QProgressBar(), QPushButton()
        self.bar.setTextVisible(False)
        self.stop.clicked.connect(lambda _checked=False: self._work.stop_check())
        line = QHBoxLayout()
        line.addWidget(self.bar, 1)
        line.addWidget(self.stop)
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(self._doing)
        column.addLayout(line)
        column.addStretch(2)
        return page

    def _build_report(self) -> QWidget:
        page = QWidget()
        self.counts: RowsModel[ClassCount] = RowsModel((
            Column(lambda one: one.name), Column(lambda one: number(one.train), number=True),
            Column(lambda one: number(one.validation), number=True), Column(lambda one: number(one.test), number=True),
        ), self)  # fmt: skip
        self.files: RowsModel[Doubtful] = RowsModel((
            Column(lambda one: one.path.name, tip=lambda one: str(one.path)), Column(lambda one: one.what),
        ), self)  # fmt: skip
        self._counts_view, self._files_view = table_view(), table_view(stretched=1)
        self._counts_view.setModel(self.counts)
        self._files_view.setModel(self.files)
        fit_columns(self._counts_view, (160, 92, 92, 92))
        fit_columns(self._files_view, (180,))
        self._counts_title, self._warnings_title, self._files_title = QLabel(), QLabel(), QLabel()
        for label in (self._counts_title, self._warnings_title, self._files_title):
            label.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self.warnings = QListWidget()
        self.warnings.setWordWrap(True)
        self.warnings.setSpacing(3)
        self.warnings.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.warnings.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left, right, across = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(page)
        for column, parts in (
            (left, (self._counts_title, self._counts_view)),
            (right, (self._warnings_title, self.warnings, self._files_title, self._files_view)),
        ):
            column.setSpacing(theme.SPACE)
            for part in parts:
                column.addWidget(part, 0 if isinstance(part, QLabel) else 2 if part is self.warnings else 3)
        across.setContentsMargins(0, theme.SPACE, 0, 0)
        across.setSpacing(theme.GROUP)
        across.addLayout(left, 5)
        across.addLayout(right, 6)
        return page

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("Pictures to learn from"))
        self.folder.setText(self.tr("Choose a folder…"))
        self.table.setText(self.tr("Choose a table…"))
        self._drop_title.setText(self.tr("Drop a folder or a table here"))
        self._drop_text.setText(self.tr(
            "A folder with a folder for each class in it (train, validation and test folders may stand above them), or "
            "a CSV or JSONL file with filepath and label or caption. Or learn from what you have verified."
        ))  # fmt: skip
        self.stop.setText(self.tr("Stop"))
        _as_high_as_its_lines(self._drop_text)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.counts.set_titles((self.tr("Class"), part_name("train"), part_name("validation"), part_name("test")))
        self.files.set_titles((self.tr("File"), self.tr("What is the matter")))
        self._counts_view.setAccessibleName(self.tr("Pictures of each class"))
        self._files_view.setAccessibleName(self.tr("Files to look at"))
        self.warnings.setAccessibleName(self.tr("Warnings"))
        self._warnings_title.setText(self.tr("To look at"))
        self.next.setText(self.tr("On to the recipe"))
        self._show()

    def take(self, data: Path) -> None:
        """Look at a folder or table."""
        self._work.check(data)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One folder or table is welcome."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        data = _dropped(event)
        if data is not None:
            event.acceptProposedAction()
            self.take(data)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Pictures to learn from"))
        if chosen:
            self.take(Path(chosen))

    def _choose_table(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Pictures to learn from"), "", self.tr("Tables") + " (*.csv *.jsonl *.ndjson);;*"
        )
        if chosen:
            self.take(Path(chosen))

    def _use_project(self) -> None:
        folder = self._work.project()
        if folder is not None:
            self.take(folder)

    def _show(self) -> None:
        work = self._work
        busy, checked = work.checking, work.checked
        self._stack.setCurrentIndex(1 if busy else 2 if checked is not None else 0)
        for chosen in (self.folder, self.table):
            chosen.setEnabled(not busy)
        self._about.setText(str(work.data) if work.data is not None else "")
        self._about.setVisible(work.data is not None)
        self._problem.setText(work.problem)
        _as_high_as_its_lines(self._problem)
        self._problem.setVisible(bool(work.problem))
        self.next.setEnabled(checked is not None)
        if not busy:
            self.bar.setRange(0, 0)
            self._doing.setText("")
        if checked is not None:
            self._show_report()
        self._show_verified()
        self._show_estimate()

    def _show_report(self) -> None:
        checked = self._work.checked
        assert checked is not None
        counts = class_counts(checked)
        self.counts.set_rows(counts)
        pictures, classes = number(sum(checked.report.totals)), number(len(checked.report.counts))
        self._counts_title.setText(
            self.tr("{pictures} pictures with captions").format(pictures=pictures)
            if checked.kind == "captions"
            else self.tr("{pictures} pictures in {classes} classes").format(pictures=pictures, classes=classes)
        )
        self.warnings.clear()
        self.warnings.addItems(warnings(checked) or [self.tr("Nothing is doubtful about these pictures.")])
        files = doubtful_files(checked.report, self._work.in_words)
        self.files.set_rows(files)
        self._files_title.setText(self.tr("Files to look at: {count}").format(count=number(len(files))))
        for part in (self._files_title, self._files_view):
            part.setVisible(bool(files))

    def _show_verified(self) -> None:
        count = sum(bool(mark.label) for mark in self._work.state.marks.values())
        self.verified.setText(self.tr("Verified pictures of this project: %n", "", count))
        self.verified.setEnabled(count > 0 and not self._work.checking)

    def _show_estimate(self) -> None:
        work, text = self._work, ""
        if work.checked is not None and work.estimate is not None and work.estimated_config is not None:
            text = self.tr("With the recipe {recipe}: about {time}, and {memory} of memory.").format(
                recipe=recipe_title(work.estimated_config.recipe), time=duration(work.estimate.seconds),
                memory=size_text(work.estimate.bytes, self.locale()),
            )  # fmt: skip
        elif work.checked is not None:
            text = work.estimate_problem or self.tr("Measuring how long a run will take…")
        self.estimate.setText(text)

    def _on_progress(self, step: Progress) -> None:
        total = step.total or 0
        self.bar.setRange(0, total)
        self.bar.setValue(min(step.done, total))
        text = stage_name(step.stage)
        if total:
            text = self.tr("{what}: {done} of {total}").format(what=text, done=number(step.done), total=number(total))
        self._doing.setText(text)


def _dropped(event: QDropEvent) -> Path | None:
    """The folder or table that was dropped."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and (path.is_dir() or path.suffix.lower() in _TABLES):
            return path
    return None


def _as_high_as_its_lines(label: QLabel) -> None:
    """A layout with a place in the middle asks for the height of a narrower label, and cuts lines off."""
    label.setMinimumHeight(max(0, label.heightForWidth(_READABLE)))

"""Training, last page: what came of a run, and what of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.dialog import empty_text, fill, fit_columns, heading, table_view, text_line
from clipdesk.gui.tasks import Fault, Job
from clipdesk.gui.thumbnails import Thumbnails
from clipdesk.gui.training_matrix import MatrixView
from clipdesk.gui.training_measuring import Measured, measured
from clipdesk.gui.training_save import SavePanel
from clipdesk.gui.training_tables import (
    THUMBNAIL,
    ChangedModel,
    MatrixModel,
    classes_model,
    recall_rows,
    recalls_model,
)
from clipdesk.gui.training_words import number, share, stage_name
from clipdesk.gui.training_work import TrainingWork
from clipdesk.progress import Progress
from clipdesk.training.runs import Run

if TYPE_CHECKING:
    from clipdesk.training.result import Result

_PURPOSE = "measure the result"
_MOST_SIGHTS = 60  # pictures whose thumbnails are asked for at once


class ResultPage(QWidget):
    """Before and after, on pictures that were not learned from; measured once the page is seen."""

    def __init__(self, work: TrainingWork, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._thumbnails = work, thumbnails
        self._run: Run | None = None
        self._seen, self._problem = False, ""
        self.measured: Measured | None = None
        self._title, self._about, self.bar = heading(), text_line(), QProgressBar()
        self.bar.setTextVisible(False)
        self.which = QComboBox()
        self.classes, self.recalls = classes_model(self), recalls_model(self)
        self.before, self.after = MatrixModel(self), MatrixModel(self)
        self.changed = ChangedModel(thumbnails, self)
        self._tables = QStackedWidget()
        self._classes_view, self._recalls_view, self._changed_view = table_view(), table_view(), table_view()
        self._before_view, self._after_view = MatrixView(self.before), MatrixView(self.after)
        self._empty, self._calm = empty_text(), empty_text()
        self._changed_title = QLabel()
        self._changed_title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self._either = QStackedWidget()
        self.panel = SavePanel(work)
        self._lay_out()
        self.which.currentIndexChanged.connect(lambda _place: self._show_table())
        self._changed_view.verticalScrollBar().valueChanged.connect(lambda _value: self._want_sights())
        self.retranslate()

    def _lay_out(self) -> None:
        for view, model, widths in (
            (self._classes_view, self.classes, (140, 80, 80, 80, 80)),
            (self._recalls_view, self.recalls, (200, 90, 90)),
            (self._changed_view, self.changed, (180, 110, 110, 130)),
        ):  # fmt: skip
            view.setModel(model)
            fit_columns(view, widths)
        self._changed_view.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self._changed_view.verticalHeader().setDefaultSectionSize(THUMBNAIL + 6)
        for page in (self._empty, self._classes_view, self._before_view, self._after_view, self._recalls_view):
            self._tables.addWidget(page)
        self._either.addWidget(self._calm)
        self._either.addWidget(self._changed_view)
        left, across = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(theme.SPACE)
        left.addWidget(self.which, 0, Qt.AlignmentFlag.AlignLeft)
        left.addWidget(self._tables, 3)
        left.addWidget(self._changed_title)
        left.addWidget(self._either, 3)
        across.setSpacing(theme.GROUP)
        across.addLayout(left, 6)
        across.addWidget(self.panel, 5)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.GROUP, theme.PANEL, theme.GROUP, theme.PANEL)
        whole.setSpacing(theme.SPACE)
        for part in (self._title, self._about, self.bar):
            whole.addWidget(part)
        whole.addLayout(across, 1)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("What came of it"))
        fill(self.which, [
            (self.tr("By class"), "classes"), (self.tr("Taken for what, before"), "before"),
            (self.tr("Taken for what, after"), "after"),
        ])  # fmt: skip
        self.which.setAccessibleName(self.tr("What the table shows"))
        self.bar.setAccessibleName(self.tr("Progress"))
        before, after = self.tr("Before"), self.tr("After")
        self.classes.set_titles((self.tr("Class"), self.tr("Pictures"), before, after, self.tr("More right")))
        self.recalls.set_titles((self.tr("Found"), before, after))
        self.changed.set_titles((self.tr("Picture"), self.tr("Truly"), before, after))
        self._classes_view.setAccessibleName(self.tr("Share of each class that is right, before and after"))
        self._recalls_view.setAccessibleName(self.tr("What is found, before and after"))
        self._changed_view.setAccessibleName(self.tr("Pictures whose label changed"))
        for view, name in ((self._before_view, before), (self._after_view, after)):
            view.setAccessibleName(self.tr("True classes in rows, given ones in columns: {when}").format(when=name))
        self._calm.setText(self.tr("Every picture keeps its label."))
        self.panel.retranslate()
        self._show()

    def show_run(self, run: Run) -> None:
        """Take another run; it is measured when the page is seen."""
        if run == self._run and self._seen:
            return
        self._run, self.measured, self._seen = run, None, False
        if self.isVisible():
            self._measure()
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what has not been yet."""
        super().showEvent(event)
        self._measure()
        self._want_sights()

    def _measure(self) -> None:
        run = self._run
        if run is None or self._seen:
            return
        self._seen, self._problem = True, ""
        self._work.lane.start(Job(
            _PURPOSE, lambda: measured(run), on_progress=self._on_progress, on_result=self._on_measured,
            on_fault=self._on_fault, on_end=self._on_end,
        ))  # fmt: skip
        self.panel.show_run(run)
        self.bar.setRange(0, 0)
        self._show()

    def _on_progress(self, step: Progress) -> None:
        self.bar.setRange(0, step.total or 0)
        self.bar.setValue(step.done)
        self._about.setText(stage_name(step.stage) + "…")

    def _on_measured(self, found: Measured) -> None:
        self.measured = found

    def _on_fault(self, fault: Fault) -> None:
        self._seen = False  # it may be tried again
        self._problem = self._work.in_words(fault.sentence)
        if fault.details:
            self._work.state.fail(fault)

    def _on_end(self) -> None:
        self._show()
        self._want_sights()

    def _show(self) -> None:
        busy = self._work.lane.running(_PURPOSE)
        self.bar.setVisible(busy)
        found = self.measured
        result = found.result if found is not None else None
        self.which.setVisible(result is not None)
        for part in (self._changed_title, self._either):
            part.setVisible(result is not None)
        if self._run is None:
            self._empty.setText(self.tr("Choose a run that has a model, and see its result here."))
        else:
            self._empty.setText("" if busy else self._problem)
        if found is not None:
            self._about.setText(self._headline(found))
        elif not busy:
            self._about.setText("")
        if result is not None:
            self._show_result(result)
        elif found is not None and found.recalls is not None:
            names = (self.tr("caption among the {k} nearest"), self.tr("picture among the {k} nearest"))
            self.recalls.set_rows(recall_rows(*found.recalls, names))
        self._show_table()

    def _headline(self, found: Measured) -> str:
        kept = found.part == "test"
        if found.result is not None:
            text = (
                self.tr("{before} right before, {after} after, on {count} pictures that were kept to report on.")
                if kept
                else self.tr("{before} right before, {after} after, on {count} pictures that were not learned from.")
            )
            return text.format(
                before=share(found.result.before.accuracy), after=share(found.result.after.accuracy),
                count=number(len(found.result.after.best)),
            )  # fmt: skip
        assert found.recalls is not None
        text = (
            self.tr("Measured on {count} pictures that were kept to report on.")
            if kept
            else self.tr("Measured on {count} pictures that were not learned from.")
        )
        return text.format(count=number(found.recalls[1].images))

    def _show_result(self, result: Result) -> None:
        self.classes.set_rows(result.per_class)
        self.before.show_counts(result.classes, result.before.confusion)
        self.after.show_counts(result.classes, result.after.confusion)
        changed = result.changed
        if changed != self.changed.rows:
            self.changed.set_rows(changed)
        self._changed_title.setText(self.tr("Pictures whose label changed: {count}").format(count=number(len(changed))))
        self._either.setCurrentWidget(self._changed_view if changed else self._calm)

    def _show_table(self) -> None:
        found = self.measured
        if found is None:
            self._tables.setCurrentWidget(self._empty)
        elif found.result is None:
            self._tables.setCurrentWidget(self._recalls_view)
        else:
            self._tables.setCurrentWidget({
                "classes": self._classes_view, "before": self._before_view, "after": self._after_view,
            }[self.which.currentData()])  # fmt: skip

    def _want_sights(self) -> None:
        rows = self.changed.rows
        if not self.isVisible() or not rows:
            return
        first = max(0, self._changed_view.rowAt(0))
        self._thumbnails.want([str(one.path) for one in rows[first : first + _MOST_SIGHTS]])

"""What a run can be told: pause, resume, stop and keep its best model, be discarded, go on for more epochs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QStackedLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import button, text_line
from clipdesk.gui.tasks import Fault, Job, at_once
from clipdesk.gui.training_process import TrainingRun
from clipdesk.gui.training_work import TrainingWork
from clipdesk.training import runs
from clipdesk.training.config import RECIPES
from clipdesk.training.runs import Run

_MORE = 5


class Orders(QWidget):
    """Buttons for the selected run; discarding asks first, in the same line."""

    changed = Signal()  # the run was told something
    removed = Signal()
    result_wanted = Signal(object)  # Run

    def __init__(self, work: TrainingWork, training: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._training = work, training
        self._run: Run | None = None
        self._live = False
        self.pause, self.resume, self.stop, self.discard, self.add, self.result = (
            button(called) for called in (
                lambda: self._tell("pause"), self._on_resume, self._on_stop, lambda: self._ask(True),
                self._on_add, self._on_result,
            )
        )  # fmt: skip
        self.result.setObjectName("primary")
        self.epochs = QSpinBox()
        self.epochs.setRange(1, 1000)
        self.epochs.setValue(_MORE)
        self.epochs.lineEdit().setTextMargins(theme.SPACE // 2, 0, 0, 0)  # a style sheet does not reach it
        self._question, self.really, self.keep = text_line(), button(self._discard), button(lambda: self._ask(False))
        buttons, asking = QWidget(), QWidget()
        for page, parts in (
            (buttons, (self.pause, self.resume, self.stop, self.discard, None, self.epochs, self.add, self.result)),
            (asking, (self._question, self.really, self.keep)),
        ):
            line = QHBoxLayout(page)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(theme.SPACE)
            for part in parts:
                line.addWidget(part) if part is not None else line.addStretch(1)
        asking_line = asking.layout()
        assert isinstance(asking_line, QHBoxLayout)
        asking_line.setStretch(0, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(buttons)
        self._stack.addWidget(asking)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for widget, text in (
            (self.pause, self.tr("Pause")), (self.resume, self.tr("Resume")),
            (self.stop, self.tr("Stop and keep best")), (self.discard, self.tr("Discard…")),
            (self.add, self.tr("Add epochs")), (self.result, self.tr("See the result")),
            (self.really, self.tr("Discard")), (self.keep, self.tr("Keep")),
        ):  # fmt: skip
            widget.setText(text)
        self._question.setText(self.tr("Delete this run with its checkpoints and its model? Saved models stay."))
        self.epochs.setAccessibleName(self.tr("How many epochs more"))

    def show_run(self, run: Run | None, *, live: bool) -> None:
        """The selected run; `live` where it is under way in this window."""
        if run is None or self._run is None or run.folder != self._run.folder:
            self._ask(False)
        self._run, self._live = run, live
        busy, ordered = self._training.busy, self._training.ordered
        state = run.state if run is not None else None
        free = run is not None and not live and state != "running"
        gradient = run is not None and RECIPES[run.config.recipe].gradient
        self.pause.setEnabled(live and ordered is None)
        waits = free and not busy and gradient and state in ("paused", "failed")
        self.stop.setEnabled(waits or (live and ordered in (None, "pause")))
        self.discard.setEnabled(free or (live and ordered != "discard"))
        resumable = free and not busy and state in ("new", "paused", "failed", "stopped")
        self.resume.setEnabled(resumable)
        more = free and not busy and gradient and run is not None and run.config.epochs is not None
        for part in (self.add, self.epochs):
            part.setEnabled(more)
        self.result.setEnabled(free and run is not None and run.model is not None)
        self.pause.setVisible(live)
        self.stop.setVisible(live or waits)
        self.resume.setVisible(not live)

    def _tell(self, order: str) -> None:
        self._training.order(order)  # type: ignore[arg-type]
        self.changed.emit()

    def _on_stop(self) -> None:
        """A run that waits goes on for as long as it takes to end it."""
        if self._run is not None and not self._live:
            self._training.resume(self._run.folder)
        self._tell("stop")

    def _on_resume(self) -> None:
        if self._run is not None:
            self._training.resume(self._run.folder)
            self.changed.emit()

    def _on_add(self) -> None:
        if self._run is not None:
            self._training.resume(self._run.folder, self.epochs.value())
            self.changed.emit()

    def _on_result(self) -> None:
        if self._run is not None:
            self.result_wanted.emit(self._run)

    def _ask(self, asking: bool) -> None:
        self._stack.setCurrentIndex(1 if asking else 0)
        if asking:
            self.keep.setFocus()

    def _discard(self) -> None:
        self._ask(False)
        run = self._run
        if run is None:
            return
        if self._live:
            self._tell("discard")
            return

        def on_fault(fault: Fault) -> None:
            self._work.state.fail(Fault(self._work.in_words(fault.sentence), fault.details))

        self._work.lane.start(Job(
            f"discard {run.folder}", at_once(lambda: _discarded(run.folder)), on_fault=on_fault,
            on_end=self.removed.emit,
        ))  # fmt: skip


def _discarded(folder: Path) -> None:
    runs.discard(runs.open_run(folder))

"""Training, third page: the run under way, and the earlier ones."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QSplitter, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import heading, text_line
from clipdesk.gui.thumbnails import Thumbnails
from clipdesk.gui.training_figures import Figures
from clipdesk.gui.training_lines import CONTROL, GUESSING, LOSS, TARGET, PlotLoader, PlotPlace
from clipdesk.gui.training_orders import Orders
from clipdesk.gui.training_probes import ProbePictures
from clipdesk.gui.training_process import TrainingRun
from clipdesk.gui.training_record import Record
from clipdesk.gui.training_runs_list import Listed, RunsList
from clipdesk.gui.training_words import number, recipe_title, stage_name
from clipdesk.gui.training_work import TrainingWork
from clipdesk.training.config import RunConfig
from clipdesk.training.events import EpochEnd, Event, Failed, Finished, Note, Paused

_REPAINT_MS = 120


class RunPage(QWidget):
    """Shows the selected run: live where it is this window's, as it was kept where it is an earlier one."""

    result_wanted = Signal(object)  # Run
    shown_changed = Signal()

    def __init__(
        self, work: TrainingWork, training: TrainingRun, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._work, self.training = work, training
        self._live: Record | None = None
        self.state, self.sentence, self.bar = heading(), text_line(), QProgressBar()
        self.bar.setTextVisible(False)
        self.figures, self.probes = Figures(), ProbePictures(thumbnails)
        self.loss = PlotPlace((LOSS, GUESSING), shares=False)
        self.accuracy = PlotPlace((TARGET, CONTROL), shares=True)
        self._plots = PlotLoader(work.lane, (self.loss, self.accuracy), self)
        self.notes = QPlainTextEdit()
        self.notes.setReadOnly(True)
        self.notes.setTabChangesFocus(True)
        self._notes_title = QLabel()
        self._notes_title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self.list = RunsList(work.lane)
        self.orders = Orders(work, training)
        self._repaint = QTimer(self)
        self._repaint.setSingleShot(True)
        self._repaint.setInterval(_REPAINT_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        curves, upper = QHBoxLayout(), QWidget()
        curves.setSpacing(theme.PANEL)
        curves.addWidget(self.loss, 1)
        curves.addWidget(self.accuracy, 1)
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        for part in (self.state, self.sentence, self.bar, self.figures):
            column.addWidget(part)
        column.addLayout(curves, 1)
        column.addWidget(self.probes)
        column.addWidget(self.orders)
        across = QSplitter(Qt.Orientation.Vertical)
        across.setChildrenCollapsible(False)
        across.addWidget(upper)
        across.addWidget(self._build_lower())
        across.setSizes([560, 150])
        across.setStretchFactor(0, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.GROUP, theme.PANEL, theme.GROUP, theme.PANEL)
        whole.addWidget(across)

    def _build_lower(self) -> QWidget:
        lower, self._told = QWidget(), QWidget()
        column = QVBoxLayout(self._told)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        column.addWidget(self._notes_title)
        column.addWidget(self.notes, 1)
        line = QHBoxLayout(lower)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.PANEL)
        line.addWidget(self.list, 3)
        line.addWidget(self._told, 1)
        return lower

    def _connect(self) -> None:
        training = self.training
        training.begun.connect(self._on_begun)
        training.told.connect(self._on_told)
        training.ended.connect(self._on_ended)
        training.failed.connect(self._on_failed)
        self.list.chosen.connect(self.show_run)
        self.orders.changed.connect(self._on_orders)
        self.orders.removed.connect(self.list.refresh)
        self.orders.result_wanted.connect(self.result_wanted)
        self._repaint.timeout.connect(self.show_run)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._say_curves(tried=False)
        self._notes_title.setText(self.tr("Notes"))
        self.notes.setAccessibleName(self.tr("Notes on the run"))
        self.bar.setAccessibleName(self.tr("Progress"))
        self.figures.retranslate()
        self.list.retranslate()
        self.orders.retranslate()
        self.show_run()

    def _say_curves(self, *, tried: bool) -> None:
        """`tried`: what goes across are settings that a recipe without steps tries, one after the other."""
        across = self.tr("setting tried")
        self.loss.say(
            {LOSS: self.tr("Loss"), GUESSING: self.tr("Guessing")}, across if tried else self.tr("step"),
            self.tr("Loss by step"),
        )  # fmt: skip
        self.accuracy.say(
            {TARGET: self.tr("Right on your pictures, %"), CONTROL: self.tr("Right on the control pictures, %")},
            across if tried else self.tr("epoch"), self.tr("Accuracy by epoch"),
        )  # fmt: skip

    def start(self, config: RunConfig) -> None:
        """Begin a run."""
        self.training.begin(config)
        self.show_run()

    @property
    def shown(self) -> Listed | None:
        """The run that is selected."""
        return self.list.current

    @property
    def record(self) -> Record | None:
        """What the selected run has told."""
        listed = self.shown
        if listed is None:
            return self._live if self.training.busy else None
        return self._live if self._live is not None and listed.run.folder == self.training.folder else listed.record

    @property
    def is_live(self) -> bool:
        """Whether the selected run is under way in this window."""
        listed = self.shown
        return self.training.busy and (listed is None or listed.run.folder == self.training.folder)

    def showEvent(self, event: QShowEvent) -> None:
        """Look what runs there are, and get what draws the curves."""
        super().showEvent(event)
        self._plots.want()
        self.list.refresh()

    def show_run(self) -> None:
        """Show the selected run as it stands."""
        self._repaint.stop()
        record, listed, live = self.record, self.shown, self.is_live
        told = record or Record()
        config = listed.run.config if listed is not None else None
        self.state.setText(self._headline(config) if config is not None else self.tr("No runs yet"))
        self.sentence.setText(self._sentence(told, listed, live=live))
        self._show_bar(told, live=live)
        self.figures.show_record(told, running=live)
        self._say_curves(tried=told.tries)
        for plot, last in zip((self.loss, self.accuracy), told.reach, strict=True):
            plot.show_reach(last)
        steps, losses, chances = told.losses()
        self.loss.show_line(LOSS, steps, losses)
        self.loss.show_line(GUESSING, steps if chances else [], chances)
        for name, points in zip((TARGET, CONTROL), told.accuracies(), strict=True):
            self.accuracy.show_line(name, [place for place, _ in points], [value for _, value in points])
        self.probes.show_record(told)
        notes = "\n".join(self._work.in_words(note) for note in told.notes)
        if notes != self.notes.toPlainText():
            self.notes.setPlainText(notes)
        self._told.setVisible(bool(notes))
        self.orders.show_run(listed.run if listed is not None else None, live=live)
        self.shown_changed.emit()

    def _headline(self, config: RunConfig) -> str:
        return self.tr("{recipe} on {data}, from the model {model}").format(
            recipe=recipe_title(config.recipe), data=Path(config.data).name, model=Path(config.model).name
        )

    def _sentence(self, record: Record, listed: Listed | None, *, live: bool) -> str:
        ordered = self.training.ordered
        if live and ordered is not None:
            return {
                "pause": self.tr("Pausing after this step…"), "stop": self.tr("Stopping after this step…"),
                "discard": self.tr("Discarding…"),
            }[ordered]  # fmt: skip
        if live:
            return self._doing(record)
        ended = record.ended
        if isinstance(ended, Failed):
            return self._work.in_words(ended.sentence)
        if listed is None:
            return self.tr("Choose pictures and a recipe, and start a run. It goes on in a process of its own.")
        return {
            "new": self.tr("It has not been begun."), "running": self.tr("It runs in another window."),
            "paused": self.tr("Paused. It can be resumed where it was, also after a restart."),
            "stopped": self.tr("Stopped; its best model is kept."), "finished": self.tr("Finished."),
            "failed": self.tr("It failed. Resume it to go on from its last checkpoint."),
        }[listed.run.state]  # fmt: skip

    def _doing(self, record: Record) -> str:
        working, step = record.working, record.last_step
        if working is not None:
            return self.tr("{what}: {done} of {total}").format(
                what=stage_name(working.stage), done=number(working.done), total=number(working.total)
            )
        if step is not None:
            return self.tr("Learning: step {step} of {steps}").format(step=number(step.step), steps=number(step.steps))
        if record.tries and record.started is not None and record.last_epoch is not None:
            return self.tr("Settings tried: {done} of {total}").format(
                done=number(record.last_epoch.epoch), total=number(record.started.epochs)
            )
        return self.tr("Starting…")

    def _show_bar(self, record: Record, *, live: bool) -> None:
        working, step = record.working, record.last_step
        self.bar.setVisible(live)
        if working is not None and working.total:
            self.bar.setRange(0, working.total)
            self.bar.setValue(working.done)
        elif step is not None and working is None:
            self.bar.setRange(0, step.steps)
            self.bar.setValue(step.step)
        elif record.tries and record.started is not None and record.last_epoch is not None:
            self.bar.setRange(0, record.started.epochs)
            self.bar.setValue(record.last_epoch.epoch)
        else:
            self.bar.setRange(0, 0)

    def _on_begun(self, folder: Path) -> None:
        listed = next((one for one in self.list.model.rows if one.run.folder == folder), None)
        self._live = listed.record if listed is not None else Record()
        self.list.set_live(folder, self._live)
        self.list.refresh(folder)

    def _on_told(self, event: Event) -> None:
        if self._live is None:
            return
        self._live.add(event)
        if isinstance(event, EpochEnd):
            self.list.set_live(self.training.folder, self._live)
        if isinstance(event, (Finished, Paused, Failed, Note)):
            self.show_run()
        elif not self._repaint.isActive():
            self._repaint.start()

    def _on_ended(self, folder: Path) -> None:
        self.list.set_live(None)
        self.list.refresh(folder)
        self.show_run()

    def _on_failed(self, fault: object) -> None:
        self._work.state.fail(fault)  # type: ignore[arg-type]
        self.show_run()

    def _on_orders(self) -> None:
        self.show_run()

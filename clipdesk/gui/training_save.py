"""The choice between the model as it was and the tuned one, and saving what was chosen under a name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QSlider, QStyle, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import button, text_line
from clipdesk.gui.tasks import Fault, Job, at_once
from clipdesk.gui.training_lines import CONTROL, TARGET, PlotLoader, PlotPlace
from clipdesk.gui.training_measuring import blended, exported, free_name, saved
from clipdesk.gui.training_words import number, share
from clipdesk.gui.training_work import TrainingWork
from clipdesk.progress import Progress
from clipdesk.training.runs import Run

if TYPE_CHECKING:
    from clipdesk.training.blend import BlendPoint

_STEPS = 10
_BLEND, _NAME, _SAVE, _EXPORT = "blend", "name the model", "save the model", "export the model"


class PlaceSlider(QSlider):
    """A slider that goes to where it is clicked."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there, and be dragged on from there."""
        if event.button() == Qt.MouseButton.LeftButton:
            knob = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self)
            room, at = self.width() - knob, round(event.position().x() - knob / 2)
            self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, room))
        super().mousePressEvent(event)


class SavePanel(QWidget):
    """A slider from the model before (0) to the tuned one (1), both accuracies along it, a name, and Save."""

    saved = Signal(str)
    use_wanted = Signal(str)

    def __init__(self, work: TrainingWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._run: Run | None = None
        self.points: dict[float, BlendPoint] = {}
        self._wanted = 1.0  # the share to measure next
        self._answered = False  # what is told answers a wish of the user's, and stays
        self._kept = ""  # the name of the last model that was saved
        self._title, self._about = QLabel(), text_line()
        self._title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self.plot = PlotPlace((TARGET, CONTROL), shares=True)
        self._plots = PlotLoader(work.lane, (self.plot,), self)
        self.slider = PlaceSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setTickInterval(1)
        self._before, self._after = QLabel(), QLabel()
        for label in (self._before, self._after):
            label.setFont(theme.sized(self.font(), theme.SECONDARY))
        self.name, self.save, self.use = (
            QLineEdit(), button(self._on_save, default=True), button(lambda: self.use_wanted.emit(self._kept)),
        )  # fmt: skip
        self.export = button(self._choose_folder)
        self.save.setObjectName("primary")
        self._name_title, self.told = QLabel(), text_line()
        for label in (self._about, self.told):  # the slider stays where it is, whatever they say
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            label.setMinimumHeight(2 * label.fontMetrics().lineSpacing() + 2)
        kept = self.use.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.use.setSizePolicy(kept)
        self._name_title.setBuddy(self.name)
        self._lay_out()
        self.slider.valueChanged.connect(lambda _place: self._show())
        self.name.textChanged.connect(lambda _text: self._show_buttons())
        self.name.returnPressed.connect(self._on_save)
        self.retranslate()

    def _lay_out(self) -> None:
        ends, line = QHBoxLayout(), QHBoxLayout()
        ends.addWidget(self._before)
        ends.addStretch(1)
        ends.addWidget(self._after)
        line.setSpacing(theme.SPACE)
        line.addWidget(self._name_title)
        line.addWidget(self.name, 1)
        line.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addWidget(self._title)
        column.addWidget(self.plot, 1)
        column.addWidget(self.slider)
        column.addLayout(ends)
        column.addWidget(self._about)
        column.addSpacing(theme.SPACE)
        column.addLayout(line)
        column.addWidget(self.told)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE)
        foot.addWidget(self.export)
        foot.addStretch(1)
        foot.addWidget(self.use)
        column.addLayout(foot)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("How much of what was learned"))
        self.slider.setAccessibleName(self.tr("Share of the tuned weights"))
        self._before.setText(self.tr("the model before"))
        self._after.setText(self.tr("the tuned model"))
        self._name_title.setText(self.tr("Name"))
        self.name.setAccessibleName(self.tr("Name of the model"))
        self.save.setText(self.tr("Save"))
        self.use.setText(self.tr("Use it now"))
        self.export.setText(self.tr("Export for open_clip…"))
        self.export.setToolTip(self.tr("Writes the chosen model to a folder that open_clip opens"))
        self.plot.show_reach(1.0)
        self.plot.say(
            {TARGET: self.tr("Right on your pictures, %"), CONTROL: self.tr("Right on the control pictures, %")},
            self.tr("share of the tuned weights"), self.tr("Accuracy by the share of the tuned weights"),
        )  # fmt: skip
        self._show()

    @property
    def alpha(self) -> float:
        """The chosen share of the tuned weights."""
        return self.slider.value() / _STEPS

    def show_run(self, run: Run) -> None:
        """Measure between this run's model and the one before."""
        self._run, self.points, self._kept, self._answered = run, {}, "", False
        self.slider.setValue(_STEPS)
        self.told.setText("")
        self._plots.want()
        lane = self._work.lane
        lane.start(Job(_NAME, at_once(lambda: free_name(run)), on_result=self.name.setText))
        lane.start(Job(
            _BLEND, lambda: blended(run, lambda: self._wanted), on_value=self._on_point, on_progress=self._on_progress,
            on_fault=self._on_fault, on_end=self._show,
        ))  # fmt: skip
        self._show()

    def _on_point(self, point: Any) -> None:
        self.points[point.alpha] = point
        self._show()

    def _on_progress(self, step: Progress) -> None:
        if not self._answered and step.stage == "blending" and step.total and step.total > 1:
            text = self.tr("Measuring between both: {done} of {total}")
            self.told.setText(text.format(done=number(step.done), total=number(step.total)))

    def _on_fault(self, fault: Fault) -> None:
        self._tell(self._work.in_words(fault.sentence))
        if fault.details:
            self._work.state.fail(fault)

    def _tell(self, text: str) -> None:
        self._answered = True
        self.told.setText(text)

    def _show(self) -> None:
        known = sorted(self.points.values(), key=lambda point: point.alpha)
        for name in (TARGET, CONTROL):
            told = [(point.alpha, value) for point in known if (value := getattr(point, name)) is not None]
            self.plot.show_line(name, [place for place, _ in told], [value for _, value in told])
        self._wanted = self.alpha
        self.plot.show_mark(self.alpha)
        point = self.points.get(self.alpha)
        text = self.tr("{share} tuned: {target} right on your pictures, {control} on the control pictures")
        self._about.setText(text.format(
            share=f"{self.alpha:.0%}", target=share(point.target if point is not None else None),
            control=share(point.control if point is not None else None),
        ))  # fmt: skip
        if len(self.points) > _STEPS and not self._answered:
            self.told.setText(self._proposal())
        self._show_buttons()

    def _proposal(self) -> str:
        from clipdesk.training.blend import proposed

        best = proposed(sorted(self.points.values(), key=lambda point: point.alpha))
        if best is None:
            return ""
        if best.alpha == 0:
            return self.tr("No point is better and keeps the control pictures: choose by what you can spare.")
        text = self.tr("Proposed: {share}, the best on your pictures of those that keep the control pictures.")
        return text.format(share=f"{best.alpha:.0%}")

    def _show_buttons(self) -> None:
        busy = self._work.lane.running(_SAVE) or self._work.lane.running(_EXPORT)
        self.export.setEnabled(self._run is not None and self.alpha > 0 and not busy)
        self.save.setEnabled(self._run is not None and bool(self.name.text().strip()) and self.alpha > 0 and not busy)
        self.save.setToolTip("" if self.alpha > 0 else self.tr("That is the model before, which is there already."))
        self.use.setVisible(bool(self._kept))

    def _on_save(self) -> None:
        run, alpha, points = self._run, self.alpha, dict(self.points)
        name = "-".join(self.name.text().split())
        if run is None or not self.save.isEnabled():
            return
        self._kept = ""
        self._tell(self.tr("Saving…"))
        self._work.lane.start(Job(
            _SAVE, lambda: saved(run, alpha, name, points), on_result=self._on_saved, on_fault=self._on_fault,
            on_end=self._show_buttons,
        ))  # fmt: skip
        self._show_buttons()

    def _on_saved(self, name: str) -> None:
        self._kept = name
        self._tell(self.tr("Saved as {name}. It is among the models now.").format(name=name))
        self.saved.emit(name)

    def _choose_folder(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("A new folder for the model"), "-".join(self.name.text().split()) + "-open_clip"
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, folder: Path) -> None:
        """Write the chosen model to a new folder in open_clip's form."""
        run, alpha = self._run, self.alpha
        if run is None or not self.export.isEnabled():
            return
        self._tell(self.tr("Saving…"))
        self._work.lane.start(Job(
            _EXPORT, lambda: exported(run, alpha, folder), on_fault=self._on_fault, on_end=self._show_buttons,
            on_result=lambda made: self._tell(self.tr("Exported to {folder}").format(folder=made)),
        ))  # fmt: skip
        self._show_buttons()

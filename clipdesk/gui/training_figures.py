"""A run's figures in a row: what each is called, small, and its value."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import size_text
from clipdesk.gui.training_record import Record
from clipdesk.gui.training_words import duration, number, share

_COLUMNS = 4


class Figures(QWidget):
    """Epoch, loss, both accuracies; rate, pictures a second, memory, time left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        names = ("epoch", "loss", "target", "control", "rate", "speed", "memory", "left")
        self.values = {name: QLabel("–") for name in names}
        self._titles = {name: QLabel() for name in names}
        self._notes = {name: QLabel() for name in names}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.SPACE)
        for place, name in enumerate(names):
            grid.addWidget(self._tile(name), *divmod(place, _COLUMNS))
            grid.setColumnStretch(place % _COLUMNS, 1)

    def _tile(self, name: str) -> QFrame:
        tile = QFrame()
        tile.setObjectName("figure")
        tile.setStyleSheet("QFrame#figure { background: palette(alternate-base); border-radius: 6px; }")
        column = QVBoxLayout(tile)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(0)
        value, title, note = self.values[name], self._titles[name], self._notes[name]
        value.setFont(theme.sized(self.font(), theme.TITLE, bold=True))
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line = QGridLayout()
        line.addWidget(value, 0, 0)
        line.addWidget(note, 0, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        for label in (title, note):
            label.setFont(theme.sized(self.font(), theme.SECONDARY))
            label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        column.addWidget(title)
        column.addLayout(line)
        return tile

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for name, title in (
            ("epoch", self.tr("Epoch")), ("loss", self.tr("Loss")), ("target", self.tr("Right on your pictures")),
            ("control", self.tr("Right on the control pictures")), ("rate", self.tr("Learning rate")),
            ("speed", self.tr("Pictures a second")), ("memory", self.tr("Memory")), ("left", self.tr("Time left")),
        ):  # fmt: skip
            self._titles[name].setText(title)
            self.values[name].setAccessibleName(title)

    def show_record(self, record: Record, *, running: bool) -> None:
        """Show how a run stands."""
        begun, step, epoch = record.started, record.last_step, record.last_epoch
        self._titles["epoch"].setText(self.tr("Settings tried") if record.tries else self.tr("Epoch"))
        texts = dict.fromkeys(self.values, "–")
        notes = dict.fromkeys(self.values, "")
        before = self.tr("before: {share}")
        if begun is not None:
            done = epoch.epoch if epoch is not None else 0
            now = min(begun.epochs, max(done, step.epoch if step is not None else done))
            texts["epoch"] = self.tr("{done} of {all}").format(done=number(now), all=number(begun.epochs))
            texts["target"], texts["control"] = share(begun.baseline), share(begun.control)
        if step is not None:
            texts |= {"loss": f"{step.loss:.3f}", "rate": f"{step.learning_rate:.2g}"}
            texts["memory"] = size_text(step.memory_bytes, self.locale())
            notes["loss"] = self.tr("guessing: {loss}").format(loss=f"{step.chance:.3f}")
        elif epoch is not None:
            texts["loss"] = f"{epoch.train_loss:.3f}"
        if step is not None and running:
            texts["speed"] = number(round(step.images_per_second))
            texts["left"] = duration(step.seconds_left) if step.seconds_left > 0 else "–"
        if epoch is not None and begun is not None:
            texts["target"], texts["control"] = share(epoch.validation), share(epoch.control)
            notes["target"] = before.format(share=share(begun.baseline)) if begun.baseline is not None else ""
            notes["control"] = before.format(share=share(begun.control)) if begun.control is not None else ""
        for name, value in self.values.items():
            value.setText(texts[name])
            self._notes[name].setText(notes[name])

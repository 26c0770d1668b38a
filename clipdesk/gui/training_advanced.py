"""What a user may set about a run, beyond the recipe; what is left alone is the recipe's own."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.dialog import button, fill
from clipdesk.training.config import RECIPES, RunConfig, resolved

_TOWERS = {"both": ("image", "text"), "image": ("image",), "text": ("text",)}
_WITH_TOWERS, _WITH_RANK = ("lora", "blocks", "adapter"), ("lora", "adapter")


class AdvancedForm(QWidget):
    """Epochs, batch, rate, rank, towers, seed, the validation share and the control folder."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = "probe"
        self.epochs, self.batch, self.rank, self.blocks, self.seed = (QSpinBox() for _ in range(5))
        self.rate, self.validation, self.towers = QDoubleSpinBox(), QSpinBox(), QComboBox()
        self.control, self._browse = QLineEdit(), button(self._choose)
        ranges = (
            (self.epochs, 0, 10_000, 0), (self.batch, 2, 65_536, 64), (self.rank, 1, 256, 8), (self.blocks, 1, 48, 2),
            (self.seed, 0, 2_000_000_000, 0), (self.validation, 5, 80, 20),
        )  # fmt: skip
        for box, least, most, value in ranges:
            box.setRange(least, most)
            box.setValue(value)
        for field in (*(one for one, *_ in ranges), self.rate):
            field.lineEdit().setTextMargins(theme.SPACE // 2, 0, 0, 0)  # a style sheet does not reach it
        self.validation.setSuffix(" %")
        self.rate.setDecimals(7)
        self.rate.setRange(0, 1)
        self.rate.setSingleStep(1e-5)
        self._names: dict[QWidget, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.PANEL)
        grid.setVerticalSpacing(theme.SPACE)
        fields: tuple[QWidget, ...] = (
            self.epochs, self.batch, self.rate, self.rank, self.blocks, self.towers, self.seed, self.validation,
        )  # fmt: skip
        for place, part in enumerate(fields):
            line, column = divmod(place, 4)
            grid.addWidget(self._name_of(part), 2 * line, column)
            grid.addWidget(part, 2 * line + 1, column)
            grid.setColumnStretch(column, 1)
        folder = QHBoxLayout()
        folder.setSpacing(theme.SPACE)
        folder.addWidget(self.control, 1)
        folder.addWidget(self._browse)
        grid.addWidget(self._name_of(self.control), 4, 0, 1, 4)
        grid.addLayout(folder, 5, 0, 1, 4)
        for box, *_ in ranges:
            box.valueChanged.connect(lambda _value: self.changed.emit())
        self.rate.valueChanged.connect(lambda _value: self.changed.emit())
        self.towers.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.control.textChanged.connect(lambda _text: self.changed.emit())
        self.retranslate()

    def _name_of(self, box: QWidget) -> QLabel:
        label = QLabel()
        label.setFont(theme.sized(label.font(), theme.SECONDARY))
        label.setBuddy(box)
        self._names[box] = label
        return label

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        names = (
            (self.epochs, self.tr("Epochs")), (self.batch, self.tr("Pictures in a batch")),
            (self.rate, self.tr("Learning rate")), (self.rank, self.tr("Rank of the additions")),
            (self.blocks, self.tr("Last blocks that learn")), (self.towers, self.tr("What learns")),
            (self.seed, self.tr("Seed")), (self.validation, self.tr("Share to choose by")),
            (self.control, self.tr("Control pictures: class folders that tell what the model must not forget")),
        )  # fmt: skip
        for box, name in names:
            self._names[box].setText(name)
            box.setAccessibleName(name)
        fill(self.towers, [
            (self.tr("Pictures and texts"), "both"), (self.tr("Pictures only"), "image"),
            (self.tr("Texts only"), "text"),
        ])  # fmt: skip
        self.validation.setToolTip(self.tr("Of the pictures, where the data do not say which these are"))
        self.control.setPlaceholderText(self.tr("The sample photos"))
        self._browse.setText(self.tr("Choose…"))
        self.set_recipe(self._recipe)

    def set_recipe(self, recipe: str) -> None:
        """Offer what has a meaning for this recipe, and say what it would take by itself."""
        self._recipe = recipe
        own = resolved(RunConfig("", recipe), 1_000_000)
        text = self.tr("the recipe's: {value}")
        self.epochs.setSpecialValueText(text.format(value=own.epochs))
        self.rate.setSpecialValueText(text.format(value=f"{own.learning_rate:g}"))
        gradient = RECIPES[recipe].gradient
        for box, meant in (
            (self.epochs, recipe != "probe"), (self.batch, gradient), (self.rate, recipe != "probe"),
            (self.rank, recipe in _WITH_RANK), (self.blocks, recipe == "blocks"),
            (self.towers, recipe in _WITH_TOWERS),
        ):  # fmt: skip
            box.setEnabled(meant)
            self._names[box].setEnabled(meant)

    def applied(self, config: RunConfig) -> RunConfig:
        """The run with what is set here."""
        given = replace(
            config, batch_size=self.batch.value(), rank=self.rank.value(), blocks=self.blocks.value(),
            seed=self.seed.value(), validation=self.validation.value() / 100,
            control=self.control.text().strip() or None,
        )  # fmt: skip
        if config.recipe in _WITH_TOWERS:
            given = replace(given, towers=_TOWERS[self.towers.currentData()])
        if config.recipe != "probe":
            given = replace(given, epochs=self.epochs.value() or None, learning_rate=self.rate.value() or None)
        return given

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Control pictures"))
        if chosen:
            self.control.setText(chosen)

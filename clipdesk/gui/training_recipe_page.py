"""Training, second page: how it is learned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.dialog import button, heading, size_text, text_line
from clipdesk.gui.training_advanced import AdvancedForm
from clipdesk.gui.training_card import RecipeCard
from clipdesk.gui.training_words import CARDS, FURTHER, duration, recipe_duration, recipe_purpose, recipe_title
from clipdesk.gui.training_work import TrainingWork
from clipdesk.training.config import RECIPES, RunConfig

_REST_MS = 500
_COLUMNS = 4


class RecipePage(QWidget):
    """A card for each recipe, the proposed one chosen; more behind "Advanced"."""

    start_wanted = Signal(object)  # RunConfig

    def __init__(self, work: TrainingWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._busy = work, False
        self._proposed_for: Path | None = None
        self._title, self._about = heading(), text_line()
        self.cards = {name: RecipeCard(name) for name in (*CARDS, *FURTHER)}
        self._group = QButtonGroup(self)
        self._grid, self._further = QGridLayout(), QGridLayout()
        for grid, names in ((self._grid, CARDS), (self._further, FURTHER)):
            grid.setSpacing(theme.SPACE)
            for place, name in enumerate(names):
                self._group.addButton(self.cards[name])
                grid.addWidget(self.cards[name], *divmod(place, _COLUMNS))
            for place in range(_COLUMNS):
                grid.setColumnStretch(place, 1)
                if place >= len(names):
                    grid.addWidget(QWidget(), 0, place)  # or the columns of both rows would not be of one width
        self.unfold = QToolButton()
        self.unfold.setCheckable(True)
        self.unfold.setStyleSheet(
            "QToolButton { border: none; padding: 4px 2px; } QToolButton:focus { color: palette(link); }"
        )
        self.unfold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.advanced = AdvancedForm()
        self.estimate, self.start = text_line(small=True), button(self._on_start, default=True)
        self.start.setObjectName("primary")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._lay_out()
        self._group.buttonClicked.connect(self._on_recipe)
        self.unfold.toggled.connect(self._on_unfolded)
        self.advanced.changed.connect(self._on_changed)
        self._rest.timeout.connect(self._find_estimate)
        work.data_changed.connect(self._on_data)
        work.estimated.connect(self._show_estimate)
        work.state.model_changed.connect(self._on_changed)
        self.cards["probe"].setChecked(True)
        self.retranslate()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addLayout(self._grid)
        column.addSpacing(theme.SPACE)
        column.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._further)
        column.addWidget(self.advanced)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        foot = QHBoxLayout()
        foot.addWidget(self.estimate, 1)
        foot.addWidget(self.start)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.GROUP, theme.PANEL, theme.GROUP, theme.PANEL)
        whole.setSpacing(theme.SPACE)
        whole.addWidget(self._title)
        whole.addWidget(self._about)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)
        self._on_unfolded(False)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("How it is learned"))
        self.unfold.setText(self.tr("Advanced"))
        self.start.setText(self.tr("Start the run"))
        self.advanced.retranslate()
        self._say()

    @property
    def recipe(self) -> str:
        """The one that is chosen."""
        chosen = self._group.checkedButton()
        assert isinstance(chosen, RecipeCard)
        return chosen.recipe

    @property
    def config(self) -> RunConfig:
        """The run as it is set."""
        return self.advanced.applied(replace(self._work.config(), recipe=self.recipe))

    def choose(self, recipe: str) -> None:
        """Choose a recipe."""
        self.cards[recipe].setChecked(True)
        self._on_recipe()

    def set_busy(self, busy: bool) -> None:
        """Whether a run is under way, so that no other can be started."""
        self._busy = busy
        self._show_estimate()

    def _say(self) -> None:
        checked = self._work.checked
        best = checked.recipe if checked is not None else ""
        for name, card in self.cards.items():
            badge = self.tr("Proposed for these pictures") if name == best else ""
            card.say(recipe_title(name), recipe_duration(name), recipe_purpose(name), badge)
            card.setEnabled(checked is None or checked.kind == "labels" or RECIPES[name].needs != "labels")
        self._about.setText(
            self.tr("The model {name} learns. It stays as it is; the tuned one becomes a model of its own.").format(
                name=self._work.state.model_name
            )
        )
        self.advanced.set_recipe(self.recipe)
        self._show_estimate()

    def _on_data(self) -> None:
        checked = self._work.checked
        if checked is not None:
            if checked.data != self._proposed_for:  # the same pictures parted otherwise leave the choice alone
                self._proposed_for = checked.data
                self.cards[checked.recipe].setChecked(True)
            self._find_estimate()
        self._say()

    def _on_recipe(self, *_: object) -> None:
        self._say()
        self._on_changed()

    def _on_changed(self) -> None:
        if self._work.checked is not None:
            self._rest.start()
        self._say()

    def _on_unfolded(self, unfolded: bool) -> None:
        self.unfold.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self.advanced.setVisible(unfolded)
        for name in FURTHER:
            self.cards[name].setVisible(unfolded or self.cards[name].isChecked())

    def _find_estimate(self) -> None:
        self._rest.stop()
        config = self.config
        if not self._work.part(config.validation, config.seed):
            self._work.find_estimate(config)

    def _show_estimate(self) -> None:
        work, text = self._work, ""
        if self._busy:
            text = self.tr("A run is under way. Pause or stop it before you start another.")
        elif work.checked is None:
            text = self.tr("Choose the pictures to learn from first.")
        elif work.estimate is not None and work.estimated_config == self.config:
            text = self.tr("About {time}, and {memory} of memory.").format(
                time=duration(work.estimate.seconds), memory=size_text(work.estimate.bytes, self.locale())
            )
        else:
            text = work.estimate_problem or self.tr("Measuring how long a run will take…")
        self.estimate.setText(text)
        self.start.setEnabled(work.checked is not None and not self._busy)

    def _on_start(self) -> None:
        if self._work.checked is not None and not self._busy:
            self.start_wanted.emit(self.config)

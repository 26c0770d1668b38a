"""The training tab: Data, Recipe, Run, Result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.operations import Operations
from clipdesk.gui.state import WindowState
from clipdesk.gui.tasks import Lane
from clipdesk.gui.thumbnails import Thumbnails
from clipdesk.gui.training_data_page import DataPage
from clipdesk.gui.training_process import TrainingRun
from clipdesk.gui.training_recipe_page import RecipePage
from clipdesk.gui.training_result_page import ResultPage
from clipdesk.gui.training_run_page import RunPage
from clipdesk.gui.training_steps import StepBar
from clipdesk.gui.training_work import TrainingWork
from clipdesk.training.config import RunConfig
from clipdesk.training.runs import Run

DATA, RECIPE, RUN, RESULT = range(4)
_THREADS = 4  # one listens to the run, the others look at data, estimate and measure


class TrainingTab(QWidget):
    """Puts the four pages together. Whoever owns it calls `shut` before the program ends.

    `project` gives the folder of the open project with what is new in it saved, or None. `in_words` says a sentence of
    the core in the language in use.
    """

    model_saved = Signal(str)
    model_wanted = Signal(str)  # the user wants to work with this model now

    def __init__(
        self,
        state: WindowState,
        project: Callable[[], Path | None],
        in_words: Callable[[str], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lane, self._listener = Lane(self, _THREADS - 1), Lane(self)
        self._thumbnails = Thumbnails(self)
        self._shut = False
        self.work = TrainingWork(state, self._lane, project, in_words, self)
        self.training = TrainingRun(self._listener, self)
        self.data, self.recipe = DataPage(self.work), RecipePage(self.work)
        self.run, self.result = (
            RunPage(self.work, self.training, self._thumbnails),
            ResultPage(self.work, self._thumbnails),
        )
        self.steps, self.pages = StepBar(4), QStackedWidget()
        for page in (self.data, self.recipe, self.run, self.result):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.steps)
        column.addWidget(self.pages, 1)
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.steps.chosen.connect(self.go_to)
        self.data.done.connect(lambda: self.go_to(RECIPE))
        self.recipe.start_wanted.connect(self._on_start)
        self.run.result_wanted.connect(self._on_result_wanted)
        self.run.shown_changed.connect(self._show_steps)
        self.work.data_changed.connect(self._show_steps)
        self.training.begun.connect(lambda _folder: self._show_busy())
        self.training.ended.connect(lambda _folder: self._show_busy())
        self.training.failed.connect(lambda _fault: self._show_busy())
        self.result.panel.saved.connect(self.model_saved)
        self.result.panel.use_wanted.connect(self.model_wanted)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.steps.say((self.tr("Data"), self.tr("Recipe"), self.tr("Run"), self.tr("Result")))
        for page in (self.data, self.recipe, self.run, self.result):
            page.retranslate()
        self._show_steps()

    def go_to(self, place: int) -> None:
        """Show a page."""
        if place == RESULT:
            listed = self.run.shown
            if listed is not None and listed.run.model is not None:
                self.result.show_run(listed.run)
        self.pages.setCurrentIndex(place)
        (self.data.folder, self.recipe.cards[self.recipe.recipe], self.run.list.view, self.result.which)[
            place
        ].setFocus()
        self._show_steps()

    def shut(self) -> bool:
        """Pause the run under way and end all threads; False when something takes longer and ends by itself."""
        if self._shut:
            return True
        self._shut = True
        ended = [self.training.close(), self._listener.close(), self._lane.close(), self._thumbnails.close()]
        return all(ended)

    def closeEvent(self, event: QCloseEvent) -> None:
        """A tab that is a window of its own shuts when it is closed."""
        self.hide()
        self.shut()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_steps(self) -> None:
        listed = self.run.shown
        has_model = listed is not None and listed.run.model is not None and not self.run.is_live
        place = self.pages.currentIndex()
        self.steps.show_step(place, (True, self.work.checked is not None, True, has_model or place == RESULT))

    def _show_busy(self) -> None:
        self.recipe.set_busy(self.training.busy)

    def _on_start(self, config: RunConfig) -> None:
        self.run.start(config)
        self.recipe.set_busy(True)
        self.go_to(RUN)

    def _on_result_wanted(self, run: Run) -> None:
        self.result.show_run(run)
        self.go_to(RESULT)


def training_tab(operations: Operations) -> TrainingTab:
    """The tab for a window: it learns from the window's project and with its model, and hands saved models over."""

    def project() -> Path | None:
        operations.keeper.save()
        return operations.state.project_folder

    tab = TrainingTab(operations.state, project, in_words)
    tab.model_wanted.connect(operations.load_model)
    return tab

"""The two rooms of the window, Sort and Train, and the tabs above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.operations import Operations

if TYPE_CHECKING:
    from clipdesk.gui.training_tab import TrainingTab

SORT, TRAIN = range(2)


class Rooms(QWidget):
    """Shows one of both. The training room is made when it is first entered: the window's start stays quick."""

    entered = Signal(int)  # SORT or TRAIN
    model_saved = Signal(str)

    def __init__(self, operations: Operations, sort: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self.training: TrainingTab | None = None
        self.bar, self._pages = QTabBar(), QStackedWidget()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        for _ in (SORT, TRAIN):
            self.bar.addTab("")
        head = QFrame()
        head.setObjectName("rooms")
        line = QHBoxLayout(head)
        line.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        line.addWidget(self.bar)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._pages, 1)
        self._pages.addWidget(sort)
        self.bar.currentChanged.connect(self._on_changed)
        self.retranslate()

    @property
    def sorting(self) -> bool:
        """Whether the room with the pictures to sort is shown."""
        return self.bar.currentIndex() == SORT

    def enter(self, room: int) -> None:
        """Show a room."""
        self.bar.setCurrentIndex(room)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.bar.setAccessibleName(self.tr("Rooms"))
        for room, text in ((SORT, self.tr("Sort")), (TRAIN, self.tr("Train"))):
            self.bar.setTabText(room, text)

    def prepare_shut(self) -> None:
        """Tell a run under way to pause, and wait for nothing: it is to end with the window."""
        if self.training is not None:
            self.training.training.prepare_close()

    def shut(self) -> bool:
        """End what the training room does; False when something takes longer and ends by itself."""
        return self.training is None or self.training.shut()

    def changeEvent(self, event: QEvent) -> None:
        """Another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _on_changed(self, room: int) -> None:
        if room == TRAIN and self.training is None:
            self._make_training()
        self._pages.setCurrentIndex(room)
        self.entered.emit(room)

    def _make_training(self) -> None:
        from clipdesk.gui.training_tab import training_tab

        self.training = training_tab(self._operations)
        self.training.model_saved.connect(self.model_saved)
        self.training.model_wanted.connect(lambda _name: self.enter(SORT))
        self._pages.addWidget(self.training)
        theme.inset_numbers(self.training)

"""The middle of the window: the first page, the grid, or a word on why there is nothing in it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from clipdesk.gui.empty_view import EmptyView
from clipdesk.gui.grid_view import GridView
from clipdesk.gui.state import WindowState
from clipdesk.gui.welcome_view import WelcomeView


class Centre(QStackedWidget):
    """Shows the page that fits the state."""

    def __init__(
        self,
        state: WindowState,
        welcome: WelcomeView,
        empty: EmptyView,
        grid: GridView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._welcome, self._empty, self._grid = welcome, empty, grid
        for page in (welcome, empty, grid):
            self.addWidget(page)
        for changed in (
            state.sources_changed, state.shown_changed, state.pictures_reset, state.pictures_added,
            state.selection_changed, state.progress_changed, state.counts_changed,
        ):  # fmt: skip
            changed.connect(self._show)
        self._show()

    def _show(self, *_: object) -> None:
        state = self._state
        if not (state.sources or len(state.pictures)):
            page: QWidget = self._welcome
        else:
            page = self._grid if len(state.pictures) and len(state.shown) else self._empty
        if page is self._empty:
            self._empty.refresh()
        self.setCurrentWidget(page)

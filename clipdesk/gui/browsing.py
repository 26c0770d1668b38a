"""Moving through the grid: what is selected there is what the state calls current, also once it is rearranged."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from clipdesk.gui.grid_view import GridView
from clipdesk.gui.menus import Menus
from clipdesk.gui.operations import Operations
from clipdesk.gui.picture_model import ROW, PictureModel
from clipdesk.gui.thumbnails import Thumbnails


class Browsing(QObject):
    """Ties the grid to `operations.state`."""

    opened = Signal(int)  # the row of a picture to be shown large

    def __init__(self, operations: Operations, grid: GridView, model: PictureModel, thumbnails: Thumbnails) -> None:
        super().__init__(grid)
        self._operations, self._state = operations, operations.state
        self._grid, self._model, self._thumbnails = grid, model, thumbnails
        self._kept: int | None = None
        chosen = grid.selectionModel()
        chosen.selectionChanged.connect(self._on_selected)
        chosen.currentChanged.connect(self._on_selected)
        grid.activated_place.connect(lambda place: self.opened.emit(self._row(place)))
        grid.doubleClicked.connect(lambda index: self.opened.emit(self._row(index.row())))
        grid.seen.connect(self._on_seen)
        model.modelAboutToBeReset.connect(self._remember_selection)
        model.modelReset.connect(self._select_again)
        thumbnails.arrived.connect(lambda _path: grid.viewport().update())
        self._selection, self._to_top = self._state.selection, False
        self._state.selection_changed.connect(self._on_selection_changed)
        for changed in (self._state.shown_changed, self._state.pictures_reset, self._state.pictures_added):
            changed.connect(self._on_shown_changed)

    def go(self, step: int) -> None:
        """On to the next picture, or back with a negative step."""
        self._select(self._grid.currentIndex().row() + step)

    def go_from(self, row: int, step: int) -> int | None:
        """The same from a certain picture; the row that is come to. One that is hidden by now has made room for it."""
        place = self._model.place_of(row)
        if place >= 0:
            self._select(min(max(place + step, 0), self._model.rowCount() - 1))
        return self._state.current

    def show_row(self, row: int) -> None:
        """Select a picture and bring it into sight, or say why not."""
        place = self._model.place_of(row)
        if place < 0:
            self._state.note(self.tr("This filter hides the picture. Show all pictures to see it."))
            return
        self._select(place)
        self._grid.scrollTo(self._model.index(place, 0))

    def offer_menu(self, menus: Menus) -> None:
        """Give the grid a context menu: the labels, and what else can be done with the selected pictures."""
        grid = self._grid
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(lambda _point: self._on_menu(menus))

    def _select(self, place: int) -> None:
        if 0 <= place < self._model.rowCount():
            index = self._model.index(place, 0)
            self._grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _row(self, place: int) -> int:
        return int(self._model.index(place, 0).data(ROW))

    def _on_selected(self) -> None:
        chosen = self._grid.selectionModel()
        rows = [index.data(ROW) for index in chosen.selectedIndexes()]
        current = chosen.currentIndex()
        row = current.data(ROW) if current.isValid() else None
        self._state.set_current(row if row in rows or not rows else rows[0], rows)

    def _remember_selection(self) -> None:
        self._kept = self._state.current

    def _select_again(self) -> None:
        place = self._model.place_of(self._kept) if self._kept is not None else -1
        if place >= 0:
            self._select(place)
        elif self._model.rowCount() == 0:
            self._state.set_current(None)

    def _on_selection_changed(self) -> None:
        """Another order is chosen, or a search begun, for what it puts first."""
        before, now = self._selection, self._state.selection
        searched = (now.search.strip() or now.like is not None) and (now.search, now.like) != (
            before.search,
            before.like,
        )
        self._to_top = self._to_top or now.order != before.order or bool(searched)
        self._selection = now

    def _on_shown_changed(self, *_: object) -> None:
        if self._to_top and self._model.rowCount():
            self._to_top = False
            self._select(0)
            self._grid.scrollToTop()
        if len(self._state.pictures) and self._grid.currentIndex().row() < 0:
            self.go(1)

    def _on_seen(self) -> None:
        rows = [self._row(place) for place in self._grid.places_in_sight()]
        refs = self._state.pictures.refs
        self._state.visible = tuple(rows)
        self._thumbnails.want([str(refs[row].path) for row in rows if row < len(refs)])

    def _on_menu(self, menus: Menus) -> None:
        menu = QMenu(self._grid)
        for row in self._state.draft.rows:
            if row.enabled:
                action = menu.addAction(row.name.replace("&", "&&") + (f"\t{row.key}" if row.key else ""))
                action.triggered.connect(lambda _=False, name=row.name: self._operations.verify(name))
        menu.addSeparator()
        for name in ("none", "unverify", "similar", "maps"):
            menu.addAction(menus.actions[name])
        menu.exec(self._grid.cursor().pos())

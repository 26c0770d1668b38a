from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester

from clipdesk.data.catalog import ImageRef, Skipped
from clipdesk.gui.grid_view import GridView
from clipdesk.gui.picture_model import ROW, TILE, PictureModel
from clipdesk.gui.state import WindowState

MANY = 100_000


def _refs(count, start=0):
    return [ImageRef(Path(f"/pictures/{number:06}.jpg"), 1, 1) for number in range(start, start + count)]


@pytest.fixture
def state(qtbot):
    made = WindowState()
    made.set_sources([Path("/pictures")])
    return made


@pytest.fixture
def grid(qtbot, state):
    view = GridView()
    qtbot.addWidget(view)
    view.setModel(PictureModel(state, view))
    view.resize(800, 600)
    view.show()
    return view


def _fill(state, count):
    state.add_pictures(_refs(count), Path("/pictures"))
    state.set_shown(np.arange(count))


def test_the_model_keeps_qts_rules(qtbot, state):
    model = PictureModel(state)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    _fill(state, 10)
    state.add_pictures(_refs(5, 10), Path("/pictures"))
    state.set_shown(np.arange(15))
    state.set_shown(np.array([3, 1]))
    state.reset_pictures()
    state.set_shown(np.zeros(0, dtype=np.intp))
    assert model.rowCount() == 0
    del tester


def test_more_pictures_are_put_behind(qtbot, state):
    model = PictureModel(state)
    _fill(state, 3)
    with qtbot.waitSignal(model.rowsInserted):
        state.add_pictures(_refs(2, 3), Path("/pictures"))
        state.set_shown(np.arange(5))
    with qtbot.assertNotEmitted(model.modelReset):
        state.set_shown(np.arange(5))


def test_a_tile_says_why_a_picture_is_not_readable(state):
    model = PictureModel(state)
    _fill(state, 2)
    state.pictures.mark_fault(1, Skipped(Path("/pictures/000001.jpg"), "damaged", "This file is cut short."))
    assert model.index(1).data(TILE).problem == "This file is cut short."
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "000001.jpg: This file is cut short."
    assert model.index(0).data() == "000000.jpg"


def test_every_tile_is_found_where_it_is_drawn(grid, state):
    _fill(state, 50)
    for place in grid.places_in_sight():
        index = grid.model().index(place, 0)
        assert grid.indexAt(grid.visualRect(index).center()) == index
    assert not grid.indexAt(QPoint(1, 1)).isValid()


def test_only_what_is_in_sight_is_looked_at(grid, state, qtbot):
    _fill(state, MANY)
    assert len(grid.places_in_sight()) < 40
    grid.scrollTo(grid.model().index(MANY - 1, 0))
    assert MANY - 1 in grid.places_in_sight()
    assert 0 not in grid.places_in_sight()


def test_arrow_keys(grid, state, qtbot):
    _fill(state, 30)
    grid.setFocus()
    columns = len([place for place in range(30) if grid.visualRect(grid.model().index(place, 0)).top() < 100])
    grid.setCurrentIndex(grid.model().index(0, 0))
    for key, expected in (
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 1 + columns), (Qt.Key.Key_Left, columns), (Qt.Key.Key_End, 29),
        (Qt.Key.Key_Down, 29), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Up, 0),
    ):  # fmt: skip
        qtbot.keyClick(grid, key)
        assert grid.currentIndex().row() == expected


def test_a_rubber_band_selects_what_it_touches(grid, state):
    _fill(state, 30)
    first, second = (grid.visualRect(grid.model().index(place, 0)) for place in (0, 1))
    grid.setSelection(QRect(first.center(), second.center()), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert sorted(index.data(ROW) for index in grid.selectionModel().selectedIndexes()) == [0, 1]


def test_enter_opens(grid, state, qtbot):
    _fill(state, 3)
    grid.setCurrentIndex(grid.model().index(2, 0))
    with qtbot.waitSignal(grid.activated_place) as opened:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_tiles_change_their_size_within_limits(grid, state):
    _fill(state, 30)
    for size in (10, 5000):
        grid.set_tile_size(size)
        assert 96 <= grid.tile_size <= 320
        assert grid.visualRect(grid.model().index(0, 0)).width() == grid.tile_size

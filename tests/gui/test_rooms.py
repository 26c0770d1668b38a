"""The window's two rooms: sorting and training."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from clipdesk import paths
from clipdesk.data.samples import installed_samples
from clipdesk.gui.rooms import SORT, TRAIN
from clipdesk.gui.training_tab import RECIPE, RUN
from clipdesk.training import lock, runs
from tests.helpers.runs import shapes, small_model

PATIENCE = 60_000


@pytest.fixture(autouse=True)
def _one_thread_there_too(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def test_keys_reach_the_room_in_sight(qtbot, opened):
    window = opened(sources=(installed_samples()[0].path,), labels=("cat", "dog"))
    qtbot.waitUntil(lambda: window.state.ranking is not None and window.operations.idle, timeout=PATIENCE)
    window.grid.setCurrentIndex(window.model.index(0, 0))
    assert window.rooms.sorting
    assert window.rooms.training is None
    stack = window.operations.undo_stack
    done = stack.count()
    window.menus.actions["train"].trigger()
    tab = window.rooms.training
    assert tab.isVisible()
    assert not window.grid.isVisible()
    assert not window.menus.actions["none"].isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_1)
    assert stack.count() == done
    window.menus.actions["sort"].trigger()
    assert window.grid.isVisible()
    assert window.menus.actions["none"].isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_1)
    assert stack.count() == done + 1
    window.rooms.enter(TRAIN)
    assert not window.menus._undo.isEnabled()
    assert window.rooms.training is tab
    window.rooms.enter(SORT)
    assert window.menus._undo.isEnabled()


def test_the_keys_of_the_rooms_are_their_own(opened):
    window = opened()
    shortcuts = [action.shortcut().toString() for action in window.menus.actions.values()]
    shortcuts = [one for one in shortcuts if one]
    assert {"Ctrl+1", "Ctrl+2"} <= set(shortcuts)
    assert len(shortcuts) == len(set(shortcuts))


def test_a_saved_model_is_in_the_list_and_can_be_used(qtbot, opened):
    window = opened()
    dialog = window.dialogs.show_models()
    window.rooms.enter(TRAIN)
    tab = window.rooms.training
    small_model(paths.user_models_dir() / "taught")
    tab.model_saved.emit("taught")
    qtbot.waitUntil(lambda: "taught" in [one.name for one in dialog.installed.model.rows], timeout=PATIENCE)
    tab.model_wanted.emit("taught")
    assert window.rooms.sorting
    qtbot.waitUntil(lambda: window.state.model is not None and window.state.model_name == "taught", timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.operations.files.empty, timeout=PATIENCE)
    dialog.close()


def test_closing_pauses_a_run_under_way(qtbot, opened, tmp_path):
    window = opened()
    window.operations.load_model(str(small_model(tmp_path / "small")))
    qtbot.waitUntil(lambda: window.state.model is not None, timeout=PATIENCE)
    window.rooms.enter(TRAIN)
    tab = window.rooms.training
    data = shapes(tmp_path / "data")
    tab.data.take(data)
    qtbot.waitUntil(lambda: not tab.work.checking, timeout=PATIENCE)
    tab.go_to(RECIPE)
    tab.recipe.choose("lora")
    tab.recipe.advanced.epochs.setValue(400)
    tab.recipe.advanced.batch.setValue(6)
    tab.recipe.advanced.control.setText(str(data))
    tab.recipe.start.click()
    assert tab.pages.currentIndex() == RUN
    qtbot.waitUntil(lambda: tab.run.record is not None and len(tab.run.record.steps) > 5, timeout=PATIENCE)
    folder, process = tab.training.folder, tab.training._process
    window.close()  # waits for no more than a moment; the process ends by itself, be it later
    assert not window.isVisible()
    qtbot.waitUntil(lambda: not process.running, timeout=PATIENCE)
    assert not lock.is_taken(folder)
    assert runs.open_run(folder).state == "paused"

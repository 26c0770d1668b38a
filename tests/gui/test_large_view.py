"""A picture in a window of its own: going through the pictures there, and giving labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clipdesk.gui.main_window import MainWindow

LONG = 30_000


@pytest.fixture
def window(qtbot: QtBot, opened: Callable[..., MainWindow], pictures: Path) -> MainWindow:
    (pictures / "broken.jpg").unlink()
    made = opened(sources=(pictures,), labels=("cat", "flower", "rocket"))
    qtbot.waitUntil(lambda: made.state.ranking is not None and made.operations.idle, timeout=LONG)
    return made


def test_going_on_and_giving_labels(qtbot, window):
    state = window.state
    rows = state.shown.tolist()
    large = window.open_large(rows[0])
    qtbot.addWidget(large)
    qtbot.waitUntil(lambda: large._read, timeout=LONG)
    assert large.verdict.text().endswith("%")
    qtbot.keyClick(large, Qt.Key.Key_Right)
    assert large.row == state.current == rows[1]
    assert large.windowTitle() == state.pictures.refs[rows[1]].path.name
    qtbot.keyClick(large, "3")
    assert (mark := state.mark_of(rows[1])) is not None
    assert mark.label == "rocket"
    assert large.row == rows[2]
    qtbot.keyClick(large, "a")
    assert large.row == rows[1]
    assert large.verdict.text() == "✓ rocket"
    qtbot.keyClick(large, Qt.Key.Key_Left)
    qtbot.keyClick(large, Qt.Key.Key_Left)  # there is none before the first
    assert large.row == rows[0]


def test_what_a_label_hides_makes_room_for_the_next(qtbot, window):
    window.operations.show("unlabelled")
    rows = window.state.shown.tolist()
    large = window.open_large(rows[1])
    qtbot.addWidget(large)
    for place in (1, 2, 3):
        assert large.row == rows[place]
        qtbot.keyClick(large, "1")
        left = len(rows) - place
        qtbot.waitUntil(lambda left=left: len(window.state.shown) == left and window.operations.idle, timeout=LONG)
    assert large.row == rows[4]
    assert len(window.state.marks) == 3


def test_the_maps_follow_the_picture(qtbot, window):
    rows = window.state.shown.tolist()
    large = window.open_large(rows[0])
    qtbot.addWidget(large)
    large.show_maps()
    shown = lambda: {cell.answer.asked.row for cell in large.maps.cells if cell.answer is not None}  # noqa: E731
    qtbot.waitUntil(lambda: large._stack.currentWidget() is large.maps, timeout=LONG)
    assert shown() == {rows[0]}
    qtbot.keyClick(large, "d")
    assert large._stack.currentWidget() is large.view  # not the maps of another picture
    qtbot.waitUntil(lambda: large._stack.currentWidget() is large.maps, timeout=LONG)
    assert shown() == {rows[1]}

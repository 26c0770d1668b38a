"""What the trials of the window share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

from clipdesk.gui.app import Options, open_window
from clipdesk.gui.main_window import MainWindow

LONG = 60_000  # milliseconds, on a busy machine


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[[], MainWindow]]:
    """Opens the window as it opens without arguments: with the project that it left."""
    windows: list[MainWindow] = []

    def open_it() -> MainWindow:
        window = open_window(Options())
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        qtbot.waitUntil(lambda: window.state.model is not None and window.operations.idle, timeout=LONG)
        return window

    yield open_it
    for window in windows:
        window.close()

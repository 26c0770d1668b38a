"""Windows without a display, and what they stand on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

from clipdesk.data.samples import installed_samples
from clipdesk.gui.app import Options, open_window
from clipdesk.gui.main_window import MainWindow
from clipdesk.gui.operations import Operations
from clipdesk.gui.state import WindowState


@pytest.fixture
def operations(qtbot: QtBot, own_home: object) -> Iterator[Operations]:
    """Operations on an empty state, closed at the end."""
    state = WindowState()
    made = Operations(state)
    state.setParent(made)
    yield made
    assert made.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of sample photos, one of which is cut short."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for sample in installed_samples():
        (folder / sample.path.name).write_bytes(sample.path.read_bytes())
    (folder / "broken.jpg").write_bytes((folder / "china.jpg").read_bytes()[:5000])
    return folder


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., MainWindow]]:
    """Opens whole windows on one project, with the bundled model loaded."""
    windows = []

    def open_it(**options: object) -> MainWindow:
        window = open_window(Options(**{"project": tmp_path / "Test.clipdesk", **options}))  # type: ignore[arg-type]
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        qtbot.waitUntil(lambda: window.state.model is not None and window.operations.idle, timeout=60_000)
        return window

    yield open_it
    for window in windows:
        window.close()

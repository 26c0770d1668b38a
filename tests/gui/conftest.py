"""Windows without a display, and what they stand on."""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

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

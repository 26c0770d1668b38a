"""The application object: its icon and names, and the files that the system asks it to open."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clipdesk.gui.about_dialog import AboutDialog
from clipdesk.gui.application import Application, program_icon
from clipdesk.gui.operations import Operations


def test_the_icon_has_the_sizes_that_windows_and_task_bars_ask_for(qapp: Application) -> None:
    icon = program_icon()
    for side in (16, 32, 48, 256):
        image = icon.pixmap(QSize(side, side), 1.0).toImage()
        assert (image.width(), image.height()) == (side, side)
        assert image.pixelColor(0, 0).alpha() < 255  # a round corner
        assert image.pixelColor(side // 2, side // 2).alpha() == 255
    assert not qapp.windowIcon().isNull()
    assert QGuiApplication.desktopFileName() == "clipdesk"


def test_about_shows_the_icon(qtbot: QtBot, operations: Operations) -> None:
    about = AboutDialog(operations)
    qtbot.addWidget(about)
    about.show()
    assert about._icon.isVisible()
    assert not about._icon.pixmap().isNull()


@pytest.mark.parametrize("names", [["one.jpg"], ["one.jpg", "two folders"]])
def test_files_that_are_opened_at_once_are_told_together(
    qtbot: QtBot, qapp: Application, names: list[str], tmp_path: Path
) -> None:
    files = [tmp_path / name for name in names]
    with qtbot.waitSignal(qapp.files_opened, timeout=3000) as told:
        for file in files:
            QApplication.postEvent(qapp, QFileOpenEvent(str(file)))
    assert told.args == [files]

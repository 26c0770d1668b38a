"""What is pasted and dropped."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from clipdesk.data.images import decode
from clipdesk.errors import UsageError
from clipdesk.gui.dialogs import Dialogs
from clipdesk.gui.intake import Intake
from clipdesk.gui.pasting import image_of, keep

NOW = datetime(2025, 6, 1, 12, 30, 15, 250_000)  # noqa: DTZ001 - a clock on the wall


@pytest.fixture
def intake(qtbot, operations, tmp_path):
    operations.keeper.open(tmp_path / "Test.clipdesk")
    window = QMainWindow()
    qtbot.addWidget(window)
    return Intake(operations, Dialogs(operations, window), window)


@pytest.fixture
def said(operations):
    notes = []
    operations.state.noted.connect(notes.append)
    return notes


def _image(colour="orange"):
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


def _files(*paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_a_pasted_picture_is_kept_in_the_project_and_added(qtbot, operations, intake, said, tmp_path):
    state, folder = operations.state, tmp_path / "Test.clipdesk" / "pasted"
    for number, colour in enumerate(("orange", "blue"), start=1):
        QGuiApplication.clipboard().setImage(_image(colour))
        intake.paste()
        qtbot.waitUntil(lambda number=number: len(state.pictures) == number)
    assert state.sources == (folder,)
    first = state.pictures.refs[0].path
    assert first.parent == folder
    assert decode(first).pixels[0, 0].tolist() == [255, 165, 0]
    assert "40 × 30" in said[0]
    assert str(first) in said[0]


def test_two_pictures_of_one_moment_get_two_files(tmp_path):
    first, second = (keep(_image(), tmp_path / "new" / "pasted", NOW) for _ in range(2))
    assert first.name == "pasted-2025-06-01-123015-250.png"
    assert second.name == "pasted-2025-06-01-123015-250-2.png"
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="cannot be made"):
        keep(_image(), tmp_path / "file" / "pasted", NOW)


def test_pasted_files_become_sources_once(qtbot, operations, intake, said, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    _image().save(str(folder / "one.png"))
    QGuiApplication.clipboard().setMimeData(_files(folder))
    intake.paste()
    assert operations.state.sources == (folder,)
    assert said == ["Pasted, and added to the sources: 1."]
    qtbot.waitUntil(lambda: len(operations.state.pictures) == 1)
    intake.paste()
    assert said[-1] == "What was pasted is among the sources already."


@pytest.mark.parametrize("content", ["nothing", "words", "a page"])
def test_what_cannot_be_pasted_is_told(operations, intake, said, content):
    mime = QMimeData()
    if content == "words":
        mime.setText("a cat")
    elif content == "a page":
        mime.setUrls([QUrl("https://example.org/cat.jpg")])
    QGuiApplication.clipboard().setMimeData(mime)
    intake.paste()
    assert said == ["There is no picture on the clipboard, and no file or folder of this computer."]
    assert operations.state.sources == ()


def test_a_picture_that_cannot_be_kept_is_a_fault(qtbot, operations, intake, tmp_path):
    (tmp_path / "Test.clipdesk" / "pasted").write_text("a file where the folder should be")
    with qtbot.waitSignal(operations.state.failed) as failed:
        operations.keep_picture(_image())
    assert "pasted cannot be made" in failed.args[0].sentence


@pytest.mark.filterwarnings(
    "ignore:.*QDragEnterEvent.*deprecated:DeprecationWarning"
)  # there is no other way to make one
def test_dropping_on_the_window(qtbot, opened, tmp_path):
    window = opened()
    page = QMimeData()
    page.setUrls([QUrl("https://example.org/")])
    assert not _enter(window, page)
    mime = QMimeData()
    mime.setImageData(_image())
    assert _enter(window, mime)
    lit = window.welcome.grab().toImage()
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, drop)
    assert window.welcome.grab().toImage() != lit
    qtbot.waitUntil(lambda: len(window.state.pictures) == 1)
    assert image_of(_files(Path("a.png"))) is None


def test_pasting_into_a_field_stays_there(qtbot, opened):
    window = opened()
    QGuiApplication.clipboard().setText("a cat")
    window.top.search.setFocus()
    qtbot.keyClick(window.top.search, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.top.search.text() == "a cat"


def _enter(window: QWidget, mime: QMimeData) -> bool:
    event = QDragEnterEvent(
        QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(window, event)
    assert event.type() == QEvent.Type.DragEnter
    return event.isAccepted()

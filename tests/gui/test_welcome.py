"""The first page, and what takes its place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from clipdesk import paths
from clipdesk.gui.recent_projects import RecentProjects
from clipdesk.gui.samples import SAMPLE_LABELS, sample_paths, samples_project
from clipdesk.gui.welcome_view import WelcomeView
from clipdesk.inference.project import create


@pytest.fixture
def memory(tmp_path):
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def welcome(qtbot, operations, memory):
    state = operations.state
    page = WelcomeView(state, RecentProjects(state, memory, state))
    qtbot.addWidget(page)
    page.resize(720, 700)
    page.show()
    return page


def _texts(page):
    return [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]


def test_three_steps_and_three_ways_to_begin(qtbot, welcome):
    texts = _texts(welcome)
    assert [text for text in texts if text in ("Add pictures", "Type labels", "Check and keep")] == [
        "Add pictures", "Type labels", "Check and keep",
    ]  # fmt: skip
    assert any("Nothing leaves this computer" in text for text in texts)
    for button, signal in (
        (welcome.folder, welcome.folder_wanted), (welcome.project, welcome.project_wanted),
        (welcome.samples, welcome.samples_wanted),
    ):  # fmt: skip
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_samples_and_own_pictures_stay_apart(qtbot, opened, pictures, monkeypatch):
    window = opened(project=None)
    first = window.state.project_folder
    qtbot.mouseClick(window.welcome.samples, Qt.MouseButton.LeftButton)
    assert window.state.project_folder == samples_project()
    assert window.state.sources == tuple(sample_paths())
    assert window.state.draft.names == SAMPLE_LABELS
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(pictures))
    window.sources.add_wanted.emit()
    assert window.state.project_folder == first
    assert window.state.sources == (pictures,)
    assert window.state.draft.names == ()
    window.intake.open_samples()
    assert window.state.sources == tuple(sample_paths())
    window.sources.add_wanted.emit()
    assert window.state.project_folder not in (first, samples_project())
    assert window.state.sources == (pictures,)


def test_recent_projects_the_last_first(qtbot, operations, welcome, tmp_path):
    folders = [tmp_path / f"{name}.clipdesk" for name in ("one", "two & half", "three")]
    for folder in folders:
        create(folder)
        operations.state.set_project(folder)
    assert "Recent projects" in _texts(welcome)
    assert [button.toolTip() for button in welcome.recent] == [str(folders[1]), str(folders[0])]
    with qtbot.waitSignal(welcome.project_chosen) as chosen:
        qtbot.mouseClick(welcome.recent[0], Qt.MouseButton.LeftButton)
    assert chosen.args == [folders[1]]


def test_projects_that_are_gone_and_the_samples_are_not_recent(operations, memory, welcome, tmp_path):
    state = operations.state
    state.set_project(tmp_path / "gone.clipdesk")
    state.set_project(create(paths.user_data_dir() / "projects" / "Samples.clipdesk").folder)
    state.set_project(None)
    assert welcome.recent == ()
    assert "Recent projects" not in _texts(welcome)
    kept = create(tmp_path / "kept.clipdesk").folder
    state.set_project(kept)
    memory.sync()
    state.set_project(None)
    again = RecentProjects(state, QSettings(memory.fileName(), QSettings.Format.IniFormat), state)
    assert again.folders == (kept,)


def test_the_page_of_the_window(qtbot, opened, pictures, tmp_path, monkeypatch):
    other = create(tmp_path / "Other.clipdesk").folder
    window = opened()
    assert window.welcome.isVisible()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(pictures))
    qtbot.mouseClick(window.welcome.folder, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.grid.isVisible(), timeout=30_000)
    assert not window.welcome.isVisible()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    window.intake.choose_project()
    qtbot.waitUntil(lambda: window.welcome.isVisible())
    assert [button.toolTip() for button in window.welcome.recent] == [str(tmp_path / "Test.clipdesk")]
    qtbot.mouseClick(window.welcome.recent[0], Qt.MouseButton.LeftButton)
    assert window.state.project_folder == tmp_path / "Test.clipdesk"
    qtbot.waitUntil(lambda: window.grid.isVisible(), timeout=30_000)
    window.operations.show("verified")
    qtbot.waitUntil(lambda: window.empty.isVisible())
    assert window.empty.sentence.startswith("Nothing to show")

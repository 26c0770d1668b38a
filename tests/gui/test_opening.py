"""What the window opens when it starts: files and folders it is given, the last project, or a fresh one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from pytestqt.qtbot import QtBot

from clipdesk.gui import app as program
from clipdesk.gui.app import Options, open_window
from clipdesk.gui.command import command
from clipdesk.gui.main_window import MainWindow
from clipdesk.gui.opening import projects_dir
from clipdesk.inference.project import create, save

LONG = 30_000


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Callable[[Options], MainWindow]]:
    windows: list[MainWindow] = []

    def start_it(options: Options) -> MainWindow:
        window = open_window(options)
        qtbot.addWidget(window)
        windows.append(window)
        return window

    yield start_it
    for window in windows:
        window.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(2):
        Image.new("RGB", (40, 30), (number, 90, 30)).save(folder / f"{number}.png")
    return folder


def test_the_last_project_is_opened_again(start, tmp_path):
    mine = tmp_path / "Mine.clipdesk"
    first = start(Options(project=mine))
    first.operations.add_labels(["cat", "dog"])
    first.close()
    second = start(Options())
    assert second.state.project_folder == mine
    assert second.state.draft.names == ("cat", "dog")
    assert second.windowTitle().endswith("Mine")


def test_a_last_project_that_is_gone_leaves_the_usual_one(start, tmp_path):
    mine = tmp_path / "Mine.clipdesk"
    start(Options(project=mine)).close()
    mine.rename(tmp_path / "elsewhere.clipdesk")
    assert start(Options()).state.project_folder == projects_dir() / "Untitled.clipdesk"


@pytest.mark.parametrize("place", ["usual", "given"])
def test_a_project_that_cannot_be_opened_is_told_of_and_kept(qtbot, start, tmp_path, place):
    folder = projects_dir() / "Untitled.clipdesk" if place == "usual" else tmp_path / "Mine.clipdesk"
    save(create(folder))
    for file in folder.rglob("project*.json"):
        file.write_text("{ not json")
    window = start(Options(project=folder if place == "given" else None))
    fresh = projects_dir() / ("Untitled 2.clipdesk" if place == "usual" else "Untitled.clipdesk")
    assert window.state.project_folder == fresh
    with qtbot.waitSignal(window.state.failed, timeout=LONG) as failed:
        window.show()
    assert "no good backup" in failed.args[0].sentence
    assert fresh.stem in failed.args[0].sentence
    assert (folder / "project.json").read_text() == "{ not json"
    qtbot.waitUntil(lambda: window.state.model is not None, timeout=LONG)
    window.close()
    assert start(Options()).state.project_folder == fresh  # and is not told again


def test_files_and_folders_that_are_given_are_added(qtbot, start, pictures, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (20, 20), "red").save(other / "red.png")
    window = start(Options(sources=(pictures / "0.png", other)))
    qtbot.waitUntil(lambda: len(window.state.pictures) == 2, timeout=LONG)
    assert window.state.selection.source is None
    window.close()
    again = start(Options(sources=(other,)))  # is known already, and shown alone
    qtbot.waitUntil(lambda: len(again.state.pictures) == 2, timeout=LONG)
    qtbot.waitUntil(lambda: len(again.state.shown) == 1, timeout=LONG)
    assert again.state.selection.source == other


def test_the_command_takes_pictures_and_one_project(tmp_path, pictures, monkeypatch):
    asked: list[Options] = []
    monkeypatch.setattr(program, "run", asked.append)
    mine = create(tmp_path / "Mine.clipdesk").folder
    run = CliRunner().invoke
    assert run(command, [str(pictures / "0.png"), str(pictures), str(mine / "project.json")]).exit_code == 0
    assert asked[0].sources == (pictures / "0.png", pictures)
    assert asked[0].project == mine
    other = create(tmp_path / "Other.clipdesk").folder
    assert run(command, [str(mine), str(other)]).exit_code != 0
    assert run(command, [str(tmp_path / "nothing")]).exit_code != 0
    assert len(asked) == 1

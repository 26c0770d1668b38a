"""A person's first hour with the window, from a folder of photographs to label folders, and the next morning."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from clipdesk.data.samples import installed_samples
from clipdesk.gui.export_dialog import ExportDialog
from clipdesk.gui.filing_dialog import FilingDialog
from clipdesk.gui.main_window import MainWindow

LABELS = ("cat", "cup of coffee", "flower", "rocket", "temple", "astronaut")
SURE = {"chelsea.png": "cat", "flower.jpg": "flower"}  # what the bundled model knows
LONG = 60_000  # milliseconds, on a busy machine


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """A folder with folders: sample photographs, and one file that was cut short."""
    folder = tmp_path / "Summer 夏 2024"
    (folder / "camera").mkdir(parents=True)
    for number, sample in enumerate(installed_samples()):
        target = folder / "camera" if number % 2 else folder
        (target / sample.path.name).write_bytes(sample.path.read_bytes())
    (folder / "cut short.jpg").write_bytes(installed_samples()[-1].path.read_bytes()[:4000])
    return folder


def row_of(window: MainWindow, name: str) -> int:
    return next(row for row, ref in enumerate(window.state.pictures.refs) if ref.path.name == name)


def select(window: MainWindow, name: str) -> int:
    row = row_of(window, name)
    window.grid.setCurrentIndex(window.model.index(window.model.place_of(row), 0))
    window.grid.setFocus()
    assert window.state.current == row
    return row


def best(window: MainWindow, name: str) -> str:
    ranking = window.state.ranking
    assert ranking is not None
    return ranking.names[int(ranking.scores.best[row_of(window, name)])]


def least_certain(window: MainWindow) -> int:
    ranking = window.state.ranking
    assert ranking is not None
    best_two = np.sort(ranking.scores.probabilities, axis=1)[:, -2:]
    return int(np.argmin(np.where(ranking.scores.valid, best_two[:, 1] - best_two[:, 0], np.inf)))


def said(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.detail.findChildren(QLabel) if label.isVisible())


def ranked(window: MainWindow) -> bool:
    ranking, held = window.state.ranking, window.state.held
    up = ranking is not None and held is not None and ranking.scores.version == held.version
    return up and window.operations.idle


def test_from_photographs_to_folders_and_the_next_morning(
    qtbot: QtBot,
    opened: Callable[[], MainWindow],
    photographs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = opened()
    state = window.state
    count = len(installed_samples())

    # the folder is chosen in the dialog, the labels are typed
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_options: str(photographs))
    window.menus.actions["open folder"].trigger()
    qtbot.waitUntil(lambda: "Type labels" in said(window), timeout=LONG)
    assert not window.sources.export.isEnabled()
    qtbot.keyClicks(window.labels.entry, ", ".join(LABELS))
    qtbot.keyClick(window.labels.entry, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ranked(window) and state.counts.get("all") == count + 1, timeout=LONG)
    assert [fault.path.name for fault in state.pictures.faults.values()] == ["cut short.jpg"]
    assert state.ranking is not None
    assert state.ranking.names == LABELS
    for name, label in SURE.items():
        assert best(window, name) == label

    # a label that is taken away and put back by undo ranks the same
    before = state.ranking.scores.probabilities.copy()
    window.operations.remove_labels([LABELS.index("rocket")])
    qtbot.waitUntil(lambda: ranked(window) and "rocket" not in state.ranking.names)
    window.operations.undo_stack.undo()
    qtbot.waitUntil(lambda: ranked(window) and state.ranking.names == LABELS)
    np.testing.assert_allclose(state.ranking.scores.probabilities, before, atol=1e-6, equal_nan=True)

    # the least certain first: there it begins
    order = window.top.findChild(QComboBox)
    assert order is not None
    order.setCurrentIndex(1)
    order.activated.emit(1)
    qtbot.waitUntil(lambda: state.current == state.shown[0] and state.current == least_certain(window), timeout=LONG)
    window.operations.order_by("found")
    qtbot.waitUntil(lambda: state.current == 0, timeout=LONG)

    # why is this a cat?
    select(window, "chelsea.png")
    assert window.detail.why.text() == "Show why “cat”"
    window.detail.why.click()
    qtbot.waitUntil(lambda: window.detail.view.values is not None and window.detail.settled, timeout=LONG)
    assert window.detail.answer is not None
    assert window.detail.answer.asked.label == "cat"
    assert float(np.nanmax(np.abs(window.detail.view.values))) > 0
    saved = tmp_path / "why.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_options: (str(saved), ""))
    window.detail.export_wanted.emit()
    qtbot.waitUntil(saved.exists, timeout=LONG)
    qtbot.waitUntil(lambda: not QImage(str(saved)).isNull())

    # two are corrected with the keys of their labels, one belongs to none
    corrected = {"rocket.jpg": "rocket", "china.jpg": "temple"}
    for name, label in corrected.items():
        row = select(window, name)
        qtbot.keyClick(window.grid, str(LABELS.index(label) + 1))
        assert (mark := state.mark_of(row)) is not None
        assert mark.label == label
    row = select(window, "coins.png")
    window.menus.actions["none"].trigger()
    assert (mark := state.mark_of(row)) is not None
    assert mark.label == ""
    qtbot.waitUntil(lambda: state.counts.get("verified") == 3, timeout=LONG)

    # a table
    table = tmp_path / "results.csv"
    qtbot.mouseClick(window.sources.export, Qt.MouseButton.LeftButton)
    export = window.findChild(ExportDialog)
    assert export is not None
    export.which.setCurrentIndex(export.which.findData("all"))
    export.form.setCurrentIndex(export.form.findData("csv"))
    export.target.setText(str(table))
    qtbot.mouseClick(export.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: table.exists() and not export.job.busy, timeout=LONG)
    with table.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {Path(line["path"]).name for line in lines} == {ref.path.name for ref in state.pictures.refs}
    told = {Path(line["path"]).name: " ".join(line.values()) for line in lines}
    for name, label in {**SURE, **corrected}.items():
        assert label in told[name]

    # folders
    filed = tmp_path / "sorted"
    qtbot.mouseClick(window.sources.filing, Qt.MouseButton.LeftButton)
    filing = window.findChild(FilingDialog)
    assert filing is not None
    filing.now.which.setCurrentIndex(filing.now.which.findData("all"))
    filing.now.destination.setText(str(filed))
    qtbot.mouseClick(filing.now.preview, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filing.now.plan is not None and not filing.job.busy, timeout=LONG)
    assert not filed.exists()  # a dry run
    qtbot.mouseClick(filing.now.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not filing.job.busy and filed.exists(), timeout=LONG)
    for name, label in {**SURE, **corrected}.items():
        source = state.pictures.refs[row_of(window, name)].path
        assert (filed / label / name).read_bytes() == source.read_bytes()
    assert not list(filed.rglob("coins.png"))
    window.close()

    # the next morning
    again = opened()
    qtbot.waitUntil(lambda: ranked(again) and again.state.counts.get("verified") == 3, timeout=LONG)
    assert again.state.sources == (photographs,)
    assert again.state.draft.names == LABELS
    for name, label in {**corrected, "coins.png": ""}.items():
        assert (mark := again.state.mark_of(row_of(again, name))) is not None
        assert mark.label == label
    assert again.state.ranking is not None
    again_rows = [row_of(again, ref.path.name) for ref in state.pictures.refs]
    np.testing.assert_allclose(again.state.ranking.scores.probabilities[again_rows], before, atol=1e-6, equal_nan=True)
    again.menus.actions["filing"].trigger()
    filing = again.findChild(FilingDialog)
    assert filing is not None
    filing.tabs.setCurrentWidget(filing.history)
    qtbot.waitUntil(lambda: filing.history.model.rowCount() == 1, timeout=LONG)

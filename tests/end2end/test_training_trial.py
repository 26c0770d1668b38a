"""A person teaches the model: pictures dropped, a run watched, paused, gone on with, judged, kept, used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from clipdesk import paths
from clipdesk.clip.checkpoint import read_checkpoint
from clipdesk.gui.main_window import MainWindow
from clipdesk.gui.training_tab import DATA, RECIPE, RESULT, RUN, TrainingTab
from clipdesk.training import lock, runs
from clipdesk.zoo import registry
from tests.end2end.test_window_process import display
from tests.helpers.runs import COLOURS, shapes, small_model
from tests.helpers.window_process import check_closed, started

LONG = 60_000  # milliseconds, on a busy machine
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _one_thread_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def drop(widget: QWidget, path: Path) -> None:
    """A folder is dragged over a widget and let go."""
    what, none = QMimeData(), Qt.KeyboardModifier.NoModifier
    what.setUrls([QUrl.fromLocalFile(str(path))])
    over = QDragEnterEvent(QPoint(60, 60), Qt.DropAction.CopyAction, what, LEFT, none)
    QApplication.sendEvent(widget, over)
    assert over.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(60, 60), Qt.DropAction.CopyAction, what, LEFT, none))


def train_room(qtbot: QtBot, window: MainWindow) -> TrainingTab:
    window.menus.actions["train"].trigger()
    tab = window.rooms.training
    assert tab is not None
    qtbot.waitUntil(tab.isVisible)
    return tab


def right(qtbot: QtBot, window: MainWindow) -> float:
    """The share of the shown pictures whose top label is the name of their folder, once all are ranked."""
    state = window.state

    def ranked() -> bool:
        ranking, held = state.ranking, state.held
        up = ranking is not None and held is not None and ranking.scores.version == held.version
        return up and state.model is not None and len(state.pictures) > 0 and window.operations.idle

    qtbot.waitUntil(ranked, timeout=LONG)
    assert state.ranking is not None
    best = [state.ranking.names[int(place)] for place in state.ranking.scores.best]
    return sum(name == ref.path.parent.name for name, ref in zip(best, state.pictures.refs, strict=True)) / len(best)


@pytest.mark.slow
@pytest.mark.timeout(300)  # two training processes, each of which imports torch
def test_taught_over_two_days(
    qtbot: QtBot, opened: Callable[[], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned, new = shapes(tmp_path / "Discs", each=16), shapes(tmp_path / "New discs", each=12, seed=7)
    window = opened()
    window.operations.load_model(str(small_model(tmp_path / "small")))
    qtbot.waitUntil(lambda: window.state.model_name == str(tmp_path / "small") and window.operations.idle, timeout=LONG)
    window.operations.open_sources([new])
    qtbot.keyClicks(window.labels.entry, ", ".join(COLOURS))
    qtbot.keyClick(window.labels.entry, Qt.Key.Key_Return)
    before = right(qtbot, window)

    # the pictures, and the recipe
    tab = train_room(qtbot, window)
    assert tab.pages.currentIndex() == DATA
    drop(tab.data, learned)
    qtbot.waitUntil(lambda: tab.work.checked is not None, timeout=LONG)
    counts = {one.name: (one.train, one.validation) for one in tab.data.counts.rows}
    assert counts["All"] == (39, 9)
    qtbot.mouseClick(tab.data.next, LEFT)
    assert tab.pages.currentIndex() == RECIPE
    assert tab.recipe.recipe == "probe"
    assert tab.recipe.cards["probe"].badge
    qtbot.mouseClick(tab.recipe.cards["lora"], LEFT)
    qtbot.mouseClick(tab.recipe.unfold, LEFT)
    form = tab.recipe.advanced
    for box, value in ((form.epochs, 40), (form.batch, 12), (form.validation, 25)):
        box.setValue(value)
    form.rate.setValue(5e-3)
    form.control.setText(str(new))
    parted = lambda: next(one for one in tab.data.counts.rows if one.name == "All").validation == 12  # noqa: E731
    qtbot.waitUntil(parted, timeout=LONG)  # another share shows in the table of the first page
    assert tab.recipe.recipe == "lora"

    # a run that is watched and paused; no second one beside it
    qtbot.mouseClick(tab.recipe.start, LEFT)
    assert tab.pages.currentIndex() == RUN
    seen = lambda: tab.run.record is not None and len(tab.run.record.epochs) >= 3  # noqa: E731
    qtbot.waitUntil(lambda: seen() and tab.run.accuracy.plot is not None, timeout=LONG)
    assert not tab.recipe.start.isEnabled()
    assert "under way" in tab.recipe.estimate.text()
    qtbot.mouseClick(tab.run.orders.pause, LEFT)
    qtbot.waitUntil(lambda: not tab.training.busy and tab.run.shown.run.state == "paused", timeout=LONG)
    loss, accuracy = tab.run.loss.plot, tab.run.accuracy.plot
    paused_at = tab.run.record.last_step.step
    assert loss.points("loss") == loss.points("guessing") == paused_at
    assert accuracy.points("target") == accuracy.points("control") >= 4
    assert all(tab.run.figures.values[name].text() != "–" for name in ("loss", "target", "control", "rate", "memory"))
    shown = [tile.label for tile in tab.run.probes.tiles if tile.isVisible()]
    assert shown
    assert set(shown) <= set(COLOURS)
    folder = tab.run.shown.run.folder
    window.close()

    # the next day
    window = opened()
    tab = train_room(qtbot, window)
    qtbot.mouseClick(tab.steps.buttons[RUN], LEFT)
    qtbot.waitUntil(lambda: tab.run.shown is not None, timeout=LONG)
    assert (tab.run.shown.run.folder, tab.run.shown.run.state) == (folder, "paused")
    assert tab.run.record.last_step.step == paused_at
    qtbot.mouseClick(tab.run.orders.resume, LEFT)
    qtbot.waitUntil(lambda: tab.run.shown.run.state == "finished", timeout=LONG)
    assert [step.step for step in tab.run.record.steps] == list(range(1, 40 * 3 + 1))
    row = tab.run.list.model.index(0, 4)
    assert tab.run.list.model.data(row) == "40 / 40"

    # what came of it, and how much of it is kept
    qtbot.mouseClick(tab.run.orders.result, LEFT)
    assert tab.pages.currentIndex() == RESULT
    qtbot.waitUntil(lambda: tab.result.measured is not None, timeout=LONG)
    result = tab.result.measured.result
    assert result.after.accuracy > result.before.accuracy + 0.2
    for name in ("before", "after"):
        tab.result.which.setCurrentIndex(tab.result.which.findData(name))
        matrix = getattr(tab.result, name)
        assert matrix.rowCount() == matrix.columnCount() == 3
    assert len(tab.result.changed.rows) == len(result.changed) > 0
    panel = tab.result.panel
    qtbot.keyClick(panel.slider, Qt.Key.Key_Left)
    assert panel.alpha == 0.9
    qtbot.waitUntil(lambda: {0.0, 0.9} <= panel.points.keys(), timeout=LONG)
    point = panel.points[0.9]
    assert point.target > result.before.accuracy
    assert point.control is not None
    panel.name.setText("of colours")
    qtbot.waitUntil(panel.save.isEnabled)
    qtbot.mouseClick(panel.save, LEFT)
    qtbot.waitUntil(panel.use.isVisible, timeout=LONG)
    kept = registry.info("of-colours")
    assert kept.measured is not None
    assert kept.measured.top1 == pytest.approx(point.target, abs=1e-3)
    card = (paths.user_models_dir() / "of-colours" / "README.md").read_text(encoding="utf-8")
    assert all(text in card for text in ("Discs", "LoRA", "Epochs: 40", "control pictures", "0.9 of 1"))

    # for other programs
    target = tmp_path / "for open_clip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_options: (str(target), ""))
    qtbot.waitUntil(panel.export.isEnabled)
    qtbot.mouseClick(panel.export, LEFT)
    qtbot.waitUntil(lambda: str(target) in panel.told.text(), timeout=LONG)
    assert read_checkpoint(target).config.embed_dim == 16

    # and at work
    qtbot.mouseClick(panel.use, LEFT)
    assert window.rooms.sorting
    qtbot.waitUntil(lambda: window.state.model_name == "of-colours" and window.operations.idle, timeout=LONG)
    assert right(qtbot, window) > before + 0.2


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("platform", ["offscreen", "xcb"])
@pytest.mark.parametrize("state", ["checking", "starting", "training", "judging"])
def test_closed_in_the_midst_of_it(state: str, platform: str, tmp_path: Path) -> None:
    if platform == "xcb" and (shutil.which("Xvfb") is None or state != "training"):
        pytest.skip("no virtual display is installed, or the state is closed in without one")
    data, model = shapes(tmp_path / "Discs", each=16), small_model(tmp_path / "small")
    more = {"CLIPDESK_TEST_DATA": str(data), "CLIPDESK_TEST_MODEL": str(model)}
    if platform == "offscreen":
        with started(state, **more) as process:
            check_closed(process, None, others_seconds=60)
    else:
        with display() as name, started(state, platform="xcb", DISPLAY=name, **more) as process:
            check_closed(process, None, others_seconds=60)
    for run in runs.list_runs():
        assert not lock.is_taken(run.folder)
        assert run.state == ("finished" if state == "judging" else run.state)
    if state == "training":
        assert [run.state for run in runs.list_runs()] == ["paused"]

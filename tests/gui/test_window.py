"""The whole window on real photographs with the bundled model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QMessageBox, QTreeView

from clipdesk.data.samples import installed_samples
from clipdesk.gui.app import Options, open_window
from clipdesk.gui.samples import SAMPLE_LABELS

LABELS = SAMPLE_LABELS


def _row(window, name):
    return next(row for row, ref in enumerate(window.state.pictures.refs) if ref.path.name == name)


def _select(window, name):
    index = window.model.index(window.model.place_of(_row(window, name)), 0)
    window.grid.setCurrentIndex(index)


def test_a_first_session_and_the_next(qtbot, opened, pictures, monkeypatch):
    window = opened()
    assert window.welcome.isVisible()
    window.operations.open_sources([pictures])
    qtbot.keyClicks(window.labels.entry, ", ".join(LABELS))
    qtbot.keyClick(window.labels.entry, Qt.Key.Key_Return)
    state = window.state
    qtbot.waitUntil(
        lambda: state.ranking is not None and window.operations.idle and len(state.pictures.faults) == 1, timeout=60_000
    )
    count = len(installed_samples()) + 1
    assert window.model.rowCount() == count
    assert state.ranking.names == LABELS
    assert state.counts["failed"] == 1

    from clipdesk.inference.classifier import Classifier

    expected = next(Classifier(state.model, LABELS, top_k=6).classify(pictures / "chelsea.png"))
    row = _row(window, "chelsea.png")
    for one in expected.predictions:
        column = LABELS.index(one.label)
        assert state.ranking.scores.probabilities[row, column] == pytest.approx(one.probability, abs=2e-3)

    _select(window, "chelsea.png")
    window.detail.why.setChecked(True)
    qtbot.waitUntil(lambda: window.detail.view.values is not None, timeout=60_000)
    assert np.nanmax(window.detail.view.values) <= 1
    assert window.detail.answer.asked.row == row

    window.grid.setFocus()
    qtbot.keyClick(window.grid, Qt.Key.Key_1)
    assert state.mark_of(row).label == "cat"
    window.operations.undo_stack.undo()
    assert state.mark_of(row) is None
    window.operations.undo_stack.redo()
    qtbot.waitUntil(lambda: state.counts.get("verified") == 1)
    window.close()

    again = opened()
    qtbot.waitUntil(lambda: again.state.counts.get("verified") == 1 and again.operations.idle, timeout=60_000)
    assert again.state.sources == (pictures,)
    assert again.state.draft.names == LABELS
    assert again.state.mark_of(_row(again, "chelsea.png")).label == "cat"


def test_prompts_search_and_likeness(qtbot, opened, pictures):
    window = opened(sources=(pictures,), labels=LABELS)
    state, operations = window.state, window.operations
    qtbot.waitUntil(lambda: state.ranking is not None and operations.idle, timeout=60_000)
    count = window.model.rowCount()
    operations.remove_labels([0])
    qtbot.waitUntil(lambda: state.ranking.names == LABELS[1:])
    operations.undo_stack.undo()
    qtbot.waitUntil(lambda: state.ranking.names == LABELS)
    operations.search("a cat")
    qtbot.waitUntil(lambda: operations.idle and len(state.shown) == count - 1)
    operations.show_similar(_row(window, "coffee.png"))
    qtbot.waitUntil(lambda: operations.idle and state.shown[0] == _row(window, "coffee.png"))
    operations.search("")
    operations.show("failed")
    qtbot.waitUntil(lambda: [state.pictures.refs[row].path.name for row in state.shown] == ["broken.jpg"])


def test_closing_while_everything_runs(qtbot, tmp_path, pictures):
    window = open_window(Options(project=tmp_path / "Other.clipdesk", sources=(pictures,), labels=LABELS))
    qtbot.addWidget(window)
    window.show()
    qtbot.wait(50)
    window.close()
    assert not window.isVisible()


def test_a_fault_is_shown_and_the_window_goes_on(qtbot, opened):
    from clipdesk.gui.fault_dialog import FaultReporter
    from clipdesk.gui.tasks import Fault

    window = opened()
    reporter = FaultReporter(window.state, window)
    window.state.fail(Fault("Something unexpected went wrong (X: y).", "a traceback"))
    box = window.findChild(QMessageBox)
    assert box.text() == "Something unexpected went wrong (X: y)."
    assert "a traceback" in box.detailedText()
    box.close()
    window.state.fail(Fault("Another one."))
    assert any(box.text() == "Another one." for box in window.findChildren(QMessageBox))
    del reporter


def test_a_folder_that_holds_nothing(qtbot, opened, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    window = opened(sources=(Path(folder),))
    qtbot.waitUntil(lambda: window.operations.loading.idle)
    assert window.empty.isVisible()
    assert window.empty.sentence.startswith("No pictures there")


def test_the_keys_of_labels_work_wherever_the_focus_is(qtbot, opened, pictures):
    window = opened(sources=(pictures,), labels=("cat", "dog"))
    state, grid = window.state, window.grid
    qtbot.waitUntil(lambda: state.ranking is not None and window.operations.idle, timeout=60_000)
    grid.setCurrentIndex(window.model.index(2, 0))  # beyond the one that cannot be read
    lists = [*window.sources.findChildren(QTreeView), window.labels.table, *window.top.findChildren(QComboBox)]
    assert len(lists) == 4
    for widget in lists:
        row = state.current
        qtbot.keyClick(widget, "2")
        assert state.mark_of(row).label == "dog"
        assert state.current != row
    assert state.draft.names == ("cat", "dog")  # none was renamed
    window.labels.entry.setFocus()
    before = dict(state.marks)
    qtbot.keyClick(window.labels.entry, "2")
    assert window.labels.entry.text() == "2"
    assert state.marks == before

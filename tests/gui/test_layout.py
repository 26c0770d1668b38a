"""Nothing moves under the mouse, and everything gets its fair share of the room."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QScrollArea

from clipdesk.clip.config import PreprocessConfig
from clipdesk.explain.faithfulness import Faithfulness
from clipdesk.gui.detail_panel import DetailPanel
from clipdesk.gui.export_dialog import ExportDialog
from clipdesk.gui.fair_split import FairSplit
from clipdesk.gui.filing_dialog import FilingDialog
from clipdesk.gui.job_tray import JobTray
from clipdesk.gui.labels_panel import LabelsPanel
from clipdesk.gui.overlays import Answered, Asked, Overlays
from clipdesk.gui.rooms import TRAIN
from clipdesk.gui.thumbnails import Thumbnails
from clipdesk.gui.why_controls import WhyControls
from clipdesk.progress import Progress

ANSWER = Answered(
    Asked(0, "cat"), np.zeros((4, 4, 3), np.uint8), np.zeros((2, 2), np.float32), False, 0.1, PreprocessConfig(32)
)
EIGHT = ["fish", "dog", "church", "french horn", "garbage truck", "gas pump", "golf ball", "parachute"]


def test_the_border_follows_what_is_needed_until_it_is_moved(qtbot):
    needed = 100
    split = FairSplit(QLabel(), QLabel(), lambda: needed)
    qtbot.addWidget(split)
    split.resize(200, 600)
    split.show()
    assert split.sizes()[0] == pytest.approx(100, abs=1)
    needed = 250
    split.share()
    assert split.sizes()[0] == pytest.approx(250, abs=1)
    needed = 5000
    split.share()
    assert split.sizes()[0] == pytest.approx(split.sizes()[1], abs=2)
    assert split.kept is None
    split.moveSplitter(400, 1)
    needed = 100
    split.share()
    assert split.sizes()[0] == pytest.approx(400, abs=3)
    assert split.kept is not None


def test_eight_labels_are_in_sight(qtbot, operations):
    panel = LabelsPanel(operations.state)
    qtbot.addWidget(panel)
    panel.resize(360, panel.needed_height)
    panel.show()
    few = panel.needed_height
    with qtbot.waitSignal(panel.grown):
        operations.add_labels(EIGHT)
    assert few < panel.needed_height < 400  # about half of a window of 860
    panel.resize(360, panel.needed_height)
    table = panel.table
    qtbot.waitUntil(lambda: table.rowViewportPosition(7) + table.rowHeight(7) <= table.viewport().height())
    assert not panel.table.verticalScrollBar().isVisible()


def test_an_export_keeps_its_buttons_where_they_are(qtbot, operations, tmp_path):
    dialog = ExportDialog(operations)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.target.setText(str(tmp_path / "new.csv"))
    size, place = dialog.size(), dialog.start.pos()
    dialog.target.setText(str(tmp_path / "nowhere" / "new.csv"))
    dialog.job.say("Something to read")
    qtbot.wait(50)
    assert (dialog.size(), dialog.start.pos()) == (size, place)


def test_filing_keeps_its_buttons_where_they_are(qtbot, operations):
    dialog = FilingDialog(operations)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.wait(50)
    place = dialog.now.preview.pos()
    dialog.job.say("Something to read")
    qtbot.wait(50)
    assert dialog.now.preview.pos() == place


def test_the_stop_button_stays_while_the_text_grows(qtbot, operations, monkeypatch):
    tray = JobTray(operations.state)
    qtbot.addWidget(tray)
    tray.resize(1200, 40)
    tray.show()
    monkeypatch.setattr("clipdesk.gui.job_tray._BUSY_AFTER_SECONDS", -1)
    state = operations.state
    height = tray.minimumHeight()
    places = []
    for done in (1, 60, 3000):
        state.set_progress("embed", Progress("embedding", done, 100_000))
        qtbot.wait(30)
        assert tray._stop.isVisible()
        places.append(tray._stop.pos())
    assert len({place.x() for place in places}) == 1
    assert tray.minimumSizeHint().height() <= height  # so the window does not move either
    state.set_progress("embed", None)


def test_figures_stand_off_the_border(qtbot, opened):
    window = opened()
    window.rooms.enter(TRAIN)
    export = ExportDialog(window.operations, window)
    export.show()
    boxes = [*window.rooms.findChildren(QAbstractSpinBox), *export.findChildren(QAbstractSpinBox)]
    assert len(boxes) > 3
    assert all(box.lineEdit().textMargins().left() >= 4 for box in boxes)


def test_options_of_the_map_are_folded_away(qtbot):
    controls = WhyControls()
    controls.retranslate()
    qtbot.addWidget(controls)
    controls.show()
    assert not controls.options.isVisible()
    folded = controls.sizeHint().height()
    controls.more.click()
    assert controls.options.isVisible()
    assert controls.sizeHint().height() > folded + 60
    assert controls.look.method


@pytest.mark.parametrize(
    ("ratio", "said"), [(float("inf"), "any other fifth does not"), (2.04, "2.0 times"), (0.5, "Not reliable")]
)
def test_faithfulness_in_words(qtbot, operations, ratio, said):
    panel = DetailPanel(operations.state, Overlays(operations.state, operations.models), Thumbnails())
    qtbot.addWidget(panel)
    sentence = panel._faithfulness(replace(ANSWER, faithful=Faithfulness(ratio, 0.1, 0.0, reliable=ratio > 1)))
    assert said in sentence
    assert "inf" not in sentence
    panel._thumbnails.close()


def test_a_long_label_does_not_widen_the_panel(qtbot, opened, pictures):
    window = opened(sources=(pictures,), labels=("a photograph of a cat that lies on a red sofa in the sun", "dog"))
    qtbot.waitUntil(lambda: window.state.ranking is not None and window.operations.idle, timeout=60_000)
    width = window.detail.width()
    window.grid.setCurrentIndex(window.model.index(2, 0))
    window.detail.why.click()
    qtbot.waitUntil(lambda: window.detail.controls.isVisible())
    qtbot.wait(50)
    assert window.detail.width() == width
    assert window.detail.why.text().startswith("Show why “")


def test_in_a_small_window_nothing_overlaps(qtbot, opened, pictures):
    window = opened(sources=(pictures,), labels=EIGHT)
    qtbot.waitUntil(lambda: window.state.ranking is not None and window.operations.idle, timeout=60_000)
    window.resize(1024, 700)
    detail = window.detail
    detail.why.setChecked(True)
    qtbot.waitUntil(lambda: detail.answer is not None and detail.settled, timeout=60_000)
    qtbot.wait(100)
    assert window.width() <= 1024
    assert window.height() <= 700
    assert window.top.search.width() >= 140
    parts = [detail.view, detail.why, detail.controls, detail._note, detail.findChild(QScrollArea)]
    parts = [part for part in parts if part.isVisible()]
    for above, below in itertools.pairwise(parts):
        assert above.geometry().bottom() < below.geometry().top()
    assert parts[-1].geometry().bottom() < detail.height()

"""Whatever goes wrong anywhere: one dialog that can be copied, a line in the log, and the window goes on."""

from __future__ import annotations

import faulthandler
import gc
import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from clipdesk.errors import UsageError
from clipdesk.gui.crash_log import CrashLog, last_crash
from clipdesk.gui.fault_dialog import FaultReporter, log_to
from clipdesk.gui.state import WindowState
from clipdesk.gui.tasks import Job, Lane, at_once


class Painted(QWidget):
    """A widget that cannot paint itself."""

    def paintEvent(self, _event):  # noqa: N802
        raise KeyError("paint")


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def reporter(window, tmp_path, monkeypatch):
    for module, hook in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    path = tmp_path / "logs" / "clipdesk.log"
    handler = log_to(path)
    made = FaultReporter(WindowState(window), window, path)
    made.watch()
    yield made
    logging.getLogger("clipdesk.window").removeHandler(handler)
    handler.close()


def boxes(window):
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def _fail(what="odd"):
    raise RuntimeError(what)


def _in_a_slot(_window, _state):
    QTimer.singleShot(0, _fail)


def _in_a_paint_event(window, _state):
    window.painted = Painted(window)
    window.painted.resize(20, 20)
    window.painted.show()


def _in_a_thread(_window, _state):
    threading.Thread(target=_fail).start()


def _in_a_lane(window, state):
    window.lane = Lane(window)
    window.lane.start(Job("", at_once(_fail), on_fault=state.fail))


def _in_what_a_lane_calls(window, _state):
    window.lane = Lane(window)
    window.lane.start(Job("", at_once(lambda: 1), on_result=lambda _: _fail()))


def _in_a_pool(window, state):
    def work():
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(_fail).result()

    window.lane = Lane(window)
    window.lane.start(Job("", at_once(work), on_fault=state.fail))


def _leaving_a_lane(window, state):
    window.lane = Lane(window)
    window.lane.start(Job("", at_once(lambda: sys.exit("odd")), on_fault=state.fail))


@pytest.mark.parametrize(
    "happen",
    [_in_a_slot, _in_a_paint_event, _in_a_thread, _in_a_lane, _in_what_a_lane_calls, _in_a_pool, _leaving_a_lane],
)
def test_one_dialog_one_log_and_on_it_goes(qtbot, window, reporter, happen):
    happen(window, reporter.parent().findChild(WindowState))
    qtbot.waitUntil(lambda: len(boxes(window)) == 1)
    box = boxes(window)[0]
    assert box.text().startswith("Something unexpected went wrong (")
    assert "Traceback" in box.detailedText()
    copy = next(button for button in box.findChildren(QPushButton) if button.text() == "Copy details")
    copy.click()
    assert box.isVisible()
    assert QGuiApplication.clipboard().text() == box.detailedText()
    assert "Traceback" in (log := reporter._log_path).read_text(encoding="utf-8")
    assert str(log) in box.detailedText()
    if hasattr(window, "lane"):
        done = []
        window.lane.start(Job("", at_once(lambda: 1), on_result=done.append))
        qtbot.waitUntil(lambda: done == [1])
        assert window.lane.close()
    box.close()


def test_faults_gather_in_the_dialog_that_is_open(qtbot, window, reporter):
    state = window.findChild(WindowState)
    lane = Lane(window)
    for error in (RuntimeError("one"), UsageError("Choose another label."), RuntimeError("one"), ValueError("two")):

        def work(error=error):
            raise error

        lane.start(Job("", at_once(work), on_fault=state.fail))
    qtbot.waitUntil(lambda: bool(boxes(window)) and "two" in boxes(window)[0].text())
    (box,) = boxes(window)
    assert box.text().split("\n\n") == [
        "Something unexpected went wrong (RuntimeError: one).",
        "Choose another label.",
        "Something unexpected went wrong (ValueError: two).",
    ]
    assert box.detailedText().count("Traceback") == 2
    assert reporter._log_path.read_text(encoding="utf-8").count("RuntimeError: one\n") == 2
    box.close()
    lane.start(Job("", at_once(lambda: _fail("one")), on_fault=state.fail))
    lane.start(Job("", at_once(lambda: _fail("three")), on_fault=state.fail))
    qtbot.waitUntil(lambda: len(boxes(window)) == 1)
    assert "three" in boxes(window)[0].text()
    assert "one" not in boxes(window)[0].text()  # what is unexpected is shown once
    boxes(window)[0].close()
    assert lane.close()


def test_what_python_cannot_raise_is_logged(window, reporter):
    class Odd:
        def __del__(self):
            _fail("unraisable")

    odd = Odd()
    del odd
    gc.collect()
    assert "RuntimeError: unraisable" in reporter._log_path.read_text(encoding="utf-8")
    assert not boxes(window)


def test_a_crash_is_told_of_once(qtbot, window, reporter, tmp_path):
    crashing = (
        "import os, signal, sys; from pathlib import Path; from clipdesk.gui.crash_log import CrashLog\n"
        "log = CrashLog(Path(sys.argv[1]))\n"
        "def in_native_code(): signal.raise_signal(signal.SIGSEGV)\n"
        "in_native_code()"
    )
    ended = subprocess.run([sys.executable, "-c", crashing, str(tmp_path)], check=False, env=dict(os.environ))
    assert ended.returncode != 0
    crash = last_crash(tmp_path)
    assert "in_native_code" in crash.details
    assert last_crash(tmp_path) is None
    reporter.show_crash(crash)
    (box,) = boxes(window)
    assert box.text() == "clipdesk ended unexpectedly the last time. Your work was kept."
    assert "in_native_code" in box.detailedText()
    box.close()


def test_an_orderly_end_leaves_nothing(tmp_path):
    was_enabled = faulthandler.is_enabled()
    log = CrashLog(tmp_path)
    assert last_crash(tmp_path) is None  # a process that still runs
    log.close()
    if was_enabled:
        faulthandler.enable()
    assert list(tmp_path.iterdir()) == []

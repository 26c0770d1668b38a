"""The line at the bottom."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from clipdesk.gui import job_tray
from clipdesk.gui.job_tray import JobTray
from clipdesk.progress import Progress


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(job_tray.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def tray(qtbot, operations, clock):
    made = JobTray(operations.state)
    made.setLocale(QLocale("en_GB"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_download_is_told_in_megabytes(operations, tray, clock):
    state, total = operations.state, 3_354_000_000
    state.set_progress("download", Progress("downloading", 0, total))
    clock[0] += 4
    state.set_progress("download", Progress("downloading", 48_000_000, total))
    assert tray._text.text() == "Downloading: 48 MB of 3.4 GB · 12 MB a second · 5 min left"
    assert 0 < tray._bar.value() < tray._bar.maximum() < 2**31
    state.set_progress("download", Progress("verifying", 1_000_000, total))
    assert tray._text.text().startswith("Checking what has arrived: 1 MB of 3.4 GB")
    state.set_progress("download", Progress("downloading", 7_000_000))
    assert tray._text.text() == "Downloading: 7 MB so far"


def test_pictures_are_told_in_numbers(operations, tray, clock):
    state = operations.state
    state.set_progress("embed", Progress("embed", 0, 4000))
    clock[0] += 2
    state.set_progress("embed", Progress("embed", 1000, 4000))
    assert tray._text.text() == "Reading pictures: 1,000 of 4,000 · 500 a second · 6 s left"

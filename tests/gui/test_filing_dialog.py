"""Filing from the window: shown first, then done, and taken back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from clipdesk.gui.filing_dialog import FilingDialog
from clipdesk.inference import filing
from tests.helpers.ranked import fill, verify


@pytest.fixture
def paths(qtbot, operations, tmp_path):
    operations.keeper.open(tmp_path / "Test.clipdesk")
    return fill(qtbot, operations, tmp_path / "pictures")


@pytest.fixture
def dialog(qtbot, operations, paths, tmp_path):
    made = FilingDialog(operations)
    qtbot.addWidget(made)
    made.now.destination.setText(str(tmp_path / "sorted"))
    made.show()
    return made


def _press(qtbot, dialog, button):
    assert button.isEnabled()
    with qtbot.waitSignal(dialog.job.ended, timeout=20_000):
        button.click()


def test_planned_done_and_taken_back(qtbot, dialog, paths, tmp_path):
    QAbstractItemModelTester(dialog.now.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QAbstractItemModelTester(dialog.history.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert not dialog.now.start.isEnabled()
    _press(qtbot, dialog, dialog.now.preview)
    assert dialog.now.model.rowCount() == 11
    assert not (tmp_path / "sorted").exists()
    goes_to = [dialog.now.model.index(row, 2).data() for row in range(11)]
    _press(qtbot, dialog, dialog.now.start)
    assert all((tmp_path / "sorted" / one).is_file() for one in goes_to)
    assert all(path.is_file() for path in paths)
    qtbot.waitUntil(lambda: dialog.history.model.rowCount() == 1)
    assert not dialog.now.start.isEnabled()
    _press(qtbot, dialog, dialog.history.revert)
    assert not (tmp_path / "sorted").exists()
    qtbot.waitUntil(lambda: dialog.history.model.rows[0].reverted)
    assert not dialog.history.revert.isEnabled()


def test_moves_only_what_is_verified(qtbot, operations, dialog, paths, tmp_path):
    verify(qtbot, operations, {0: "dog", 1: ""})
    dialog.now.only_verified.setChecked(True)
    dialog.now.ways["move"].setChecked(True)
    _press(qtbot, dialog, dialog.now.preview)
    assert dialog.now.model.rowCount() == 1
    _press(qtbot, dialog, dialog.now.start)
    assert (tmp_path / "sorted" / "dog" / "000.png").is_file()
    assert not paths[0].exists()
    assert len(operations.state.pictures) == 0  # looked for afresh


def test_a_changed_choice_forgets_the_plan(qtbot, dialog):
    _press(qtbot, dialog, dialog.now.preview)
    dialog.now.ways["link"].setChecked(True)
    assert dialog.now.plan is None
    assert dialog.now.model.rowCount() == 0
    assert not dialog.now.start.isEnabled()


def test_stopped_half_way_and_taken_back(qtbot, dialog, tmp_path, monkeypatch):
    def carry_out(plan, journals):
        steps = filing.carry_out(plan, journals)
        for number, step in enumerate(steps):
            if number == 4:
                dialog.job._job.cancel()
            yield step
        steps.close()

    _press(qtbot, dialog, dialog.now.preview)
    monkeypatch.setattr("clipdesk.gui.filing_page.filing", SimpleNamespace(carry_out=carry_out))
    _press(qtbot, dialog, dialog.now.start)
    assert "Earlier filings" in dialog.job.sentence
    qtbot.waitUntil(lambda: dialog.history.model.rowCount() == 1)
    assert 0 < dialog.history.model.rows[0].count < 11
    _press(qtbot, dialog, dialog.history.revert)
    assert not (tmp_path / "sorted").exists()


def test_conflicts_are_told(qtbot, dialog, paths, tmp_path):
    _press(qtbot, dialog, dialog.now.preview)
    first = dialog.now.model.rows[0].target
    first.parent.mkdir(parents=True)
    first.write_bytes(b"another")
    _press(qtbot, dialog, dialog.now.preview)
    assert first.name in dialog.now.notes.toPlainText()
    assert dialog.now.model.rows[0].target == first.with_name("000 (2).png")


def test_without_a_folder(qtbot, dialog):
    dialog.now.destination.setText("")
    dialog.now.preview.click()
    assert "folder" in dialog.job.sentence

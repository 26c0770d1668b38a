"""The smaller windows: what was skipped, agreement, settings, shortcuts, about."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton

from clipdesk import settings
from clipdesk.gui import theme
from clipdesk.gui.about_dialog import AboutDialog
from clipdesk.gui.confusion_dialog import ConfusionDialog
from clipdesk.gui.dialogs import Dialogs
from clipdesk.gui.settings_dialog import SettingsDialog
from clipdesk.gui.shortcuts_dialog import ShortcutsDialog
from clipdesk.gui.skipped_dialog import SkippedDialog
from tests.helpers.ranked import LABELS, fill, verify


@pytest.fixture
def show(qtbot):
    def shown(dialog):
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return shown


@pytest.fixture
def own_theme(qapp):
    yield
    theme.apply(qapp, "system")


def _choose(box, data):
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def test_skipped(qtbot, operations, tmp_path, show, monkeypatch):
    fill(qtbot, operations, tmp_path / "pictures")
    dialog = show(SkippedDialog(operations))
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [dialog.model.index(row, 0).data() for row in range(2)] == ["011.png", "gone.jpg"]
    dialog.copy.click()
    assert "This file is cut short." in QGuiApplication.clipboard().text()
    dialog.save(tmp_path / "list.txt")
    assert len((tmp_path / "list.txt").read_text().splitlines()) == 2
    operations.state.model = None
    dialog.retry.click()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0)
    assert not dialog.retry.isEnabled()


def test_confusion(qtbot, operations, tmp_path, show):
    fill(qtbot, operations, tmp_path / "pictures")
    dialog = show(ConfusionDialog(operations))
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert dialog.model.verified == 0
    best = [LABELS[column] for column in operations.state.ranking.scores.best[:4]]
    wrong = next(label for label in LABELS if label != best[3])
    verify(qtbot, operations, {0: best[0], 1: best[1], 2: best[2], 3: wrong})
    qtbot.waitUntil(lambda: (dialog.model.right, dialog.model.verified) == (3, 4))
    cell = dialog.model.index(LABELS.index(wrong), LABELS.index(best[3]))
    assert cell.data() == "1"
    assert wrong in cell.data(Qt.ItemDataRole.ToolTipRole)
    dialog.view.clicked.emit(cell)
    assert operations.state.selection.cell == (wrong, best[3])
    qtbot.waitUntil(lambda: list(operations.state.shown) == [3])


def test_settings_are_kept(qtbot, operations, show, own_theme):
    dialog = show(SettingsDialog(operations))
    with qtbot.waitSignal(dialog.language_chosen) as chosen:
        _choose(dialog.language, "zh_CN")
    assert chosen.args == ["zh_CN"]
    _choose(dialog.theme, "dark")
    assert theme.is_dark()
    _choose(dialog.theme, "light")
    assert not theme.is_dark()
    assert not dialog.reload_model.isVisible()
    _choose(dialog.precision, "int8")
    assert dialog.reload_model.isVisible()
    dialog.mirror.setText("nonsense")
    dialog.mirror.editingFinished.emit()
    assert settings.load().mirror is None
    dialog.mirror.setText("https://mirror.example")
    dialog.mirror.editingFinished.emit()
    qtbot.waitUntil(lambda: dialog.model.findData("starter") >= 0)
    assert settings.load() == settings.Settings(
        precision="int8", mirror="https://mirror.example", language="zh_CN", theme="light"
    )


def test_settings_that_cannot_be_read(operations, show, own_home):
    (own_home / "config").mkdir()
    (own_home / "config" / "settings.json").write_text("[")
    dialog = show(SettingsDialog(operations))
    assert "not valid JSON" in dialog._said.text()


def test_the_cache_is_cleared(qtbot, operations, show):
    import numpy as np

    from clipdesk import paths
    from clipdesk.inference.cache import EmbeddingCache

    with EmbeddingCache(paths.embedding_cache_path()) as cache:
        cache.put_images("f", {f"{row}": np.ones(256, dtype=np.float32) for row in range(1000)})
        before = cache.size_bytes()
    dialog = show(SettingsDialog(operations))
    qtbot.waitUntil(dialog.clear_cache.isEnabled)
    dialog.clear_cache.click()
    qtbot.waitUntil(lambda: "forgotten" in dialog._said.text())
    with EmbeddingCache(paths.embedding_cache_path()) as cache:
        assert cache.size_bytes() < before / 2


def test_shortcuts(show, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    menu = window.menuBar().addMenu("&File")
    menu.addAction("&Open…").setShortcut(QKeySequence("Ctrl+O"))
    menu.addAction("No key")
    inner = menu.addMenu("More")
    inner.addAction("Deep").setShortcut(QKeySequence("Ctrl+D"))
    dialog = show(ShortcutsDialog(window))
    titles = dict(dialog.groups())
    assert titles["File"] == [("Open", "Ctrl+O"), ("Deep", "Ctrl+D")]
    assert "1 – 9" in {keys for _, keys in dialog.groups()[0][1]}


def test_about(operations, show):
    dialog = show(AboutDialog(operations))
    dialog.copy.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("clipdesk ")
    assert "Apache" in dialog._about.text()
    assert "PySide6" in text


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)  # offscreen
def test_each_window_is_made_once_and_speaks_anew(qtbot, operations, monkeypatch):
    from clipdesk.zoo import registry

    monkeypatch.setattr(registry, "list_models", lambda: ())
    monkeypatch.setattr("clipdesk.gui.models_offered.offers", lambda: ())
    window = QMainWindow()
    qtbot.addWidget(window)
    dialogs = Dialogs(operations, window)
    shows = [
        dialogs.show_export, dialogs.show_filing, dialogs.show_skipped, dialogs.show_models, dialogs.show_settings,
        dialogs.show_confusion, dialogs.show_inspector, dialogs.show_shortcuts, dialogs.show_about,
    ]  # fmt: skip
    for show_one in shows:
        show_one()
        show_one()
    made = dialogs._made.values()
    assert len(made) == len(shows)
    for dialog in made:
        assert not dialog.isModal()
        assert dialog.windowTitle()
        QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
        assert all(one.text() or not one.isVisibleTo(dialog) for one in dialog.findChildren(QPushButton))
        dialog.close()
    qtbot.waitUntil(lambda: not operations.files._jobs)

"""Models: used, added, checked, removed, and downloaded in pieces from a server on this computer."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from clipdesk import paths
from clipdesk.errors import DownloadError
from clipdesk.gui import models_installed, models_offered
from clipdesk.gui.models_dialog import ModelsDialog
from clipdesk.gui.models_offered import Offer
from clipdesk.progress import Progress
from clipdesk.zoo import registry
from clipdesk.zoo.registry import ModelInfo, VerifyReport

ENTRY = SimpleNamespace(
    name="ViT-B-32:openai", folder_name="ViT-B-32--openai", size_bytes=354_000_000, licence="MIT", accuracy=0.6332
)


@pytest.fixture
def installed(monkeypatch):
    here = [
        ModelInfo(
            "clipdesk-starter", "bundled", Path("/m/clipdesk-starter"), 24_000_000, "The small one.", "Apache-2.0"
        ),
        ModelInfo("mine", "user", Path("/m/mine"), 99_000_000, "", None),
    ]
    monkeypatch.setattr(registry, "list_models", lambda: tuple(here))
    return here


@pytest.fixture
def offered(monkeypatch):
    state = SimpleNamespace(held=0, installed=False)
    monkeypatch.setattr(models_offered, "offers", lambda: (Offer(ENTRY, state.installed, state.held),))
    return state


@pytest.fixture
def dialog(qtbot, operations, installed, offered):
    made = ModelsDialog(operations)
    qtbot.addWidget(made)
    for model in (made.installed.model, made.offered.model):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show()
    qtbot.waitUntil(lambda: made.installed.chosen is not None and made.offered.chosen is not None)
    return made


def test_use_check_and_remove(qtbot, operations, dialog, installed, monkeypatch):
    part, used = dialog.installed, []
    monkeypatch.setattr(operations, "load_model", used.append)
    assert part.chosen.name == "clipdesk-starter"
    assert not part.use.isEnabled()
    assert not part.remove.isEnabled()
    part.view.selectRow(1)
    part.use.click()
    assert used == ["mine"]
    report = VerifyReport("mine", Path("/m/mine"), False, None, "differs", ("It is damaged.",))
    monkeypatch.setattr(registry, "verify", lambda _name: report)
    with qtbot.waitSignal(part.job.ended):
        part.verify.click()
    assert part.job.sentence == "It is damaged."
    monkeypatch.setattr(registry, "remove", lambda name: installed.pop(1).path)
    assert not part.really.isVisible()
    part.remove.click()
    assert part.really.isVisible()
    with qtbot.waitSignal(part.job.ended):
        part.really.click()
    qtbot.waitUntil(lambda: part.model.rowCount() == 1)


def test_add(qtbot, dialog, installed, monkeypatch, tmp_path):
    added = ModelInfo("new", "user", Path("/m/new"), 1, "", None)

    def add(path):
        assert path == tmp_path / "new.safetensors"
        installed.append(added)
        return added

    monkeypatch.setattr(registry, "add", add)
    with qtbot.waitSignal(dialog.installed.job.ended):
        dialog.add(tmp_path / "new.safetensors")
    qtbot.waitUntil(lambda: dialog.installed.model.rowCount() == 3)


def test_paused_gone_on_with_and_discarded(qtbot, dialog, offered, monkeypatch):
    part, half = dialog.offered, threading.Event()

    def download(entry):
        try:
            for step in range(1, 11):
                offered.held = step * 35_400_000
                yield Progress("downloading", offered.held, ENTRY.size_bytes)
                half.wait(0.02)
        finally:
            half.set()
        offered.installed, offered.held = True, 0
        return Path("/m")

    monkeypatch.setattr(models_offered, "download", download)
    assert part.fetch.text() == "Download"
    part.fetch.click()
    qtbot.waitUntil(lambda: "of" in part.job.sentence)
    assert "354 MB" in part.job.sentence
    assert not part.fetch.isEnabled()
    with qtbot.waitSignal(part.job.ended):
        part.job.stop()
    assert half.is_set()
    assert "kept" in part.job.sentence
    qtbot.waitUntil(lambda: part.fetch.text() == "Go on" and part.fetch.isEnabled())
    removed = []

    def remove(name):
        removed.append(name)
        offered.held = 0
        return Path("/m")

    monkeypatch.setattr(registry, "remove", remove)
    part.discard.click()
    qtbot.waitUntil(lambda: part.fetch.text() == "Download")
    assert removed == [ENTRY.name]
    with qtbot.waitSignal(part.job.ended):
        part.fetch.click()
    qtbot.waitUntil(lambda: part.model.rows[0].installed)
    assert not part.fetch.isEnabled()


def test_discarded_while_it_runs(qtbot, dialog, offered, monkeypatch):
    part, removed = dialog.offered, []

    def download(entry):
        while True:
            offered.held += 1
            yield Progress("downloading", offered.held, ENTRY.size_bytes)
            threading.Event().wait(0.01)

    def remove(name):
        offered.held = 0
        removed.append(name)
        return Path("/m")

    monkeypatch.setattr(models_offered, "download", download)
    monkeypatch.setattr(registry, "remove", remove)
    part.fetch.click()
    qtbot.waitUntil(lambda: offered.held > 2)
    part.discard.click()
    qtbot.waitUntil(lambda: removed == [ENTRY.name])
    qtbot.waitUntil(lambda: part.job.sentence == "Discarded.")


def test_a_download_that_fails_says_why(qtbot, dialog, offered, monkeypatch):
    def download(entry):
        yield Progress("downloading", 0)
        raise DownloadError("huggingface.co cannot be reached.")

    monkeypatch.setattr(models_offered, "download", download)
    with qtbot.waitSignal(dialog.offered.job.ended):
        dialog.offered.fetch.click()
    assert dialog.offered.job.sentence == "huggingface.co cannot be reached."


@pytest.mark.slow
def test_offers_come_from_the_installed_table(own_home):
    found = models_offered.offers()
    assert "ViT-B-32:openai" in [one.entry.name for one in found]
    entry = found[0].entry
    staging = models_offered.staging_dir(paths.user_models_dir(), entry.folder_name)
    staging.mkdir(parents=True)
    (staging / "weights.part").write_bytes(bytes(123))
    assert models_offered.offers()[0].held_bytes == 123
    assert (
        models_installed._accuracy_of(ModelInfo("ViT-B-32:openai", "user", Path(), 1, "", None)) == "63.3% · ImageNet"
    )

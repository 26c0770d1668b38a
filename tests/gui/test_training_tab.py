"""Training as a person does it: pictures, a recipe, a run in a process of its own, its result, a model that is kept."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from clipdesk.gui.training_record import Record
from clipdesk.gui.training_tab import DATA, RECIPE, RESULT, RUN, training_tab
from clipdesk.gui.training_words import proposed
from clipdesk.training import lock, runs
from clipdesk.training.config import RECIPES
from clipdesk.training.events import EpochEnd, Note, Started, Step
from clipdesk.zoo import registry
from tests.helpers.runs import shapes, small_model

PATIENCE = 60_000
processes = pytest.mark.timeout(400)  # each start of a training process imports torch anew


@pytest.fixture(autouse=True)
def _one_thread_there_too(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture
def tab(qtbot, operations, tmp_path):
    """The tab, with a small model in use whose name is that of its folder."""
    operations.state.model_name = str(small_model(tmp_path / "small"))
    made = training_tab(operations)
    qtbot.addWidget(made)
    made.resize(1180, 780)
    made.show()
    yield made
    assert made.shut()


def look_at(qtbot, tab, data):
    tab.data.take(data)
    qtbot.waitUntil(lambda: not tab.work.checking, timeout=PATIENCE)


def begin_lora(qtbot, tab, data, epochs):
    """A run of many short steps, once it has taken some."""
    look_at(qtbot, tab, data)
    tab.go_to(RECIPE)
    tab.recipe.choose("lora")
    tab.recipe.advanced.epochs.setValue(epochs)
    tab.recipe.advanced.batch.setValue(6)
    tab.recipe.advanced.rank.setValue(2)
    tab.recipe.advanced.control.setText(str(data))  # as small as can be
    tab.recipe.start.click()
    assert tab.pages.currentIndex() == RUN
    qtbot.waitUntil(lambda: tab.run.record is not None and len(tab.run.record.steps) > 5, timeout=PATIENCE)


@pytest.mark.slow
@processes
def test_from_pictures_to_a_model_in_the_list(qtbot, tab, tmp_path):
    data = shapes(tmp_path / "colours", each=10)
    (data / "red" / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    drop = QMimeData()
    drop.setUrls([QUrl.fromLocalFile(str(data))])
    none = Qt.KeyboardModifier.NoModifier
    tab.data.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, drop, Qt.MouseButton.LeftButton, none))
    assert tab.work.checking
    qtbot.waitUntil(lambda: not tab.work.checking, timeout=PATIENCE)
    counts = {one.name: (one.train, one.validation, one.test) for one in tab.data.counts.rows}
    assert counts == {"blue": (8, 2, 0), "green": (8, 2, 0), "red": (8, 2, 0), "All": (24, 6, 0)}
    assert [one.path.name for one in tab.data.files.rows] == ["torn.png"]
    assert tab.data.warnings.item(0).text().startswith("Files that cannot be used: 1.")
    qtbot.waitUntil(lambda: "Probe" in tab.data.estimate.text(), timeout=PATIENCE)

    tab.data.next.click()
    assert tab.pages.currentIndex() == RECIPE
    assert tab.recipe.recipe == "probe"
    assert [name for name, card in tab.recipe.cards.items() if card.badge] == ["probe"]
    tab.recipe.start.click()
    qtbot.waitUntil(lambda: tab.training.folder is not None and not tab.training.busy, timeout=PATIENCE)
    qtbot.waitUntil(lambda: tab.run.shown is not None and tab.run.shown.run.state == "finished", timeout=PATIENCE)
    assert tab.run.figures.values["target"].text().endswith("%")
    qtbot.waitUntil(lambda: tab.run.accuracy.plot is not None, timeout=PATIENCE)
    assert tab.run.accuracy.plot.points("target") > 5

    tab.run.orders.result.click()
    assert tab.pages.currentIndex() == RESULT
    qtbot.waitUntil(lambda: tab.result.measured is not None, timeout=PATIENCE)
    result = tab.result.measured.result
    assert [row.name for row in tab.result.classes.rows] == ["blue", "green", "red"]
    assert int(tab.result.after._counts.sum()) == len(result.after.best) == 6
    panel = tab.result.panel
    qtbot.waitUntil(lambda: len(panel.points) == 11, timeout=PATIENCE)
    assert panel.points[1.0].target == pytest.approx(result.after.accuracy)
    assert panel.points[0.0].target == pytest.approx(result.before.accuracy)
    measured = list(panel.points.values())
    for point in measured:  # as if every share forgot much
        panel._on_point(replace(point, target=0.5 + point.alpha / 4, control=0.9 - point.alpha))
    assert panel.told.text().startswith("No point")
    for point in measured:
        panel._on_point(point)
    qtbot.waitUntil(lambda: panel.name.text() == "colours-probe", timeout=PATIENCE)
    with qtbot.waitSignal(tab.model_saved, timeout=PATIENCE) as saved:
        panel.save.click()
    assert saved.args == ["colours-probe"]
    assert registry.info("colours-probe").source == "user"
    panel.slider.setValue(5)
    panel.name.setText("half")
    qtbot.waitUntil(panel.save.isEnabled, timeout=PATIENCE)
    with qtbot.waitSignal(tab.model_saved, timeout=PATIENCE):
        panel.save.click()
    assert {"half", "colours-probe"} <= {model.name for model in registry.list_models()}
    qtbot.waitUntil(panel.save.isEnabled, timeout=PATIENCE)
    panel.save.click()
    qtbot.waitUntil(lambda: "is there already" in panel.told.text(), timeout=PATIENCE)


@pytest.mark.slow
@processes
def test_a_run_is_paused_resumed_and_stopped(qtbot, tab, tmp_path):
    begin_lora(qtbot, tab, shapes(tmp_path / "data"), epochs=400)
    assert not tab.recipe.start.isEnabled()
    longest, last = 0.0, time.perf_counter()
    for _ in range(40):  # the interface thread is free while the run goes on
        qtbot.wait(5)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    assert longest < 1.0
    tab.run.orders.pause.click()
    qtbot.waitUntil(lambda: not tab.training.busy, timeout=PATIENCE)
    qtbot.waitUntil(lambda: tab.run.shown.run.state == "paused", timeout=PATIENCE)
    folder, paused_at = tab.run.shown.run.folder, tab.run.record.last_step.step
    assert tab.run.orders.resume.isEnabled()
    assert not tab.run.orders.result.isEnabled()

    tab.run.orders.epochs.setValue(3)
    tab.run.orders.add.click()
    qtbot.waitUntil(lambda: tab.run.record.last_step.step > paused_at + 3, timeout=PATIENCE)
    assert tab.run.is_live
    assert tab.run.record.started.epochs == runs.open_run(folder).config.epochs == 403
    steps = [step.step for step in tab.run.record.steps]
    assert steps == list(range(1, len(steps) + 1))
    tab.run.orders.stop.click()
    qtbot.waitUntil(lambda: not tab.training.busy, timeout=PATIENCE)
    qtbot.waitUntil(lambda: tab.run.shown.run.state == "stopped", timeout=PATIENCE)
    assert (folder / "model" / "model.safetensors").is_file()
    qtbot.waitUntil(tab.run.orders.result.isEnabled, timeout=PATIENCE)
    tab.run.orders.discard.click()
    assert folder.exists()  # it asks first
    tab.run.orders.really.click()
    qtbot.waitUntil(lambda: tab.run.shown is None, timeout=PATIENCE)
    assert not folder.exists()


@pytest.mark.slow
@processes
def test_closed_in_the_middle_it_can_be_resumed_later(qtbot, operations, tab, tmp_path):
    begin_lora(qtbot, tab, shapes(tmp_path / "data"), epochs=400)
    folder, process = tab.training.folder, tab.training._process
    tab.close()
    qtbot.waitUntil(lambda: not process.running, timeout=PATIENCE)  # on a busy computer it ends a little later
    assert not lock.is_taken(folder)
    assert runs.open_run(folder).state == "paused"
    later = training_tab(operations)
    qtbot.addWidget(later)
    later.show()
    later.go_to(RUN)
    qtbot.waitUntil(lambda: later.run.shown is not None, timeout=PATIENCE)
    assert later.run.shown.run.folder == folder
    done = later.run.record.last_step.step
    later.run.orders.resume.click()
    qtbot.waitUntil(lambda: later.run.record.last_step.step > done + 2, timeout=PATIENCE)
    process = later.training._process
    later.shut()
    qtbot.waitUntil(lambda: not process.running, timeout=PATIENCE)
    assert runs.open_run(folder).state == "paused"


@pytest.mark.slow
@processes
def test_what_is_wrong_is_said(qtbot, operations, tab, tmp_path):
    (tmp_path / "empty").mkdir()
    look_at(qtbot, tab, tmp_path / "empty")
    assert tab.work.problem
    assert tab.data._problem.text() == tab.work.problem
    assert not tab.data.next.isEnabled()
    assert not tab.steps.buttons[RECIPE].isEnabled()
    assert tab.pages.currentIndex() == DATA
    data = shapes(tmp_path / "data")
    look_at(qtbot, tab, data)
    qtbot.waitUntil(lambda: not tab.work.estimating, timeout=PATIENCE)
    for path in data.glob("*/*.png"):
        path.unlink()
    tab.recipe.start.click()
    qtbot.waitUntil(lambda: tab.training.folder is not None and not tab.training.busy, timeout=PATIENCE)
    qtbot.waitUntil(lambda: tab.run.shown is not None and tab.run.shown.run.state == "failed", timeout=PATIENCE)
    assert "data" in tab.run.sentence.text()
    tab.run.orders.discard.click()
    tab.run.orders.really.click()
    qtbot.waitUntil(lambda: not tab.run.list.model.rows, timeout=PATIENCE)


def test_captions_of_a_table_ask_for_another_recipe(qtbot, tab, tmp_path):
    data = shapes(tmp_path / "data", each=4)
    lines = [f"{path},a {path.parent.name} disc" for path in sorted(data.glob("*/*.png"))]
    table = tmp_path / "captions.csv"
    table.write_text("\n".join(["filepath,caption", *lines]) + "\n", encoding="utf-8")
    look_at(qtbot, tab, table)
    assert tab.recipe.recipe == "lora"
    assert not tab.recipe.cards["probe"].isEnabled()
    assert [one.name for one in tab.data.counts.rows] == ["All"]
    assert "same caption" in " ".join(tab.data.warnings.item(row).text() for row in range(tab.data.warnings.count()))


def test_advanced_settings_reach_the_run(tab):
    form = tab.recipe.advanced
    tab.recipe.choose("lora")
    assert tab.recipe.config.epochs is None
    form.epochs.setValue(7)
    form.rate.setValue(3e-4)
    form.towers.setCurrentIndex(1)
    form.validation.setValue(30)
    config = tab.recipe.config
    assert (config.epochs, config.learning_rate, config.towers) == (7, pytest.approx(3e-4), ("image",))
    assert (config.validation, config.recipe, config.model) == (0.3, "lora", tab.work.state.model_name)
    tab.recipe.choose("probe")
    assert tab.recipe.config.epochs is None
    assert not form.rank.isEnabled()


def test_the_proposed_recipe_and_a_record_that_goes_back():
    assert [proposed("labels", 100), proposed("captions", 100)] == ["probe", "lora"]
    assert proposed("labels", 5_000) == "lora"
    assert proposed("labels", 100_000) in RECIPES
    record = Record()
    begun = Started("x", "lora", 6, 0, 2, 9, 3, 1, 2, "cpu", "fp32", 0.5, None, {})
    record.add(begun)
    for number in range(1, 6):
        record.add(Step(number, 6, 1, 1.0, 1.4, 1e-3, 10.0, 0, 1.0))
    record.add(EpochEnd(1, 2, 1.0, 0.75, None, best=True))
    record.add(Note("said once"))
    record.add(Note("said once"))
    record.add(Started("x", "lora", 6, 3, 2, 9, 3, 1, 2, "cpu", "fp32", 0.5, None, {}))
    assert [step.step for step in record.steps] == [1, 2, 3]
    assert record.notes == ["said once"]
    assert record.best == 0.75
    assert record.accuracies() == ([(0.0, 0.5), (1.0, 0.75)], [])

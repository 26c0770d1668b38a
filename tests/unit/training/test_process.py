from __future__ import annotations

import random
import signal
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from clipdesk.training import runs
from clipdesk.training.config import RunConfig
from clipdesk.training.events import Event, Failed, Finished, Paused, Step
from clipdesk.training.process import start
from clipdesk.training.trainer import train
from tests.helpers.runs import events_of, small_run

pytestmark = pytest.mark.timeout(400)  # each test starts processes, each of which imports torch


@pytest.fixture(autouse=True)
def _one_thread_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def killed_after(config: RunConfig, steps: int, *, resume: bool) -> list[Event]:
    """Begin or go on, and kill the process as soon as it has told of so many steps."""
    run, events = start(config, resume=resume), []
    for event in run.events():
        events.append(event)
        if sum(isinstance(told, Step) for told in events) == steps and run.running:
            run._process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    return events


def test_killed_and_resumed_gives_the_same_bits(tmp_path: Path) -> None:
    config = small_run(
        tmp_path, recipe="full", epochs=6, ema=0.9, checkpoint_minutes=0.0, control=str(tmp_path / "data")
    )
    whole = events_of(train(config))
    assert isinstance(whole[-1], Finished)
    config = replace(config, output=str(tmp_path / "killed"))
    chance = random.Random(0)
    resume, killed = False, 0
    for _ in range(2):
        events = killed_after(config, chance.randrange(2, 6), resume=resume)
        resume, killed = True, killed + isinstance(events[-1], Failed)
    assert killed == 2
    assert runs.open_run(tmp_path / "killed").state == "paused"
    events = list(start(config, resume=True).events())
    assert isinstance(events[-1], Finished)
    one, other = (
        load_file(Path(run) / "model" / "model.safetensors") for run in (tmp_path / "run", tmp_path / "killed")
    )
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)
    told = [(event.step, event.loss) for event in runs.read_events(tmp_path / "killed") if isinstance(event, Step)]
    assert told == [(event.step, event.loss) for event in whole if isinstance(event, Step)]


def test_pause_and_an_owner_that_is_gone(tmp_path: Path) -> None:
    config = small_run(tmp_path, epochs=500, control=str(tmp_path / "data"))
    run, ended = start(config), None
    for event in run.events():
        if isinstance(event, Step):
            run.pause()
        ended = event
    assert isinstance(ended, Paused)
    run = start(config, resume=True)
    for event in run.events():
        if isinstance(event, Step):
            break
    run.close()  # its input ends, as when the owner has died
    assert not run.running
    assert runs.open_run(tmp_path / "run").state == "paused"


def test_discard_deletes_it(tmp_path: Path) -> None:
    run = start(small_run(tmp_path, epochs=500, control=str(tmp_path / "data")))
    for event in run.events():
        if isinstance(event, Step):
            run.discard()
    assert not (tmp_path / "run").exists()


def test_a_fault_is_told_in_a_sentence(tmp_path: Path) -> None:
    events = list(start(replace(small_run(tmp_path), model="no-such-model")).events())
    assert isinstance(events[-1], Failed)
    assert "no-such-model" in events[-1].sentence
    assert runs.open_run(tmp_path / "run").state == "failed"

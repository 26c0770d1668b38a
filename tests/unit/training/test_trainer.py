from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from clipdesk.inference.model import load
from clipdesk.training import frozen, runs
from clipdesk.training.events import EpochEnd, Finished, Paused, Started, Step
from tests.helpers.runs import (
    apart,
    captioned,
    equal,
    small_model,
    small_run,
    steps_of,
    trained,
    weights_of,
)


@pytest.mark.parametrize("recipe", ["lora", "adapter", "blocks", "full"])
def test_a_run_from_data_to_model(tmp_path: Path, recipe: str) -> None:
    events = trained(small_run(tmp_path, recipe=recipe, epochs=6, learning_rate=3e-3))
    started = next(event for event in events if isinstance(event, Started))
    assert (started.examples, started.validation_examples, started.steps) == (18, 6, 18)
    steps = steps_of(events)
    assert [step.step for step in steps] == list(range(1, 19))
    assert all(math.isfinite(step.loss) and step.chance > 0 for step in steps)
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert [end.epoch for end in ends] == [1, 2, 3, 4, 5, 6]
    assert ends[-1].train_loss < ends[0].train_loss
    assert len(ends[0].probes) == 4
    finished = events[-1]
    assert isinstance(finished, Finished)
    best = max([started.baseline or 0, *(end.validation or 0 for end in ends)])
    kept = started.baseline if finished.best_epoch == 0 else ends[finished.best_epoch - 1].validation
    assert kept == best
    assert load(Path(finished.folder), device="cpu", precision="fp32").embed_dim == 16
    assert runs.open_run(tmp_path / "run").state == "finished"
    assert [event for event in runs.read_events(tmp_path / "run") if isinstance(event, Step)] == steps


@pytest.mark.parametrize("recipe", ["lora", "adapter", "blocks", "full"])
def test_paused_and_resumed_is_never_stopped(tmp_path: Path, recipe: str) -> None:
    config = small_run(tmp_path, recipe=recipe, epochs=5, ema=0.9)
    whole = trained(config)
    config = replace(config, output=str(tmp_path / "halves"))
    first = trained(config, command="pause", after=EpochEnd)
    assert isinstance(first[-1], Paused)
    assert runs.open_run(tmp_path / "halves").state == "paused"
    second = trained(config, resume=True, command="pause", after=Step)  # in the middle of an epoch
    third = trained(config, resume=True)
    assert equal(weights_of(whole), weights_of(third))
    told = [(step.step, step.loss) for step in steps_of(first + second + third)]
    assert told == [(step.step, step.loss) for step in steps_of(whole)]
    kept = [event for event in runs.read_events(tmp_path / "halves") if isinstance(event, EpochEnd)]
    assert kept == [event for event in whole if isinstance(event, EpochEnd)]


def test_bf16_is_resumed_bit_for_bit_too(tmp_path: Path) -> None:
    config = small_run(tmp_path, precision="bf16", epochs=3)
    whole = trained(config)
    config = replace(config, output=str(tmp_path / "halves"))
    trained(config, command="pause", after=EpochEnd)
    assert equal(weights_of(whole), weights_of(trained(config, resume=True)))


def test_a_new_network_is_resumed_bit_for_bit_too(tmp_path: Path) -> None:
    config = small_run(tmp_path, recipe="scratch", config="tiny", epochs=2)
    whole = trained(config)
    config = replace(config, output=str(tmp_path / "halves"))
    trained(config, command="pause", after=EpochEnd)
    assert equal(weights_of(whole), weights_of(trained(config, resume=True)))


@pytest.mark.parametrize("recipe", ["adapter", "blocks"])
def test_what_does_not_fit_is_not_held(tmp_path: Path, recipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held = trained(small_run(tmp_path, "held", recipe=recipe, validation=0.0))
    monkeypatch.setattr(frozen, "_BYTES", 0)
    computed = trained(small_run(tmp_path, "computed", recipe=recipe, validation=0.0))
    assert apart(weights_of(held), weights_of(computed)) <= 1e-5


def test_the_seed_decides(tmp_path: Path) -> None:
    one = trained(small_run(tmp_path, "one"))
    assert equal(weights_of(one), weights_of(trained(small_run(tmp_path, "again"))))
    assert [step.loss for step in steps_of(one)] != [
        step.loss for step in steps_of(trained(small_run(tmp_path, seed=1)))
    ]


def test_small_parts_give_the_same_weights(tmp_path: Path) -> None:
    keep_last = {"validation": 0.0, "recipe": "full"}
    plain = weights_of(trained(small_run(tmp_path, "plain", **keep_last)))
    parts = weights_of(trained(small_run(tmp_path, "parts", micro_batch=2, **keep_last)))
    assert not equal(plain, parts)  # it was computed another way
    assert apart(plain, parts) <= 1e-5


def test_stop_keeps_the_best_and_the_run_can_go_on(tmp_path: Path) -> None:
    config = small_run(tmp_path, epochs=4)
    events = trained(config, command="stop", after=EpochEnd)
    assert isinstance(events[-1], Finished)
    assert events[-1].stopped
    assert runs.open_run(tmp_path / "run").state == "stopped"
    assert len(steps_of(events + trained(config, resume=True))) == 12


def test_a_finished_run_takes_more_epochs(tmp_path: Path) -> None:
    config = small_run(tmp_path)
    trained(config)
    runs.add_epochs(runs.open_run(tmp_path / "run"), 1)
    further = trained(config, resume=True)
    assert [step.step for step in steps_of(further)] == [7, 8, 9]
    assert isinstance(further[-1], Finished)


def test_captions_train_too(tmp_path: Path) -> None:
    config = small_run(tmp_path)
    events = trained(replace(config, data=str(captioned(tmp_path))))
    assert isinstance(events[-1], Finished)
    assert all(0 <= event.validation <= 1 for event in events if isinstance(event, EpochEnd) and event.validation)


def test_distil_and_scratch_run(tmp_path: Path) -> None:
    teacher = small_model(tmp_path / "teacher", seed=9)
    distilled = trained(small_run(tmp_path, "distilled", recipe="distil", teacher=str(teacher), epochs=1))
    assert isinstance(distilled[-1], Finished)
    new = trained(small_run(tmp_path, "new", recipe="scratch", config="tiny", epochs=1))
    assert load(Path(new[-1].folder), device="cpu").config.vision.stem == "conv"  # type: ignore[union-attr]

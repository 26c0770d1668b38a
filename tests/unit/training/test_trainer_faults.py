from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from clipdesk.errors import CheckpointError, DeviceError, RunError, UsageError
from clipdesk.training import checkpoints, frozen, runs, session
from clipdesk.training.events import Finished, Note, Saved, Step
from clipdesk.training.saving import save_tuned
from clipdesk.training.trainer import train
from tests.helpers.runs import (
    apart,
    control_of,
    equal,
    small_run,
    steps_of,
    trained,
    weights_of,
)


def test_out_of_memory_is_run_again_in_smaller_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_last = {"validation": 0.0, "recipe": "full"}
    plain = trained(small_run(tmp_path, "plain", **keep_last))
    through = session.Session._images
    refused = []

    def short_of_memory(self: session.Session, loaded: Any, start: int, end: int) -> Tensor:
        if end - start > 2:
            refused.append(end - start)
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return through(self, loaded, start, end)

    monkeypatch.setattr(session.Session, "_images", short_of_memory)
    short = trained(small_run(tmp_path, "short", **keep_last))
    assert refused == [6, 3]  # and it is remembered
    assert apart(weights_of(plain), weights_of(short)) <= 1e-5
    for step, again in zip(steps_of(plain), steps_of(short), strict=True):
        assert again.loss == pytest.approx(step.loss, abs=1e-5)
    monkeypatch.setattr(session.Session, "_images", lambda *_: (_ for _ in ()).throw(MemoryError()))
    with pytest.raises(DeviceError, match="one picture at a time"):
        trained(small_run(tmp_path, "hopeless", **keep_last))


@pytest.mark.parametrize("recipe", ["adapter", "blocks"])
def test_out_of_memory_in_the_frozen_part_is_run_again_in_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recipe: str
) -> None:
    plain = trained(small_run(tmp_path, "plain", recipe=recipe, blocks=1))
    through, refused = frozen.HeldPictures._run, []

    def short_of_memory(self: frozen.HeldPictures, crops: Any) -> Tensor:
        if len(crops) > 3:
            refused.append(len(crops))
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return through(self, crops)

    monkeypatch.setattr(frozen.HeldPictures, "_run", short_of_memory)
    short = trained(small_run(tmp_path, "short", recipe=recipe, blocks=1))
    assert refused
    assert apart(weights_of(plain), weights_of(short)) <= 1e-5
    monkeypatch.setattr(frozen.HeldPictures, "_run", lambda *_: (_ for _ in ()).throw(MemoryError()))
    with pytest.raises(DeviceError, match="frozen part of the model on one input"):
        trained(small_run(tmp_path, "hopeless", recipe=recipe, blocks=1))


def test_texts_are_run_in_halves_too_and_other_faults_pass() -> None:
    def at_most_two(items: Sequence[str]) -> Tensor:
        if len(items) > 2:
            raise MemoryError
        return torch.tensor([[float(len(item))] for item in items])

    assert frozen.in_parts(at_most_two, ["a", "bb", "ccc", "dddd", "eeeee"]).flatten().tolist() == [1, 2, 3, 4, 5]
    with pytest.raises(RuntimeError, match="shape"):
        frozen.in_parts(lambda _: (_ for _ in ()).throw(RuntimeError("wrong shape")), ["a", "b"])


def nan_at(monkeypatch: pytest.MonkeyPatch, calls: set[int]) -> None:
    through, count = session.multi_positive_loss, iter(range(1, 1000))

    def loss(*values: Tensor) -> Tensor:
        return through(*values) * (math.nan if next(count) in calls else 1.0)

    monkeypatch.setattr(session, "multi_positive_loss", loss)


def test_a_loss_that_is_no_number_goes_back_with_half_the_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = small_run(tmp_path, epochs=3, checkpoint_minutes=0.0, warmup_share=0.0)
    usual = steps_of(trained(replace(config, output=str(tmp_path / "usual"))))
    nan_at(monkeypatch, {5})
    events = trained(config)
    notes = [event.text for event in events if isinstance(event, Note)]
    assert any("no longer a number" in note and "from step 4 with half the learning rate" in note for note in notes)
    told = steps_of(events)
    assert [step.step for step in told] == list(range(1, 10))
    assert told[3].learning_rate == pytest.approx(usual[3].learning_rate)
    assert told[4].learning_rate == pytest.approx(usual[4].learning_rate / 2)
    assert all(bool(torch.isfinite(tensor).all()) for tensor in weights_of(events).values())


def test_it_goes_back_twice_and_then_explains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nan_at(monkeypatch, set(range(4, 1000)))
    with pytest.raises(RunError, match=r"no longer a number, even at a quarter.*smaller learning rate"):
        trained(small_run(tmp_path, epochs=3, checkpoint_minutes=0.0))
    assert runs.open_run(tmp_path / "run").state == "failed"
    newest = checkpoints.load_newest(tmp_path / "run" / "checkpoints")
    assert newest is not None
    assert all(bool(torch.isfinite(tensor).all()) for tensor in newest.tensors.values() if tensor.is_floating_point())


def test_a_loss_stuck_at_guessing_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def collapsed(images: Tensor, texts: Tensor, scale: Tensor, positives: Tensor) -> Tensor:
        zero = (images.sum() + texts.sum() + scale) * 0.0
        return zero + session.chance_level(positives)

    monkeypatch.setattr(session, "multi_positive_loss", collapsed)
    with pytest.raises(RunError, match="stays at that of guessing"):
        trained(small_run(tmp_path, epochs=30, validation=0.0, warmup_share=0.0))
    notes = [event.text for event in runs.read_events(tmp_path / "run") if isinstance(event, Note)]
    assert sum("stays at that of guessing" in note for note in notes) == 2


def test_a_disk_that_fills_up_leaves_the_run_to_be_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = small_run(tmp_path, epochs=3, checkpoint_minutes=0.0)
    whole = trained(replace(config, output=str(tmp_path / "whole")))
    through, count = checkpoints.save_file, iter(range(100))

    def filling(*values: Any, **named: Any) -> None:
        if next(count) == 4:
            raise OSError(28, "No space left on device")
        through(*values, **named)

    with monkeypatch.context() as patched:
        patched.setattr(checkpoints, "save_file", filling)
        with pytest.raises(RunError, match="No space left"):
            trained(config)
    assert equal(weights_of(whole), weights_of(trained(config, resume=True)))


def test_a_picture_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    config = small_run(tmp_path, epochs=3, validation=0.0)
    (tmp_path / "data" / "red" / "000.png").write_bytes(b"no picture")
    events = trained(config)
    assert sum("000.png is left out" in event.text for event in events if isinstance(event, Note)) == 1
    assert isinstance(events[-1], Finished)


def test_another_model_or_other_pictures_are_refused(tmp_path: Path) -> None:
    config = small_run(tmp_path)
    trained(config, command="pause", after=Saved)
    with pytest.raises(RunError, match="holds a run already"):
        trained(config)
    (tmp_path / "data" / "red" / "000.png").unlink()
    with pytest.raises(RunError, match=r"cannot go on: its data changed"):
        trained(config, resume=True)
    with pytest.raises(RunError, match="There is no run in"):
        trained(small_run(tmp_path, "nowhere"), resume=True)


def test_closing_it_leaves_no_thread_and_a_run_to_resume(tmp_path: Path) -> None:
    training = train(small_run(tmp_path), control=control_of())
    while not isinstance(next(training), Step):
        pass
    training.close()
    assert runs.open_run(tmp_path / "run").state == "paused"
    assert isinstance(trained(small_run(tmp_path), resume=True)[-1], Finished)


def test_a_recipe_for_classes_refuses_captions(tmp_path: Path) -> None:
    config = small_run(tmp_path, recipe="probe")
    shutil.copy(next((tmp_path / "data").rglob("*.png")), tmp_path / "one.png")
    (tmp_path / "captions.csv").write_text("filepath,caption\none.png,a disc\n")
    with pytest.raises(UsageError):
        trained(replace(config, data=str(tmp_path / "captions.csv")))


def test_a_model_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    config = small_run(tmp_path, epochs=1)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match=r"cannot be written .* Make room there, or choose another folder\."):
        save_tuned(tmp_path / "file" / "model", Path(config.model), card="")

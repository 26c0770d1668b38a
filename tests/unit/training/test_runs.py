from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from clipdesk.errors import RunError, UsageError
from clipdesk.training import lock, runs
from clipdesk.training.config import RECIPES, RunConfig, check, resolved
from clipdesk.training.events import (
    EpochEnd,
    Event,
    Failed,
    Finished,
    Note,
    Paused,
    Probe,
    Saved,
    Started,
    Step,
    Working,
    from_line,
    to_line,
)

STEPS = [Step(number, 9, 1 + number // 4, 1.0, 2.0, 1e-4, 10.0, 5, 3.0) for number in range(1, 9)]
EVENTS: list[Event] = [
    Started("f", "lora", 9, 0, 3, 4, 2, 10, 100, "cpu", "fp32", 0.5, None, {"rank": 8}),
    *STEPS,
    EpochEnd(1, 3, 1.0, 0.5, None, True, (Probe("ä.jpg", "cat", 0.9),)),
    EpochEnd(2, 3, 1.0, None, 0.5, False),
    Working("measuring", 1, 2), Saved("p"), Note('a "sentence"\n'), Paused("f", 3), Finished(2, "f"), Failed("why"),
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events_travel_as_lines(event: Event) -> None:
    assert "\n" not in to_line(event)
    assert from_line(to_line(event)) == event


def test_a_line_that_is_none_is_refused() -> None:
    for line in ("", "null", "[]", '{"event": "party"}', '{"event": "note"}', "{"):
        with pytest.raises(UsageError, match="no event"):
            from_line(line)
    broken = from_line(to_line(Step(1, 9, 1, float("nan"), 2.0, 1e-4, 10.0, 5, 3.0)))
    assert isinstance(broken, Step)
    assert broken.loss != broken.loss


def test_config_travels_as_json() -> None:
    config = RunConfig("data", "lora", towers=("image",), templates=("a {}", "{}"), ema=0.5)
    assert RunConfig.from_json(json.loads(json.dumps(config.to_json()))) == config
    for values, told in (
        ({"data": "d", "recipe": "magic"}, "no recipe called 'magic'"),
        ({"data": "d", "recipe": "lora", "spoon": 1}, "spoon"),
        ({"recipe": "lora"}, "damaged"),
        ({"data": "d", "recipe": "lora", "epochs": 0}, "epochs is 0"),
        ({"data": "d", "recipe": "lora", "rank": "many"}, "damaged"),
        ({"data": "d", "recipe": "lora", "learning_rate": -1.0}, "learning rate"),
        ({"data": "d", "recipe": "lora", "towers": ["roof"]}, "towers"),
        ({"data": "d", "recipe": "lora", "templates": ["no place"]}, "needs a {}"),
        ({"data": "d", "recipe": "distil"}, "needs a teacher"),
    ):
        with pytest.raises(UsageError, match=told):
            RunConfig.from_json(values)


def test_what_is_open_is_filled_and_what_is_given_stays() -> None:
    for recipe in RECIPES:
        config = resolved(RunConfig("d", recipe, teacher="t"), 1000)
        check(config)
        assert None not in (config.epochs, config.learning_rate, config.weight_decay, config.ema, config.micro_batch)
        assert resolved(config, 1000) == config
    config = resolved(RunConfig("d", "lora", epochs=3, learning_rate=0.5, ema=0.0), 20)
    assert (config.epochs, config.learning_rate, config.ema, config.batch_size, config.micro_batch) == (
        3,
        0.5,
        0,
        20,
        20,
    )
    with pytest.raises(UsageError, match="two at least"):
        resolved(config, 1)


def test_runs_are_made_listed_and_discarded(own_home: Path) -> None:
    first, second = runs.create(RunConfig("d", "lora")), runs.create(RunConfig("d", "lora"))
    assert first.folder != second.folder
    assert first.folder.parent == own_home / "data" / "runs"
    (own_home / "data" / "runs" / "notes").mkdir()
    runs.set_state(first.folder, "finished")
    (first.folder / "my-notes.txt").write_text("mine")
    assert {run.id: run.state for run in runs.list_runs()} == {first.id: "finished", second.id: "new"}
    assert runs.open_run(first.folder).config == first.config
    runs.discard(first)
    runs.discard(second)
    assert [path.name for path in first.folder.iterdir()] == ["my-notes.txt"]
    assert not second.folder.exists()
    assert runs.list_runs() == []


def test_a_damaged_run_is_told(tmp_path: Path) -> None:
    run = runs.create(RunConfig("d", "lora", output=str(tmp_path / "run")))
    (run.folder / "config.json").write_text('{"recipe": ')
    with pytest.raises(RunError, match="damaged"):
        runs.open_run(run.folder)


def test_a_run_whose_process_died_is_paused_and_one_under_way_is_kept(tmp_path: Path) -> None:
    run = runs.create(RunConfig("d", "lora", output=str(tmp_path / "run")))
    runs.set_state(run.folder, "running")
    assert runs.open_run(run.folder).state == "paused"
    code = f"""
import pathlib, sys
from clipdesk.training import lock
held = lock.take(pathlib.Path({str(run.folder)!r}))
print("held", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert runs.open_run(run.folder).state == "running"
        for act in (lambda: lock.take(run.folder), lambda: runs.discard(run), lambda: runs.add_epochs(run, 1)):
            with pytest.raises(RunError, match="under way"):
                act()
        other.kill()
        other.wait()
    assert runs.open_run(run.folder).state == "paused"
    lock.take(run.folder).close()


def test_going_back_forgets_what_came_later(tmp_path: Path) -> None:
    runs.keep_events(tmp_path, EVENTS)
    with (tmp_path / runs.METRICS).open("a") as file:
        file.write('{"event": "step", "ste')  # the process was killed here
    runs.rewind_events(tmp_path, 5, 1)
    kept = runs.read_events(tmp_path)
    assert [event.step for event in kept if isinstance(event, Step)] == [1, 2, 3, 4, 5]
    assert [event.epoch for event in kept if isinstance(event, EpochEnd)] == [1]
    assert Note('a "sentence"\n') in kept


def test_none_of_this_knows_torch() -> None:
    code = (
        "import sys; from clipdesk.training import config, events, examples, runs; "
        "assert not {'torch', 'PySide6', 'click'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

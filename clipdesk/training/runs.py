"""Runs on disk: a folder each, with what was asked (config.json), what came of it (metrics.jsonl), its checkpoints, its
state, and at the end model/. Knows nothing of torch."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from clipdesk.errors import RunError, UsageError
from clipdesk.paths import runs_dir
from clipdesk.training import lock
from clipdesk.training.config import RunConfig
from clipdesk.training.events import EpochEnd, Event, Step, from_line, to_line

RunState = Literal["new", "running", "paused", "stopped", "finished", "failed"]

CHECKPOINTS, MODEL, METRICS, CURVES = "checkpoints", "model", "metrics.jsonl", "curves"
_CONFIG, _STATE = "config.json", "state"


@dataclass(frozen=True)
class Run:
    """A run as it lies on disk. A run whose process died is paused: it can be resumed."""

    folder: Path
    config: RunConfig
    state: RunState

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def model(self) -> Path | None:
        """The folder of the model that the run ended with."""
        return self.folder / MODEL if (self.folder / MODEL / "config.json").is_file() else None


def create(config: RunConfig) -> Run:
    """Make the run's folder, `config.output` or a new one among the user's runs, and write what is asked.

    Raises RunError when the folder holds a run already or cannot be written.
    """
    stamp = datetime.now(UTC).astimezone().strftime("%Y%m%d-%H%M%S")
    folder = Path(config.output).expanduser().absolute() if config.output else runs_dir() / f"{stamp}-{config.recipe}"
    number = 2
    while not config.output and folder.exists():
        folder, number = folder.with_name(f"{stamp}-{config.recipe}-{number}"), number + 1
    if (folder / _CONFIG).exists():
        raise RunError(f"{folder} holds a run already. Resume it, or choose another folder.")
    config = replace(config, output=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / _CONFIG, json.dumps(config.to_json(), indent=2) + "\n")
    except OSError as error:
        raise RunError(f"The run's folder {folder} cannot be written ({error}).") from error
    return Run(folder, config, "new")


def open_run(folder: Path) -> Run:
    """The run in `folder`. Raises RunError when there is none or it is damaged."""
    folder = Path(folder).expanduser().absolute()
    try:
        values = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
        if not isinstance(values, dict):
            raise ValueError("it is not an object")
        config = RunConfig.from_json(values)
    except OSError as error:
        raise RunError(f"There is no run in {folder} ({error.strerror or error}).") from error
    except (ValueError, UsageError) as error:
        raise RunError(f"The run in {folder} is damaged: its {_CONFIG} cannot be used ({error}).") from error
    return Run(folder, replace(config, output=str(folder)), _state_of(folder))


def list_runs(root: Path | None = None) -> list[Run]:
    """The runs under `root` (the user's), the newest first. What is damaged is left out."""
    found = []
    try:
        folders = sorted((root or runs_dir()).iterdir(), key=lambda path: path.name, reverse=True)
    except OSError:
        return []
    for folder in folders:
        try:
            found.append(open_run(folder))
        except RunError:
            continue  # a folder of the user's own among the runs, or half a run
    return found


def set_state(folder: Path, state: RunState) -> None:
    """Note how the run stands. Raises RunError when the disk refuses."""
    try:
        _write(folder / _STATE, state + "\n")
    except OSError as error:
        raise RunError(f"The run's folder {folder} cannot be written ({error}).") from error


def add_epochs(run: Run, epochs: int) -> Run:
    """Let the run go on for that many epochs more when it is resumed. Raises RunError, UsageError."""
    if epochs < 1:
        raise UsageError(f"{epochs} further epochs make no sense; one at least is needed.")
    if lock.is_taken(run.folder):
        raise RunError(f"The run in {run.folder} is under way. Pause it first.")
    config = replace(run.config, epochs=(run.config.epochs or 0) + epochs)
    write_config(run.folder, config)
    return replace(run, config=config)


def write_config(folder: Path, config: RunConfig) -> None:
    """Keep the run's settings. Raises RunError when the disk refuses."""
    try:
        _write(folder / _CONFIG, json.dumps(config.to_json(), indent=2) + "\n")
    except OSError as error:
        raise RunError(f"The run's folder {folder} cannot be written ({error}).") from error


def discard(run: Run) -> None:
    """Delete the run and its model; other files in its folder stay. Raises RunError when it is under way."""
    if lock.is_taken(run.folder):
        raise RunError(f"The run in {run.folder} is under way. Stop it first.")
    try:
        for name in (CHECKPOINTS, MODEL, CURVES):
            if (run.folder / name).is_dir():
                shutil.rmtree(run.folder / name)
        for name in (METRICS, "errors.log", _STATE, lock.LOCK_NAME, _CONFIG):
            (run.folder / name).unlink(missing_ok=True)
        if not any(run.folder.iterdir()):
            run.folder.rmdir()
    except OSError as error:
        raise RunError(f"The run in {run.folder} cannot be deleted whole ({error}).") from error


def read_events(folder: Path) -> list[Event]:
    """The events that were kept, in their order; a last line cut short by a crash is passed over."""
    try:
        lines = (folder / METRICS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    events: list[Event] = []
    for line in lines:
        try:
            events.append(from_line(line))
        except UsageError:
            continue  # torn by a crash; what it told comes again when the run is resumed
    return events


def rewind_events(folder: Path, step: int, epoch: int) -> None:
    """Forget what was told after `step` and after the end of `epoch`: it will be told again. Raises RunError."""
    kept = [
        event
        for event in read_events(folder)
        if not (isinstance(event, Step) and event.step > step)
        and not (isinstance(event, EpochEnd) and event.epoch > epoch)
    ]
    try:
        _write(folder / METRICS, "".join(to_line(event) + "\n" for event in kept))
    except OSError as error:
        raise RunError(f"The run's folder {folder} cannot be written ({error}).") from error


def keep_events(folder: Path, events: Sequence[Event]) -> None:
    """Add events to those kept. Raises RunError when the disk refuses."""
    try:
        with (folder / METRICS).open("a", encoding="utf-8") as file:
            file.write("".join(to_line(event) + "\n" for event in events))
    except OSError as error:
        raise RunError(f"The run's figures cannot be written to {folder} ({error}).") from error


def _state_of(folder: Path) -> RunState:
    try:
        told = (folder / _STATE).read_text(encoding="utf-8").strip()
    except OSError:
        return "new"
    if told not in get_args(RunState):
        return "paused"
    if told == "running" and not lock.is_taken(folder):
        return "paused"
    return told  # type: ignore[return-value]


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)

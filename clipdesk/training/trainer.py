"""One trainer for all recipes: a generator of events that takes commands."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import replace

from clipdesk.errors import RunError
from clipdesk.inference.precision import pick_device
from clipdesk.training import lock, runs
from clipdesk.training.config import RECIPES, RunConfig, resolved
from clipdesk.training.control import Control, open_control
from clipdesk.training.events import Command, Event, Finished, Paused
from clipdesk.training.examples import Splits
from clipdesk.training.loop import Loop
from clipdesk.training.opening import open_session, read_data, run_of

Training = Generator[Event, Command | None, Finished | Paused]


def train(config: RunConfig, *, resume: bool = False, control: Control | None = None) -> Training:
    """Train to the end, or until a command: yields events, takes "pause" and "stop" by `send`.

    `config.output` is the run's folder (a new one among the user's runs when empty); with `resume` the run in it goes
    on where its newest whole checkpoint was, bit for bit on a CPU. Without `control` the one that `config` names is
    opened. "stop" keeps the best model so far; "pause" ends after a checkpoint. The last event is also the result.
    Closing the generator leaves what was saved. Raises RunError, UsageError, DeviceError, CheckpointError and
    ModelNotFoundError.
    """
    run = run_of(config, resume=resume)
    with closing(lock.take(run.folder)):
        runs.set_state(run.folder, "running")
        state: runs.RunState = "paused"
        try:
            ended = yield from _trained(run, control)
            if isinstance(ended, Finished):
                state = "stopped" if ended.stopped else "finished"
        except Exception:
            state = "failed"
            raise
        finally:
            with suppress(RunError):  # the disk that refused to keep the run refuses this too
                runs.set_state(run.folder, state)
    yield ended
    return ended


def _trained(run: runs.Run, control: Control | None) -> Training:
    data = yield from read_data(run.config)
    if not RECIPES[run.config.recipe].gradient:
        return (yield from _solved(run, data.splits, control))
    opened = yield from open_session(run, data, control)
    loop = Loop(opened, run.folder)
    try:
        return (yield from loop.run())
    finally:
        loop.close()


def _solved(run: runs.Run, splits: Splits, control: Control | None) -> Training:
    """A recipe that holds all embeddings: no steps, no checkpoints; a paused one begins anew."""
    from clipdesk.clip.checkpoint import check_checkpoint
    from clipdesk.training.recipes import solvers
    from clipdesk.zoo import registry

    config = replace(resolved(run.config, len(splits.train)), device=pick_device(run.config.device))
    runs.write_config(run.folder, config)
    if control is None:
        preprocess = check_checkpoint(registry.resolve(config.model)).preprocess
        control = open_control(config.control, preprocess, config.seed)
    running = solvers()[config.recipe](config, splits, control)
    command: Command | None = None
    try:
        while True:
            event = running.send(command)
            runs.keep_events(run.folder, [event])
            command = yield event
    except StopIteration as stop:
        ended: Finished | Paused = stop.value
        return replace(ended, stopped=True) if isinstance(ended, Finished) and command == "stop" else ended

"""Kill a training run at random moments, resume it each time, and compare its end with a run that was left alone.

    python tests/benchmark/resume.py [--kills 30] [--in-saves 10] [--recipe full] [--seed 0] [--seconds 1.5]

The process is killed (SIGKILL) a random time after its first step; checkpoints are written after every step. Every so
often the kill then waits for the next checkpoint to be under way: such a kill counts as inside a save when it leaves
an unfinished one behind. Prints how many kills left how many steps to do again; ends with status 1 unless the final
weights are equal bit for bit, and as many kills as wanted fell inside a save.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from clipdesk.training import runs
from clipdesk.training.config import RunConfig
from clipdesk.training.events import Failed, Finished, Started, Step
from clipdesk.training.process import start
from tests.helpers.runs import small_run


def run_through(config: RunConfig) -> Path:
    """A run that nobody disturbs: its model's folder."""
    *_, last = start(config).events()
    if not isinstance(last, Finished):
        raise SystemExit(f"The run that was left alone did not finish: {last}")
    return Path(last.folder)


def drafts(config: RunConfig) -> set[str]:
    """The checkpoints that are unfinished."""
    return {path.name for path in (Path(config.output) / runs.CHECKPOINTS).glob(".draft-*")}


def kill_once(config: RunConfig, seconds: float, *, resume: bool, in_save: bool) -> tuple[int, int, Path | None]:
    """Begin or go on and kill it so long after its first step: first and last step told, the model if it finished."""
    run = start(config, resume=resume)
    first, last, folder = 0, 0, None

    def kill() -> None:
        while in_save and run._process.poll() is None and not drafts(config):
            time.sleep(0.0002)
        run._process.send_signal(signal.SIGKILL)

    timer = threading.Timer(seconds, kill)
    for event in run.events():
        if isinstance(event, Started):
            first = last = event.step
        if isinstance(event, Step):
            last = event.step
            if not timer.is_alive() and not timer.finished.is_set():
                timer.start()
        if isinstance(event, Finished):
            folder = Path(event.folder)
        if isinstance(event, Failed) and "on its own" not in event.sentence:
            raise SystemExit(f"The resumed run failed: {event.sentence}")
    timer.cancel()
    return first, last, folder


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--in-saves", type=int, default=10)
    parser.add_argument("--recipe", default="full")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=1.5, help="the longest time from a step to a kill")
    asked = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        os.environ["CLIPDESK_HOME"] = str(root / "home")
        config = small_run(root, "alone", recipe=asked.recipe, epochs=60, ema=0.9, checkpoint_minutes=0.0)
        config = replace(config, control=config.data)
        wanted = load_file(run_through(config) / "model.safetensors")
        kills, in_saves, again, ended, equal, last = 0, 0, 0, 0, True, 0
        resume = False
        while kills < asked.kills or resume:
            seconds = chance.uniform(0, asked.seconds) if kills < asked.kills else 3600.0
            this = replace(config, output=str(root / f"killed-{ended}"))
            in_save = in_saves < asked.in_saves and kills < asked.kills
            first, told, model = kill_once(this, seconds, resume=resume, in_save=in_save)
            if resume:
                again += max(0, last - first)
            last, resume = told, model is None
            if model is None:
                kills, torn = kills + 1, bool(drafts(this))
                in_saves += torn
                where = ", inside a save" if torn else ""
                print(f"kill {kills:3}: {seconds:4.2f} s after a step, at step {told}{where}", flush=True)
                continue
            found = load_file(model / "model.safetensors")
            same = found.keys() == wanted.keys() and all(torch.equal(found[name], wanted[name]) for name in wanted)
            equal, ended = equal and same, ended + 1
            print(f"run {ended} finished: {'equal bit for bit' if same else 'NOT EQUAL'}", flush=True)
        print(
            f"{kills} kills in {ended} runs, {in_saves} of them inside a save; {again} steps done again in all; "
            f"weights equal: {equal}"
        )
    sys.exit(0 if equal and in_saves >= asked.in_saves else 1)


if __name__ == "__main__":
    main()

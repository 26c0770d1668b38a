"""Kill a training run at random moments, resume it each time, and compare its end with a run that was left alone.

    python tests/benchmark/resume.py [--kills 30] [--recipe full] [--seed 0] [--seconds 1.5]

The process is killed (SIGKILL) a random time after its first step, so also within the writing of a checkpoint, which
happens after every step. Prints how many kills left how many steps to do again; ends with status 1 unless the final
weights are equal bit for bit.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

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


def kill_once(config: RunConfig, seconds: float, *, resume: bool) -> tuple[int, int, Path | None]:
    """Begin or go on and kill it so long after its first step: first and last step told, the model if it finished."""
    run = start(config, resume=resume)
    first, last, folder = 0, 0, None
    timer = threading.Timer(seconds, run._process.send_signal, [signal.SIGKILL])
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
        kills, again, runs, equal, last = 0, 0, 0, True, 0
        resume = False
        while kills < asked.kills or resume:
            seconds = chance.uniform(0, asked.seconds) if kills < asked.kills else 3600.0
            this = replace(config, output=str(root / f"killed-{runs}"))
            first, told, model = kill_once(this, seconds, resume=resume)
            if resume:
                again += max(0, last - first)
            last, resume = told, model is None
            if model is None:
                kills += 1
                print(f"kill {kills:3}: {seconds:4.2f} s after a step, at step {told}", flush=True)
                continue
            found = load_file(model / "model.safetensors")
            same = found.keys() == wanted.keys() and all(torch.equal(found[name], wanted[name]) for name in wanted)
            equal, runs = equal and same, runs + 1
            print(f"run {runs} finished: {'equal bit for bit' if same else 'NOT EQUAL'}", flush=True)
        print(f"{kills} kills in {runs} runs; {again} steps done again in all; weights equal: {equal}")
    sys.exit(0 if equal else 1)


if __name__ == "__main__":
    main()

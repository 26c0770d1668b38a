"""Pictures a second of a training step, ours and open_clip's own, interleaved.

    python tests/benchmark/training.py [--batch 16] [--rounds 5] [--threads N] [--clock cpu|wall]

ViT-B/32 with random weights on synthetic pictures and captions, on the CPU, in fp32 and in bf16 (autocast, as both do).
open_clip's step is what `open_clip_train` does with one process and accumulation of one: its model, `ClipLoss`, AdamW
on parameters with and without decay, the temperature clamped. It is handed finished float pixels and token ids; ours
begins with uint8 crops and strings. Each runs in a process of its own, one at a time. open_clip has no LoRA: there,
too, it trains everything. On a busy machine, `--threads 1 --clock cpu` is the fair one.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import open_clip
import torch
from open_clip.loss import ClipLoss

from clipdesk.clip.config import CLIPConfig
from clipdesk.clip.model import CLIP
from clipdesk.inference.pipeline import usable_cores
from clipdesk.training.batches import Batch, Loaded
from clipdesk.training.config import RunConfig, resolved
from clipdesk.training.heap import keep_freed_memory
from clipdesk.training.patience import patient
from clipdesk.training.pictures import Pictures
from clipdesk.training.recipes import prepare
from clipdesk.training.session import Session

NAMES = ("open_clip", "full", "lora")
TARGETS = {"fp32": 1.1, "bf16": 2.0}
WORDS = (
    "a",
    "dog",
    "man",
    "two",
    "red",
    "street",
    "water",
    "grass",
    "runs",
    "jumps",
    "sits",
    "in",
    "with",
    "the",
    "old",
)

Crops = npt.NDArray[np.uint8]  # [batch, 224, 224, 3]
Step = Callable[[], float]


def captions(batch: int) -> list[str]:
    """Different sentences of 8 to 14 words, about as long as those of Flickr8k."""
    chance = random.Random(0)
    return [f"{number} " + " ".join(chance.choices(WORDS, k=chance.randint(7, 13))) for number in range(batch)]


def our_step(recipe: str, precision: str, crops: Crops, texts: list[str]) -> Step:
    """A step of the recipe, everything that happens between two batches from the loader."""
    batch = len(crops)
    config = resolved(RunConfig("", recipe, batch_size=batch, precision=precision, device="cpu"), batch, width=768)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        clip = CLIP(CLIPConfig())
        clip.reset_parameters()
    pictures = Pictures([Path(str(row)) for row in range(batch)], clip.config.preprocess, 0, mirrored=False)
    session = Session(prepare(clip, config), config, pictures, texts, "cpu")
    plan = Batch(tuple(range(batch)), 1, tuple(texts), np.eye(batch, dtype=np.bool_))
    loaded = Loaded(plan, dict(enumerate(crops)))
    return lambda: session.step(loaded, 1.0).loss


def peer_step(precision: str, crops: Crops, texts: list[str]) -> Step:
    """The step of open_clip's training loop."""
    model = open_clip.create_model("ViT-B-32")
    model.train()
    images = torch.randn(len(crops), 3, *crops.shape[1:3])
    tokens = open_clip.get_tokenizer("ViT-B-32")(texts)
    loss_of = ClipLoss()
    named = [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]
    plain = [
        value for name, value in named if value.ndim < 2 or "bias" in name or "ln" in name or "logit_scale" in name
    ]
    held = {id(value) for value in plain}
    groups = [
        {"params": plain, "weight_decay": 0.0},
        {"params": [value for _, value in named if id(value) not in held], "weight_decay": 0.2},
    ]
    optimizer = torch.optim.AdamW(groups, lr=5e-4, betas=(0.9, 0.98), eps=1e-6)

    def step() -> float:
        quickly = torch.autocast("cpu", torch.bfloat16) if precision == "bf16" else contextlib.nullcontext()
        optimizer.zero_grad()
        with quickly:
            image_features, text_features, logit_scale = model(images, tokens)[:3]
            loss = loss_of(image_features, text_features, logit_scale)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            model.logit_scale.clamp_(0, math.log(100))
        return float(loss.detach())

    return step


def serve(name: str, precision: str, batch: int, threads: int, pipe: Connection) -> None:
    """A process of its own for one of them, set up as its own training process is; a step for each message."""
    if name != "open_clip":
        keep_freed_memory()
    torch.set_num_threads(threads)
    crops = np.random.default_rng(0).integers(0, 256, (batch, 224, 224, 3), dtype=np.uint8)
    texts = captions(batch)
    step = peer_step(precision, crops, texts) if name == "open_clip" else our_step(name, precision, crops, texts)
    step()  # warms up, and makes the optimizer's memory
    while pipe.recv():
        wall, cpu = time.perf_counter(), time.process_time()
        step()
        pipe.send((time.perf_counter() - wall, time.process_time() - cpu))


def start(name: str, precision: str, batch: int, threads: int) -> tuple[SpawnProcess, Connection]:
    """Such a process, waiting."""
    if name != "open_clip":
        os.environ |= patient()  # read when torch is loaded
    own, other = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(name, precision, batch, threads, other))
    process.start()
    for setting in patient():
        os.environ.pop(setting, None)
    return process, own


def main() -> None:
    """Print pictures/s and the ratio for each recipe and number type; every round times all, in turns of order."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=usable_cores())
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    asked = parser.parse_args()
    print(f"ViT-B/32, batch {asked.batch}, {asked.threads} threads; pictures a second of {asked.clock} time")
    for precision, target in TARGETS.items():
        served = {name: start(name, precision, asked.batch, asked.threads) for name in NAMES}
        rates: dict[str, list[float]] = {name: [] for name in NAMES}
        for number in range(asked.rounds):
            for name in sorted(NAMES, reverse=bool(number % 2)):
                pipe = served[name][1]
                pipe.send(True)
                seconds = pipe.recv()[asked.clock == "cpu"]
                rates[name].append(asked.batch / seconds)
        for process, pipe in served.values():
            pipe.send(False)
            process.join()
        peer = statistics.median(rates["open_clip"])
        print(f"{precision}  open_clip {peer:6.2f}", flush=True)
        for name in NAMES[1:]:
            own = statistics.median(rates[name])
            spread = f"{min(rates[name]):.2f}–{max(rates[name]):.2f}"
            print(f"{precision}  {name:9} {own:6.2f}   ratio {own / peer:.2f} (wanted {target})   spread {spread}")


if __name__ == "__main__":
    main()

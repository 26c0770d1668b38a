"""How long a run will take and what memory it needs, from one step that is really taken."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from clipdesk.clip.checkpoint import build, read_checkpoint
from clipdesk.clip.config import PreprocessConfig
from clipdesk.clip.model import CLIP
from clipdesk.clip.preprocess import normalise
from clipdesk.errors import ImageError
from clipdesk.inference.model import encode_images, from_clip
from clipdesk.inference.pipeline import usable_cores
from clipdesk.inference.precision import pick_device
from clipdesk.training import precision
from clipdesk.training.batches import steps_per_epoch, texts_of_a_step
from clipdesk.training.config import RECIPES, RunConfig, resolved
from clipdesk.training.frozen import VIEWS, tokens_of
from clipdesk.training.losses import multi_positive_loss
from clipdesk.training.pictures import Pictures
from clipdesk.training.recipes import Tower, Trainable, prepare
from clipdesk.training.towers import unit_length
from clipdesk.zoo import registry

_PICTURES = 16  # that are timed, at most
_RUNS = 3  # of which the quickest counts: other programs only make it slower
_READ = 16  # of the pictures' own files
_TRIED_HEADS_SECONDS_A_PICTURE = 1e-3
_SOME_TEXT = "a photo of a thing of a name."

Value = TypeVar("Value")


@dataclass(frozen=True)
class Estimate:
    """What a step and the whole run take; `bytes` is the memory that training adds to that of the program."""

    seconds_per_step: float
    seconds: float
    bytes: int


def estimate(
    config: RunConfig, count: int, paths: Sequence[Path] = (), *, classes: int | None = None, measured: int = 0
) -> Estimate:
    """Take a small step on made-up pictures and reckon with `count` to learn from. Takes a second or a few.

    Of `paths`, those to learn from, a few are read, so that the time says what decoding takes; without them it is that
    of the network alone. `classes`: how many there are, None with captions; `measured`: the pictures that each epoch
    ends with being measured on. Raises UsageError, ModelNotFoundError, CheckpointError or DeviceError as the run would.
    """
    device = pick_device(config.device)
    if config.recipe == "scratch":
        from clipdesk.training.recipes.scratch import new_network

        clip = new_network(config).to(device)
    else:
        clip = build(read_checkpoint(registry.resolve(config.model))).to(device)
    config = resolved(config, count)
    config = replace(config, precision=precision.chosen(config.precision, device, clip)[0])
    preprocess = clip.config.preprocess
    reading = reading_seconds(paths, preprocess)
    if not RECIPES[config.recipe].gradient:
        found = _held_recipe(clip, config, count)
        decoding = count * reading.first
    else:
        trainable = prepare(clip, config)
        found = _gradient_recipe(trainable, config, count, texts_of_a_step(classes, config.batch_size), measured)
        held = trainable.image.held is not None
        decoding = reading.total(count, min(VIEWS, config.epochs or 1) if held else config.epochs or 1)
    if device == "cpu":  # decoding shares the cores with the network; beside a GPU it runs at the same time
        return replace(found, seconds=found.seconds + decoding)
    return replace(found, seconds=max(found.seconds, decoding))


@dataclass(frozen=True)
class Reading:
    """Seconds that a picture takes from its file, and again from memory; and how many memory holds."""

    first: float = 0.0
    again: float = 0.0
    fits: int = 0

    def total(self, count: int, times: int) -> float:
        """Of all pictures, each so many times."""
        held = min(count, self.fits)
        return count * self.first + (times - 1) * (held * self.again + (count - held) * self.first)


def reading_seconds(paths: Sequence[Path], preprocess: PreprocessConfig) -> Reading:
    """Read a few of the pictures, on one thread; the cores share the work. What cannot be read costs nothing."""
    some = [paths[int(row)] for row in np.unique(np.linspace(0, len(paths) - 1, _READ).astype(int))] if paths else []
    pictures = Pictures(some, preprocess, 0, mirrored=True)
    times: list[tuple[float, float]] = []
    for row in range(len(some)):
        with suppress(ImageError):
            start = time.perf_counter()
            pictures.crop(row, 1)
            middle = time.perf_counter()
            pictures.crop(row, 2)
            times.append((middle - start, time.perf_counter() - middle))
    if not times:
        return Reading()
    first, again = (statistics.fmean(column) / usable_cores() for column in zip(*times, strict=True))
    return Reading(first, again, pictures.room)


def _held_recipe(clip: CLIP, config: RunConfig, count: int) -> Estimate:
    """Every picture once through the image tower; then matrices of the embeddings alone."""
    pixels = _pixels(clip)
    with torch.inference_mode():
        clip.eval()
        seconds, _ = _timed(lambda: clip.encode_image(pixels))
    epochs = config.epochs or 1
    solving = count * _TRIED_HEADS_SECONDS_A_PICTURE
    if config.recipe == "prompt":
        texts = tokens_of((_SOME_TEXT,) * 10, clip.config.text.context_length, clip.logit_scale.device.type)
        text_seconds, _ = _timed(lambda: clip.encode_text(texts))
        solving = epochs * steps_per_epoch(count, max(256, config.batch_size)) * 3 * text_seconds
    held = 2 * count * clip.config.embed_dim * 4
    return Estimate(solving / epochs, count * seconds / len(pixels) + solving, held + _weights(clip))


def _gradient_recipe(trainable: Trainable, config: RunConfig, count: int, texts: int, measured: int) -> Estimate:
    clip, batch = trainable.clip, config.batch_size
    pixels = _pixels(clip, min(_PICTURES, batch))
    read = max(1, round(texts * len(pixels) / batch))  # as many to a picture as in a step
    tokens = tokens_of((_SOME_TEXT,) * read, clip.config.text.context_length, clip.logit_scale.device.type)
    once, held_bytes = 0.0, 0
    inputs: Tensor = pixels
    if trainable.image.held is not None:
        frozen = trainable.image.held
        with torch.no_grad():
            once, inputs = _timed(lambda: frozen(pixels))
        held_bytes = min(2 << 30, VIEWS * count * inputs[0].numel() * 4)
    rows = tokens if trainable.text.held is None else _without_graph(trainable.text, tokens)
    positives = torch.arange(len(pixels))[:, None] % read == torch.arange(read)[None]
    positives = positives.to(pixels.device)
    kept = 0

    def pack(tensor: Tensor) -> Tensor:
        nonlocal kept
        if not isinstance(tensor, torch.nn.Parameter):
            kept += tensor.numel() * tensor.element_size()
        return tensor

    def step() -> None:
        with torch.enable_grad():
            with precision.products_in(config.precision, clip.logit_scale.device.type):
                seen = unit_length(trainable.image.features(inputs))
                said = unit_length(trainable.text.features(rows))
            multi_positive_loss(seen, said, clip.logit_scale, positives).backward()  # type: ignore[no-untyped-call]

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        step()
    seconds, _ = _timed(step)
    looking = _looking_seconds(trainable, config, inputs)
    for parameter in trainable.parameters.values():
        parameter.grad = None
    micro = config.micro_batch or batch
    twice = 2.0 if micro < batch else 1.0  # each part is run once more for its gradients
    per_step = seconds * batch / len(pixels) * twice
    trained = sum(parameter.numel() for parameter in trainable.parameters.values())
    epochs = config.epochs or 1
    steps, views = epochs * steps_per_epoch(count, batch), min(VIEWS, epochs)
    measuring = (looking * (epochs + 1) + once) * measured / len(pixels)  # the first time before all epochs
    total = steps * per_step + once * views * count / len(pixels) + measuring
    memory = _weights(clip) + trained * 4 * 4 + kept * micro // len(pixels) + held_bytes
    return Estimate(per_step, total, int(memory))


def _looking_seconds(trainable: Trainable, config: RunConfig, inputs: Tensor) -> float:
    """Seconds that the pictures `inputs` take to be measured on: of the trained part, or of the plain network."""
    if trainable.image.held is not None:
        with torch.no_grad():
            return _timed(lambda: trainable.image.features(inputs))[0]
    device = trainable.clip.logit_scale.device.type
    model = from_clip(trainable.merge(), device=device, precision=config.precision)
    size = trainable.clip.config.preprocess.image_size
    return _timed(lambda: encode_images(model, np.zeros((len(inputs), size, size, 3), dtype=np.uint8)))[0]


def _without_graph(tower: Tower, tokens: Tensor) -> Tensor:
    assert tower.held is not None
    with torch.no_grad():
        return tower.held(tokens)


def _pixels(clip: CLIP, count: int = _PICTURES) -> Tensor:
    size = clip.config.preprocess.image_size
    draw = torch.Generator().manual_seed(0)
    made = torch.randint(0, 256, (count, size, size, 3), dtype=torch.uint8, generator=draw)
    return normalise(made.to(clip.logit_scale.device), clip.config.preprocess)


def _timed(work: Callable[[], Value]) -> tuple[float, Value]:
    """Seconds of the quickest run after a first one that warms up."""
    value = work()
    times = []
    for _ in range(_RUNS):
        _wait()
        start = time.perf_counter()
        value = work()
        _wait()
        times.append(time.perf_counter() - start)
    return min(times), value


def _wait() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def _weights(clip: CLIP) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in clip.state_dict().values())

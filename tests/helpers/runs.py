"""Small training runs: a tiny random CLIP in a folder, coloured shapes in class folders, and what a run tells."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw
from safetensors.torch import load_file
from torch import Tensor

from clipdesk.clip.checkpoint import write_model
from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP
from clipdesk.training.config import RunConfig
from clipdesk.training.control import Control
from clipdesk.training.events import Command, Event, Finished, Step
from clipdesk.training.trainer import train

SMALL = CLIPConfig(
    embed_dim=16,
    vision=VisionConfig(image_size=32, patch_size=8, width=32, layers=2, heads=2),
    text=TextConfig(width=32, layers=2, heads=2, token_width=8),
    preprocess=PreprocessConfig(image_size=32),
)
COLOURS = {"red": (200, 40, 40), "green": (40, 180, 60), "blue": (50, 60, 210)}


def small_clip(config: CLIPConfig = SMALL, seed: int = 0) -> CLIP:
    """A network with weights drawn as CLIP draws them."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        clip = CLIP(config)
        clip.reset_parameters()
    return clip.eval()


def small_model(folder: Path, config: CLIPConfig = SMALL, seed: int = 0) -> Path:
    """The folder of a model with such a network."""
    clip = small_clip(config, seed)
    write_model(folder, clip, clip.config, "# small\n")
    return folder


def shapes(folder: Path, each: int = 8, seed: int = 0) -> Path:
    """A folder of class folders: discs of three colours on noise, `each` of a colour."""
    rng = np.random.default_rng(seed)
    for name, colour in COLOURS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(each):
            picture = Image.fromarray(rng.integers(0, 120, (40, 48, 3), dtype=np.uint8))
            left, top = rng.integers(2, 20, 2)
            ImageDraw.Draw(picture).ellipse((left, top, left + 24, top + 18), fill=colour)
            picture.save(folder / name / f"{number:03}.png", compress_level=1)
    return folder


def control_of(config: CLIPConfig = SMALL) -> Control:
    """Four pictures of noise: a control set that takes no time."""
    size = config.preprocess.image_size
    pixels = np.random.default_rng(1).integers(0, 255, (4, size, size, 3), dtype=np.uint8)
    return Control("noise", pixels, np.array([0, 1, 0, 1], dtype=np.int64), ("a cat", "a dog"))


def small_run(root: Path, output: str = "run", **values: object) -> RunConfig:
    """A run on such data and model below `root`, made where they are not there yet."""
    data, model = root / "data", root / "small"
    if not data.exists():
        shapes(data)
    if not model.exists():
        small_model(model)
    config = {
        "data": str(data), "recipe": "lora", "model": str(model), "output": str(root / output), "epochs": 2,
        "batch_size": 6, "precision": "fp32", "device": "cpu", "validation": 0.25, "rank": 2,
    }  # fmt: skip
    return RunConfig.from_json(config | values)


def captioned(root: Path) -> Path:
    """A file of captions of such data below `root`."""
    lines = [
        f'{{"filepath": "{path.relative_to(root)}", "caption": ["a {path.parent.name} disc", "disc {path.stem}"]}}'
        for path in sorted((root / "data").rglob("*.png"))
    ]
    file = root / "captions.jsonl"
    file.write_text("\n".join(lines))
    return file


def events_of(
    training: Generator[Event, Command | None, Event], command: Command | None = None, after: type[Event] | None = None
) -> list[Event]:
    """All events; `command` is sent after the first event of the kind `after`."""
    events: list[Event] = []
    sent: Command | None = None
    try:
        while True:
            events.append(training.send(sent))
            sent = None
            if after is not None and isinstance(events[-1], after):
                sent, after = command, None
    except StopIteration:
        return events


def trained(config: RunConfig, *, resume: bool = False, **sent: Any) -> list[Event]:
    """A run in this process on a control set that takes no time."""
    return events_of(train(config, resume=resume, control=control_of()), **sent)


def steps_of(events: Sequence[Event]) -> list[Step]:
    """The steps among the events."""
    return [event for event in events if isinstance(event, Step)]


def weights_of(events: Sequence[Event]) -> dict[str, Tensor]:
    """The model that the run ended with."""
    assert isinstance(events[-1], Finished)
    return load_file(Path(events[-1].folder) / "model.safetensors")


def equal(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    """Bit for bit."""
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def apart(one: dict[str, Tensor], other: dict[str, Tensor]) -> float:
    """The largest difference, but for the biases of attention's keys: no loss depends on those, so that an optimizer
    which divides by the gradient's own size moves them by rounding alone."""
    return max(float((_felt(name, one[name]) - _felt(name, other[name])).abs().max()) for name in one)


def _felt(name: str, weights: Tensor) -> Tensor:
    if not name.endswith("attention.qkv.bias"):
        return weights
    query, _, value = weights.chunk(3)
    return torch.cat([query, value])

"""Coloured shapes on a plain ground: a data set that a small model can learn, made in a moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

CLASSES = ("circle", "cross", "square")


def draw(name: str, seed: int, size: int = 96) -> Image.Image:
    """One shape of random colour, place and size, with a little noise."""
    rng = np.random.default_rng([CLASSES.index(name), seed])
    ground = tuple(int(value) for value in rng.integers(150, 256, 3))
    colour = tuple(int(value) for value in rng.integers(0, 110, 3))
    image = Image.new("RGB", (size, size), ground)
    pen = ImageDraw.Draw(image)
    radius = int(rng.integers(size // 6, size // 3))
    x, y = (int(value) for value in rng.integers(radius, size - radius, 2))
    box = (x - radius, y - radius, x + radius, y + radius)
    if name == "circle":
        pen.ellipse(box, fill=colour)
    elif name == "square":
        pen.rectangle(box, fill=colour)
    else:
        pen.line((x - radius, y, x + radius, y), fill=colour, width=max(3, radius // 3))
        pen.line((x, y - radius, x, y + radius), fill=colour, width=max(3, radius // 3))
    noisy = np.asarray(image, np.int16) + rng.integers(-8, 9, (size, size, 3))
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def shape_folder(folder: Path, of_class: int, first: int = 0) -> Path:
    """A folder of class folders with that many pictures each; `first` is the first one's seed."""
    for name in CLASSES:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for seed in range(first, first + of_class):
            draw(name, seed).save(folder / name / f"{seed:04}.png")
    return folder

"""Milliseconds a picture from file to the tower's square, whole and scaled decode; run as a script.

Pictures are synthetic photographs of 12 megapixels, 2 megapixels and 500 × 375. The ways are interleaved; the cosine is
between the normalised tensors of our path and of Pillow's whole decode with open_clip's steps.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image

from clipdesk.clip.config import PreprocessConfig
from clipdesk.clip.preprocess import normalise, resize_and_crop
from clipdesk.data.images import decode

SIZES = {"12 MP": (4000, 3000), "2 MP": (1632, 1224), "500 × 375": (500, 375)}
CONFIG = PreprocessConfig()
ROUNDS = 9


def photo(width: int, height: int) -> Image.Image:
    """Noise of a natural spectrum (amplitude falls with frequency) and a sensor's noise on top."""
    values = np.random.default_rng(7)
    total = np.zeros((height, width, 3), np.float32)
    cells = 4
    while cells < width:
        layer = values.normal(size=(max(2, cells * height // width), cells, 3)).astype(np.float32)
        bands = [
            Image.fromarray(layer[..., band]).resize((width, height), Image.Resampling.BICUBIC) for band in range(3)
        ]
        total += np.stack([np.asarray(band) for band in bands], axis=-1) / cells**0.9
        cells *= 2
    total = (total - total.mean()) / total.std() * 55 + 120 + values.normal(size=(height, width, 1)) * 4
    return Image.fromarray(np.clip(total, 0, 255).astype(np.uint8))


def plain(path: Path) -> npt.NDArray[np.uint8]:
    """Pillow's whole decode and open_clip's steps, without any of our checks."""
    with Image.open(path) as image:
        picture = image.convert("RGB")
    shortest = min(picture.size)
    wide, high = (int(CONFIG.image_size * side / shortest) for side in picture.size)
    left, top = round((wide - CONFIG.image_size) / 2), round((high - CONFIG.image_size) / 2)
    resized = picture.resize((wide, high), Image.Resampling.BICUBIC)
    return np.array(resized.crop((left, top, left + CONFIG.image_size, top + CONFIG.image_size)))


def whole(path: Path) -> npt.NDArray[np.uint8]:
    """Our path without scaling."""
    return resize_and_crop(decode(path).pixels, CONFIG)


def scaled(path: Path) -> npt.NDArray[np.uint8]:
    """Our path as a classification takes it."""
    return resize_and_crop(decode(path, shortest_side=CONFIG.image_size).pixels, CONFIG)


def main() -> None:
    """Print milliseconds of processor time a picture, ratios and cosines."""
    ways: dict[str, Callable[[Path], npt.NDArray[np.uint8]]] = {"plain": plain, "whole": whole, "scaled": scaled}
    with tempfile.TemporaryDirectory() as folder:
        for name, (width, height) in SIZES.items():
            path = Path(folder) / "photo.jpg"
            photo(width, height).save(path, quality=90)
            times: dict[str, list[float]] = {way: [] for way in ways}
            for number in range(ROUNDS):
                for way in sorted(ways, reverse=bool(number % 2)):
                    start = time.process_time()
                    ways[way](path)
                    times[way].append(1e3 * (time.process_time() - start))
            ms = {way: statistics.median(values) for way, values in times.items()}
            tensors = {way: normalise(torch.from_numpy(run(path))[None], CONFIG).ravel() for way, run in ways.items()}
            cosines = {way: _cosine(tensor, tensors["plain"]) for way, tensor in tensors.items()}
            print(
                f"{name:10} {path.stat().st_size / 1e3:6,.0f} kB   Pillow {ms['plain']:6.1f} ms   "
                f"whole {ms['whole']:6.1f} ms (cosine {cosines['whole']:.6f})   "
                f"scaled {ms['scaled']:6.1f} ms (cosine {cosines['scaled']:.6f})   "
                f"Pillow ÷ scaled {ms['plain'] / ms['scaled']:.2f}"
            )


def _cosine(left: torch.Tensor, right: torch.Tensor) -> float:
    return float(torch.nn.functional.cosine_similarity(left.double(), right.double(), dim=0))


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()

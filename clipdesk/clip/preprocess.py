"""Pixels to the image tower's input: resize, centre crop, normalise.

The result is that of open_clip's `image_transform(is_train=False)` on the same RGB pixels, bit for bit up to the crop.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image

from clipdesk.clip.config import PreprocessConfig

_VERSION = 1  # raise it when the same picture would come out otherwise: remembered embeddings are then made anew
_FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}
_LARGEST_RESIZED = 50_000_000  # pixels, before the crop


def resize_and_crop(pixels: npt.NDArray[np.uint8], config: PreprocessConfig) -> npt.NDArray[np.uint8]:
    """The square that the tower sees: [height, width, 3] -> [image_size, image_size, 3].

    "shortest" scales the shorter side to `image_size` and keeps the middle of the longer one; "squash" ignores the
    proportions.
    """
    picture, size = Image.fromarray(pixels), config.image_size
    if config.resize_mode == "squash":
        return np.array(_resized(picture, (size, size), config))
    width, height = picture.size
    shortest = min(width, height)
    wide, high = size * width // shortest, size * height // shortest
    left, top = round((wide - size) / 2), round((high - size) / 2)
    if wide * high > _LARGEST_RESIZED:  # a strip of 1 × 100,000 pixels: crop first, the rest would need gigabytes
        box = (left * width / wide, top * height / high, (left + size) * width / wide, (top + size) * height / high)
        return np.array(picture.resize((size, size), _FILTERS[config.interpolation], box=box))
    resized = _resized(picture, (wide, high), config)
    return np.array(resized.crop((left, top, left + size, top + size)))


def normalise(batch: torch.Tensor, config: PreprocessConfig) -> torch.Tensor:
    """Scale uint8 to 0…1, take the mean off, divide by the deviation: [n, size, size, 3] -> float32 [n, 3, size, size].

    The result stays on the batch's device.
    """
    mean = torch.tensor(config.mean, dtype=torch.float32, device=batch.device).view(1, 3, 1, 1)
    std = torch.tensor(config.std, dtype=torch.float32, device=batch.device).view(1, 3, 1, 1)
    scaled = batch.permute(0, 3, 1, 2).to(torch.float32, memory_format=torch.contiguous_format).div_(255)
    return scaled.sub_(mean).div_(std)


def fingerprint(config: PreprocessConfig) -> str:
    """A short text that changes whenever the same picture would come out otherwise."""
    values = json.dumps(asdict(config), sort_keys=True).encode()
    digest = hashlib.blake2b(values, digest_size=6).hexdigest()
    return f"v{_VERSION}-{config.resize_mode}-{config.interpolation}-{config.image_size}-{digest}"


def _resized(picture: Image.Image, size: tuple[int, int], config: PreprocessConfig) -> Image.Image:
    return picture if picture.size == size else picture.resize(size, _FILTERS[config.interpolation])

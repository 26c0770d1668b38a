"""Pictures as uint8 crops, the same ones whenever the same view is asked for; decoded once as far as memory allows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipdesk.clip.config import PreprocessConfig
from clipdesk.clip.preprocess import resize_and_crop
from clipdesk.data.images import decode

_HELD_BYTES = 1 << 30
_MARGIN = 1.25  # the shorter side of a picture that is held, by the tower's input
_LONGEST = 4  # of its proportions: a strip is cut to the middle
_LEAST_AREA = 0.6  # of the picture, in a random crop
_LARGEST_STRETCH = 4 / 3

Crop = npt.NDArray[np.uint8]  # [image_size, image_size, 3]


class Pictures:
    """Crops of the pictures at `paths`. View 0 is what the model sees at inference; each other is a random crop.

    A view is drawn from (seed, view, row) alone. `mirrored`: half of the random views are, which captions with a left
    and a right would not bear. Safe to share between threads.
    """

    def __init__(self, paths: Sequence[Path], preprocess: PreprocessConfig, seed: int, *, mirrored: bool) -> None:
        self.paths = tuple(paths)
        self.preprocess = preprocess
        self._seed, self._mirrored = seed, mirrored
        self._held: dict[tuple[int, bool], Crop] = {}
        self._free = _HELD_BYTES
        self._lock = Lock()

    def crop(self, row: int, view: int) -> Crop:
        """uint8 [image_size, image_size, 3]. Raises ImageError when the picture cannot be read."""
        if view == 0:
            return self._picture(row, whole=False)
        return self._drawn(self._picture(row, whole=True), np.random.default_rng([self._seed, view, row]))

    @property
    def room(self) -> int:
        """How many pictures like those read so far memory holds between the epochs."""
        held = list(self._held.values())
        return round(_HELD_BYTES * len(held) / sum(picture.nbytes for picture in held)) if held else 0

    def _picture(self, row: int, *, whole: bool) -> Crop:
        """The picture's plain crop, or all of it made small."""
        held = self._held.get((row, whole))
        if held is not None:
            return held
        size = self.preprocess.image_size
        decoded = decode(self.paths[row], shortest_side=round(size * _MARGIN) if whole else size)
        made = (
            _small(decoded.pixels, round(size * _MARGIN)) if whole else resize_and_crop(decoded.pixels, self.preprocess)
        )
        with self._lock:
            if made.nbytes <= self._free:
                self._free -= made.nbytes
                self._held[row, whole] = made
        return made

    def _drawn(self, picture: Crop, rng: np.random.Generator) -> Crop:
        """A crop of random place, size and proportions (Szegedy 2015), brought to the tower's size."""
        height, width = picture.shape[:2]
        area = height * width * rng.uniform(_LEAST_AREA, 1.0)
        stretch = np.exp(rng.uniform(-np.log(_LARGEST_STRETCH), np.log(_LARGEST_STRETCH)) / 2)
        wide = min(width, max(1.0, area**0.5 * stretch))
        high = min(height, max(1.0, area**0.5 / stretch))
        left, top = rng.uniform(0, width - wide), rng.uniform(0, height - high)
        mirror = rng.random() < 0.5 and self._mirrored
        size = self.preprocess.image_size
        box = (left, top, left + wide, top + high)
        drawn = Image.fromarray(picture).resize((size, size), Image.Resampling.BICUBIC, box=box)
        return np.array(np.asarray(drawn)[:, ::-1] if mirror else drawn)


def _small(pixels: Crop, shortest_side: int) -> Crop:
    """The picture with that shorter side, or as it is where it is smaller; cut to 4:1."""
    height, width = pixels.shape[:2]
    shortest = min(height, width)
    long = shortest * _LONGEST
    top, left = max(0, height - long) // 2, max(0, width - long) // 2
    picture = Image.fromarray(pixels[top : top + long, left : left + long])
    if shortest > shortest_side:
        scale = shortest_side / shortest
        new_size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(new_size, Image.Resampling.BICUBIC)
    return np.array(picture)

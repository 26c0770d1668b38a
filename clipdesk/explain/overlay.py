"""From the square that the model saw back to the whole picture: where a map lies, and how it is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipdesk.clip.config import PreprocessConfig
from clipdesk.errors import UsageError
from clipdesk.explain.palettes import PALETTES, SIGNED

__all__ = ["PALETTES", "SeenArea", "paint", "seen_area", "to_picture"]

Floats = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]

_SHADE = 0.35  # of its brightness is left to what the model did not see


@dataclass(frozen=True)
class SeenArea:
    """What the model saw, in pixels of the upright picture: `[top:bottom, left:right]`."""

    left: int
    top: int
    right: int
    bottom: int


def seen_area(width: int, height: int, config: PreprocessConfig) -> SeenArea:
    """The pixels of an upright `width` × `height` picture whose centre lies within the model's input."""
    left, top, right, bottom = _seen_box(width, height, config)
    return SeenArea(
        _first_centre_from(left), _first_centre_from(top), _first_centre_from(right), _first_centre_from(bottom)
    )


def to_picture(patch_map: Floats, width: int, height: int, config: PreprocessConfig, *, smooth: bool = True) -> Floats:
    """A map `[rows, columns]` of the model's input as `[height, width]` of the upright picture; nan where unseen.

    `smooth` interpolates between the centres of patches; otherwise each pixel has its patch's value.
    """
    area, box = seen_area(width, height, config), _seen_box(width, height, config)
    rows, columns = patch_map.shape
    down = _weights(area.top, area.bottom, box[1], box[3], rows, smooth)  # [seen height, rows]
    across = _weights(area.left, area.right, box[0], box[2], columns, smooth)  # [seen width, columns]
    picture_map = np.full((height, width), np.nan, dtype=np.float32)
    np.matmul(
        down @ np.asarray(patch_map, dtype=np.float32),
        across.T,
        out=picture_map[area.top : area.bottom, area.left : area.right],
    )
    return picture_map


def paint(picture: Pixels, picture_map: Floats, *, opacity: float = 0.55, palette: str = "cividis") -> Pixels:
    """The picture `[height, width, 3]` under its map `[height, width]`; what is nan there is shaded.

    The picture below turns grey, wholly from an opacity of one half on: colours are the map's. Values run over 0…1,
    with the palette "diverging" over -1…1. Raises UsageError for another palette, an opacity outside 0…1, or a map of
    another size.
    """
    if palette not in PALETTES:
        raise UsageError(f"There is no palette called {palette!r}. Choose one of {', '.join(PALETTES)}.")
    if not 0 <= opacity <= 1:
        raise UsageError("The opacity of an overlay must lie between 0 and 1.")
    if picture.shape != (*picture_map.shape, 3):
        raise UsageError(f"The map is of {list(picture_map.shape)} pixels, the picture of {list(picture.shape[:2])}.")
    unseen = np.isnan(picture_map)
    level = (picture_map + 1) / 2 if palette in SIGNED else picture_map
    index = np.where(unseen, 0, level).clip(0, 1) * 255
    colours = Image.fromarray(np.rint(index, out=index).astype(np.uint8))
    colours.putpalette(PALETTES[palette].tobytes())
    below = Image.fromarray(picture)
    greyed = Image.blend(below, below.convert("L").convert("RGB"), min(1, 2 * opacity))
    painted = Image.blend(greyed, colours.convert("RGB"), opacity)
    if unseen.any():
        painted.paste(below.point([round(_SHADE * value) for value in range(256)] * 3), mask=Image.fromarray(unseen))
    return np.array(painted)


def _seen_box(width: int, height: int, config: PreprocessConfig) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the crop of `clip.preprocess.resize_and_crop`, on the picture's own scale."""
    if config.resize_mode == "squash":
        return 0.0, 0.0, float(width), float(height)
    size, shortest = config.image_size, min(width, height)
    wide, high = size * width // shortest, size * height // shortest
    left, top = round((wide - size) / 2), round((high - size) / 2)
    across, down = width / wide, height / high
    return left * across, top * down, (left + size) * across, (top + size) * down


def _first_centre_from(edge: float) -> int:
    """The first pixel whose centre lies at or after `edge`; the half comes first so that whole edges stay exact."""
    return math.ceil(edge - 0.5)


def _weights(first: int, last: int, start: float, end: float, patches: int, smooth: bool) -> Floats:
    """How much each of `patches` that share `start`…`end` counts for the pixels first…last: [pixels, patches]."""
    place = (np.arange(first, last) + 0.5 - start) / (end - start) * patches  # in patches, their centres at the halves
    weights = np.zeros((last - first, patches), dtype=np.float32)
    pixels = np.arange(last - first)
    if not smooth:
        weights[pixels, place.astype(np.intp).clip(0, patches - 1)] = 1
        return weights
    place = (place - 0.5).clip(0, patches - 1)
    before = place.astype(np.intp).clip(0, max(patches - 2, 0))
    after = np.minimum(before + 1, patches - 1)
    share = (place - before).astype(np.float32)
    weights[pixels, before] += 1 - share
    weights[pixels, after] += share
    return weights

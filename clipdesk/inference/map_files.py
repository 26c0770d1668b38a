"""A map and its picture as files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipdesk.clip.config import PreprocessConfig
from clipdesk.data.images import decode
from clipdesk.explain.overlay import paint, to_picture
from clipdesk.inference.export import replacing


def write_map(
    path: Path,
    patch_map: npt.NDArray[np.float32],
    config: PreprocessConfig,
    *,
    drawing: Path | None = None,
    array: Path | None = None,
    opacity: float,
    palette: str = "cividis",
    smooth: bool = True,
) -> None:
    """Draw the map `[rows, columns]` over the whole picture `path` as the PNG `drawing`; write its values to `array`.

    The array is float32 `[height, width]` of the upright picture, nan where the model does not see. Raises ImageError,
    or UsageError when a file cannot be written.
    """
    picture = decode(path)
    height, width = picture.pixels.shape[:2]
    values = to_picture(patch_map, width, height, config, smooth=smooth)
    if drawing is not None:
        painted = paint(picture.pixels, values, opacity=opacity, palette=palette)
        with replacing(drawing) as file:
            Image.fromarray(painted).save(file, "PNG")
    if array is not None:
        if (width, height) != (picture.width, picture.height):  # decoded at a fraction of its size, to fit the memory
            values = to_picture(patch_map, picture.width, picture.height, config, smooth=smooth)
        with replacing(array) as file:
            np.save(file, values)

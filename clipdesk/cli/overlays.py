"""A map and its picture to a file: the drawing that several commands make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clipdesk.errors import ImageError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from clipdesk.data.images import DecodedImage
    from clipdesk.inference.model import Model

OPACITY = 0.55


def ranked_pixels(path: Path, model: Model) -> npt.NDArray[np.uint8]:
    """The picture as it is decoded to be ranked, `[height, width, 3]`, perhaps smaller than it is.

    Raises ImageError with the picture's name.
    """
    return _decoded(path, model.config.preprocess.image_size).pixels


def write(
    target: Path,
    path: Path,
    patch_map: npt.NDArray[np.float32],
    model: Model,
    *,
    array: Path | None = None,
    opacity: float = OPACITY,
    palette: str = "cividis",
    smooth: bool = True,
) -> None:
    """Draw the map `[rows, columns]` over the whole picture at `path` as a PNG; with `array`, write its values too.

    The array is float32 `[height, width]` of the upright picture, nan where the model does not see. Raises ImageError,
    or UsageError when a file cannot be written.
    """
    import numpy as np
    from PIL import Image

    from clipdesk.explain.overlay import paint, to_picture
    from clipdesk.inference.export import replacing

    picture = _decoded(path, None)
    config = model.config.preprocess
    height, width = picture.pixels.shape[:2]
    values = to_picture(patch_map, width, height, config, smooth=smooth)
    painted = paint(picture.pixels, values, opacity=opacity, palette=palette)
    with replacing(target) as file:
        Image.fromarray(painted).save(file, "PNG")
    if array is not None:
        if (width, height) != (picture.width, picture.height):  # decoded at a fraction of its size, to fit the memory
            values = to_picture(patch_map, picture.width, picture.height, config, smooth=smooth)
        with replacing(array) as file:
            np.save(file, values)


def _decoded(path: Path, shortest_side: int | None) -> DecodedImage:
    from clipdesk.data.images import decode

    try:
        return decode(path, shortest_side=shortest_side)
    except ImageError as error:
        raise ImageError(error.kind, f"{path}: {error}") from error

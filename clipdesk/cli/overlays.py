"""A map and its picture to a file: the drawing that several commands make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from clipdesk.errors import ImageError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from clipdesk.inference.model import Model

OPACITY = 0.55


def ranked_pixels(path: Path, model: Model) -> npt.NDArray[np.uint8]:
    """The picture as it is decoded to be ranked, `[height, width, 3]`, perhaps smaller than it is.

    Raises ImageError with the picture's name.
    """
    from clipdesk.data.images import decode

    with _named(path):
        return decode(path, shortest_side=model.config.preprocess.image_size).pixels


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

    Raises ImageError with the picture's name, or UsageError when a file cannot be written.
    """
    from clipdesk.inference.map_files import write_map

    with _named(path):
        write_map(
            path,
            patch_map,
            model.config.preprocess,
            drawing=target,
            array=array,
            opacity=opacity,
            palette=palette,
            smooth=smooth,
        )


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except ImageError as error:
        raise ImageError(error.kind, f"{path}: {error}") from error

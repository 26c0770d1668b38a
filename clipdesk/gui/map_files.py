"""Maps as files: the picture with its map over it, or the map's values."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from clipdesk.errors import UsageError

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST = 80  # characters of a label in a file's name


def map_name(picture: Path, label: str) -> str:
    """What a map's file is called: "kitchen - cup of coffee.png"."""
    part = _UNFIT.sub("_", label).strip(" .")[:_LONGEST]
    return f"{picture.stem} - {part or 'map'}.png"


def save_map(target: Path, painted: QImage, values: npt.NDArray[np.float32]) -> Path:
    """Write the picture with its map as a PNG, or to `.npy` the values as float32 `[height, width]`; returns where.

    Raises UsageError when the file cannot be written.
    """
    if target.suffix.lower() == ".npy":
        try:
            with target.open("wb") as file:
                np.save(file, values)
        except OSError as error:
            raise UsageError(f"{target} cannot be written ({error.strerror or error}).") from error
    else:
        target = target if target.suffix else target.with_suffix(".png")
        if not painted.save(str(target)):
            raise UsageError(f"{target} cannot be written. Choose another folder, and the ending .png.")
    return target


def free_name(folder: Path, name: str) -> Path:
    """A file of that name in the folder, numbered where there is one already."""
    target = folder / name
    number = 2
    while target.exists():
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return target

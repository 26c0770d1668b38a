"""Maps as files: the picture with its map over it, or the map's values."""

from __future__ import annotations

import re
from pathlib import Path

from clipdesk.gui.picture_view import Drawn

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST = 80  # characters of a label in a file's name


def map_name(picture: Path, label: str) -> str:
    """What a map's file is called: "kitchen - cup of coffee.png"."""
    part = _UNFIT.sub("_", label).strip(" .")[:_LONGEST]
    return f"{picture.stem} - {part or 'map'}.png"


def save_map(target: Path, picture: Path, drawn: Drawn) -> Path:
    """Write the whole picture with its map as a PNG, or to `.npy` the values as float32 `[height, width]`.

    Returns where. Raises ImageError, or UsageError when the file cannot be written.
    """
    from clipdesk.inference.map_files import write_map

    array = target if target.suffix.lower() == ".npy" else None
    target = target if array or target.suffix.lower() == ".png" else target.with_name(f"{target.name}.png")
    write_map(
        picture,
        drawn.answer.patch_map,
        drawn.answer.preprocess,
        drawing=None if array else target,
        array=array,
        opacity=drawn.opacity,
        palette=drawn.palette,
        smooth=drawn.smooth,
    )
    return target


def free_name(folder: Path, name: str) -> Path:
    """A file of that name in the folder, numbered where there is one already."""
    target = folder / name
    number = 2
    while target.exists():
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return target

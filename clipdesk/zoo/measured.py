"""How good a model is by its own card: the first line of the table under "Measured"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True)
class Measured:
    """Top-1 accuracy, 0…1, on the pictures that `data` names as the card does."""

    data: str
    top1: float


def measured(card: str) -> Measured | None:
    """The first row of the first table under the heading "Measured" that has a share in it, or None.

    The first cell is the data set, and the first percentage in the row the accuracy.
    """
    parts = re.split(r"^#+\s*Measured\s*$", card, maxsplit=1, flags=re.MULTILINE | re.IGNORECASE)
    for line in parts[1].splitlines() if len(parts) > 1 else ():
        if line.startswith("#"):
            break
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        share = next((found for cell in cells[1:] if (found := _SHARE.match(cell))), None)
        if line.lstrip().startswith("|") and cells[0] and share is not None and float(share[1]) <= 100:
            return Measured(cells[0], float(share[1]) / 100)
    return None

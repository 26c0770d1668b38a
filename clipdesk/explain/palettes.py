"""Colours that everyone can tell apart, as tables of 256."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# Cividis (Nuñez, Anderton and Renslow 2018) at every ninth part: lightness rises evenly for every colour vision.
_CIVIDIS = (
    0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55, 0xFEE838,
)  # fmt: skip
# Blue, sky blue, orange and vermilion of Okabe and Ito's colours (2008), with white in the middle.
_DIVERGING = (0x0072B2, 0x56B4E9, 0xFFFFFF, 0xE69F00, 0xD55E00)


def _table(anchors: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """256 colours `[256, 3]` through anchors at equal distances, straight between them."""
    colours = np.array([[anchor >> shift & 255 for shift in (16, 8, 0)] for anchor in anchors], dtype=np.float64)
    places, known = np.linspace(0, 1, 256), np.linspace(0, 1, len(anchors))
    table = np.stack([np.interp(places, known, channel) for channel in colours.T], axis=1)
    colour_table: npt.NDArray[np.uint8] = np.rint(table).astype(np.uint8)
    return colour_table


PALETTES: dict[str, npt.NDArray[np.uint8]] = {"cividis": _table(_CIVIDIS), "diverging": _table(_DIVERGING)}
SIGNED = frozenset({"diverging"})
"""The palettes whose middle is 0."""

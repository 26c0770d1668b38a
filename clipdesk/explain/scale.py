"""Maps brought to a range that can be drawn, each by itself or several together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor

Scale = Callable[[Tensor], Tensor]


def minmax(maps: Tensor) -> Tensor:
    """`[labels, patches]` to 0…1; a map without differences becomes 0 everywhere."""
    low = maps.amin(dim=-1, keepdim=True)
    span = maps.amax(dim=-1, keepdim=True) - low
    return (maps - low) / span.where(span > 0, 1)


def shared(labels: Sequence[int]) -> Scale:
    """A scale for maps `[labels, patches]`: 0 is the coldest place of those labels' maps, 1 the hottest of them all.

    Other labels' values are cut off at 0 and 1.
    """
    rows = list(labels)

    def scale(maps: Tensor) -> Tensor:
        low, high = maps[rows].amin(), maps[rows].amax()
        return ((maps - low) / (high - low if high > low else 1)).clamp(0, 1)

    return scale


def unit_magnitude(maps: Tensor) -> Tensor:
    """`[labels, patches]` divided by the largest magnitude: -1…1 with 0 where it was."""
    largest = maps.abs().amax(dim=-1, keepdim=True)
    return maps / largest.where(largest > 0, 1)

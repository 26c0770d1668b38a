"""Maps brought to a range that can be drawn, each by itself."""

from __future__ import annotations

from torch import Tensor


def minmax(maps: Tensor) -> Tensor:
    """`[labels, patches]` to 0…1; a map without differences becomes 0 everywhere."""
    low = maps.amin(dim=-1, keepdim=True)
    span = maps.amax(dim=-1, keepdim=True) - low
    return (maps - low) / span.where(span > 0, 1)


def unit_magnitude(maps: Tensor) -> Tensor:
    """`[labels, patches]` divided by the largest magnitude: -1…1 with 0 where it was."""
    largest = maps.abs().amax(dim=-1, keepdim=True)
    return maps / largest.where(largest > 0, 1)

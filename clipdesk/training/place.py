"""Where a run stands, and how fast it goes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

_WINDOW = 20  # steps


@dataclass
class Place:
    """`epoch` (from 0) and `step_in_epoch` are what comes next; `step` counts the steps taken.

    `rollbacks` halved the rate that often; `near_chance` steps in a row were no better than guessing. `loss_sum` over
    `loss_steps` is the epoch's loss so far. `best_epoch` 0 is the model as it was, -1 none yet.
    """

    epoch: int = 0
    step_in_epoch: int = 0
    step: int = 0
    rollbacks: int = 0
    near_chance: int = 0
    loss_sum: float = 0.0
    loss_steps: int = 0
    best_epoch: int = -1
    best_score: float | None = None
    baseline: float | None = None
    control: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Place:
        """The inverse of `to_json`."""
        return cls(**values)


class Speed:
    """Pictures a second and the time left, from the last steps."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque([(time.monotonic(), 0)], maxlen=_WINDOW + 1)

    def pause(self) -> None:
        """What follows does not come right after the last step."""
        self._marks = deque([(time.monotonic(), 0)], maxlen=_WINDOW + 1)

    def add(self, images: int) -> None:
        """A step with so many pictures is done."""
        self._marks.append((time.monotonic(), images))

    @property
    def seconds_per_step(self) -> float:
        """Of the last steps; 0 before the first."""
        return (self._marks[-1][0] - self._marks[0][0]) / max(1, len(self._marks) - 1)

    @property
    def images_per_second(self) -> float:
        """Of the last steps; 0 before the first."""
        seconds = self._marks[-1][0] - self._marks[0][0]
        return sum(images for _, images in list(self._marks)[1:]) / seconds if seconds > 0 else 0.0

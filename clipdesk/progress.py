"""Slow work as generators: they yield how far they are and return their result."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Progress:
    """How far a piece of work is: `done` of `total` (None while unknown) items of `stage`."""

    stage: str
    done: int
    total: int | None = None


Steps = Generator[Progress, None, Result]


def drain(steps: Generator[object, None, Result], on_progress: Callable[[Progress], None] | None = None) -> Result:
    """Run `steps` to its end, hand each progress to `on_progress`, and return its result; other yields are passed over.

    Whatever the work or `on_progress` raises passes through; the generator is closed in every case.
    """
    try:
        while True:
            try:
                step = next(steps)
            except StopIteration as stop:
                result: Result = stop.value
                return result
            if on_progress is not None and isinstance(step, Progress):
                on_progress(step)
    finally:
        steps.close()

"""The run's figures for TensorBoard, where that package is installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from clipdesk.training.events import EpochEnd, Event, Step


class Curves:
    """Writes scalars into `folder`; does nothing without the package tensorboard. `close` it."""

    def __init__(self, folder: Path) -> None:
        self._writer: Any = None
        self._step = 0
        if self.there():
            from torch.utils.tensorboard import SummaryWriter

            self._writer = SummaryWriter(str(folder))  # type: ignore[no-untyped-call,unused-ignore]

    @staticmethod
    def there() -> bool:
        """Whether figures can be written."""
        return importlib.util.find_spec("tensorboard") is not None

    def add(self, event: Event) -> None:
        """Write what the event tells in figures."""
        if self._writer is None:
            return
        if isinstance(event, Step):
            self._step = event.step
            for name in ("loss", "chance", "learning_rate", "images_per_second"):
                self._writer.add_scalar(f"step/{name}", getattr(event, name), event.step)
        elif isinstance(event, EpochEnd):
            for name in ("train_loss", "validation", "control"):
                if getattr(event, name) is not None:
                    self._writer.add_scalar(f"epoch/{name}", getattr(event, name), self._step)

    def close(self) -> None:
        """Flush and end."""
        if self._writer is not None:
            self._writer.close()

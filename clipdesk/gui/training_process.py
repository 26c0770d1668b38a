"""The run that this window has under way: its process, what it tells, and the orders it is given."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from clipdesk.errors import RunError
from clipdesk.gui.tasks import Fault, Job, Lane
from clipdesk.training import runs
from clipdesk.training.config import RunConfig
from clipdesk.training.events import Failed
from clipdesk.training.process import RunProcess, start_run

_PURPOSE = "training"
_WAIT_SECONDS = 1.5
_LOOK_SECONDS = 0.02

Order = Literal["pause", "stop", "discard"]


class TrainingRun(QObject):
    """One run at a time. `begun` brings its folder, `told` its events, `ended` its folder again."""

    begun = Signal(Path)
    told = Signal(object)
    ended = Signal(Path)
    failed = Signal(object)  # Fault: it could not even be started

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._process: RunProcess | None = None
        self._order: Order | None = None
        self._job: Job | None = None
        self._deadline = 0.0
        self.folder: Path | None = None

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._job is not None

    @property
    def ordered(self) -> Order | None:
        """What the run was told to do and has not done yet."""
        return self._order

    def begin(self, config: RunConfig) -> None:
        """Start a new run."""
        self._go(lambda: runs.create(config))

    def resume(self, folder: Path, more_epochs: int = 0) -> None:
        """Let a run go on, perhaps for some epochs more."""

        def opened() -> runs.Run:
            run = runs.open_run(folder)
            return runs.add_epochs(run, more_epochs) if more_epochs else run

        self._go(opened)

    def order(self, order: Order) -> None:
        """Tell the run to end: "pause" after a checkpoint, "stop" with its best model, "discard" without a trace."""
        if self._job is None or self._order == "discard":
            return
        self._order = order
        if self._process is not None:
            _give(self._process, order)

    def prepare_close(self) -> None:
        """Pause the run, and wait for nothing yet."""
        if self._deadline:
            return
        self._deadline = time.monotonic() + _WAIT_SECONDS
        if self._job is not None and self._order is None:
            self.order("pause")

    def close(self) -> bool:
        """Pause the run and wait until a moment after it was first told; False when it takes longer.

        Such a run ends by itself after its step: it goes by the end of its input.
        """
        self.prepare_close()
        process = self._process
        while process is not None and process.running and time.monotonic() < self._deadline:
            time.sleep(_LOOK_SECONDS)
        return process is None or not process.running

    def _go(self, opened: Callable[[], runs.Run]) -> None:
        if self._job is not None:
            return
        self._order, self.folder = None, None

        def steps() -> Generator[Any, None, None]:
            run = opened()
            yield run.folder
            process = start_run(run)
            self._process = process
            if self._order is not None:
                _give(process, self._order)
            try:
                for event in process.events():
                    if isinstance(event, Failed):
                        _keep(run.folder, event)
                    yield event
            finally:
                process.close()

        self._job = self._lane.start(
            Job(_PURPOSE, steps, on_value=self._on_value, on_fault=self._on_fault, on_end=self._on_end)
        )

    def _on_value(self, value: Any) -> None:
        if isinstance(value, Path):
            self.folder = value
            self.begun.emit(value)
        else:
            self.told.emit(value)

    def _on_fault(self, fault: Fault) -> None:
        if self.folder is not None:
            self.told.emit(Failed(fault.sentence))
        else:
            self.failed.emit(fault)

    def _on_end(self) -> None:
        folder, self._job, self._process, self._order = self.folder, None, None, None
        if folder is not None:
            self.ended.emit(folder)


def _keep(folder: Path, event: Failed) -> None:
    with suppress(RunError):  # a disk that refuses is the fault itself, as a rule
        runs.keep_events(folder, [event])


def _give(process: RunProcess, order: Order) -> None:
    {"pause": process.pause, "stop": process.stop, "discard": process.discard}[order]()

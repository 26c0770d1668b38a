"""Slow work off the interface thread: generators run in lanes, and what they yield comes back on the interface thread.

A worker never touches a widget or a signal of one: it puts what it has into a queue and wakes the lane, whose slot runs
on the interface thread for a few milliseconds at a time. What belongs to a cancelled job is dropped there.

At the end `stop_all` tells every lane at once, and each `close` waits until the same moment: all of them together take
no longer than the slowest.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from clipdesk.errors import ClipdeskError
from clipdesk.progress import Progress

Make = Callable[[], Generator[Any, None, Any]]

_SLICE_SECONDS = 0.008  # of the interface thread, before other events have their turn
_PATIENCE_S = 1.0  # with work that has been told to stop
_FINISH_S = 10.0  # with what has to be written


@dataclass(frozen=True)
class Fault:
    """What went wrong in a job: a sentence, and for the unexpected the traceback."""

    sentence: str
    details: str = ""


@dataclass(eq=False)
class Job:
    """A piece of work under way. `purpose` names what it is for; a newer job of the same purpose takes its place."""

    purpose: str
    make: Make
    on_progress: Callable[[Progress], None] | None = None
    on_value: Callable[[Any], None] | None = None
    on_result: Callable[[Any], None] | None = None
    on_fault: Callable[[Fault], None] | None = None
    on_end: Callable[[], None] | None = None  # in every case, also after a cancel
    _stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop at its next step; nothing of it is reported from now on but its end."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether it has been asked to stop."""
        return self._stop.is_set()


class Lane(QObject):
    """Some threads that work through jobs in the order they come. One thread has what it works on to itself."""

    _woken = Signal()

    def __init__(self, parent: QObject | None = None, threads: int = 1, *, finishes: bool = False) -> None:
        """`finishes`: its jobs are carried out even when the lane is closed, because they keep the user's work."""
        super().__init__(parent)
        self.patience_s = _FINISH_S if finishes else _PATIENCE_S  # how long `close` waits for what is under way
        self._finishes, self._deadline = finishes, 0.0
        self._waiting: SimpleQueue[Job | None] = SimpleQueue()
        self._reports: SimpleQueue[tuple[Job, str, Any]] = SimpleQueue()
        self._latest: dict[str, Job] = {}
        self._jobs: set[Job] = set()
        self._closed = False
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._most, self._threads = threads, list[threading.Thread]()

    def start(self, job: Job) -> Job:
        """Queue a job, and cancel an older one of the same purpose."""
        before = self._latest.get(job.purpose) if job.purpose else None  # what has no purpose is never overtaken
        if before is not None:
            before.cancel()
        if self._closed:
            job.cancel()
            return job
        self._latest[job.purpose] = job
        self._jobs.add(job)
        if len(self._threads) < self._most:
            # a daemon: a thread that hangs, on a dead network drive say, must not keep the process alive
            thread = threading.Thread(target=self._work, name="clipdesk-lane", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._waiting.put(job)
        return job

    def cancel(self, purpose: str) -> None:
        """Cancel the job of that purpose, if there is one."""
        if purpose in self._latest:
            self._latest[purpose].cancel()

    def running(self, purpose: str) -> bool:
        """Whether a job of that purpose is queued or under way, and has not been cancelled."""
        job = self._latest.get(purpose)
        return job is not None and not job.cancelled

    @property
    def empty(self) -> bool:
        """Whether every job has ended, cancelled ones too."""
        return not self._jobs

    def stop(self) -> None:
        """Take no more work, and have what is under way end at its next step. Waits for nothing."""
        if self._closed:
            return
        self._closed = True
        self._deadline = time.monotonic() + self.patience_s
        for job in () if self._finishes else self._jobs:
            job.cancel()
        for _ in self._threads:
            self._waiting.put(None)

    def close(self) -> bool:
        """Stop, and wait for the threads until a moment after the lane was first told; False when one did not end."""
        self.stop()
        for thread in self._threads:
            thread.join(max(0.0, self._deadline - time.monotonic()))
        return self.ended

    @property
    def ended(self) -> bool:
        """Whether no thread of the lane is alive."""
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            _run(job, self._report)

    def _report(self, job: Job, kind: str, value: Any) -> None:
        self._reports.put((job, kind, value))
        if not self._closed:
            self._woken.emit()

    def _on_woken(self) -> None:
        deadline = time.perf_counter() + _SLICE_SECONDS
        while not self._closed:
            try:
                job, kind, value = self._reports.get_nowait()
            except Empty:
                return
            self._deliver(job, kind, value)
            if time.perf_counter() > deadline and not self._reports.empty():
                self._woken.emit()
                return

    def _deliver(self, job: Job, kind: str, value: Any) -> None:
        if kind == "end":
            self._jobs.discard(job)
            if self._latest.get(job.purpose) is job:
                del self._latest[job.purpose]
            if job.on_end is not None:
                _call(job.on_end)
            return
        if job.cancelled:
            return
        called = {
            "progress": job.on_progress, "value": job.on_value, "result": job.on_result, "fault": job.on_fault,
        }[kind]  # fmt: skip
        if called is not None:
            _call(called, value)


def stop_all(root: QObject) -> None:
    """Tell all lanes below `root` to stop, at once."""
    for lane in root.findChildren(Lane):
        lane.stop()


def _call(called: Callable[..., None], *values: Any) -> None:
    """Call what a job has asked to be called; when that fails, it is reported and the next report is delivered."""
    try:
        called(*values)
    except Exception:  # noqa: BLE001 - handed on to who shows it
        sys.excepthook(*sys.exc_info())


def _run(job: Job, report: Callable[[Job, str, Any], None]) -> None:
    """Run a job's generator to its end, or close it when the job is cancelled."""
    try:
        if not job.cancelled:
            _steps(job, report)
    except ClipdeskError as error:
        report(job, "fault", Fault(str(error)))
    except MemoryError:
        report(job, "fault", Fault("There is not enough memory. Close other programs, or choose a smaller model."))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the window shows it and the lane goes on
        what = " ".join(f"{type(error).__name__}: {error}".split())
        report(job, "fault", Fault(f"Something unexpected went wrong ({what}).", traceback.format_exc()))
    finally:
        report(job, "end", None)


def _steps(job: Job, report: Callable[[Job, str, Any], None]) -> None:
    steps = job.make()
    try:
        while not job.cancelled:
            try:
                step = next(steps)
            except StopIteration as stop:
                report(job, "result", stop.value)
                return
            report(job, "progress" if isinstance(step, Progress) else "value", step)
    finally:
        steps.close()


def at_once(work: Callable[[], Any]) -> Make:
    """A function without steps as a job's work."""

    def steps() -> Generator[Any, None, Any]:
        yield from ()
        return work()

    return steps

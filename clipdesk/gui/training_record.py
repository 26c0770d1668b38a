"""What a run has told so far, put together for showing. Fed with its events in their order."""

from __future__ import annotations

from dataclasses import dataclass, field

from clipdesk.training.events import (
    EpochEnd,
    Event,
    Failed,
    Finished,
    Note,
    Paused,
    Probe,
    Saved,
    Started,
    Step,
    Working,
)


@dataclass
class Record:
    """A run as it stands. `epochs` by their number; 0 is the model before the run, with no loss."""

    started: Started | None = None
    steps: list[Step] = field(default_factory=list)
    epochs: dict[int, EpochEnd] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    working: Working | None = None
    ended: Paused | Finished | Failed | None = None

    def add(self, event: Event) -> None:
        """Take an event in. A run that goes on from a checkpoint tells again what came after it."""
        if not isinstance(event, (Working, Saved, Note)):
            self.working = None
        match event:
            case Started():
                self.started, self.ended = event, None
                self._go_back(event.step)
            case Step():
                if self.steps and event.step <= self.steps[-1].step:
                    self._go_back(event.step - 1)
                self.steps.append(event)
            case EpochEnd():
                self.epochs = {number: one for number, one in self.epochs.items() if number < event.epoch}
                self.epochs[event.epoch] = event
            case Note():
                if event.text not in self.notes:
                    self.notes.append(event.text)
            case Working():
                self.working = event
            case Paused() | Finished() | Failed():
                self.ended = event
            case Saved():
                pass

    def _go_back(self, step: int) -> None:
        while self.steps and self.steps[-1].step > step:
            self.steps.pop()

    @property
    def last_step(self) -> Step | None:
        """The newest."""
        return self.steps[-1] if self.steps else None

    @property
    def last_epoch(self) -> EpochEnd | None:
        """The newest."""
        return self.epochs[max(self.epochs)] if self.epochs else None

    @property
    def best(self) -> float | None:
        """The best accuracy on the pictures to choose by, that of the model before included."""
        told = [one.validation for one in self.epochs.values() if one.best]
        told.append(self.started.baseline if self.started is not None else None)
        return max((value for value in told if value is not None), default=None)

    @property
    def probes(self) -> tuple[Probe, ...]:
        """What is said of the fixed pictures by now."""
        last = self.last_epoch
        return last.probes if last is not None else ()

    @property
    def first_probes(self) -> tuple[Probe, ...]:
        """What was said of them after the first epoch."""
        return self.epochs[min(self.epochs)].probes if self.epochs else ()

    @property
    def tries(self) -> bool:
        """Whether it solves for one setting after the other, and its epochs are no passes over the pictures."""
        return self.started is not None and self.started.recipe == "probe"

    @property
    def reach(self) -> tuple[float, float]:
        """The last step and the last epoch that there will be; for a run without steps the epochs twice."""
        begun = self.started
        return (float(max(1, begun.steps)), float(max(1, begun.epochs))) if begun is not None else (1.0, 1.0)

    def losses(self) -> tuple[list[float], list[float], list[float]]:
        """Steps, losses and the losses of guessing; for a run without steps the epochs' losses, and no guessing."""
        if self.steps or not self.epochs:
            return (
                [float(one.step) for one in self.steps],
                [one.loss for one in self.steps],
                [one.chance for one in self.steps],
            )
        return [float(number) for number in self.epochs], [one.train_loss for one in self.epochs.values()], []

    def accuracies(self) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
        """Points (epoch, share) on the pictures to choose by, and on the control pictures."""
        begun = self.started
        target = [(0.0, begun.baseline if begun is not None else None)]
        control = [(0.0, begun.control if begun is not None else None)]
        target += [(float(number), one.validation) for number, one in self.epochs.items()]
        control += [(float(number), one.control) for number, one in self.epochs.items()]
        return _told(target), _told(control)


def _told(points: list[tuple[float, float | None]]) -> list[tuple[float, float]]:
    return [(place, value) for place, value in points if value is not None]


def record_of(events: list[Event]) -> Record:
    """The record of a run whose events were kept."""
    record = Record()
    for event in events:
        record.add(event)
    return record

"""How a training run looks on the screen: its progress, its figures, what it changed."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

import click

from clipdesk.cli import screen
from clipdesk.cli.screen import Column
from clipdesk.progress import Progress

if TYPE_CHECKING:
    from clipdesk.training.blend import BlendPoint
    from clipdesk.training.checks import DataReport
    from clipdesk.training.estimate import Estimate
    from clipdesk.training.events import Command, Event
    from clipdesk.training.result import Recall, Result

_CLASSES = 40  # in a table
_CHANGED = 10


@dataclass
class Watched:
    """What was told so far, for the end's summary."""

    control_before: float | None = None
    control_after: float | None = None
    folder: str | None = None
    best_epoch: int = 0
    paused: bool = False


@dataclass
class Asked:
    """Whether the user pressed Ctrl-C: once to pause, twice to end at once."""

    command: Command | None = None

    def heard(self, *_: int | FrameType | None) -> None:
        """The signal's handler. Raises KeyboardInterrupt the second time."""
        if self.command is not None:
            raise KeyboardInterrupt
        self.command = "pause"
        screen.note("pausing after this step; Ctrl-C again ends at once.")


@contextmanager
def listening() -> Iterator[Asked]:
    """Ctrl-C asks for a pause while the run is under way."""
    asked = Asked()
    before = signal.signal(signal.SIGINT, asked.heard)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def shown() -> Iterator[Callable[[Event, Watched], None]]:
    """A function that shows each event: a bar and a line for each epoch on a terminal, notes in every case."""
    from clipdesk.training import events

    on_terminal = sys.stderr.isatty()
    with screen.progress() as bar:

        def show(event: Event, watched: Watched) -> None:
            if isinstance(event, events.Started):
                watched.control_before = watched.control_after = event.control
            elif isinstance(event, events.Working):
                bar(Progress(event.stage, event.done, event.total))
            elif isinstance(event, events.Step):
                loss = f"loss {event.loss:.3f} (guessing {event.chance:.3f}), {event.images_per_second:.0f} pictures/s"
                bar(Progress("learning", event.step, event.steps))
                if on_terminal and event.step % 20 == 0:
                    screen.note(f"step {event.step}: {loss}")
            elif isinstance(event, events.EpochEnd):
                if event.best:
                    watched.control_after = event.control
                if on_terminal:
                    screen.note(_epoch_line(event))
            elif isinstance(event, events.Note):
                screen.note(event.text)
            elif isinstance(event, events.Paused):
                watched.folder, watched.paused = event.folder, True
            elif isinstance(event, events.Finished):
                watched.folder, watched.best_epoch = event.folder, event.best_epoch

        yield show


def _epoch_line(event: Event) -> str:
    from clipdesk.training.events import EpochEnd

    assert isinstance(event, EpochEnd)
    figures = [f"loss {event.train_loss:.3f}"]
    if event.validation is not None:
        figures.append(f"validation {event.validation:.1%}")
    if event.control is not None:
        figures.append(f"control {event.control:.1%}")
    return f"epoch {event.epoch} of {event.epochs}: {', '.join(figures)}{', the best so far' if event.best else ''}"


def show_data(report: DataReport) -> None:
    """The pictures of each class and part, on standard error; and what is wrong with them."""
    train, validation, test = report.totals
    screen.note(f"{train} pictures to learn from, {validation} to choose by, {test} to report on.")
    for sentence in report.warnings:
        screen.note(sentence)


def show_estimate(estimate: Estimate) -> None:
    """About how long it will take, and the memory it needs."""
    seconds = estimate.seconds
    minutes = "less than a minute" if seconds < 60 else f"about {seconds / 60:.0f} min"
    taken = minutes if seconds < 5400 else f"about {seconds / 3600:.1f} hours"
    screen.note(f"this will take {taken} and {estimate.bytes / (1 << 30):.1f} GB more memory.")


def show_result(result: Result, part: str) -> None:
    """Accuracy before and after, by class, and some pictures whose label changed."""
    before, after = result.before.accuracy, result.after.accuracy
    pictures = len(result.after.best)
    click.echo(f"{part}, {pictures} pictures: {before:.1%} right before, {after:.1%} after\n")
    rows = [
        (row.name, row.images, row.before, row.after, f"{row.after - row.before:+d}")
        for row in result.per_class[:_CLASSES]
    ]
    numbers = [Column(title, number=True) for title in ("Pictures", "Right before", "Right after", "Change")]
    screen.show_table([Column("Class", long=True), *numbers], rows)
    changed = result.changed
    gained = sum(one.after == one.true for one in changed)
    lost = sum(one.before == one.true for one in changed)
    click.echo(f"\n{len(changed)} pictures changed their label: {gained} are right now, {lost} were right before.")
    if changed:
        click.echo()
        columns = [Column("Picture", long=True), Column("True label"), Column("Before"), Column("After")]
        screen.show_table(columns, [(one.path.name, one.true, one.before, one.after) for one in changed[:_CHANGED]])


def show_recall(before: Recall, after: Recall, part: str) -> None:
    """How often pictures find their captions, and captions their pictures."""
    click.echo(f"{part}, {after.images} pictures with captions:\n")
    rows = [
        (f"{way}, among the {k} nearest", f"{old[k]:.1%}", f"{new[k]:.1%}")
        for way, old, new in (
            ("picture to caption", before.image_to_text, after.image_to_text),
            ("caption to picture", before.text_to_image, after.text_to_image),
        )
        for k in new
    ]
    screen.show_table([Column("Found"), Column("Before", number=True), Column("After", number=True)], rows)


def show_blend(points: tuple[BlendPoint, ...]) -> None:
    """The line from the model before to the tuned one, and the point on it that is proposed."""
    from clipdesk.training.blend import MOST_LOST, proposed

    click.echo("\nBetween the model before (0) and the tuned one (1):\n")
    rows = [(f"{point.alpha:.1f}", _share(point.target), _share(point.control)) for point in points]
    columns = [Column("Share of the tuned weights"), Column("Target", number=True), Column("Control", number=True)]
    screen.show_table(columns, rows)
    best = proposed(points)
    if best is not None and best.alpha == 0:
        click.echo(
            "\nProposed: none. No share is better on the target and keeps the control pictures to within "
            f"{MOST_LOST:.0%}. Choose by what you can spare: --resume --name NAME --alpha SHARE"
        )
    elif best is not None:
        click.echo(
            f"\nProposed: {best.alpha:.1f}, the best on the target of those that keep the control pictures to within "
            f"{MOST_LOST:.0%}. To have it among the models: --resume --name NAME --alpha {best.alpha:.1f}"
        )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"

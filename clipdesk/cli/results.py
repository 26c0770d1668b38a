"""Classified pictures as they come, and the forms that they are written in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from clipdesk.cli import engine, screen
from clipdesk.cli.screen import Column
from clipdesk.progress import Progress

if TYPE_CHECKING:
    from clipdesk.inference.classifier import Classifier, ImageResult

Format = Literal["table", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("table", "jsonl", "csv")

COLUMNS = (
    Column("Picture", long=True),
    Column("Label"),
    Column("Probability", number=True),
    Column("Cosine", number=True),
    Column("Then", long=True),
)
NONE_OF_THEM = "(none of them)"
_RUNNERS_UP = 2

Row = tuple[str, ...]


@dataclass
class Read:
    """How many inputs were read and how many skipped so far."""

    images: int = 0
    skipped: int = 0


def found(
    classifier: Classifier, paths: Sequence[str], read: Read, show: Callable[[Progress], None]
) -> Iterator[ImageResult]:
    """The results in input order; progress goes to `show`, counts to `read`, skipped files to standard error."""
    from clipdesk.inference.classifier import ImageResult

    with closing(classifier.steps(paths)) as steps:
        for step in steps:
            if not isinstance(step, ImageResult):
                show(step)
                continue
            if step.error is not None:
                read.skipped += 1
                screen.skipped(step.path, step.error.kind, step.error.message)
            else:
                read.images += 1
            yield step
    if not read.images:
        screen.note(engine.NOTHING_READ if read.skipped else engine.NOTHING_THERE)


def write(results: Iterator[ImageResult], form: Format, output: Path | None, columns: int) -> list[Row] | None:
    """Write the results to the file, or to standard output; a table for the screen is returned to be shown.

    `columns` is the number of labels that a row of CSV holds. Raises UsageError when the file cannot be written.
    """
    from clipdesk.inference import export

    if form == "table" and output is None:
        return _rows(results)
    if form == "table" and output is not None:
        with export.replacing(output) as file:
            file.write(screen.plain_table(COLUMNS, _rows(results)).encode())
        return None
    if form == "csv":
        export.write_csv(output or sys.stdout, results, columns)
    elif output is not None:
        export.write_jsonl(output, results)
    else:
        for result in results:
            click.echo(export.json_line(result))  # line by line: what is finished is out when the run is stopped
    return None


def _rows(results: Iterable[ImageResult]) -> list[Row]:
    return [_row(result) for result in results if result.error is None]


def _row(result: ImageResult) -> Row:
    best, *others = result.predictions
    then = ", ".join(f"{other.label} {other.probability:.1%}" for other in others[:_RUNNERS_UP])
    label = f"{NONE_OF_THEM} {best.label}?" if result.rejected else best.label
    return (str(result.path), label, f"{best.probability:.1%}", f"{best.cosine:.3f}", then)

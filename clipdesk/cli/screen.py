"""What is shown: tables and lines on standard output; progress, notes and skipped files on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import click

from clipdesk.progress import Progress


@dataclass(frozen=True)
class Column:
    """A table's column; `number` aligns it to the right, `long` lets it wrap where the terminal is narrow."""

    title: str
    number: bool = False
    long: bool = False


def printable(text: object) -> str:
    """The text with everything that could steer a terminal, or cannot be printed, as a backslash escape."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in str(text)
    )


def note(text: object) -> None:
    """A remark on standard error."""
    click.echo(f"clipdesk: {printable(text)}", err=True)


def skipped(path: object, kind: str, message: str) -> None:
    """Name an input that could not be read on standard error, with the class of its reason."""
    note(f"skipped {path}: {kind}: {message}")


def show_table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    """A table on standard output: fitted to a terminal, or plain and never cut in a pipe."""
    if not sys.stdout.isatty():
        click.echo(plain_table(columns, rows), nl=False)
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(
            column.title,
            justify="right" if column.number else "left",
            overflow="fold" if column.long else "ellipsis",
            no_wrap=not column.long,
        )
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console(file=sys.stdout, highlight=False).print(table)


def plain_table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> str:
    """The table as lines of text, its columns aligned by the width that letters take on a terminal."""
    from rich.cells import cell_len

    lines = [[column.title for column in columns], *([printable(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(line[index]) for line in lines) for index in range(len(columns))]
    text = ""
    for line in lines:
        cells = []
        for cell, width, column in zip(line, widths, columns, strict=True):
            blank = " " * (width - cell_len(cell))
            cells.append(blank + cell if column.number else cell + blank)
        text += "  ".join(cells).rstrip() + "\n"
    return text


@contextmanager
def progress(*, in_bytes: bool = False, beside_results: bool = False) -> Iterator[Callable[[Progress], None]]:
    """A bar on standard error where that is a terminal, else nothing.

    `beside_results`: results are printed meanwhile; on a terminal they show the progress themselves.
    """
    if not sys.stderr.isatty() or (beside_results and sys.stdout.isatty()):
        yield lambda _: None
        return
    from rich import progress as bars
    from rich.console import Console

    count = bars.DownloadColumn() if in_bytes else bars.MofNCompleteColumn()
    columns = [bars.TextColumn("{task.description}"), bars.BarColumn(), count, bars.TimeRemainingColumn()]
    console = Console(stderr=True)
    with bars.Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
        tasks: dict[str, bars.TaskID] = {}

        def show(step: Progress) -> None:
            if step.stage not in tasks:
                for other in tasks.values():
                    bar.update(other, visible=False)
                tasks[step.stage] = bar.add_task(step.stage, total=step.total)
            bar.update(tasks[step.stage], completed=step.done, total=step.total, visible=True)

        yield show


def size(number_of_bytes: int | None) -> str:
    """A size in decimal units, as disks and downloads are counted."""
    if number_of_bytes is None:
        return "?"
    figure, units = float(number_of_bytes), ["bytes", "kB", "MB", "GB", "TB"]
    while figure >= 999.5 and len(units) > 1:
        figure /= 1000
        units.pop(0)
    return f"{figure:.0f} {units[0]}" if units[0] == "bytes" or figure >= 9.95 else f"{figure:.1f} {units[0]}"

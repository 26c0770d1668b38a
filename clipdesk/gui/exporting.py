"""Writing results to files, in steps that can be stopped: until a file is whole, what was there before stays."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Literal

from clipdesk.data.catalog import Skipped
from clipdesk.gui.results import Chosen, labels_of, results
from clipdesk.inference import export
from clipdesk.inference.classifier import ImageResult
from clipdesk.inference.report import write_report
from clipdesk.inference.xmp import write_sidecars
from clipdesk.progress import Progress, Steps

Form = Literal["csv", "jsonl", "html", "xmp"]
FORMS: tuple[Form, ...] = ("csv", "jsonl", "html", "xmp")
_AT_ONCE = 1000


@dataclass(frozen=True)
class Wanted:
    """What to write. `target` is the file, None for sidecars; `most_labels` are those a picture has in it."""

    form: Form
    target: Path | None
    most_labels: int = 5
    verified: bool = False
    title: str = ""


@dataclass(frozen=True)
class Exported:
    """How many pictures were written and skipped, how many sidecars needed no change, and what failed."""

    written: int
    skipped: int = 0
    unchanged: int = 0
    failures: tuple[Skipped, ...] = ()


def export_steps(chosen: Chosen, wanted: Wanted) -> Steps[Exported]:
    """Write what was chosen. Raises UsageError when a file cannot be written."""
    if wanted.form == "xmp" or wanted.target is None:
        entries = [entry for entry in labels_of(chosen, verified=wanted.verified) if entry[1]]
        sidecars = yield from write_sidecars(entries)
        return Exported(sidecars.written, unchanged=sidecars.unchanged, failures=sidecars.failures)
    total = len(chosen.rows) + len(chosen.not_found)
    most = min(wanted.most_labels, len(chosen.names)) if wanted.form == "csv" else wanted.most_labels
    found = results(chosen, max(1, most), verified=wanted.verified)
    if wanted.form == "html":
        title = wanted.title or "Sorted pictures"
        report = yield from write_report(wanted.target, found, chosen.names, title=title)
        return Exported(report.images, report.skipped)
    if wanted.form == "csv":
        return (yield from _write(wanted.target, found, total, _Table(max(1, most))))
    return (yield from _write(wanted.target, found, total, _json_lines))


def _write(
    target: Path, found: Iterator[ImageResult], total: int, text_of: Callable[[Iterable[ImageResult]], str]
) -> Steps[Exported]:
    written = skipped = 0
    with export.replacing(target) as file:
        while True:
            yield Progress("export", written + skipped, total)
            some = list(islice(found, _AT_ONCE))
            file.write(text_of(some).encode("utf-8", "backslashreplace"))
            failed = sum(one.error is not None for one in some)
            skipped += failed
            written += len(some) - failed
            if len(some) < _AT_ONCE:
                break
    yield Progress("export", total, total)
    return Exported(written, skipped)


def _json_lines(some: Iterable[ImageResult]) -> str:
    return "".join(export.json_line(result) + "\n" for result in some)


class _Table:
    """Rows of CSV, the names of the columns before the first."""

    def __init__(self, columns: int) -> None:
        self._columns, self._begun = columns, False

    def __call__(self, some: Iterable[ImageResult]) -> str:
        text = StringIO()
        table = csv.writer(text, lineterminator="\n")
        if not self._begun:
            table.writerow(export.csv_header(self._columns))
        self._begun = True
        table.writerows(export.csv_row(result, self._columns) for result in some)
        return text.getvalue()

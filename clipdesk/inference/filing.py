"""Sorting pictures into label folders: planned first, journalled as it goes, and taken back with one call.

`plan` is a dry run; `carry_out` does what it says; `journals` lists what was done before and `revert` undoes it, also
after a restart. Nothing is ever overwritten, and no source is given up before its copy has been verified.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from clipdesk.inference import filing_files
from clipdesk.inference.filing_files import FileState
from clipdesk.inference.filing_journal import Entry, JournalSummary, JournalWriter, journals
from clipdesk.inference.filing_plan import ACTIONS, Action, FilingPlan, Operation, plan, plan_steps
from clipdesk.inference.filing_revert import Failure, FilingResult, revert, sentence
from clipdesk.progress import Progress, Steps

__all__ = [
    "ACTIONS", "Action", "Failure", "FilingPlan", "FilingResult", "JournalSummary", "Operation", "carry_out",
    "journals", "plan", "plan_steps", "revert",
]  # fmt: skip


def carry_out(plan: FilingPlan, journal_folder: Path) -> Steps[FilingResult]:
    """Do what was planned, an operation at a time, each announced in a new journal before it begins.

    What fails is listed and the rest goes on. Closing the generator cancels between two operations; what was done stays
    and can be reverted. Raises UsageError when the journal cannot be written.
    """
    with closing(JournalWriter.start(journal_folder, plan)) as journal:
        done = 0
        failures: list[Failure] = []
        folders: set[Path] = set()
        total = len(plan.operations)
        for number, operation in enumerate(plan.operations):
            yield Progress(plan.action, number, total)
            with _listed(operation, failures) as attempt:
                _make_folders(operation.target.parent, plan.destination, folders, journal)
                _carry_out(Entry(number, operation, _checked(operation)), journal)
            done += attempt.succeeded
        yield Progress(plan.action, total, total)
        return FilingResult(done, tuple(failures), journal.path)


@dataclass
class _Attempt:
    succeeded: bool = False


@contextmanager
def _listed(operation: Operation, failures: list[Failure]) -> Iterator[_Attempt]:
    attempt = _Attempt()
    try:
        yield attempt
    except OSError as error:
        failures.append(Failure(operation.source, operation.target, sentence(error)))
    except ValueError:
        failures.append(Failure(operation.source, operation.target, "There can be no file of this name."))
    else:
        attempt.succeeded = True


def _carry_out(entry: Entry, journal: JournalWriter) -> None:
    operation = entry.operation
    source, target, partial = operation.source, operation.target, entry.partial(journal.path)
    journal.begin(entry.number, operation, entry.before)
    link = None
    try:
        if operation.action == "link":
            link = filing_files.link(source, target)
            after = FileState(entry.before.size, entry.before.mtime_ns)
        elif operation.action == "move":
            after = filing_files.move(source, target, partial)
        else:
            after = filing_files.copy(source, target, partial)
    except OSError:
        journal.add(soon=True, failed=entry.number)
        raise
    journal.add(soon=True, done=entry.number, after=asdict(after), link=link)


def _checked(operation: Operation) -> FileState:
    """The source's state now. Raises OSError where the plan does not hold any more."""
    status = os.stat(operation.source)
    if not stat.S_ISREG(status.st_mode):
        raise IsADirectoryError
    if os.path.lexists(operation.target):
        raise FileExistsError
    return FileState(status.st_size, status.st_mtime_ns)


def _make_folders(folder: Path, destination: Path, known: set[Path], journal: JournalWriter) -> None:
    """Make the destination and the label's folder, and note which were made."""
    if folder in known:
        return
    destination.parent.mkdir(parents=True, exist_ok=True)
    for one in (destination, folder):
        if not os.path.isdir(one):
            journal.add(folder=str(one))
            one.mkdir(exist_ok=True)
    known.add(folder)

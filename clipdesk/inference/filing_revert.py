"""Taking a filing back from its journal, whenever that is and wherever it had been cut off.

A copy is deleted only while it is what was copied and its source still has that content; a moved picture goes back to
where it came from unless something else is there by now. Whatever has changed since stays, and is named.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from clipdesk.data.files import os_fault
from clipdesk.inference import filing_files
from clipdesk.inference.filing_files import ChangedError, content_hash, same_content, state_of
from clipdesk.inference.filing_journal import Entry, JournalWriter, read_journal
from clipdesk.progress import Progress, Steps


@dataclass(frozen=True)
class Failure:
    """An operation that was not done or not taken back, and why."""

    source: Path
    target: Path
    message: str


@dataclass(frozen=True)
class FilingResult:
    """How many operations were done (or taken back), those that were not, and the journal."""

    done: int
    failures: tuple[Failure, ...]
    journal: Path


class _Kept(Exception):  # noqa: N818 - not an error: the file was left as it is, on purpose
    """Why a file was left where it is."""


def revert(journal: Path) -> Steps[FilingResult]:
    """Take back what the journal tells, last first; folders that it made and that are empty now go too.

    May be called again after it was cancelled or cut off. Raises UsageError for a journal that cannot be read or added
    to.
    """
    record = read_journal(journal)
    entries = [entry for entry in reversed(record.entries.values()) if not entry.reverted]
    failures: list[Failure] = []
    done = 0
    with closing(JournalWriter.go_on(journal)) as writer:
        for number, entry in enumerate(entries):
            yield Progress("revert", number, len(entries))
            with suppress(OSError):
                entry.partial(journal).unlink(missing_ok=True)
            try:
                done += _take_back(entry, journal)
            except _Kept as kept:
                failures.append(Failure(entry.operation.source, entry.operation.target, str(kept)))
            except OSError as error:
                failures.append(Failure(entry.operation.source, entry.operation.target, sentence(error)))
            else:
                writer.add(soon=True, reverted=entry.number)
        _remove_empty(record.folders)
        if not failures and not record.reverted:
            writer.add(all_reverted=True)
    yield Progress("revert", len(entries), len(entries))
    return FilingResult(done, tuple(failures), journal)


def sentence(error: OSError) -> str:
    """What the operating system complained of, for a user."""
    if isinstance(error, FileExistsError):
        return "A file of that name has appeared there meanwhile. Plan again."
    if isinstance(error, ChangedError):
        return "The file was changed while it was copied. Plan again."
    if isinstance(error, PermissionError):
        return "You are not allowed to do this here."
    if isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError):
        return str(os_fault(error))
    return f"The system refused ({error.strerror or error})."


def _take_back(entry: Entry, journal: Path) -> bool:
    """Whether there was anything to take back. Raises _Kept or OSError."""
    operation = entry.operation
    if operation.action == "move":
        return _move_back(entry, journal)
    if not os.path.lexists(operation.target):
        return False
    if operation.action == "link":
        _check_link(operation.source, operation.target)
    else:
        _check_copy(entry)
    operation.target.unlink()
    return True


def _check_link(source: Path, target: Path) -> None:
    if target.is_symlink():
        if os.readlink(target).removeprefix("\\\\?\\") != str(source):
            raise _Kept("It is another link by now, and stays.")
    elif not (source.exists() and os.path.samefile(source, target)):
        raise _Kept("It is not a link any more, and stays.")


def _check_copy(entry: Entry) -> None:
    source, target = entry.operation.source, entry.operation.target
    if target.is_symlink() or not target.is_file():
        raise _Kept("Something else is there by now, and stays.")
    if entry.done is not None and content_hash(target) != entry.done.content_hash:
        raise _Kept("The copy was changed since, and stays.")
    if not source.exists():
        raise _Kept("The picture that it was copied from is gone, so the copy stays.")
    if os.path.samefile(source, target) or not same_content(source, target):
        raise _Kept("The picture that it was copied from was changed since, so the copy stays.")


def _move_back(entry: Entry, journal: Path) -> bool:
    source, target = entry.operation.source, entry.operation.target
    source_there, target_there = os.path.lexists(source), os.path.lexists(target)
    if not target_there:
        if source_there:
            return False  # it never left, or is back
        raise _Kept("The moved picture is not there any more.")
    if target.is_symlink() or not target.is_file():
        raise _Kept("Something else is there by now, and stays.")
    if source_there:
        if not source.is_symlink() and same_content(source, target):
            target.unlink()  # one of the two ways was cut off between the second name and giving up the first
            return True
        raise _Kept(f"Something else is at {source} by now, so the picture stays.")
    known, now = entry.done or entry.before, state_of(target)
    unchanged = now.size == known.size and now.mtime_ns == known.mtime_ns
    if not unchanged and (known.content_hash is None or content_hash(target) != known.content_hash):
        raise _Kept("The moved picture was changed since, and stays.")
    source.parent.mkdir(parents=True, exist_ok=True)
    filing_files.move(target, source, source.parent / entry.partial(journal).name)
    return True


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in sorted(set(folders), key=lambda folder: len(folder.parts), reverse=True):
        with suppress(OSError):  # not empty, or gone
            folder.rmdir()

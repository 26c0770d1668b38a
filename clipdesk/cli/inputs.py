"""What a command line names: pictures, also through standard input, and labels."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from clipdesk.cli import screen
from clipdesk.errors import UsageError

STDIN = "-"


def given_paths(paths: Sequence[str], *, null: bool) -> list[str]:
    """The paths in their order, `-` replaced by those on standard input: one a line, or with `null` one a NUL.

    Raises UsageError when standard input names nothing.
    """
    if null and STDIN not in paths:
        raise UsageError("--null is about paths on standard input. Name - among the paths.")
    found: list[str] = []
    read = False
    for path in paths:
        if path != STDIN:
            found.append(path)
        elif not read:
            found += _paths_on_stdin(null)
            read = True
    if not found:
        raise UsageError("Standard input names no path.")
    return found


def _paths_on_stdin(null: bool) -> list[str]:
    data = sys.stdin.buffer.read()
    lines = data.split(b"\0") if null else [line.removesuffix(b"\r") for line in data.split(b"\n")]
    return [os.fsdecode(line) for line in lines if line]


def given_labels(labels: str | None, labels_file: Path | None) -> tuple[str, ...]:
    """The labels of exactly one of the two options. Raises UsageError."""
    from clipdesk.data.labels import read_labels, split_labels

    if (labels is None) == (labels_file is None):
        raise UsageError("Name the labels with --labels 'cat,dog' or with --labels-file FILE, one of the two.")
    if labels is not None:
        return split_labels(labels)
    assert labels_file is not None
    read = read_labels(labels_file)
    for remark in read.notes:
        screen.note(remark)
    return read.labels

"""Lists of labels, from a file or from the command line."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clipdesk.data.text import read_text, rows
from clipdesk.errors import UsageError

_MAX_BYTES = 8_000_000
_COLUMNS = ("label", "class", "name")


@dataclass(frozen=True)
class LabelFile:
    """The labels in the file's order, each once, and what the user should know of how they were read."""

    labels: tuple[str, ...]
    notes: tuple[str, ...]


def read_labels(path: Path) -> LabelFile:
    """Read `.json` (a list of texts), `.csv` (the column label, class or name, else the first), or one label a line.

    Blank lines are passed over. Raises UsageError for a file that cannot be read, is over 8 MB, holds no label, or
    holds something else than labels.
    """
    path = Path(path)
    text = read_text(path, _MAX_BYTES)
    suffix = path.suffix.lower()
    if suffix == ".json":
        found = _from_json(text, path)
    elif suffix in (".csv", ".tsv"):
        found = _from_csv(text, path)
    else:
        found = text.split("\n")
    labels, notes = _each_once(found, str(path))
    if not labels:
        raise UsageError(f"{path} holds no labels.")
    return LabelFile(labels, notes)


def split_labels(text: str) -> tuple[str, ...]:
    """The labels of `--labels "cat, dog"`, each once; a label with a comma goes in double quotes.

    Raises UsageError when there is none.
    """
    try:
        found = [label for line in csv.reader(text.splitlines(), skipinitialspace=True) for label in line]
    except csv.Error as error:
        raise UsageError(f"The labels cannot be read ({error}).") from error
    labels, _ = _each_once(found, "The list of labels")
    if not labels:
        raise UsageError('There are no labels. Name them with commas between: "cat, dog".')
    return labels


def _each_once(found: Iterable[str], source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    times = Counter(label for label in (" ".join(label.split()) for label in found) if label)
    for label in times:
        if "\0" in label or any("\ud800" <= letter <= "\udfff" for letter in label):
            raise UsageError(f"{source}: the label {label!a} holds a character that is not text.")
    again = [label for label, count in times.items() if count > 1]
    notes = [f"Named more than once, kept once: {_listed(again)}."] if again else []
    cases = Counter(label.casefold() for label in times)
    alike = [label for label in times if cases[label.casefold()] > 1]
    if alike:
        notes.append(f"Alike but for capital letters, which the model does not see: {_listed(alike)}.")
    return tuple(times), tuple(notes)


def _listed(labels: list[str], most: int = 5) -> str:
    shown = ", ".join(label if len(label) <= 40 else label[:39] + "…" for label in labels[:most])
    return shown + (f" and {len(labels) - most} more" if len(labels) > most else "")


def _from_csv(text: str, path: Path) -> list[str]:
    table = [cells for _, cells in rows(text, path)]
    heads = [cell.lower() for cell in table[0]] if table else []
    column = next((heads.index(name) for name in _COLUMNS if name in heads), None)
    body = table if column is None else table[1:]
    return [cells[column or 0] for cells in body if len(cells) > (column or 0)]


def _from_json(text: str, path: Path) -> list[str]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not valid JSON ({error}).") from error
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise UsageError(f'{path} must hold one list of texts, like ["cat", "dog"].')
    return values

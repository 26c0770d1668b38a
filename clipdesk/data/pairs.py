"""Pictures that come with a class or with captions: for evaluation and for training."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from clipdesk.data.catalog import Skipped, scan
from clipdesk.data.files import check_ordinary, os_fault
from clipdesk.data.text import read_text, rows
from clipdesk.errors import ImageError, UsageError
from clipdesk.progress import drain

_MAX_BYTES = 500_000_000
_JSON_SUFFIXES = (".jsonl", ".ndjson")
_PATH_COLUMN = "filepath"


@dataclass(frozen=True)
class LabelledImages:
    """Pictures of known class: `paths[i]` shows `classes[targets[i]]`. Classes are sorted by name."""

    classes: tuple[str, ...]
    paths: tuple[Path, ...]
    targets: npt.NDArray[np.int64]  # [images]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class CaptionedImages:
    """Pictures with what is said of them: `captions[i]` are the one or more texts of `paths[i]`."""

    paths: tuple[Path, ...]
    captions: tuple[tuple[str, ...], ...]
    skipped: tuple[Skipped, ...]


def read_labelled(data: Path) -> LabelledImages:
    """Read a folder of class folders, or a CSV or JSONL with `filepath` and `label`.

    A file path counts from the folder of the table. Pictures that are not there are skipped with their reason. Raises
    UsageError when `data` is neither, a column is missing, or nothing is left.
    """
    data = Path(data)
    pairs, skipped = _from_folders(data) if data.is_dir() else _from_table(data, "label")
    classes = sorted({label for _, label in pairs})
    number = {label: index for index, label in enumerate(classes)}
    targets = np.array([number[label] for _, label in pairs], dtype=np.int64)
    return LabelledImages(tuple(classes), tuple(path for path, _ in pairs), targets, tuple(skipped))


def read_captioned(data: Path) -> CaptionedImages:
    """Read a CSV or JSONL with `filepath` and `caption` (in JSONL one text or a list of them).

    Rows of the same picture are put together. Raises UsageError as `read_labelled` does.
    """
    data = Path(data)
    if data.is_dir():
        raise UsageError(f"{data} is a folder; captions come in a CSV or JSONL file with filepath and caption.")
    pairs, skipped = _from_table(data, "caption")
    captions: dict[Path, list[str]] = {}
    for path, caption in pairs:
        captions.setdefault(path, []).append(caption)
    return CaptionedImages(tuple(captions), tuple(map(tuple, captions.values())), tuple(skipped))


def columns_of(data: Path) -> frozenset[str]:
    """What the table's columns are called, in a JSONL file those of its first line. Raises UsageError."""
    text = read_text(data, _MAX_BYTES)
    if data.suffix.lower() not in _JSON_SUFFIXES:
        _, heads = next(rows(text, data), (0, []))
        return frozenset(head.lower() for head in heads)
    first = next((line for line in text.split("\n") if line.strip()), "{}")
    try:
        record = json.loads(first)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{data}: the first line is not valid JSON ({error}).") from error
    return frozenset(record) if isinstance(record, dict) else frozenset()


def read_column(data: Path, column: str) -> dict[Path, str]:
    """One value a picture from another column of the table; an empty cell counts as no value.

    Raises UsageError where the column is missing, or a picture has two values.
    """
    text = read_text(data, _MAX_BYTES)
    records = _json_lines(text, data, column) if data.suffix.lower() in _JSON_SUFFIXES else _csv(text, data, column)
    found: dict[Path, str] = {}
    for line, name, values in records:
        for value in values:
            if found.setdefault(data.parent / name, value) != value:
                raise UsageError(f"{data}: line {line} gives another {column} for {name} than a line before.")
    return found


def _from_folders(data: Path) -> tuple[list[tuple[Path, str]], list[Skipped]]:
    try:
        folders = sorted(item for item in data.iterdir() if item.is_dir() and not item.name.startswith("."))
    except OSError as error:
        raise UsageError(f"{data}: {os_fault(error)}") from error
    pairs: list[tuple[Path, str]] = []
    skipped: list[Skipped] = []
    for folder in folders:
        found = drain(scan([folder]))
        pairs.extend((image.path, folder.name) for image in found.images)
        skipped.extend(found.skipped)
    if not pairs:
        raise UsageError(f"{data} holds no folders with pictures; each class needs a folder of its name.")
    return pairs, skipped


def _from_table(data: Path, column: str) -> tuple[list[tuple[Path, str]], list[Skipped]]:
    text = read_text(data, _MAX_BYTES)
    records = _json_lines(text, data, column) if data.suffix.lower() in _JSON_SUFFIXES else _csv(text, data, column)
    pairs: list[tuple[Path, str]] = []
    skipped: list[Skipped] = []
    faults: dict[Path, ImageError | None] = {}
    for line, name, values in records:
        path = data.parent / name
        if path not in faults:
            faults[path] = _fault(path, name)
        fault = faults[path]
        if fault is None and not values:
            fault = ImageError("unreadable", f"Line {line} of {data.name} gives no {column}.")
        if fault is not None:
            skipped.append(Skipped(path, fault.kind, str(fault)))
        pairs.extend((path, value) for value in values if fault is None)
    if not pairs:
        reason = f" The first: {skipped[0].path}: {skipped[0].message}" if skipped else ""
        raise UsageError(f"{data} names no picture that is there.{reason}")
    return pairs, skipped


def _fault(path: Path, name: str) -> ImageError | None:
    """Why the file cannot be a picture, without opening it."""
    if not name:
        return ImageError("missing", "The row names no file.")
    try:
        check_ordinary(os.stat(path))
    except OSError as error:
        return os_fault(error)
    except ValueError:
        return ImageError("missing", "There can be no file of this name.")
    except ImageError as error:
        return error
    return None


def _csv(text: str, data: Path, column: str) -> Iterator[tuple[int, str, list[str]]]:
    table = rows(text, data)
    _, heads = next(table, (0, []))
    heads = [head.lower() for head in heads]
    _check_columns(heads, data, column)
    at, value_at = heads.index(_PATH_COLUMN), heads.index(column)
    for line, cells in table:
        value = cells[value_at] if value_at < len(cells) else ""
        yield line, cells[at] if at < len(cells) else "", [value] if value else []


def _json_lines(text: str, data: Path, column: str) -> Iterator[tuple[int, str, list[str]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{data}: line {number} is not valid JSON ({error}).") from error
        if not isinstance(record, dict):
            raise UsageError(f"{data}: line {number} must be an object with {_PATH_COLUMN} and {column}.")
        _check_columns(list(record), data, column, number)
        name, value = record[_PATH_COLUMN], record[column]
        values = value if isinstance(value, list) and column == "caption" else [value]
        if not isinstance(name, str) or not all(_is_text(item) for item in values):
            raise UsageError(f"{data}: line {number}: {_PATH_COLUMN} and {column} must be texts.")
        yield number, name, [text for text in (str(item).strip() for item in values) if text]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


def _check_columns(found: list[str], data: Path, column: str, line: int | None = None) -> None:
    missing = [name for name in (_PATH_COLUMN, column) if name not in found]
    if missing:
        where = f"line {line} of {data}" if line else str(data)
        listed = ", ".join(name[:40] for name in found[:20]) or "nothing"
        raise UsageError(f"There is no {' and no '.join(missing)} in {where}, which has: {listed}.")

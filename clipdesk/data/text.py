"""Text and tables that people bring from anywhere: other editors, spreadsheets, other systems."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from clipdesk.data.files import read_file
from clipdesk.errors import ImageError, UsageError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


def read_text(path: Path, max_bytes: int) -> str:
    """The text of a file in UTF-8, or in UTF-16 or UTF-32 with its mark, with plain line ends.

    Raises UsageError for a file that is not there, empty, too large, or not text.
    """
    try:
        data = read_file(path, max_bytes)
    except ImageError as error:
        raise UsageError(f"{path}: {error}") from error
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: len(mark) + error.start].count(b"\n") + 1
        raise UsageError(f"{path}: line {line} is not {encoding.upper()} text. Save the file as UTF-8.") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise UsageError(f"{path}: line {line} holds a NUL character. Save the file as plain UTF-8 text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row of a CSV that is not blank, cells without surrounding blanks.

    The cells are parted by commas, or by semicolons or tabs where the first line has those instead. Raises UsageError,
    naming the line, for what is no CSV.
    """
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = "," if "," in first else next((mark for mark in ";\t" if mark in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise UsageError(f"{path}: line {reader.line_num} is not valid CSV ({error}).") from error
        if any(cells):
            yield reader.line_num, cells

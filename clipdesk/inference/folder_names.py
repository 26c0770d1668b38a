"""Names for folders and files that every system takes: Windows' rules are the strictest, so they hold everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import PurePath

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE | re.DOTALL)
_LONGEST_BYTES = 120  # of 255, so that a number and a path above it still fit
_LONGEST_FILE_BYTES = 255


def safe_name(label: str) -> str:
    """The label as a folder's name on Windows, macOS and Linux: never empty, hidden, reserved, or a path."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", label))
    name = _shortened(name, _LONGEST_BYTES).strip(" ").rstrip(". ")
    if name.startswith("."):
        name = "_" + name[1:]
    if _DEVICES.fullmatch(name):
        stem, dot, rest = name.partition(".")
        name = f"{stem.rstrip()}_{dot}{rest}"
    return name or "_"


def folder_names(labels: Iterable[str], existing: Iterable[str] = (), occupied: Iterable[str] = ()) -> dict[str, str]:
    """A folder name for each label, no two alike but for capital letters.

    A folder of `existing` that is alike keeps its spelling and is used; a name of `occupied` cannot be.
    """
    there = set(existing)
    spelling = {key(name): name for name in there}
    taken = {key(name) for name in occupied}
    names: dict[str, str] = {}
    for label in sorted(set(labels)):
        name = free_name(safe_name(label), taken)
        taken.add(key(name))
        names[label] = name if name in there else spelling.get(key(name), name)
    return names


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or the first of `name (2)`, `name (3)` … (before a file's ending) whose `key` is not in `taken`."""
    number, candidate = 1, name
    while key(candidate) in taken:
        number += 1
        candidate = numbered(name, number)
    return candidate


def numbered(name: str, number: int) -> str:
    """`cat.jpg` and 2 to `cat (2).jpg`, shortened where no system would take it."""
    path = PurePath(name)
    ending = path.suffix if len(path.suffix.encode("utf-8", "surrogateescape")) < 20 else ""
    stem, tail = name.removesuffix(ending), f" ({number}){ending}"
    return _shortened(stem, _LONGEST_FILE_BYTES - len(tail.encode("utf-8", "surrogateescape"))) + tail


def key(name: str) -> str:
    """What two names share when some system takes them for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _shortened(name: str, most_bytes: int) -> str:
    while len(name.encode("utf-8", "surrogateescape")) > most_bytes:
        name = name[:-1]
    return name

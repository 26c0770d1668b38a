"""Labels as keywords in XMP sidecars, where other photo programs find them.

The sidecar of `picture.jpg` is `picture.jpg.xmp`, as darktable and digiKam write it. Adobe's `picture.xmp` is meant for
raw files only, and would be shared by `picture.jpg` and `picture.png`, or by a raw file and its JPEG: their keywords
would mix. So a `picture.xmp` that is there is left to whatever program made it.

An existing sidecar is edited in its text: keywords are added where they belong, and every other byte stays what it was.
A sidecar that is damaged, holds a document type definition, or is not UTF-8 is left alone and reported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.parsers import expat
from xml.sax.saxutils import escape

from clipdesk.data.catalog import Skipped
from clipdesk.data.files import read_file
from clipdesk.errors import ImageError, SidecarError, UsageError
from clipdesk.inference.export import replacing
from clipdesk.progress import Progress, Steps

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_CONTAINERS = (f"{_RDF} Bag", f"{_RDF} Seq", f"{_RDF} Alt")
_MAX_BYTES = 32_000_000
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(rb"<([^\s/>]+)(?:[^>\"'/]|\"[^\"]*\"|'[^']*')*(/?)>")
_EMPTY = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    f' <rdf:RDF xmlns:rdf="{_RDF}">\n </rdf:RDF>\n</x:xmpmeta>\n'
)


@dataclass(frozen=True)
class SidecarResult:
    """How many sidecars were written, how many had every keyword already, and which pictures could not have one."""

    written: int
    unchanged: int
    failures: tuple[Skipped, ...]


def sidecar_path(picture: Path) -> Path:
    """Where the picture's keywords go."""
    return picture.with_name(picture.name + ".xmp")


def write_sidecars(entries: Iterable[tuple[Path, Sequence[str]]]) -> Steps[SidecarResult]:
    """Add keywords to the sidecar of each picture; what cannot be done is listed, the rest goes on."""
    listed = list(entries)
    outcomes = {"written": 0, "unchanged": 0}
    failures: list[Skipped] = []
    for number, (picture, keywords) in enumerate(listed):
        yield Progress("sidecars", number, len(listed))
        try:
            outcomes[add_keywords(picture, keywords)] += 1
        except SidecarError as error:
            failures.append(Skipped(picture, "sidecar", str(error)))
    yield Progress("sidecars", len(listed), len(listed))
    return SidecarResult(outcomes["written"], outcomes["unchanged"], tuple(failures))


def add_keywords(picture: Path, keywords: Sequence[str]) -> Literal["written", "unchanged"]:
    """Add keywords to the picture's sidecar, which is made where there is none; whole or not at all.

    A keyword that is there already, but for capital letters, is not added again. Raises SidecarError.
    """
    path = sidecar_path(picture)
    data = _read(path)
    there = data if data is not None else _EMPTY.encode()
    found = _parse(there, path)
    known = {keyword.casefold() for keyword in found.keywords}
    cleaned = (" ".join(_NO_XML.sub(" ", keyword).split()) for keyword in keywords)
    new = [keyword for keyword in dict.fromkeys(cleaned) if keyword and keyword.casefold() not in known]
    if not new:
        return "unchanged"
    edited = _with(there, found, new)
    if found.stray_text or _parse(edited, path).keywords != [*found.keywords, *new]:
        raise SidecarError(f"{path} stores its keywords in a way that clipdesk does not know. It was left as it is.")
    try:
        with replacing(Path(os.path.realpath(path))) as file:
            file.write(edited)
    except UsageError as error:
        raise SidecarError(str(error)) from error
    return "written"


def keywords_of(picture: Path) -> tuple[str, ...]:
    """The keywords in the picture's sidecar, none where there is no sidecar. Raises SidecarError."""
    path = sidecar_path(picture)
    data = _read(path)
    return tuple(_parse(data, path).keywords) if data is not None else ()


@dataclass
class _Place:
    """Where an element starts and where its end tag does, in bytes; the end of an element that is a single tag."""

    prefix: str
    start: int
    end: int = -1


@dataclass
class _Found:
    """Where keywords are, or would have to be."""

    keywords: list[str] = field(default_factory=list)
    rdf: _Place | None = None
    subject: _Place | None = None
    container: _Place | None = None
    about: str = ""
    stray_text: bool = False  # in dc:subject, but in no list


def _read(path: Path) -> bytes | None:
    try:
        return read_file(path, _MAX_BYTES)
    except ImageError as error:
        if error.kind == "missing" and not os.path.lexists(path):
            return None
        raise SidecarError(f"{path}: {error} It was left as it is.") from error


class _Reading:
    """Follows the parser through the elements; only keywords of the picture itself count, not of what it contains."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.found = _Found()
        self._parser = parser
        self._path: list[str] = []
        self._open: list[_Place] = []
        self._text: list[str] | None = None
        self._has_about = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        plain, prefix = _split(name)
        place = _Place(prefix, self._parser.CurrentByteIndex)
        found, path = self.found, self._path
        if plain == f"{_RDF} RDF" and found.rdf is None:
            found.rdf = place
        elif path[-1:] == [f"{_RDF} RDF"] and plain == f"{_RDF} Description" and not self._has_about:
            self._has_about = True
            found.about = next((value for key, value in attributes.items() if _split(key)[0] == f"{_RDF} about"), "")
        elif self._in_description() and plain == f"{_DC} subject" and found.subject is None:
            found.subject = place
        elif path[-1:] == [f"{_DC} subject"] and plain in _CONTAINERS and found.container is None:
            found.container = place
        elif plain == f"{_RDF} li" and path[-2:-1] == [f"{_DC} subject"]:
            self._text = []
        self._path.append(plain)
        self._open.append(place)

    def end(self, _: str) -> None:
        self._open.pop().end = self._parser.CurrentByteIndex
        self._path.pop()
        if self._text is not None and self._path[-1] in _CONTAINERS:
            self.found.keywords.append("".join(self._text).strip())
            self._text = None

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
        elif self._path[-1:] == [f"{_DC} subject"] and text.strip():
            self.found.stray_text = True

    def _in_description(self) -> bool:
        return self._path[-2:] == [f"{_RDF} RDF", f"{_RDF} Description"]


def _parse(data: bytes, path: Path) -> _Found:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.buffer_text = True
    reading = _Reading(parser)
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text

    def refuse(*_: object) -> None:
        raise SidecarError(f"{path} holds a document type definition, which XMP never has. It was left as it is.")

    def check_encoding(_: str, encoding: str | None, __: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise SidecarError(f"{path} is written in {encoding}; clipdesk edits UTF-8 only. It was left as it is.")

    parser.StartDoctypeDeclHandler = refuse
    parser.XmlDeclHandler = check_encoding
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        check_encoding("", "UTF-16", 0)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise SidecarError(f"{path} is damaged ({error}). It was left as it is.") from error
    if reading.found.rdf is None:
        raise SidecarError(f"{path} is not an XMP file. It was left as it is.")
    return reading.found


def _with(data: bytes, found: _Found, keywords: Sequence[str]) -> bytes:
    """The text with the keywords added at the innermost place that is there."""
    if found.container is not None:
        li = f"{found.container.prefix}:li" if found.container.prefix else "li"
        return _insert(data, found.container, "".join(f"<{li}>{escape(keyword)}</{li}>" for keyword in keywords))
    bag = "".join(f"\n     <rdf:li>{escape(keyword)}</rdf:li>" for keyword in keywords)
    bag = f'\n    <rdf:Bag xmlns:rdf="{_RDF}">{bag}\n    </rdf:Bag>\n   '
    if found.subject is not None:
        return _insert(data, found.subject, bag)
    assert found.rdf is not None
    about = escape(found.about, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
    names = f'xmlns:rdf="{_RDF}" xmlns:dc="{_DC}"'
    description = f'<rdf:Description rdf:about="{about}" {names}>\n   <dc:subject>{bag}</dc:subject>'
    return _insert(data, found.rdf, f" {description}\n  </rdf:Description>\n ")


def _insert(data: bytes, place: _Place, text: str) -> bytes:
    """Put the text at the element's end; an element that is a single tag gets an end tag."""
    tag = _TAG.match(data, place.start)
    assert tag is not None  # the parser has found it well formed
    if not tag[2]:
        return data[: place.end] + text.encode() + data[place.end :]
    return data[: tag.start(2)] + b">" + text.encode() + b"</" + tag[1] + b">" + data[tag.end() :]


def _split(name: str) -> tuple[str, str]:
    """The parser's "namespace name prefix" to "namespace name" and the prefix."""
    parts = name.split(" ")
    return " ".join(parts[:2]), parts[2] if len(parts) > 2 else ""

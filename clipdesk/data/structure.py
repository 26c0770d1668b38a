"""A look at a picture file's skeleton before a decoder trusts it.

Decoders believe what a file says of itself. Here are the ways to make one work for minutes or take gigabytes that the
size in the header does not show: millions of empty chunks, metadata tags that all point at the same bytes, hundreds
of passes over the picture. Each is refused with ImageError("damaged") at the cost of a short walk.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from clipdesk.errors import ImageError

_MOST_PARTS = 200_000  # chunks of a PNG, blocks of a GIF, segments of a JPEG
_TAG_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NESTED_TAGS = (0x8769, 0x8825, 0xA005)  # the Exif, GPS and interoperability directories
_TIFF_START = re.compile(rb"II\*\0|MM\0\*|II\+\0|MM\0\+")
_CODE_STREAM = re.compile(rb"\xff\x4f\xff\x51")
_MOST_SAMPLES = 70_000_000  # pixels × components of a JPEG 2000 picture
_BARE_MARKERS = frozenset((0x01, *range(0xD0, 0xD9)))


@dataclass(frozen=True)
class JpegScans:
    """How a JPEG is laid out. `whole` when the decoder must hold all coefficients, `scans` passes over the picture."""

    whole: bool
    scans: int


def check(data: bytes) -> JpegScans | None:
    """Refuse a file whose structure is made to wear a decoder out; for a JPEG, say how it is laid out.

    Whether the file is a picture at all is left to the decoder. Raises ImageError("damaged").
    """
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        _png(data)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        _gif(data)
    elif _TIFF_START.match(data):
        check_tags(data)
    elif data.startswith((b"\0\0\0\x0cjP", b"\xff\x4f\xff\x51")):
        _jpeg2000(data)
    elif data[4:8] == b"ftyp":
        for start in list(_TIFF_START.finditer(data))[:100]:
            check_tags(data[start.start() :])
    return None


def check_tags(data: bytes) -> None:
    """Refuse a TIFF or Exif block whose tags claim more bytes than it holds several times over."""
    order = "<" if data.startswith(b"II") else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    start, count, entry, size, number = (8, "Q", 20, 8, "Q") if big else (4, "H", 12, 4, "L")
    pending, claimed, seen = [_number(data, order + number, start)], 0, set[int]()
    while pending:
        offset = pending.pop()
        if offset is None or offset in seen:
            continue
        seen.add(offset)
        first = offset + struct.calcsize("=" + count)
        entries = min(_number(data, order + count, offset) or 0, max(0, len(data) - first) // entry)
        if entries > 65_535:
            raise _worn("has too many tags")
        for at in range(first, first + entries * entry, entry):
            tag, kind = struct.unpack_from(order + "HH", data, at)
            length = (_number(data, order + number, at + 4) or 0) * _TAG_SIZES.get(kind, 0)
            if size < length <= len(data):  # more than the file holds is skipped by the decoder
                claimed += length
            if tag in _NESTED_TAGS:
                pending.append(_number(data, order + number, at + 4 + size))
        if claimed > 4 * len(data) + 65_536:
            raise _worn("has tags that share the same bytes over and over")


def _number(data: bytes, form: str, offset: int) -> int | None:
    if offset + struct.calcsize("=" + form[1:]) > len(data):
        return None
    value: int = struct.unpack_from(form, data, offset)[0]
    return value


def _jpeg(data: bytes) -> JpegScans:
    at, junk, components, progressive = 2, 0, 0, False
    tags = {b"Exif\0\0": bytearray(), b"MPF\0": bytearray()}
    for _ in range(_MOST_PARTS):
        start = data.find(b"\xff", at)
        junk += max(0, start - at)
        marker = next((byte for byte in data[start + 1 : start + 65] if byte != 0xFF), None) if start >= 0 else None
        if marker is None or junk > 65_536:
            raise _worn("holds no picture data")
        at = data.index(marker, start + 1) + 1
        if marker == 0 or marker in _BARE_MARKERS:
            continue
        length = _number(data, ">H", at)
        if marker == 0xD9 or length is None or length < 2:
            raise _worn("ends before its picture data")
        segment = data[at + 2 : at + length]
        if marker == 0xDA:
            for block in tags.values():
                check_tags(bytes(block))
            apart = bool(segment) and segment[0] < components  # the colours follow one another
            return JpegScans(whole=progressive or apart, scans=data.count(b"\xff\xda", at) + 1)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            components, progressive = (segment[5] if len(segment) > 5 else 0), marker in (0xC2, 0xC6, 0xCA, 0xCE)
        for name, block in tags.items():
            if segment.startswith(name):
                block.extend(segment[len(name) :])
        at += length
    raise _worn("is made of too many parts")


def _png(data: bytes) -> None:
    at = 8
    for _ in range(_MOST_PARTS):
        length = _number(data, ">L", at)
        if length is None or data[at + 4 : at + 8] == b"IEND":
            return
        at += length + 12
    raise _worn("is made of too many parts")


def _jpeg2000(data: bytes) -> None:
    """The code stream's own size, which need not be that of the container around it (ISO 15444-1, A.5.1)."""
    for start in _CODE_STREAM.finditer(data):
        if start.end() + 38 <= len(data):
            width, height, left, top, *_, components = struct.unpack_from(">LLLLLLLLH", data, start.end() + 4)
            if max(0, width - left) * max(0, height - top) * components > _MOST_SAMPLES:
                raise ImageError("too_large", "The picture has more samples than fit the limits on memory.")


def _gif(data: bytes) -> None:
    if len(data) < 13:
        return
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    inside_extension = False
    for _ in range(_MOST_PARTS):
        if at + 2 >= len(data) or (not inside_extension and data[at] in (0x2C, 0x3B)):  # a picture, or the end
            return
        if inside_extension:
            inside_extension = data[at] != 0  # blocks of up to 255 bytes, the last one empty
            at += data[at] + 1
        else:
            inside_extension = data[at] == 0x21
            at += 2 if inside_extension else 1
    raise _worn("is made of too many parts")


def _worn(reason: str) -> ImageError:
    return ImageError("damaged", f"The file {reason}.")

"""Which way up a picture was taken: the Exif orientation, 1 to 8."""

from __future__ import annotations

import re
import struct

import numpy as np
import numpy.typing as npt
from PIL import Image

_ORIENTATION_TAG = 0x0112
_XMP_ORIENTATION = re.compile(rb'tiff:Orientation(?:="|>)([1-8])')


def orientation_of(image: Image.Image) -> int:
    """The orientation that a loaded picture still has to be turned by; 1 where it says nothing sensible.

    Only this one tag is read, so a damaged or hostile Exif block costs nothing and spoils nothing. Pillow turns TIFF
    files by itself while loading and writes AVIF's own rotation into the Exif block.
    """
    if image.format == "TIFF":
        return 1
    exif = image.info.get("exif")
    if not isinstance(exif, bytes) and isinstance(raw := image.info.get("Raw profile type exif"), str):
        exif = _raw_profile(raw)  # how ImageMagick stores Exif in a PNG
    found = _from_exif(exif) if isinstance(exif, bytes) else None
    if found is None:
        for name in ("xmp", "XML:com.adobe.xmp"):
            xmp = image.info.get(name)
            match = _XMP_ORIENTATION.search(xmp.encode("utf-8", "replace") if isinstance(xmp, str) else xmp or b"")
            found = int(match[1]) if match else found
    return found or 1


def stored_view(upright: npt.NDArray[np.uint8], orientation: int) -> npt.NDArray[np.uint8]:
    """A view of the `upright` picture in which rows and columns run as they are stored in the file.

    Writing the stored pixels into it turns them; nothing is copied twice.  # [height, width, 3] or [width, height, 3]
    """
    rows = slice(None, None, -1 if orientation in (3, 4, 7, 8) else 1)
    columns = slice(None, None, -1 if orientation in (2, 3, 6, 7) else 1)
    view = upright[rows, columns]
    return view.transpose(1, 0, 2) if orientation >= 5 else view


def _from_exif(block: bytes) -> int | None:
    """The orientation in the first directory of a TIFF-like block (Exif 2.3, section 4.5.2)."""
    block = block.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    try:
        if order is None:
            return None
        (start,) = struct.unpack_from(order + "L", block, 4)
        (entries,) = struct.unpack_from(order + "H", block, start)
        for entry in range(start + 2, start + 2 + 12 * entries, 12):
            tag, kind, _, value = struct.unpack_from(order + "HHLH", block, entry)
            if tag == _ORIENTATION_TAG:
                if kind == 4:
                    (value,) = struct.unpack_from(order + "L", block, entry + 8)
                return value if 1 <= value <= 8 else None
    except struct.error:  # the directory runs past the block's end
        return None
    return None


def _raw_profile(text: str) -> bytes:
    try:
        return bytes.fromhex("".join(text.split("\n")[3:]))
    except ValueError:
        return b""

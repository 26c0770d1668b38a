"""A picture file to upright RGB pixels, or to the one reason why not.

Pillow decodes; everything around it is here so that no file, however broken or hostile, can do more than be skipped:
an explicit list of formats, caps on memory and time worked out before the pixels are touched, one exception type.
Safe to call from many threads at once; Pillow releases the interpreter while it decodes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import (
    AvifImagePlugin,
    Image,
    ImageFile,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from clipdesk.data import structure
from clipdesk.data.files import SUFFIXES, read_file
from clipdesk.data.guard import guarded
from clipdesk.data.orientation import orientation_of
from clipdesk.data.quiet import keep_quiet
from clipdesk.data.rgb import to_rgb
from clipdesk.errors import ImageError

__all__ = ["FORMATS", "SUFFIXES", "DecodeLimits", "DecodedImage", "decode"]

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "JPEG2000", "PPM")
# Image.open(formats=...) knows the formats whose plugins have been imported; it must never import the others.
Image.preinit()
_PLUGINS = (AvifImagePlugin, Jpeg2KImagePlugin, TiffImagePlugin, WebPImagePlugin)

_RGB_BYTES = 8  # a pixel as Pillow holds it, and in the result
_SCALES = (1, 2, 4, 8)  # by which a JPEG can be shrunk while it is decoded
_FAITHFUL_SCALE = 4  # at 8 only each block's mean is left: cosines of embeddings fell to 0.9992, against 0.9996 at 4
_LEAST_SIDES = 3  # times the tower's input: at 2.3 times, cosines of embeddings fell to 0.9990, at 4.7 to 0.9997


@dataclass(frozen=True)
class _Cost:
    """What decoding takes: bytes of memory a pixel at its worst, and the pixels of some seconds."""

    bytes_per_pixel: int
    max_pixels: int
    max_file_bytes: int = 1 << 62


# Measured with Pillow 13 (peak memory and time for large photographs), rounded up.
_COSTS = {
    "PNG": _Cost(9, 140_000_000), "GIF": _Cost(9, 140_000_000), "BMP": _Cost(9, 140_000_000),
    "PPM": _Cost(9, 140_000_000, 64_000_000), "TIFF": _Cost(16, 70_000_000), "WEBP": _Cost(24, 50_000_000),
    "AVIF": _Cost(14, 55_000_000), "JPEG2000": _Cost(30, 16_000_000),
}  # fmt: skip
_PYTHON_CODECS = {"ppm", "ppm_plain", "bmp_rle"}  # interpreted, a microsecond a pixel
_PYTHON_COST = _Cost(160, 3_000_000, 40_000_000)
_COEFFICIENT_BYTES = 2  # a JPEG's, for each colour of each pixel, held when the picture comes in several scans
_MAX_SCANNED_PIXELS = 4_000_000_000  # pixels × scans

_FOREIGN = (
    (b"%!PS", "PostScript"), (b"\xc5\xd0\xd3\xc6", "PostScript"), (b"%PDF", "a PDF document"),
    (b"8BPS", "a Photoshop file"), (b"<svg", "an SVG drawing"), (b"<", "a web page or XML file"),
    (b"PK\x03\x04", "a zip archive"), (b"\x00\x00\x01\x00", "an icon"), (b"RIFF", "a sound or film"),
    (b"ID3", "a sound"), (b"\x1a\x45\xdf\xa3", "a film"),
)  # fmt: skip
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_KNOWN_STARTS = (
    b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP", b"\xff\x4f\xff\x51",
)  # fmt: skip


@dataclass(frozen=True)
class DecodeLimits:
    """Caps on one file. The memory is the estimate of all that decoding holds at once, the file included."""

    max_pixels: int = 250_000_000
    max_file_bytes: int = 400_000_000
    max_memory_bytes: int = 850_000_000


@dataclass(frozen=True)
class DecodedImage:
    """Upright RGB `pixels`, [height, width, 3], perhaps smaller than the picture's own upright `width` and `height`."""

    pixels: npt.NDArray[np.uint8]
    width: int
    height: int
    content_hash: str  # BLAKE2b, 128 bits, of the file's bytes


def decode(path: Path, *, shortest_side: int | None = None, limits: DecodeLimits | None = None) -> DecodedImage:
    """Read and decode one file: the first frame, upright, RGB, transparency over white, colour profile left as it is.

    With `shortest_side` a JPEG may be shrunk while it is decoded, up to four times and never below three times that
    many pixels on its shorter side. Without it a JPEG is shrunk only where it would not fit the memory cap. Raises
    ImageError and nothing else.
    """
    limits = limits or DecodeLimits()
    data = read_file(path, limits.max_file_bytes)
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    try:
        with guarded(path):
            pixels, (width, height) = _decode(data, shortest_side, limits)
    except ImageError:
        raise
    except MemoryError as error:
        raise ImageError("memory", "There is not enough memory to decode this picture.") from error
    except Image.DecompressionBombError as error:
        raise ImageError("too_large", "The picture has more pixels than clipdesk can hold in memory.") from error
    except Exception as error:  # decoders meet hostile bytes with whatever their authors did not foresee
        raise _fault(data, error) from error
    return DecodedImage(pixels, width, height, digest)


def _decode(
    data: bytes, shortest_side: int | None, limits: DecodeLimits
) -> tuple[npt.NDArray[np.uint8], tuple[int, int]]:
    keep_quiet()
    scans = structure.check(data)
    image = _open(data)
    width, height = image.size
    if width * height > limits.max_pixels:
        raise _too_large(width, height)
    if isinstance(image, JpegImagePlugin.JpegImageFile) and scans is not None:
        _prepare_jpeg(image, scans, len(data), shortest_side, limits)
    else:
        cost = _COSTS[str(image.format)]
        tiles = image.tile if isinstance(image, ImageFile.ImageFile) else []
        if tiles and tiles[0][0] in _PYTHON_CODECS:
            cost = _PYTHON_COST
        pixels = max(width * height, _tile_pixels(image))
        needed = len(data) + pixels * cost.bytes_per_pixel
        if pixels > cost.max_pixels or needed > limits.max_memory_bytes or len(data) > cost.max_file_bytes:
            raise _too_large(width, height)
    image.load()
    orientation = orientation_of(image)
    return to_rgb(image, orientation), ((height, width) if orientation >= 5 else (width, height))


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        if not data.startswith(b"\xff\xd8\xff"):
            raise
        return JpegImagePlugin.jpeg_factory(BytesIO(data))  # it may still be decoded at a fraction of its size


def _prepare_jpeg(
    image: JpegImagePlugin.JpegImageFile,
    scans: structure.JpegScans,
    file_bytes: int,
    shortest_side: int | None,
    limits: DecodeLimits,
) -> None:
    """Choose how far to shrink while decoding; refuse what cannot be whole, or cannot be held even so."""
    width, height = image.size
    pixels = width * height
    if file_bytes < pixels // 4096:  # a block of 8 × 8 pixels takes at least two bits of one colour
        raise ImageError("damaged", f"The file claims {width:,} × {height:,} pixels but has only {file_bytes:,} bytes.")
    if scans.whole and pixels * scans.scans > _MAX_SCANNED_PIXELS:
        raise ImageError("too_large", f"The picture is stored in {scans.scans:,} passes, which would take too long.")
    held = file_bytes + (int(pixels * _COEFFICIENT_BYTES * _samples_per_pixel(image)) if scans.whole else 0)
    smallest = _LEAST_SIDES * shortest_side if shortest_side is not None else 1
    allowed = [scale for scale in _SCALES if min(width, height) // scale >= smallest] or [1]
    fitting = [scale for scale in allowed if held + pixels * _RGB_BYTES // scale**2 <= limits.max_memory_bytes]
    if not fitting:
        raise _too_large(width, height)
    faithful = [scale for scale in fitting if scale <= _FAITHFUL_SCALE] if shortest_side is not None else []
    scale = faithful[-1] if faithful else fitting[0]
    if scale > 1:
        image.draft(None, (width // scale, height // scale))


def _tile_pixels(image: Image.Image) -> int:
    """The pixels of one tile of a TIFF, which may be far larger than the picture. Raises what a bad tag makes it."""
    tags = getattr(image, "tag_v2", {})
    return int(tags.get(322, 0)) * int(tags.get(323, 0))


def _samples_per_pixel(image: JpegImagePlugin.JpegImageFile) -> float:
    """Three for full colour, 1.5 where the colours are stored at half the resolution both ways."""
    factors = [(across, down) for _, across, down, _ in image.layer]
    largest = max(across for across, _ in factors) * max(down for _, down in factors)
    return sum(across * down for across, down in factors) / largest


def _too_large(width: int, height: int) -> ImageError:
    return ImageError(
        "too_large", f"The picture has {width:,} × {height:,} pixels, more than fit the limits on memory and time."
    )


def _fault(data: bytes, error: Exception) -> ImageError:
    """Tell a damaged picture from a file that is none."""
    brand = data[8:12] if data[4:8] == b"ftyp" else b""
    if brand in _HEIF_BRANDS:
        return ImageError("unsupported", "This is a HEIC picture; save it as JPEG or PNG first.")
    if isinstance(error, NotImplementedError) or "not available" in str(error):
        return ImageError("unsupported", f"The picture uses a feature that clipdesk cannot read ({error}).")
    known = data.startswith(_KNOWN_STARTS) or brand in (b"avif", b"avis") or data[8:12] == b"WEBP"
    if isinstance(error, UnidentifiedImageError) and not known:
        what = next((name for mark, name in _FOREIGN if data[:200].lstrip().startswith(mark)), "")
        start = f"This is {what}, not a picture" if what else "This is not a picture"
        return ImageError("unsupported", f"{start} that clipdesk reads (JPEG, PNG, WebP, TIFF, AVIF, GIF, BMP, …).")
    return ImageError("damaged", "The picture is damaged or cut short.")

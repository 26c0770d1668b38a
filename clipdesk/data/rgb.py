"""Any kind of pixel that a file may hold, as 8-bit RGB."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image

from clipdesk.data.orientation import stored_view
from clipdesk.errors import ImageError

_STRIP_PIXELS = 1_000_000  # converted at a time, so that the picture and its RGB form are all that is held
_EIGHT_BITS = ((np.arange(65_536, dtype=np.uint32) * 255 + 32_767) // 65_535).astype(np.uint8)
_WHITE_IS_ZERO = 262, 0  # TIFF's PhotometricInterpretation, which Pillow leaves undone at 16 bits
_READABLE = frozenset(
    ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "I", "F")
)  # fmt: skip


def to_rgb(image: Image.Image, orientation: int) -> npt.NDArray[np.uint8]:
    """The loaded `image` upright, transparent parts over white.  # [height, width, 3]

    16-bit values are scaled by 255/65535. Whole numbers of 32 bits count as 16-bit values if they all are, and
    floating-point values as 0…1, 0…255 or 0…65535, whichever first holds them all; otherwise the smallest becomes
    black and the largest white. Raises ImageError("unsupported") for colour spaces without a simple way to RGB.
    """
    width, height = image.size
    sixteen_bits = image.mode.startswith("I;16")
    if image.mode not in _READABLE and not sixteen_bits:
        raise ImageError("unsupported", f"The picture's colours are {image.mode}, which clipdesk cannot read.")
    upright = np.empty((width, height, 3) if orientation >= 5 else (height, width, 3), np.uint8)
    view = stored_view(upright, orientation)
    low, high = _value_range(image) if image.mode in ("I", "F") else (0.0, 0.0)
    inverted = sixteen_bits and getattr(image, "tag_v2", {}).get(_WHITE_IS_ZERO[0]) == _WHITE_IS_ZERO[1]
    for top, strip in _strips(image):
        rows = view[top : top + strip.height]
        if sixteen_bits:
            grey = _EIGHT_BITS[np.asarray(strip)]
            rows[...] = (255 - grey if inverted else grey)[..., None]
        elif strip.mode in ("I", "F"):
            rows[...] = _scaled(strip, low, high)[..., None]
        else:
            rows[...] = np.asarray(_over_white(strip))
    return upright


def _strips(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Bands of rows from top to bottom, each with its first row."""
    rows = max(1, _STRIP_PIXELS // max(1, image.width))
    if rows >= image.height:
        yield 0, image
        return
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def _over_white(strip: Image.Image) -> Image.Image:
    if not strip.has_transparency_data:
        return strip if strip.mode == "RGB" else strip.convert("RGB")
    white = Image.new("RGBA", strip.size, (255, 255, 255, 255))
    straight = strip.convert("LA") if strip.mode == "La" else strip
    return Image.alpha_composite(white, straight.convert("RGBA")).convert("RGB")


def _value_range(image: Image.Image) -> tuple[float, float]:
    """What becomes black and what white."""
    low, high = np.inf, -np.inf
    for _, strip in _strips(image):
        values = np.asarray(strip)
        finite = values[np.isfinite(values)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    ceilings = (1.0, 255.0, 65_535.0) if image.mode == "F" else (65_535.0,)
    if low >= 0:
        for ceiling in ceilings:
            if high <= ceiling:
                return 0.0, ceiling
    return (low, high) if high > low else (0.0, 1.0)


def _scaled(strip: Image.Image, low: float, high: float) -> npt.NDArray[np.uint8]:
    with np.errstate(invalid="ignore"):  # a signalling NaN
        values = np.nan_to_num(np.asarray(strip, np.float64), nan=low, posinf=high, neginf=low)
    share = (values - low) / (high - low)
    return np.clip(share * 255 + 0.5, 0, 255).astype(np.uint8)

"""Photo-like pictures made on the spot, and files that hold them in every format that is read."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image


def photo(width: int = 120, height: int = 80, seed: int = 0) -> npt.NDArray[np.uint8]:
    """Smooth shapes with a little noise, different in every corner.  # [height, width, 3]"""
    values = np.random.default_rng(seed)
    coarse = Image.fromarray(values.integers(0, 256, (7, 9, 3), dtype=np.uint8))
    smooth = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), np.int16)
    noisy: npt.NDArray[np.int16] = np.clip(smooth + values.integers(-6, 7, (height, width, 1)), 0, 255)
    return noisy.astype(np.uint8)


def encoded(image: Image.Image, file_format: str, **options: object) -> bytes:
    """The bytes of `image` as a file."""
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def one_of_each() -> dict[str, bytes]:
    """A small valid file of each format and of the kinds that take their own way through a decoder."""
    rgb = Image.fromarray(photo(60, 44))
    rgba = rgb.convert("RGBA")
    rgba.putalpha(Image.linear_gradient("L").resize(rgb.size))
    grey = rgb.convert("L")
    frames = [Image.fromarray(photo(60, 44, seed)) for seed in (1, 2)]
    return {
        "jpeg": encoded(rgb, "JPEG"),
        "progressive.jpeg": encoded(rgb, "JPEG", progressive=True, exif=_turned(6)),
        "cmyk.jpeg": encoded(rgb.convert("CMYK"), "JPEG"),
        "mpo": encoded(rgb, "MPO", save_all=True, append_images=frames),
        "png": encoded(rgba, "PNG"),
        "palette.png": encoded(rgb.quantize(16), "PNG", transparency=3),
        "16 bits.png": encoded(Image.fromarray(np.asarray(grey, np.uint16) * 257), "PNG"),
        "apng": encoded(rgb, "PNG", save_all=True, append_images=frames, duration=50),
        "gif": encoded(rgb, "GIF", save_all=True, append_images=frames, duration=50),
        "bmp": encoded(rgb, "BMP"),
        "webp": encoded(rgb, "WEBP"),
        "lossless.webp": encoded(rgba, "WEBP", lossless=True, exif=_turned(3)),
        "animated.webp": encoded(rgb, "WEBP", save_all=True, append_images=frames, duration=50),
        "tiff": encoded(rgb, "TIFF"),
        "lzw.tiff": encoded(rgba, "TIFF", compression="tiff_lzw", exif=_turned(8)),
        "jpeg.tiff": encoded(rgb, "TIFF", compression="jpeg"),
        "float.tiff": encoded(Image.fromarray(np.asarray(grey, np.float32) / 255), "TIFF"),
        "avif": encoded(rgb, "AVIF", speed=10),
        "jp2": encoded(rgb, "JPEG2000"),
        "ppm": encoded(rgb, "PPM"),
    }


def _turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif

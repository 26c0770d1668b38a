"""Decoding: every kind of pixel right way up and in RGB, the scaled decode, and the limits."""

import hashlib
import io
import struct
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageOps

from clipdesk.data.images import FORMATS, SUFFIXES, DecodedImage, DecodeLimits, decode
from clipdesk.errors import ImageError
from tests.helpers.photos import encoded, one_of_each, photo

ORIENTATION = 0x0112


def _decode(folder: Path, data: bytes, name: str = "picture", shortest_side: int | None = None) -> DecodedImage:
    path = folder / name
    path.write_bytes(data)
    return decode(path, shortest_side=shortest_side)


def _refused(folder: Path, data: bytes, limits: DecodeLimits | None = None) -> ImageError:
    path = folder / "picture"
    path.write_bytes(data)
    with pytest.raises(ImageError) as caught:
        decode(path, limits=limits)
    return caught.value


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif


def _cosine(left: npt.NDArray[np.uint8], right: npt.NDArray[np.uint8]) -> float:
    a, b = (pixels.astype(np.float64).ravel() - pixels.mean() for pixels in (left, right))
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_an_rgb_photo_is_what_pillow_reads(tmp_path: Path) -> None:
    for name, data in (
        ("a.jpg", encoded(Image.fromarray(photo()), "JPEG")),
        ("a.png", encoded(Image.fromarray(photo()), "PNG")),
    ):
        decoded = _decode(tmp_path, data, name)
        np.testing.assert_array_equal(decoded.pixels, np.asarray(Image.open(io.BytesIO(data))))
        assert (decoded.width, decoded.height) == (120, 80)
        assert decoded.content_hash == hashlib.blake2b(data, digest_size=16).hexdigest()
        assert decoded.pixels.dtype == np.uint8
        assert decoded.pixels.flags["C_CONTIGUOUS"]
        assert decoded.pixels.flags["WRITEABLE"]


@pytest.mark.parametrize("name", one_of_each())
def test_every_format_gives_the_picture(tmp_path: Path, name: str) -> None:
    data = one_of_each()[name]
    decoded = _decode(tmp_path, data)
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        upright = ImageOps.exif_transpose(opened)
        assert (decoded.width, decoded.height) == upright.size
        if "16 bits" in name or "float" in name:
            expected = np.asarray(Image.fromarray(photo(60, 44)).convert("L").convert("RGB"))
        else:
            rgba = upright.convert("RGBA")
            expected = np.asarray(Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB"))
    np.testing.assert_allclose(decoded.pixels.astype(int), expected.astype(int), atol=1)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(tmp_path: Path, orientation: int, file_format: str) -> None:
    upright = photo(90, 50)
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the stored picture from the upright one, as Pillow numbers it
    image = Image.fromarray(upright)
    stored = image if orientation == 1 else image.transpose(Image.Transpose(undo[orientation]))
    options: dict[str, object] = {"lossless": True} if file_format == "WEBP" else {"quality": 95}
    data = encoded(stored, file_format, exif=_exif(orientation), **(options if file_format != "PNG" else {}))
    decoded = _decode(tmp_path, data)
    assert (decoded.width, decoded.height) == (90, 50)
    assert decoded.pixels.shape == (50, 90, 3)
    assert _cosine(decoded.pixels, upright) > 0.99
    with Image.open(io.BytesIO(data)) as opened:
        np.testing.assert_array_equal(decoded.pixels, np.asarray(ImageOps.exif_transpose(opened).convert("RGB")))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_scaled_decode_turns_too(tmp_path: Path, orientation: int) -> None:
    data = encoded(Image.fromarray(photo(1300, 900)), "JPEG", exif=_exif(orientation))
    whole, scaled = _decode(tmp_path, data), _decode(tmp_path, data, shortest_side=75)
    assert (scaled.width, scaled.height) == (whole.width, whole.height)
    assert scaled.pixels.shape[:2] == tuple((side + 3) // 4 for side in whole.pixels.shape[:2])
    size = (scaled.pixels.shape[1], scaled.pixels.shape[0])
    assert _cosine(np.asarray(Image.fromarray(whole.pixels).resize(size)), scaled.pixels) > 0.999


@pytest.mark.parametrize(("size", "shortest_side", "scale"), [
    ((900, 450), 224, 1), ((900, 672), 224, 1), ((1800, 1344), 224, 2), ((1800, 1343), 224, 1), ((1344, 1792), 224, 2),
    ((1200, 1200), 100, 4), ((1200, 1199), 100, 2), ((3200, 3200), 100, 4), ((40, 30), 224, 1),
])  # fmt: skip
def test_never_below_three_times_the_target_nor_by_more_than_four(
    tmp_path: Path, size: tuple[int, int], shortest_side: int, scale: int
) -> None:
    data = encoded(Image.fromarray(photo(*size)), "JPEG")
    decoded = _decode(tmp_path, data, shortest_side=shortest_side)
    assert decoded.pixels.shape[:2] == (-(-size[1] // scale), -(-size[0] // scale))
    assert min(decoded.pixels.shape[:2]) >= min(3 * shortest_side, *size)


def test_other_formats_are_never_scaled(tmp_path: Path) -> None:
    decoded = _decode(tmp_path, encoded(Image.fromarray(photo(900, 900)), "PNG"), shortest_side=20)
    assert decoded.pixels.shape == (900, 900, 3)


def test_an_exif_block_that_is_broken_spoils_nothing(tmp_path: Path) -> None:
    for block in (
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
        b"Exif\0\0nothing",
    ):
        data = encoded(Image.fromarray(photo()), "JPEG", exif=block)
        assert _decode(tmp_path, data).pixels.shape == (80, 120, 3)


def test_an_orientation_in_xmp_counts(tmp_path: Path) -> None:
    packet = b'<x:xmpmeta><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    assert _decode(tmp_path, encoded(Image.fromarray(photo()), "JPEG", xmp=packet)).pixels.shape == (120, 80, 3)


def test_transparency_lies_over_white(tmp_path: Path) -> None:
    rgba = np.zeros((4, 6, 4), np.uint8)
    rgba[:, 3:] = (200, 100, 0, 255)
    rgba[:, 2] = (0, 0, 0, 128)
    for file_format, options in (("PNG", {}), ("WEBP", {"lossless": True, "exact": True}), ("TIFF", {})):
        pixels = _decode(tmp_path, encoded(Image.fromarray(rgba), file_format, **options)).pixels
        assert (pixels[:, 0] == 255).all()
        assert (pixels[:, 2] == 127).all()
        assert (pixels[:, 4] == (200, 100, 0)).all()


def test_transparency_by_colour_and_palette(tmp_path: Path) -> None:
    grey = np.array([[10, 200]], np.uint8)
    pixels = _decode(tmp_path, encoded(Image.fromarray(grey), "PNG", transparency=10)).pixels
    assert pixels[0].tolist() == [[255] * 3, [200] * 3]
    colours = np.array([[[10, 20, 30], [40, 50, 60]]], np.uint8)
    pixels = _decode(tmp_path, encoded(Image.fromarray(colours), "PNG", transparency=(10, 20, 30))).pixels
    assert pixels[0].tolist() == [[255] * 3, [40, 50, 60]]
    palette = Image.fromarray(np.array([[0, 1, 2]], np.uint8)).copy()
    palette.putpalette([9, 8, 7, 50, 60, 70, 255, 0, 0])
    for options in ({"transparency": 0}, {"transparency": b"\x00\xff\x80"}):
        pixels = _decode(tmp_path, encoded(palette, "PNG", **options)).pixels
        assert pixels[0, :2].tolist() == [[255] * 3, [50, 60, 70]]
    assert pixels[0, 2].tolist() == [255, 127, 127]
    grey_alpha = np.dstack([grey, np.array([[0, 255]], np.uint8)])
    assert _decode(tmp_path, encoded(Image.fromarray(grey_alpha, "LA"), "PNG")).pixels[0, :, 0].tolist() == [255, 200]


def _tiff(array: npt.NDArray[np.generic], order: Literal["<", ">"], sample_format: int, photometric: int = 1) -> bytes:
    """An uncompressed TIFF of one channel, by hand: Pillow writes only some of these."""
    height, width = array.shape
    stored = array.astype(array.dtype.newbyteorder(order)).tobytes()
    tags = ((256, width), (257, height), (258, array.itemsize * 8), (259, 1), (262, photometric), (273, 8), (277, 1),
            (278, height), (279, len(stored)), (339, sample_format))  # fmt: skip
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "L", 8 + len(stored))
    entries = b"".join(struct.pack(order + "HHLL", tag, 4, 1, value) for tag, value in tags)
    return head + stored + struct.pack(order + "H", len(tags)) + entries + bytes(4)


def test_sixteen_bits_are_within_two_of_their_eight_bit_twin(tmp_path: Path) -> None:
    grey = np.asarray(Image.fromarray(photo(200, 100)).convert("L"))
    deep = grey.astype(np.uint16) * 257
    pgm = b"P5 200 100 65535\n" + deep.astype(">u2").tobytes()
    files = [encoded(Image.fromarray(deep), "PNG"), encoded(Image.fromarray(deep), "TIFF"), pgm, _tiff(deep, "<", 1)]
    files += [
        _tiff(deep, ">", 1),
        encoded(Image.fromarray(deep), "TIFF", compression="tiff_lzw"),
        _tiff(65_535 - deep, "<", 1, 0),
    ]
    for data in files:
        pixels = _decode(tmp_path, data).pixels
        assert np.abs(pixels.astype(int) - grey[..., None]).max() <= 2
    slope = np.arange(65_536, dtype=np.uint16).reshape(256, 256)
    steps = _decode(tmp_path, encoded(Image.fromarray(slope), "PNG")).pixels[..., 0].ravel()
    assert np.abs(steps - np.arange(65_536) / 257).max() <= 0.5


def test_floats_and_wide_integers_are_scaled_sensibly(tmp_path: Path) -> None:
    grey = np.asarray(Image.fromarray(photo(90, 60)).convert("L")).copy()
    grey[0, :2] = (0, 255)
    for data in (
        _tiff(grey.astype(np.float32) / 255, "<", 3),
        _tiff(grey.astype(np.float32) / 255, ">", 3),
        _tiff(grey.astype(np.float32), "<", 3),
        _tiff(grey.astype(np.float32) * 257, "<", 3),
        _tiff((grey.astype(np.float32) - 100) * 1e6, "<", 3),
        _tiff(grey.astype(np.int32) * 257, "<", 2),
        _tiff((grey.astype(np.int32) - 100) * 1_000_000, ">", 2),
    ):
        assert np.abs(_decode(tmp_path, data).pixels.astype(int) - grey[..., None]).max() <= 2
    odd = grey.astype(np.float32) / 255
    odd[0, :3] = (np.nan, np.inf, -np.inf)
    assert _decode(tmp_path, _tiff(odd, "<", 3)).pixels[0, :3, 0].tolist()[1:] == [255, 0]
    odd.view(np.uint32)[0, 0] = 0x7FA00000  # a signalling NaN
    assert _decode(tmp_path, _tiff(odd, "<", 3)).pixels[0, 0, 0] == 0
    assert _decode(tmp_path, _tiff(np.full((5, 5), np.nan, np.float32), "<", 3)).pixels.max() == 0


def test_cmyk_is_not_inverted(tmp_path: Path) -> None:
    bright = Image.new("RGB", (32, 32), (250, 200, 20))
    for data in (encoded(bright.convert("CMYK"), "JPEG", quality=95), encoded(bright.convert("CMYK"), "TIFF")):
        assert np.abs(_decode(tmp_path, data).pixels.mean(axis=(0, 1)) - (250, 200, 20)).max() < 4
    adobe = encoded(bright.convert("CMYK"), "JPEG", quality=95)
    assert b"Adobe" in adobe  # such files hold inverted values, as Photoshop writes them


def test_black_and_white_grey_and_ycbcr(tmp_path: Path) -> None:
    rgb = Image.fromarray(photo(64, 48))
    bits = rgb.convert("1")
    expected = np.asarray(bits.convert("RGB"))
    for data in (
        encoded(bits, "PNG"),
        encoded(bits, "TIFF", compression="group4"),
        encoded(bits, "BMP"),
        encoded(bits, "PPM"),
    ):
        np.testing.assert_array_equal(_decode(tmp_path, data).pixels, expected)
    grey = _decode(tmp_path, encoded(rgb.convert("L"), "JPEG")).pixels
    assert (grey[..., 0] == grey[..., 2]).all()
    ycbcr = _decode(tmp_path, encoded(rgb.convert("YCbCr"), "TIFF")).pixels
    assert np.abs(ycbcr.astype(int) - np.asarray(rgb)).max() < 8


def test_a_colour_space_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    error = _refused(tmp_path, encoded(Image.new("LAB", (8, 8)), "TIFF"))
    assert error.kind == "unsupported"
    assert "LAB" in str(error)


@pytest.mark.parametrize("name", ["gif", "apng", "animated.webp", "mpo"])
def test_of_several_frames_the_first_is_read(tmp_path: Path, name: str) -> None:
    assert _cosine(_decode(tmp_path, one_of_each()[name]).pixels, photo(60, 44)) > 0.95


def test_strips_join_without_a_seam(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (1500, 900, 4), dtype=np.uint8)
    data = encoded(Image.fromarray(pixels), "PNG", compress_level=0, exif=_exif(7))
    decoded = _decode(tmp_path, data)
    rgba = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    np.testing.assert_array_equal(decoded.pixels, np.asarray(Image.alpha_composite(white, rgba).convert("RGB")))


def test_limits_on_the_file_its_pixels_and_memory(tmp_path: Path) -> None:
    data = encoded(Image.fromarray(photo(300, 200)), "PNG")
    for limits in (
        DecodeLimits(max_file_bytes=len(data) - 1), DecodeLimits(max_pixels=59_999),
        DecodeLimits(max_memory_bytes=400_000),
    ):  # fmt: skip
        assert _refused(tmp_path, data, limits).kind == "too_large"
    assert _decode(tmp_path, data).pixels.shape == (200, 300, 3)


def test_a_jpeg_that_would_not_fit_is_shrunk_when_no_size_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    path.write_bytes(encoded(Image.fromarray(photo(800, 600)), "JPEG"))
    decoded = decode(path, limits=DecodeLimits(max_memory_bytes=1_500_000))
    assert decoded.pixels.shape == (300, 400, 3)
    assert (decoded.width, decoded.height) == (800, 600)
    with pytest.raises(ImageError, match="800 × 600"):
        decode(path, shortest_side=290, limits=DecodeLimits(max_memory_bytes=1_500_000))


def test_a_jpeg_beyond_pillows_own_guard_is_decoded_at_a_fraction(tmp_path: Path) -> None:
    flat = Image.new("L", (15_000, 12_500), 90)
    decoded = _decode(tmp_path, encoded(flat, "JPEG"), shortest_side=224)
    assert decoded.width * decoded.height > 2 * (Image.MAX_IMAGE_PIXELS or 0)
    assert decoded.pixels.shape == (3125, 3750, 3)
    assert (decoded.pixels == 90).all()


def test_many_threads_get_the_same_pixels(tmp_path: Path) -> None:
    paths = []
    for name, data in one_of_each().items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    alone = [decode(path).pixels for path in paths]
    with ThreadPoolExecutor(8) as pool:
        for path, pixels in zip(paths * 10, pool.map(lambda path: decode(path).pixels, paths * 10), strict=True):
            np.testing.assert_array_equal(pixels, alone[paths.index(path)])


def test_pillows_warnings_and_complaints_stay_inside(tmp_path: Path) -> None:
    palette = Image.fromarray(photo(20, 20)).quantize(8)
    (tmp_path / "palette.png").write_bytes(encoded(palette, "PNG", transparency=bytes(range(8))))
    lying = bytearray(encoded(Image.fromarray(photo(20, 20)), "TIFF", software="a name that is long enough"))
    at = lying.index(struct.pack("<HH", 305, 2)) + 4
    lying[at : at + 4] = struct.pack("<L", 1_000_000)
    (tmp_path / "lying.tiff").write_bytes(lying)
    many = bytearray(encoded(Image.fromarray(photo(20, 20)), "TIFF"))
    at = many.index(struct.pack("<HH", 277, 3)) + 8
    many[at : at + 2] = struct.pack("<H", 999)
    (tmp_path / "many.tiff").write_bytes(many)
    cut = encoded(Image.fromarray(photo(200, 200)), "TIFF", compression="tiff_lzw")
    (tmp_path / "cut.tiff").write_bytes(cut[:1000] + bytes(5000) + cut[6000:])
    (tmp_path / "large.jpg").write_bytes(encoded(Image.new("L", (10_000, 9_500)), "JPEG"))
    script = (
        "import pathlib, sys\nfrom clipdesk.data.images import decode\nfrom clipdesk.errors import ImageError\n"
        "for path in pathlib.Path(sys.argv[1]).iterdir():\n"
        "    try: decode(path, shortest_side=224)\n    except ImageError as error: print(error.kind)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["damaged", "damaged"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        decode(tmp_path / "palette.png")
        decode(tmp_path / "large.jpg", shortest_side=224)


def test_endings_stand_for_formats_that_are_read() -> None:
    known = {
        ending
        for ending, file_format in Image.registered_extensions().items()
        if file_format in (*FORMATS, "MPO", "DIB")
    }
    assert known >= SUFFIXES
    assert not {"EPS", "PDF", "FPX", "WMF"} & set(FORMATS)

"""The icon in every size: drawn, not empty, and the size that its file says."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.helpers.packaging_scripts import load


def test_every_size_is_drawn(tmp_path: Path) -> None:
    icons = load("icons/make_icons.py")
    icons.make(tmp_path)
    for size in icons.SIZES:
        with Image.open(tmp_path / f"clipdesk-{size}.png") as image:
            assert image.size == (size, size)
            pixels = image.convert("RGBA")
        assert pixels.getpixel((0, 0))[3] < 128, "corners are transparent"
        assert pixels.getpixel((size // 2, size // 2))[3] == 255
        assert len(pixels.convert("RGB").quantize(16).getcolors() or []) > 4, "more than one plain area"


def test_the_containers_hold_the_drawings(tmp_path: Path) -> None:
    icons = load("icons/make_icons.py")
    icons.make(tmp_path)
    with Image.open(tmp_path / "clipdesk.ico") as ico, Image.open(tmp_path / "clipdesk-16.png") as small:
        assert ico.info["sizes"] == {(size, size) for size in icons.ICO_SIZES}
        assert ico.ico.getimage((16, 16)).convert("RGBA").tobytes() == small.convert("RGBA").tobytes()
    with Image.open(tmp_path / "clipdesk.icns") as icns:
        assert (512, 512, 2) in icns.info["sizes"]

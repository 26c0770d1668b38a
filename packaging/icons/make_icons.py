"""Draws the program's icon in every size and container that the platforms ask for, from resources/icons.

    python packaging/icons/make_icons.py TARGET

TARGET gets clipdesk.svg, clipdesk-16.png to clipdesk-1024.png, clipdesk.ico (Windows) and clipdesk.icns (macOS).
Sizes below 32 pixels come from clipdesk-small.svg, whose edges lie on whole pixels.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256, 512, 1024)
LINUX_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_SIZES = (16, 32, 64, 128, 256, 512, 1024)
NAME = "clipdesk"
_SMALL_BELOW = 32
_DRAWINGS = Path(__file__).resolve().parents[2] / "resources" / "icons"


def draw(size: int) -> QImage:
    """The icon at `size` by `size` pixels, with transparent corners. Raises ValueError for a damaged SVG."""
    source = _DRAWINGS / (f"{NAME}-small.svg" if size < _SMALL_BELOW else f"{NAME}.svg")
    renderer = QSvgRenderer(str(source))
    if not renderer.isValid():
        raise ValueError(f"{source} is not a drawing that Qt can read.")
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def make(target: Path) -> tuple[Path, ...]:
    """Write all files into the folder `target`, which is made; returns them. Needs no display and no QApplication."""
    target.mkdir(parents=True, exist_ok=True)
    pngs = {size: target / f"{NAME}-{size}.png" for size in SIZES}
    for size, path in pngs.items():
        if not draw(size).save(str(path)):
            raise OSError(f"{path} cannot be written.")
    pictures = {size: _opened(path) for size, path in pngs.items()}
    ico, icns, svg = (target / f"{NAME}.{ending}" for ending in ("ico", "icns", "svg"))
    _save([pictures[size] for size in ICO_SIZES], ico, "ICO", sizes=[(size, size) for size in ICO_SIZES])
    _save([pictures[size] for size in ICNS_SIZES], icns, "ICNS")
    shutil.copyfile(_DRAWINGS / svg.name, svg)
    return (*pngs.values(), ico, icns, svg)


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
        return image.convert("RGBA")


def _save(pictures: list[Image.Image], path: Path, form: str, **options: object) -> None:
    """One file with all the drawings, the largest last: Pillow takes the fitting one for a size instead of scaling."""
    *others, largest = pictures
    largest.save(path, form, append_images=others, **options)


def main() -> None:
    """Read the one argument and draw."""
    if len(sys.argv) != 2:
        raise SystemExit(f"Usage: {Path(sys.argv[0]).name} TARGET")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    made = make(Path(sys.argv[1]))
    print(f"{len(made)} files in {sys.argv[1]}")


if __name__ == "__main__":
    main()

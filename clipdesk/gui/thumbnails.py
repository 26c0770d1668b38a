"""Small pictures for the grid: decoded off the interface thread, those in sight first, in a fixed share of memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from clipdesk.errors import ImageError
from clipdesk.gui.tasks import Job, Lane

MAX_BYTES = 300_000_000
_AT_ONCE = 2
_SIDE = 320  # pixels of the longer side: sharp on tiles of 160 at 200 %


class Thumbnails(QObject):
    """Pictures by path. `get` answers at once; what is missing comes with `arrived` if it is still wanted then."""

    arrived = Signal(str)

    def __init__(self, parent: QObject | None = None, threads: int = _AT_ONCE) -> None:
        super().__init__(parent)
        self._lane = Lane(self, threads)
        self._pixmaps: OrderedDict[str, QPixmap | None] = OrderedDict()  # None for a file that cannot be drawn
        self._bytes = 0
        self._wanted: list[str] = []
        self._under_way: set[str] = set()

    @property
    def used_bytes(self) -> int:
        """What the pictures take."""
        return self._bytes

    def get(self, path: str) -> QPixmap | None:
        """The picture, or None while it is not there."""
        pixmap = self._pixmaps.get(path)
        if pixmap is not None:
            self._pixmaps.move_to_end(path)
        return pixmap

    def want(self, paths: Sequence[str]) -> None:
        """What is in sight now, the most wanted first; earlier wishes are forgotten."""
        self._wanted = [path for path in paths if path not in self._pixmaps]
        self._fill()

    def close(self) -> bool:
        """End the threads."""
        return self._lane.close()

    def _fill(self) -> None:
        while self._wanted and len(self._under_way) < 2 * _AT_ONCE:
            path = self._wanted.pop(0)
            if path in self._pixmaps or path in self._under_way:
                continue
            self._under_way.add(path)
            self._lane.start(self._job(path))

    def _job(self, path: str) -> Job:
        return Job(
            f"thumbnail {path}",
            lambda: _read(path),
            on_result=lambda image: self._put(path, image),
            on_fault=lambda _fault: self._put(path, None),
            on_end=lambda: self._on_end(path),
        )

    def _put(self, path: str, image: QImage | None) -> None:
        pixmap = None if image is None else QPixmap.fromImage(image)
        self._pixmaps[path] = pixmap
        self._bytes += _size(pixmap)
        while self._bytes > MAX_BYTES and len(self._pixmaps) > 1:
            self._bytes -= _size(self._pixmaps.popitem(last=False)[1])
        self.arrived.emit(path)

    def _on_end(self, path: str) -> None:
        self._under_way.discard(path)
        self._fill()


def _size(pixmap: QPixmap | None) -> int:
    return 0 if pixmap is None else pixmap.width() * pixmap.height() * 4


def _read(path: str) -> Generator[Any, None, QImage | None]:
    from clipdesk.data.images import decode

    yield from ()
    try:
        pixels = decode(Path(path), shortest_side=_SIDE // 2).pixels
    except ImageError:
        return None
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    size = image.size()
    if max(width, height) > _SIDE:
        size = size.scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatio)
    size = size.expandedTo(QSize(1, 1))
    small = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return small.convertToFormat(QImage.Format.Format_RGB32)

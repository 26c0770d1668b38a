"""Pictures from the clipboard, kept as files so that they are there tomorrow."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage

from clipdesk.errors import UsageError
from clipdesk.gui.map_files import free_name
from clipdesk.inference.export import replacing

PASTED = "pasted"  # the folder's name, in a project


def files_of(mime: QMimeData) -> list[Path]:
    """The files and folders of this computer that were dropped or copied."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def image_of(mime: QMimeData) -> QImage | None:
    """The picture itself that was dropped or copied, or None."""
    image = mime.imageData() if mime.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None


def keep(image: QImage, folder: Path, now: datetime) -> Path:
    """Write a picture as a PNG of its own into a folder, which is made where it is not there.

    Raises UsageError when it cannot be written.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise UsageError("The picture on the clipboard cannot be written as a PNG file.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made ({error.strerror or error}).") from error
    target = free_name(folder, f"pasted-{now:%Y-%m-%d-%H%M%S}-{now.microsecond // 1000:03}.png")
    with replacing(target) as file:
        file.write(bytes(data.data()))
    return target

"""A picture in a window of its own, as large as it fits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from clipdesk.errors import UsageError
from clipdesk.gui.operations import Operations
from clipdesk.gui.picture_view import PictureView, as_image

_SIDE = 1600  # of the shorter side, at least


class LargeView(QWidget):
    """Closed by Escape or Enter."""

    def __init__(self, path: Path, operations: Operations, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(path.name)
        self.view, self._says = PictureView(), QLabel(self.tr("Reading…"))
        self._says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._says.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._says)
        layout.addWidget(self.view, 1)
        self.resize(1000, 760)
        self._open = True
        operations.run_at_once(
            "open picture", lambda: _read(path), self._on_read, lambda fault: self._say(fault.sentence)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Enter close."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: object) -> None:  # noqa: ARG002
        """What arrives later is for nobody."""
        self._open = False

    def _on_read(self, pixels: npt.NDArray[np.uint8]) -> None:
        if self._open:
            self._says.hide()
            self.view.show_picture(as_image(pixels))

    def _say(self, sentence: str) -> None:
        if self._open:
            self._says.setText(sentence)


def _read(path: Path) -> npt.NDArray[np.uint8]:
    from clipdesk.data.images import decode

    return decode(path, shortest_side=_SIDE).pixels


def save_map(target: Path, painted: QImage, values: npt.NDArray[np.float32]) -> str:
    """Write the picture with its map as a PNG, or the values as float32 `[height, width]`; says where.

    Raises UsageError when the file cannot be written.
    """
    if target.suffix.lower() == ".npy":
        try:
            with target.open("wb") as file:
                np.save(file, values)
        except OSError as error:
            raise UsageError(f"{target} cannot be written ({error.strerror or error}).") from error
    else:
        target = target if target.suffix else target.with_suffix(".png")
        if not painted.save(str(target)):
            raise UsageError(f"{target} cannot be written. Choose another folder, and the ending .png.")
    return f"Saved as {target}."

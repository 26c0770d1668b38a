"""The selected picture, with a map over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolTip, QWidget

from clipdesk.gui.overlays import Answered


@dataclass(frozen=True, eq=False)
class Drawn:
    """A map, and how it is drawn over its picture."""

    answer: Answered
    opacity: float
    smooth: bool

    @property
    def palette(self) -> str:
        """Of the map's colours."""
        return "diverging" if self.answer.signed else "cividis"


class PictureView(QWidget):
    """Draws a picture as large as fits. With a map, hovering tells its value; a key or the mouse held down hides it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: QImage | None = None
        self._painted: QImage | None = None
        self._map: npt.NDArray[np.float32] | None = None
        self._drawn: Drawn | None = None
        self._hidden = False
        self.setMinimumSize(160, 100)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Selected picture"))

    def clear(self) -> None:
        """Show nothing."""
        self._picture = self._painted = self._map = self._drawn = None
        self.update()

    def show_picture(self, picture: QImage) -> None:
        """Show a picture without a map."""
        self._picture, self._painted, self._map, self._drawn = picture, None, None, None
        self.update()

    def show_map(self, answer: Answered, opacity: float, *, smooth: bool) -> None:
        """Show a picture with a map over it."""
        from clipdesk.explain.overlay import paint, to_picture

        height, width = answer.picture.shape[:2]
        self._map = to_picture(answer.patch_map, width, height, answer.preprocess, smooth=smooth)
        self._drawn = Drawn(answer, opacity, smooth)
        self._picture = as_image(answer.picture)
        self._painted = as_image(paint(answer.picture, self._map, opacity=opacity, palette=self._drawn.palette))
        self.update()

    @property
    def drawn(self) -> Drawn | None:
        """What map is shown, and how."""
        return self._drawn

    @property
    def painted(self) -> QImage | None:
        """The picture with the map, as it is shown."""
        return self._painted

    @property
    def values(self) -> npt.NDArray[np.float32] | None:
        """The map over the whole picture, `[height, width]`, nan where the model did not look."""
        return self._map

    def hide_map(self, hidden: bool) -> None:
        """Show the picture alone for as long as something is held down."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(320, 300)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.AlternateBase))
        image = self._picture if self._hidden or self._painted is None else self._painted
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._target(image), image)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hide the map while the button is down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.hide_map(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Show it again."""
        self.hide_map(False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the value below the mouse."""
        text = self.value_text(event.position().toPoint())
        if text:
            QToolTip.showText(event.globalPosition().toPoint(), text, self)
        else:
            QToolTip.hideText()

    def value_text(self, point: QPoint) -> str:
        """What the map says at a point of the widget; nothing outside the picture."""
        if self._map is None or self._picture is None:
            return ""
        target = self._target(self._picture)
        if not target.contains(point):
            return ""
        height, width = self._map.shape
        column = min(width - 1, (point.x() - target.left()) * width // target.width())
        row = min(height - 1, (point.y() - target.top()) * height // target.height())
        value = float(self._map[row, column])
        return self.tr("The model did not see this part.") if np.isnan(value) else f"{value:.2f}"

    def _target(self, image: QImage) -> QRect:
        size = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 2, size.width(), size.height()
        )


def as_image(pixels: npt.NDArray[np.uint8]) -> QImage:
    """`[height, width, 3]` as an image with pixels of its own."""
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels)
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()

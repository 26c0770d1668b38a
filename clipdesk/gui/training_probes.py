"""A few pictures that stay the same through a run, with what the model says of them by now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from clipdesk.gui import theme
from clipdesk.gui.thumbnails import Thumbnails
from clipdesk.gui.training_record import Record
from clipdesk.training.events import Probe

_SIDE = 72
MOST = 4


class ProbeTile(QWidget):
    """A picture, its top label and how sure the model is, and what it said at first where that was another label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap: QPixmap | None = None
        self._probe: Probe | None = None
        self._first = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def label(self) -> str:
        """What the model says by now."""
        return self._probe.label if self._probe is not None else ""

    def show_probe(self, probe: Probe, first: str, pixmap: QPixmap | None) -> None:
        """`first` is the label that the picture had at first."""
        self._probe, self._first, self._pixmap = probe, first if first != probe.label else "", pixmap
        name = Path(probe.path).name
        self.setToolTip(name)
        self.setAccessibleName(f"{name}: {probe.label} {probe.probability:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        """A picture and some words beside it."""
        return QSize(200, _SIDE)

    def minimumSizeHint(self) -> QSize:
        """The picture and a short word."""
        return QSize(_SIDE + 48, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw."""
        if self._probe is None:
            return
        palette, painter = self.palette(), QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(0, 0, _SIDE, _SIDE)
        painter.fillRect(place, palette.color(QPalette.ColorRole.AlternateBase))
        if self._pixmap is not None:
            painter.drawPixmap(place, self._pixmap, _middle(self._pixmap))
        words = QRectF(_SIDE + 10, 4, max(0, self.width() - _SIDE - 12), _SIDE - 8)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        painter.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        metrics = painter.fontMetrics()
        painter.drawText(words, left, metrics.elidedText(self.label, Qt.TextElideMode.ElideRight, int(words.width())))
        bar = QRectF(words.left(), words.top() + 22, words.width(), 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * self._probe.probability, 6), 3, 3)
        painter.setFont(theme.sized(self.font(), theme.SECONDARY))
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(words.adjusted(0, 32, 0, 0), left, f"{self._probe.probability:.0%}")
        if self._first:
            text = self.tr("at first: {label}").format(label=self._first)
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(words.width()))
            painter.drawText(words.adjusted(0, 47, 0, 0), left, text)
        painter.end()


class ProbePictures(QWidget):
    """The pictures in a row."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._record = Record()
        self.tiles = tuple(ProbeTile() for _ in range(MOST))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.PANEL)
        for tile in self.tiles:
            line.addWidget(tile, 1)
        thumbnails.arrived.connect(lambda _path: self._show())

    def show_record(self, record: Record) -> None:
        """Show what a run says of its pictures."""
        self._record = record
        self._thumbnails.want([probe.path for probe in record.probes])
        self._show()

    def _show(self) -> None:
        probes = self._record.probes[:MOST]
        first = {probe.path: probe.label for probe in self._record.first_probes}
        self.setVisible(bool(probes))
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(probes))
            if place < len(probes):
                probe = probes[place]
                tile.show_probe(probe, first.get(probe.path, probe.label), self._thumbnails.get(probe.path))


def _middle(pixmap: QPixmap) -> QRectF:
    side = min(pixmap.width(), pixmap.height())
    return QRectF((pixmap.width() - side) / 2, (pixmap.height() - side) / 2, side, side)

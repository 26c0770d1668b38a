"""Two panels above each other: the upper one gets what it needs, up to its share, until a person decides otherwise."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

_MOST = 0.5  # of the height, for the upper panel


class FairSplit(QSplitter):
    """`needed` tells how many pixels the upper panel would like to be high; `share` asks it again."""

    def __init__(self, upper: QWidget, lower: QWidget, needed: Callable[[], int]) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._needed, self._chosen = needed, False
        self.addWidget(upper)
        self.addWidget(lower)
        self.splitterMoved.connect(self._on_moved)

    def share(self) -> None:
        """Give the upper panel its due, unless a person has moved the border."""
        height = self.height() - self.handleWidth()
        if not self._chosen and height > 0:
            upper = min(self._needed(), round(_MOST * height))
            self.setSizes([upper, height - upper])

    @property
    def kept(self) -> QByteArray | None:
        """What there is to remember of the border; None where nobody has moved it."""
        return self.saveState() if self._chosen else None

    def restore(self, kept: QByteArray) -> bool:
        """Put the border where a person had put it."""
        self._chosen = self.restoreState(kept)
        return self._chosen

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share anew what is there."""
        super().resizeEvent(event)
        self.share()

    def _on_moved(self) -> None:
        self._chosen = True

"""Maps of several labels over the same picture, on one colour scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.colour_scale import ColourScale
from clipdesk.gui.overlays import MOST_TOGETHER, Answered
from clipdesk.gui.picture_view import PictureView

_CAPTION = 36  # above each picture
_NEARLY = 0.92  # of the largest size, for lines that are full


class MapCell(QWidget):
    """One label: its name, what speaks for it, and its map."""

    save_wanted = Signal(object)  # MapCell

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer: Answered | None = None
        self.view = PictureView()
        self._dot, self._name, self._figures, self._save = QLabel(), QLabel(), QLabel(), QToolButton()
        self._name.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._figures.setFont(theme.sized(self.font(), theme.SECONDARY))
        self._save.clicked.connect(lambda _checked=False: self.save_wanted.emit(self))
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        self._figures.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # cells of equal width
        head.addWidget(self._dot)
        head.addWidget(self._name)
        head.addWidget(self._figures, 1)
        head.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.view, 1)

    def show_answer(self, answer: Answered, column: int, probability: float) -> None:
        """Show another label's map; `column` gives its colour."""
        self.answer = answer
        label = answer.asked.label
        self._dot.setPixmap(theme.dot(column, self.devicePixelRatioF()).pixmap(QSize(12, 12)))
        self._name.setText(label)
        figures = f"{probability:.1%}"
        if not math.isnan(answer.signed_sum):
            figures += " · " + self.tr("speaks for it: {sum}").format(sum=f"{answer.signed_sum:+.3f}".replace("-", "−"))
        self._figures.setText(figures)
        self._figures.setToolTip(
            self.tr("The probability, and what all places together add to the cosine beyond the other labels")
        )
        self._save.setText(self.tr("Save…"))
        self._save.setAccessibleName(self.tr("Save the map of {label}").format(label=label))
        self.view.setAccessibleName(self.tr("Map of {label}, {share}").format(label=label, share=f"{probability:.1%}"))


class SideBySide(QWidget):
    """Up to four cells, in as many lines as makes the pictures largest, and the scale that they share."""

    save_wanted = Signal(object)  # MapCell

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = tuple(MapCell() for _ in range(MOST_TOGETHER))
        self._shown = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.SPACE)
        for cell in self._cells:
            cell.hide()
            cell.save_wanted.connect(self.save_wanted)
        self._scale, self._says = ColourScale(), QLabel()
        self._scale.setMaximumWidth(420)
        self._says.setFont(theme.sized(self.font(), theme.SECONDARY))
        self._says.setWordWrap(True)
        foot = QHBoxLayout()
        foot.setSpacing(theme.GROUP)
        foot.addWidget(self._scale, 1)
        foot.addWidget(self._says, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PANEL, 0, theme.PANEL, theme.SPACE)
        column.setSpacing(theme.SPACE)
        column.addLayout(self._grid, 1)
        column.addLayout(foot)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._scale.show_words(self.tr("nothing"), self.tr("speaks most for any of these labels"))

    @property
    def cells(self) -> tuple[MapCell, ...]:
        """Those that are shown, in order."""
        return self._cells[: self._shown]

    def show_maps(self, answers: Sequence[Answered], columns: Sequence[int], probabilities: Sequence[float]) -> None:
        """Maps of one picture that are on one scale; each with its label's colour and probability."""
        self._shown = len(answers)
        for cell, answer, column, probability in zip(self._cells, answers, columns, probabilities, strict=False):
            cell.show_answer(answer, column, probability)
        self._arrange()

    def draw(self, opacity: float, *, smooth: bool) -> None:
        """Draw all of them in the same manner."""
        for cell in self.cells:
            if cell.answer is not None:
                cell.view.show_map(cell.answer, opacity, smooth=smooth)

    def say(self, sentence: str) -> None:
        """A note beside the scale."""
        self._says.setText(sentence)

    def hide_maps(self, hidden: bool) -> None:
        """Show the pictures alone for as long as something is held down."""
        for cell in self.cells:
            cell.view.hide_map(hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other lines may suit another shape."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        answer = self._cells[0].answer
        if not self._shown or answer is None:
            return
        height, width = answer.picture.shape[:2]
        across = columns_for(self._shown, width / height, self.width(), self.height() - 40)
        for place, cell in enumerate(self._cells):
            self._grid.removeWidget(cell)
            cell.setVisible(place < self._shown)
            if place < self._shown:
                self._grid.addWidget(cell, place // across, place % across)
        for place in range(MOST_TOGETHER):
            self._grid.setColumnStretch(place, int(place < across))
            self._grid.setRowStretch(place, int(place < math.ceil(self._shown / across)))


def columns_for(count: int, shape: float, width: int, height: int) -> int:
    """In how many columns `count` pictures are largest, or nearly so in lines that are full.

    `shape` is a picture's width by its height.
    """

    def size(columns: int) -> float:
        lines = math.ceil(count / columns)
        return min(width / columns, shape * max(1.0, height / lines - _CAPTION))

    def room_left(columns: int) -> int:
        return -count % columns

    largest = max(size(columns) for columns in range(1, count + 1))
    nearly = [columns for columns in range(1, count + 1) if size(columns) >= _NEARLY * largest]
    return min(nearly, key=lambda columns: (room_left(columns), -size(columns)))

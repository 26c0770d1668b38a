"""A small plot of a few lines. pyqtgraph draws it, and takes its time to be imported: import this file off the
interface thread."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.training_lines import CONTROL, GUESSING, TARGET

_DASHED = (GUESSING,)
_COLOURS = {TARGET: (0, "#56B4E9"), CONTROL: (5, "#E69F00")}  # the label colour in light themes; the one in dark themes


class Plot(QWidget):
    """Lines by name over one axis; a mark may stand at a place on it. Follows the theme."""

    def __init__(self, names: Sequence[str], *, shares: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._legend = QLabel()
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setFont(theme.sized(self.font(), theme.SECONDARY))
        self._view = pyqtgraph.PlotWidget()
        self._view.setFrameShape(self._view.Shape.NoFrame)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setMinimumHeight(136)
        plot = self._view.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.setDownsampling(auto=True, mode="peak")
        plot.setClipToView(True)
        plot.layout.setContentsMargins(1, 1, 2 * theme.SPACE, 1)  # room for half of the last tick's number
        self._shares = shares
        self._across = ""
        if shares:
            plot.getAxis("left").setScale(100)
            plot.setYRange(0, 1, padding=0.03)
        self._lines = {name: plot.plot(symbol="o" if shares else None, symbolSize=6, antialias=True) for name in names}
        self._titles = dict.fromkeys(names, "")
        self._mark = pyqtgraph.InfiniteLine(angle=90)
        self._mark.setVisible(False)
        plot.addItem(self._mark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._legend)
        column.addWidget(self._view, 1)
        self._colour()

    def say(self, titles: dict[str, str], across: str, name: str) -> None:
        """What the lines, the axis and the plot are called."""
        self._titles.update(titles)
        self._across = across
        self._view.setAccessibleName(name)
        self._colour()

    def show_line(self, name: str, places: Sequence[float], values: Sequence[float]) -> None:
        """Put another course under a name."""
        self._lines[name].setData(list(places), list(values))

    def show_reach(self, last: float) -> None:
        """Let the axis go from 0 to `last`, with a tick at round places."""
        plot = self._view.getPlotItem()
        plot.setXRange(0, last, padding=0.02)
        major = spacing(last)
        plot.getAxis("bottom").setTickSpacing(major, major)

    def show_mark(self, place: float | None) -> None:
        """Stand a line at a place, or none."""
        self._mark.setVisible(place is not None)
        if place is not None:
            self._mark.setValue(place)

    def points(self, name: str) -> int:
        """How many points a line has."""
        places, _ = self._lines[name].getData()
        return 0 if places is None else len(places)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
        super().changeEvent(event)

    def _colour(self) -> None:
        palette = self.palette()
        ground, grey = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.PlaceholderText)
        self._view.setBackground(ground)
        plot = self._view.getPlotItem()
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(palette.color(QPalette.ColorRole.Mid))
            axis.setTextPen(grey)
            axis.setStyle(tickFont=theme.sized(self.font(), theme.SECONDARY), maxTickLevel=1)
        plot.setLabel("bottom", self._across, **{"color": grey.name(), "font-size": f"{theme.SECONDARY}px"})
        plot.showGrid(y=True, alpha=0.15)
        self._mark.setPen(pyqtgraph.mkPen(grey, width=1, style=Qt.PenStyle.DashLine))
        said, thick = [], self.devicePixelRatioF()  # pens are in pixels of the screen

        for name, line in self._lines.items():
            colour = self._colour_of(name, grey)
            dashed = name in _DASHED
            line.setPen(pyqtgraph.mkPen(colour, width=thick * (1 if dashed else 2), style=_style(dashed)))
            line.setSymbolBrush(colour)
            line.setSymbolPen(None)
            sign = "╌╌" if dashed else "━━"
            said.append(f'<span style="color:{colour.name()}">{sign}</span> {self._titles[name]}')
        self._legend.setText("&nbsp;&nbsp;&nbsp;".join(said))

    def _colour_of(self, name: str, grey: QColor) -> QColor:
        if name in _DASHED:
            return grey
        if name not in _COLOURS:
            return self.palette().color(QPalette.ColorRole.Highlight)
        place, on_dark = _COLOURS[name]
        return QColor(on_dark) if theme.is_dark() else theme.label_colour(place)


def spacing(last: float) -> float:
    """From one tick to the next, so that about ten reach to `last`: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(max(last, 1e-9) / 10))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= 0.999 * last / 10)


def _style(dashed: bool) -> Qt.PenStyle:
    return Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine

"""The names of the lines in the training plots, and the plots themselves once pyqtgraph is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clipdesk.gui.dialog import empty_text
from clipdesk.gui.tasks import Fault, Job, Lane, at_once

if TYPE_CHECKING:
    from clipdesk.gui.training_curves import Plot

LOSS, GUESSING, TARGET, CONTROL = "loss", "guessing", "target", "control"


class PlotPlace(QWidget):
    """Where a plot will be; until then what it shows is kept."""

    def __init__(self, names: Sequence[str], *, shares: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names, self._shares = tuple(names), shares
        self.plot: Plot | None = None
        self._waiting = empty_text()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._waiting)
        self._lines: dict[str, tuple[list[float], list[float]]] = {}
        self._said: tuple[dict[str, str], str, str] | None = None
        self._mark: float | None = None
        self._reach: float | None = None

    def put(self, make: type[Plot]) -> None:
        """pyqtgraph is there."""
        self.plot = make(self._names, shares=self._shares)
        self._column.replaceWidget(self._waiting, self.plot)
        self._waiting.hide()
        for name, (places, values) in self._lines.items():
            self.plot.show_line(name, places, values)
        self.plot.show_mark(self._mark)
        if self._reach is not None:
            self.plot.show_reach(self._reach)
        if self._said is not None:
            self.plot.say(*self._said)

    def fail(self, sentence: str) -> None:
        """It will not come."""
        self._waiting.setText(sentence)

    def say(self, titles: dict[str, str], across: str, name: str) -> None:
        """As `Plot.say`."""
        if self._said == (titles, across, name):
            return
        self._said = (titles, across, name)
        if self.plot is not None:
            self.plot.say(*self._said)

    def show_line(self, name: str, places: Sequence[float], values: Sequence[float]) -> None:
        """As `Plot.show_line`."""
        self._lines[name] = (list(places), list(values))
        if self.plot is not None:
            self.plot.show_line(name, places, values)

    def show_reach(self, last: float) -> None:
        """As `Plot.show_reach`."""
        if last == self._reach:
            return
        self._reach = last
        if self.plot is not None:
            self.plot.show_reach(last)

    def show_mark(self, place: float | None) -> None:
        """As `Plot.show_mark`."""
        self._mark = place
        if self.plot is not None:
            self.plot.show_mark(place)


class PlotLoader(QObject):
    """Imports pyqtgraph off the interface thread, once it is asked for, and fills the places."""

    def __init__(self, lane: Lane, places: Sequence[PlotPlace], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane, self._places, self._asked = lane, tuple(places), False

    def want(self) -> None:
        """The plots will be seen."""
        if self._asked:
            return
        self._asked = True
        self._lane.start(Job("plots", at_once(_import), on_result=self._on_result, on_fault=self._on_fault))

    def _on_result(self, make: type[Plot]) -> None:
        for place in self._places:
            place.put(make)

    def _on_fault(self, fault: Fault) -> None:
        for place in self._places:
            place.fail(fault.sentence)


def _import() -> type[Plot]:
    from clipdesk.gui.training_curves import Plot

    return Plot

"""The runs that are on this computer: this window's and earlier ones, which can be gone on with."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import fit_columns, table_view
from clipdesk.gui.rows_model import Column, RowsModel
from clipdesk.gui.tasks import Job, Lane
from clipdesk.gui.training_record import Record, record_of
from clipdesk.gui.training_words import number, recipe_title, share, state_name
from clipdesk.training import runs
from clipdesk.training.runs import Run

_PURPOSE = "list runs"
_MOST = 200


@dataclass(frozen=True, eq=False)
class Listed:
    """A run, what it told, and when its folder was made."""

    run: Run
    record: Record
    begun: datetime


class RunsList(QWidget):
    """A table of runs; `chosen` tells that another one was selected, or that the selected one was read anew."""

    chosen = Signal()

    def __init__(self, lane: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane, self._wanted, self._live = lane, Path(), Path()
        self._record: Record | None = None
        self._title = QLabel()
        self._title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self.model: RowsModel[Listed] = RowsModel((
            Column(lambda one: _when(one.begun)),
            Column(lambda one: recipe_title(one.run.config.recipe)),
            Column(lambda one: Path(one.run.config.data).name, tip=lambda one: one.run.config.data),
            Column(lambda one: Path(one.run.config.model).name, tip=lambda one: one.run.config.model),
            Column(lambda one: _epochs(one, self._told_by(one)), number=True),
            Column(lambda one: share(self._told_by(one).best), number=True),
            Column(lambda one: state_name("running" if one.run.folder == self._live else one.run.state)),
        ), self)  # fmt: skip
        self.view = table_view(stretched=2)
        self.view.setModel(self.model)
        self.view.setMinimumHeight(96)
        fit_columns(self.view, (146, 92, 120, 112, 76, 68, 84))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        column.addWidget(self._title)
        column.addWidget(self.view, 1)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._on_chosen())
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("Runs"))
        self.view.setAccessibleName(self.tr("Runs"))
        self.model.set_titles((
            self.tr("Begun"), self.tr("Recipe"), self.tr("Pictures"), self.tr("Model"), self.tr("Epochs"),
            self.tr("Best"), self.tr("State"),
        ))  # fmt: skip

    @property
    def current(self) -> Listed | None:
        """The run that is selected."""
        return self.model.at(self.view.currentIndex())

    def refresh(self, select: Path | None = None) -> None:
        """Read again what there is; `select` is the folder of the run to select then."""
        if select is not None:
            self._wanted = select
        self._lane.start(Job(_PURPOSE, _listed, on_result=self._on_result))

    def set_live(self, folder: Path | None, record: Record | None = None) -> None:
        """The run that is under way here, if any, and what it has told by now."""
        self._live, self._record = folder or Path(), record
        self.model.set_rows(self.model.rows)

    def _told_by(self, listed: Listed) -> Record:
        return self._record if self._record is not None and listed.run.folder == self._live else listed.record

    def _on_result(self, rows: list[Listed]) -> None:
        now = self.current
        wanted = self._wanted if self._wanted != Path() else now.run.folder if now is not None else Path()
        selection = self.view.selectionModel()
        selection.blockSignals(True)
        self.model.set_rows(rows)
        place = next((place for place, one in enumerate(rows) if one.run.folder == wanted), 0 if rows else -1)
        self.view.clearSelection()
        selection.blockSignals(False)
        if place >= 0:
            self._wanted = Path()
            self.view.selectRow(place)
        self.chosen.emit()

    def _on_chosen(self) -> None:
        self._wanted = Path()
        self.chosen.emit()


def _listed() -> Generator[Any, None, list[Listed]]:
    found = []
    for run in runs.list_runs()[:_MOST]:
        yield None
        try:
            begun = datetime.fromtimestamp((run.folder / "config.json").stat().st_mtime)  # noqa: DTZ006 - for reading
        except OSError:
            continue  # it has just been deleted
        found.append(Listed(run, record_of(runs.read_events(run.folder)), _stamped(run.id) or begun))
    return found


def _epochs(listed: Listed, record: Record) -> str:
    begun = record.started
    if begun is None or record.tries:
        return "–"
    done = record.last_epoch.epoch if record.last_epoch is not None else 0
    epochs = max(begun.epochs, listed.run.config.epochs or 0)  # those that were added count before it goes on
    return f"{number(done)} / {number(epochs)}"


def _when(begun: datetime) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(begun.timestamp())), QLocale.FormatType.ShortFormat)


def _stamped(name: str) -> datetime | None:
    """The time in a run's name."""
    try:
        return datetime.strptime(name[:15], "%Y%m%d-%H%M%S")  # noqa: DTZ007 - the clock on the wall
    except ValueError:
        return None

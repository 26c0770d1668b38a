"""Models worth downloading. Nothing is asked of the network before the user presses the button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clipdesk import paths
from clipdesk.gui import theme
from clipdesk.gui.dialog import button, empty_text, fit_columns, heading, size_text, table_view, text_line
from clipdesk.gui.job_row import JobRow
from clipdesk.gui.operations import Operations
from clipdesk.gui.rows_model import Column, RowsModel
from clipdesk.gui.tasks import at_once
from clipdesk.progress import Progress
from clipdesk.zoo import pretrained, registry
from clipdesk.zoo.downloads import download, staging_dir
from clipdesk.zoo.pretrained import PretrainedEntry


@dataclass(frozen=True)
class Offer:
    """A model that can be had, whether it is installed, and how many bytes of it have arrived."""

    entry: PretrainedEntry
    installed: bool = False
    held_bytes: int = 0


class OfferedModels(QWidget):
    """A table, and under it one download at a time; what is paused goes on later, also after a restart."""

    changed = Signal()  # a model was installed

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._current: PretrainedEntry | None = None
        self._discarding = False
        self.model: RowsModel[Offer] = RowsModel((
            Column(lambda one: one.entry.name), Column(lambda one: _share(one.entry.accuracy), number=True),
            Column(lambda one: size_text(one.entry.size_bytes or 0, self.locale()), number=True),
            Column(lambda one: one.entry.licence or self.tr("not known")), Column(self._state_of),
        ), self)  # fmt: skip
        self.view = table_view()
        self.view.setModel(self.model)
        fit_columns(self.view, (250, 170, 80, 110, 130))
        self.job = JobRow(operations, "download", self._described, pausing=True)
        self._title, self._about, self._waiting = heading(), text_line(small=True), empty_text()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._waiting)
        self._stack.addWidget(self.view)
        self.fetch, self.discard = button(self._on_fetch), button(self._on_discard)
        actions = QHBoxLayout()
        actions.setSpacing(theme.SPACE)
        actions.addWidget(self.fetch)
        actions.addWidget(self.discard)
        actions.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        for widget in (self._title, self._about, self._stack):
            column.addWidget(widget)
        column.addLayout(actions)
        column.addWidget(self.job)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show())
        self.view.activated.connect(lambda _index: self._on_fetch())
        self.model.modelReset.connect(self._show)
        self.job.begun.connect(self._show)
        self.job.ended.connect(self._on_ended)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("Recommended downloads"))
        self._about.setText(
            self.tr("Larger models are surer and slower. Nothing is fetched before you press “Download”.")
        )
        self._waiting.setText(self.tr("Reading the list…"))
        self.view.setAccessibleName(self.tr("Models to download"))
        self.model.set_titles((
            self.tr("Name"), self.tr("Accuracy"), self.tr("Size"), self.tr("Licence"), self.tr("State"),
        ))  # fmt: skip
        self.discard.setText(self.tr("Discard"))
        self.discard.setToolTip(self.tr("Delete what has arrived so far"))
        self.job.retranslate()
        self._show()

    def refresh(self) -> None:
        """Look again at what is offered and what of it is there. The list comes with clipdesk."""
        self._operations.run_at_once("offered models", offers, self._on_listed)

    @property
    def chosen(self) -> Offer | None:
        """The model that is selected."""
        return self.model.at(self.view.currentIndex()) if self.view.selectionModel().hasSelection() else None

    def _on_listed(self, offered: Sequence[Offer]) -> None:
        self.model.set_rows(offered)
        if offered and not self.view.selectionModel().hasSelection():
            self.view.selectRow(0)
        self._show()

    def _on_fetch(self) -> None:
        chosen = self.chosen
        if chosen is None or chosen.installed or self.job.busy:
            return
        entry = self._current = chosen.entry

        def on_result(_folder: Path) -> None:
            self.job.say(self.tr("{name} is installed.").format(name=entry.name))
            self.changed.emit()

        self.job.run(self.tr("Downloading {name}").format(name=entry.name), lambda: download(entry), on_result)

    def _on_discard(self) -> None:
        if self.job.busy:
            self._discarding = True
            self.job.stop()
        elif self.chosen is not None:
            self._discard(self.chosen.entry)

    def _on_ended(self, stopped: bool) -> None:
        ended, self._current = self._current, None
        if stopped and self._discarding and ended is not None:
            self._discard(ended)
        elif stopped:
            self.job.say(self.tr("Paused. What has arrived is kept."))
        self._discarding = False
        self.refresh()
        self._show()

    def _discard(self, entry: PretrainedEntry) -> None:
        def discarded(_folder: Path) -> None:
            self.job.say(self.tr("Discarded."))
            self.refresh()

        self._operations.run("discard download", at_once(lambda: registry.remove(entry.name)), discarded)

    def _described(self, step: Progress) -> str:
        name = self._current.name if self._current is not None else ""
        if step.stage == "verifying":
            return self.tr("Checking {name}…").format(name=name)
        if step.stage == "checking":
            return self.tr("Opening {name}…").format(name=name)
        done = size_text(step.done, self.locale())
        if step.stage == "waiting":
            return self.tr("Waiting for the connection to come back ({done} so far)…").format(done=done)
        if step.total is None:
            return self.tr("Downloading {name}: {done}").format(name=name, done=done)
        total = size_text(step.total, self.locale())
        return self.tr("Downloading {name}: {done} of {total}").format(name=name, done=done, total=total)

    def _state_of(self, offer: Offer) -> str:
        if offer.installed:
            return self.tr("installed")
        if self._current is not None and self._current.name == offer.entry.name:
            return self.tr("downloading")
        if not offer.held_bytes:
            return ""
        return self.tr("paused at {size}").format(size=size_text(offer.held_bytes, self.locale()))

    def _show(self) -> None:
        chosen, busy = self.chosen, self.job.busy
        self._stack.setCurrentWidget(self.view if self.model.rows else self._waiting)
        held = chosen is not None and chosen.held_bytes > 0
        self.fetch.setText(self.tr("Go on") if held and not busy else self.tr("Download"))
        self.fetch.setEnabled(chosen is not None and not chosen.installed and not busy)
        self.discard.setEnabled(busy or held)
        if self.model.rows:
            self.view.viewport().update()


def offers() -> tuple[Offer, ...]:
    """The recommended models with their state. Takes seconds the first time, and asks nothing of the network."""
    here = {pretrained.fold(model.name) for model in registry.list_models()}
    return tuple(
        Offer(entry, pretrained.fold(entry.name) in here, _held_bytes(entry)) for entry in pretrained.recommended()
    )


def _held_bytes(entry: PretrainedEntry) -> int:
    staging = staging_dir(paths.user_models_dir(), entry.folder_name)
    return sum(part.stat().st_size for part in staging.glob("*.part"))


def _share(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.1%} · ImageNet"

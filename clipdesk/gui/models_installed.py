"""The models that are on this computer: use one, check it, add one from a file, remove one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import button, fit_columns, heading, size_text, table_view, text_line
from clipdesk.gui.job_row import JobRow
from clipdesk.gui.operations import Operations
from clipdesk.gui.rows_model import Column, RowsModel
from clipdesk.gui.tasks import at_once
from clipdesk.zoo import registry
from clipdesk.zoo.measured import Measured
from clipdesk.zoo.pretrained import fold
from clipdesk.zoo.published import accuracy
from clipdesk.zoo.registry import ModelInfo, VerifyReport


class InstalledModels(QWidget):
    """A table, and under it what can be done with the chosen model."""

    changed = Signal()  # a model was added or removed

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state = operations, operations.state
        self.model: RowsModel[ModelInfo] = RowsModel((
            Column(lambda one: one.name, tip=lambda one: f"{in_words(one.summary)}\n{one.path}".strip()),
            Column(_accuracy_of, number=True, tip=self._about_accuracy),
            Column(lambda one: size_text(one.size_bytes, self.locale()), number=True),
            Column(lambda one: one.licence or self.tr("not known")), Column(self._from),
        ), self)  # fmt: skip
        self.view = table_view()
        self.view.setModel(self.model)
        fit_columns(self.view, (250, 170, 80, 110, 130))
        self.job = JobRow(operations, "models")
        self._title, self._about = heading(), text_line(small=True)
        self.use, self.verify, self.remove = (
            button(self._on_use), button(self._on_verify), button(self._on_remove),
        )  # fmt: skip
        self._file, self._folder = button(self._choose_file), button(self._choose_folder)
        self._question, self.really, self._keep = text_line(), button(self._remove_now), button(self._ask_no_more)
        self._doomed: ModelInfo | None = None
        actions, ask = QHBoxLayout(), QHBoxLayout()
        for line, widgets in (
            (actions, (self.use, self.verify, self.remove, None, self._file, self._folder)),
            (ask, (self._question, self.really, self._keep)),
        ):  # fmt: skip
            line.setSpacing(theme.SPACE)
            for widget in widgets:
                line.addWidget(widget) if widget is not None else line.addStretch(1)
        ask.setStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        for part in (self._title, self.view, self._about):
            column.addWidget(part)
        column.addLayout(actions)
        column.addLayout(ask)
        column.addWidget(self.job)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show())
        self.view.activated.connect(lambda _index: self._on_use())
        self.model.modelReset.connect(self._show)
        self.job.begun.connect(self._show)
        self.job.ended.connect(lambda _stopped: self._show())
        self._state.model_changed.connect(self._on_model_changed)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("Installed"))
        self.view.setAccessibleName(self.tr("Installed models"))
        self.model.set_titles((
            self.tr("Name"), self.tr("Accuracy"), self.tr("Size"), self.tr("Licence"), self.tr("State"),
        ))  # fmt: skip
        for widget, text in (
            (self.use, self.tr("Use this one")), (self.verify, self.tr("Check")), (self.remove, self.tr("Remove…")),
            (self._file, self.tr("Add a file…")), (self._folder, self.tr("Add a folder…")),
            (self.really, self.tr("Remove")), (self._keep, self.tr("Keep")),
        ):  # fmt: skip
            widget.setText(text)
        self._file.setToolTip(self.tr("A model file, or drop one on this window"))
        self.job.retranslate()
        self._show()

    def refresh(self) -> None:
        """Look again at what is there."""
        self._operations.run_at_once("list models", registry.list_models, self._on_listed)

    def add(self, path: Path) -> None:
        """Copy a model from a file or folder to the others."""

        def on_result(added: ModelInfo) -> None:
            self.job.say(self.tr("{name} was added.").format(name=added.name))
            self.refresh()
            self.changed.emit()

        self.job.run(self.tr("Adding {name}").format(name=path.name), at_once(lambda: registry.add(path)), on_result)

    @property
    def chosen(self) -> ModelInfo | None:
        """The model that is selected."""
        return self.model.at(self.view.currentIndex()) if self.view.selectionModel().hasSelection() else None

    def in_use(self, model: ModelInfo) -> bool:
        """Whether it is the one that ranks."""
        name = self._state.model_name
        return fold(registry.ALIASES.get(name, name)) == fold(model.name)

    def _on_listed(self, models: tuple[ModelInfo, ...]) -> None:
        self.model.set_rows(models)
        if models and not self.view.selectionModel().hasSelection():
            used = next((place for place, one in enumerate(models) if self.in_use(one)), 0)
            self.view.selectRow(used)
        self._show()

    def _on_use(self) -> None:
        chosen = self.chosen
        if chosen is not None and not self.in_use(chosen):
            self._operations.load_model(chosen.name)

    def _on_verify(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return

        def on_result(report: VerifyReport) -> None:
            sound = self.tr("{name} is whole.").format(name=report.name)
            self.job.say(sound if report.ok else " ".join(in_words(problem) for problem in report.problems))

        doing = self.tr("Checking {name}").format(name=chosen.name)
        self.job.run(doing, at_once(lambda: registry.verify(chosen.name)), on_result)

    def _on_remove(self) -> None:
        self._doomed = self.chosen
        self._show()

    def _ask_no_more(self) -> None:
        self._doomed = None
        self._show()

    def _remove_now(self) -> None:
        doomed, self._doomed = self._doomed, None
        if doomed is None:
            return

        def on_result(_path: Path) -> None:
            self.job.say(self.tr("{name} was removed.").format(name=doomed.name))
            self.refresh()
            self.changed.emit()

        doing = self.tr("Removing {name}").format(name=doomed.name)
        self.job.run(doing, at_once(lambda: registry.remove(doomed.name)), on_result)

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Add a model"), "", self.tr("Models") + " (*.safetensors *.pt *.pth *.bin *.ckpt);;*"
        )
        if chosen:
            self.add(Path(chosen))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Add a model's folder"))
        if chosen:
            self.add(Path(chosen))

    def _on_model_changed(self) -> None:
        self.model.set_rows(self.model.rows)
        self._show()

    def _show(self) -> None:
        chosen, busy = self.chosen, self.job.busy
        used = chosen is not None and self.in_use(chosen)
        self._about.setText(in_words(chosen.summary) if chosen is not None else "")
        self._about.setVisible(bool(self._about.text()))
        self.use.setEnabled(chosen is not None and not used)
        self.verify.setEnabled(chosen is not None and not busy)
        removable = chosen is not None and chosen.source == "user" and not used
        self.remove.setEnabled(removable and not busy)
        self.remove.setToolTip("" if removable else self.tr("Bundled models and the one in use stay."))
        for widget in (self._file, self._folder):
            widget.setEnabled(not busy)
        for asked in (self._question, self.really, self._keep):
            asked.setVisible(self._doomed is not None)
        if self._doomed is not None:
            self._question.setText(self.tr("Delete {name} from this computer?").format(name=self._doomed.name))

    def _about_accuracy(self, model: ModelInfo) -> str:
        found = _measured(model)
        if found is None:
            return self.tr("Nothing is known of this model's accuracy.")
        return self.tr("Right at the first guess on {data}: {share}").format(data=found.data, share=f"{found.top1:.1%}")

    def _from(self, model: ModelInfo) -> str:
        where = self.tr("bundled") if model.source == "bundled" else self.tr("yours")
        if not self.in_use(model):
            return where
        if self._state.model is not None:
            return self.tr("{where}, in use").format(where=where)
        return self.tr("cannot be loaded") if self._state.model_problem else self.tr("loading…")


def _measured(model: ModelInfo) -> Measured | None:
    """What was published of a model in the table of downloads, else what its own card says."""
    arch, _, tag = model.name.partition(":")
    share = accuracy(arch, tag) if tag else None
    return Measured("ImageNet", share) if share is not None else model.measured


def _accuracy_of(model: ModelInfo) -> str:
    found = _measured(model)
    return f"{found.top1:.1%} · {found.data.split()[0].rstrip(',')}" if found is not None else "–"

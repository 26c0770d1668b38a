"""Filing now: the choices, the dry run as a table, and the button that carries it out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import button, empty_text, fill, fit_columns, table_view, text_line
from clipdesk.gui.job_row import JobRow
from clipdesk.gui.operations import Operations
from clipdesk.gui.results import WHICH, Chosen, Which, choose, labels_of
from clipdesk.gui.rows_model import Column, RowsModel
from clipdesk.inference import filing
from clipdesk.inference.filing import ACTIONS, Action, FilingPlan, FilingResult, Operation
from clipdesk.progress import Steps

_MOST_NOTES = 200


class FilingPage(QWidget):
    """Nothing is touched before its plan has been shown; a choice changed afterwards asks for a new plan."""

    def __init__(self, operations: Operations, job: JobRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state, self._job = operations, operations.state, job
        self.plan: FilingPlan | None = None
        self.planning = False  # whether the last work was a dry run
        self.destination = QLineEdit()
        self._browse = button(self._choose_folder)
        self.ways: dict[Action, QRadioButton] = {action: QRadioButton() for action in ACTIONS}
        self._group = QButtonGroup(self)
        for radio in self.ways.values():
            self._group.addButton(radio)
        self.ways["copy"].setChecked(True)
        self.which, self.verified, self.only_verified = QComboBox(), QCheckBox(), QCheckBox()
        self.verified.setChecked(True)
        self.model: RowsModel[Operation] = RowsModel((
            Column(lambda one: one.source.name, tip=lambda one: str(one.source)),
            Column(lambda one: str(one.source.parent)),
            Column(self._goes_to, tip=lambda one: str(one.target)),
            Column(lambda one: self._short[one.action]),
        ), self)  # fmt: skip
        self.view = table_view(stretched=2)
        self.view.setModel(self.model)
        fit_columns(self.view, (160, 190, 200, 70))
        self.notes, self._empty = QPlainTextEdit(), empty_text()
        self.notes.setReadOnly(True)
        self.notes.setTabChangesFocus(True)
        self.notes.setMaximumHeight(88)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self._about = text_line(small=True)
        self.preview, self.start = button(self.make_plan, default=True), button(self.carry_out)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        folder, actions, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for line, widgets in (
            (folder, (self.destination, self._browse)), (actions, tuple(self.ways.values())),
            (foot, (self._about, self.preview, self.start)),
        ):  # fmt: skip
            line.setSpacing(theme.SPACE)
            for widget in widgets:
                line.addWidget(widget)
        folder.setStretch(0, 1)
        foot.setStretch(0, 1)
        actions.addStretch(1)
        form = QFormLayout()
        form.setSpacing(theme.SPACE)
        self._names = tuple(QLabel() for _ in range(3))
        form.addRow(self._names[0], self.which)
        form.addRow("", self.verified)
        form.addRow("", self.only_verified)
        form.addRow(self._names[1], actions)
        form.addRow(self._names[2], folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PANEL, theme.PANEL, theme.PANEL, theme.PANEL)
        column.setSpacing(theme.SPACE)
        column.addLayout(form)
        column.addWidget(self._stack, 1)
        column.addWidget(self.notes)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.destination.textChanged.connect(self._forget_plan)
        self.which.currentIndexChanged.connect(self._forget_plan)
        self._group.buttonToggled.connect(self._forget_plan)
        for box in (self.verified, self.only_verified):
            box.toggled.connect(self._forget_plan)
        for changed in (self._state.prompts_changed, self._state.marks_changed):
            changed.connect(self._forget_plan)
        for changed in (self._state.ranking_changed, self._state.pictures_reset):
            changed.connect(self._show)
        self._job.begun.connect(self._show)
        self._job.ended.connect(self._show)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        names = (self.tr("Pictures"), self.tr("Do"), self.tr("Into the folder"))
        for label, name in zip(self._names, names, strict=True):
            label.setText(name)
        self.which.setAccessibleName(names[0])
        self.destination.setAccessibleName(names[2])
        self.destination.setPlaceholderText(self.tr("A folder; each label gets a folder of its own in it"))
        which: dict[Which, str] = {
            "shown": self.tr("Those that are shown"), "selected": self.tr("Those that are selected"),
            "all": self.tr("All"),
        }  # fmt: skip
        fill(self.which, [(which[one], one) for one in WHICH])
        self._short: dict[Action, str] = {"copy": self.tr("copy"), "link": self.tr("link"), "move": self.tr("move")}
        for action, text in (("copy", self.tr("Copy")), ("link", self.tr("Link")), ("move", self.tr("Move"))):
            self.ways[action].setText(text)  # type: ignore[index]
        self.verified.setText(self.tr("Use my verified labels where there are any"))
        self.only_verified.setText(self.tr("Only pictures that I have verified"))
        self._browse.setText(self.tr("Choose…"))
        self.preview.setText(self.tr("Preview"))
        self.notes.setAccessibleName(self.tr("Notes on the plan"))
        self.view.setAccessibleName(self.tr("What would be done"))
        self.model.set_titles((self.tr("Picture"), self.tr("From"), self.tr("Goes to"), self.tr("By")))
        self._show()

    @property
    def action(self) -> Action:
        """What is done with the pictures."""
        return next(action for action, radio in self.ways.items() if radio.isChecked())

    def make_plan(self) -> None:
        """Work out what would be done, and show it. Nothing is touched."""
        text = self.destination.text().strip()
        if not text:
            self._job.say(self.tr("Choose the folder that the label folders go into."))
            self.destination.setFocus()
            return
        chosen, action, destination = choose(self._state, self.which.currentData()), self.action, Path(text)
        verified, only_verified = self.verified.isChecked(), self.only_verified.isChecked()

        def work() -> Steps[FilingPlan]:
            return _planned(chosen, destination.expanduser(), action, verified=verified, only_verified=only_verified)

        self.planning = True
        self._job.run(self.tr("Planning"), work, self._on_planned)

    def carry_out(self) -> None:
        """Do what the plan says."""
        plan, project = self.plan, self._operations.keeper.project
        if plan is None or project is None:
            return
        journals = project.journals

        def on_result(result: FilingResult) -> None:
            self._job.say(self._told(result, plan))
            self._fill_notes([f"{one.source}: {in_words(one.message)}" for one in result.failures])
            if plan.action == "move":
                self._operations.reload()

        doing = {"copy": self.tr("Copying"), "link": self.tr("Linking"), "move": self.tr("Moving")}[plan.action]
        self._set_plan(None)
        self.planning = False
        self._job.run(doing, lambda: filing.carry_out(plan, journals), on_result)

    def _on_planned(self, plan: FilingPlan) -> None:
        self._set_plan(plan)
        self._job.say("" if plan.operations else self.tr("There is nothing to file with these choices."))

    def _set_plan(self, plan: FilingPlan | None) -> None:
        self.plan = plan
        self.model.set_rows(plan.operations if plan is not None else ())
        self._fill_notes([in_words(one) for one in (*plan.conflicts, *plan.notes)] if plan is not None else [])
        self._show()

    def _forget_plan(self, *_: object) -> None:
        if self.plan is not None:
            self._set_plan(None)
        self._show()

    def _fill_notes(self, notes: list[str]) -> None:
        text = "\n".join(notes[:_MOST_NOTES])
        if len(notes) > _MOST_NOTES:
            text += "\n" + self.tr("… and {count} more").format(count=self.locale().toString(len(notes) - _MOST_NOTES))
        self.notes.setPlainText(text)
        self.notes.setVisible(bool(notes))

    def _show(self, *_: object) -> None:
        count = len(self.plan.operations) if self.plan is not None else 0
        texts = {
            "copy": self.tr("Copy ({count})"), "link": self.tr("Link ({count})"), "move": self.tr("Move ({count})"),
        }  # fmt: skip
        bare = self.ways[self.action].text()
        about = {
            "copy": self.tr("Copies are made; your pictures stay where they are."),
            "link": self.tr("Links are made; your pictures stay where they are."),
            "move": self.tr("Pictures leave their place. It can be taken back under “Earlier filings”."),
        }
        self._about.setText(about[self.action])
        self.start.setText(texts[self.action].format(count=self.locale().toString(count)) if count else bare)
        self.start.setEnabled(count > 0 and not self._job.busy)
        self.preview.setEnabled(not self._job.busy and len(self._state.pictures) > 0)
        self._stack.setCurrentWidget(self.view if count else self._empty)
        self._empty.setText(
            self.tr("Press “Preview” to see what would go where. Nothing is touched before you say so.")
            if len(self._state.pictures)
            else self.tr("There are no pictures to file. Add some first.")
        )
        self.notes.setVisible(bool(self.notes.toPlainText()))

    def _told(self, result: FilingResult, plan: FilingPlan) -> str:
        said = {
            "copy": self.tr("Copied: {count}, into {folder}."), "link": self.tr("Linked: {count}, into {folder}."),
            "move": self.tr("Moved: {count}, into {folder}."),
        }[plan.action]  # fmt: skip
        text = said.format(count=self.locale().toString(result.done), folder=plan.destination)
        if result.failures:
            failed = self.locale().toString(len(result.failures))
            text += " " + self.tr("Not done: {count}; the reasons are listed above.").format(count=failed)
        return text

    def _goes_to(self, one: Operation) -> str:
        return str(one.target.relative_to(self.plan.destination)) if self.plan is not None else str(one.target)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("File into this folder"), self.destination.text())
        if folder:
            self.destination.setText(folder)


def _planned(
    chosen: Chosen, destination: Path, action: Action, *, verified: bool, only_verified: bool
) -> Steps[FilingPlan]:
    labelled = labels_of(chosen, verified=verified, only_verified=only_verified)
    entries = [(path, label) for path, labels in labelled for label in labels]
    return (yield from filing.plan_steps(entries, destination, action))

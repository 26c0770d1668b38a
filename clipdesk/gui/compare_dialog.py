"""Two prompt sets side by side: how many pictures change their label, which, and whether that is for the better."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QWidget,
)

from clipdesk.data.catalog import ImageRef
from clipdesk.gui import theme
from clipdesk.gui.change_model import PICTURE, VERIFIED, ChangeModel, Compared, Side
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import Dialog
from clipdesk.gui.operations import Operations
from clipdesk.gui.picture_model import ROW
from clipdesk.gui.tasks import Fault, Job
from clipdesk.inference.ranking import NONE_OF_THEM, compare, score_all

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.held import Held
    from clipdesk.inference.model import Model
    from clipdesk.inference.prompts import PromptSet

_REST_MS = 250
_PURPOSE = "compare prompt sets"


class CompareDialog(Dialog):
    """Compares again whenever a set, the pictures or the verified labels change while it is seen."""

    picture_chosen = Signal(int)

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state = operations, operations.state
        self._compared: Compared | None = None
        self._problem = ""
        self.a, self.b = QComboBox(), QComboBox()
        self._from, self._to, self.headline, self.details, self.empty = (QLabel() for _ in range(5))
        self._from.setBuddy(self.a)
        self._to.setBuddy(self.b)
        self.headline.setFont(theme.sized(self.font(), theme.TITLE, bold=True))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (self.headline, self.details, self.empty):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.model = ChangeModel(self)
        self.table = _table(self.model)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        self._swap, self._show, self._close = QPushButton(), QPushButton(), QPushButton()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._lay_out()
        self._connect()
        self._fill_sets()
        self.retranslate()

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        for bar in (head, foot):
            bar.setSpacing(theme.SPACE)
        for widget, stretch in ((self._from, 0), (self.a, 1), (self._to, 0), (self.b, 1), (self._swap, 0)):
            head.addWidget(widget, stretch)
        foot.addStretch(1)
        foot.addWidget(self._show)
        foot.addWidget(self._close)
        layout = self.column
        layout.addLayout(head)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(self.headline)
        layout.addWidget(self.details)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)
        self.resize(680, 560)

    def _connect(self) -> None:
        state = self._state
        for box in (self.a, self.b):
            box.currentTextChanged.connect(self._on_changed)
        for button, called in (
            (self._swap, self.swap),
            (self._show, self._on_show),
            (self._close, self.close),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(called)
        self.table.activated.connect(self._on_show)
        self.table.selectionModel().currentChanged.connect(
            lambda now, _before: self._show.setEnabled(bool(now.isValid()))
        )
        self._rest.timeout.connect(self._compare)
        state.sets_changed.connect(self._fill_sets)
        for changed in (
            state.prompts_changed, state.model_changed, state.marks_changed, state.contents_changed,
            state.pictures_reset,
        ):  # fmt: skip
            changed.connect(self._on_changed)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("Compare prompt sets"))
        self._from.setText(self.tr("&From"))
        self._to.setText(self.tr("&to"))
        self.a.setAccessibleName(self.tr("Prompt set to compare from"))
        self.b.setAccessibleName(self.tr("Prompt set to compare to"))
        self._swap.setText(self.tr("Swap"))
        self._show.setText(self.tr("Show picture"))
        self._close.setText(self.tr("Close"))
        self.table.setAccessibleName(self.tr("Pictures that change their label"))
        self.model.retranslate()
        self._say()

    def swap(self) -> None:
        """The other way round."""
        a, b = self.a.currentText(), self.b.currentText()
        self.a.setCurrentText(b)
        self.b.setCurrentText(a)

    def showEvent(self, event: QShowEvent) -> None:
        """Compare what holds by now."""
        super().showEvent(event)
        self._on_changed()

    def _fill_sets(self) -> None:
        names, active = list(self._state.sets), self._state.active_set
        other = next((name for name in names if name != active), active)
        for box, first in ((self.a, active), (self.b, other)):
            now, place, count = box.currentText(), box.currentIndex(), box.count()
            if now not in names:
                now = names[place] if count == len(names) else first  # renamed, or gone
            box.blockSignals(True)
            box.clear()
            box.addItems(names)
            box.setCurrentText(now)
            box.blockSignals(False)
        if self.a.currentText() == self.b.currentText() and len(names) > 1:
            self.b.setCurrentText(next(name for name in names if name != self.a.currentText()))
        self._on_changed()

    def _on_changed(self, *_: object) -> None:
        if self.isVisible() and not self._rest.isActive():
            self._rest.start()

    def _obstacle(self) -> str:
        """Why nothing can be compared now, or nothing."""
        state = self._state
        if len(state.sets) < 2:
            return self.tr("There is only one prompt set. Make another one in the prompt editor to compare the two.")
        if self.a.currentText() == self.b.currentText():
            return self.tr("Choose two different prompt sets.")
        for name in (self.a.currentText(), self.b.currentText()):
            if state.sets[name].prompt_set is None:
                return self.tr("The prompt set “{name}” has no labels yet.").format(name=name)
        if state.model is None or state.held is None:
            return in_words(state.model_problem) or self.tr("The model is being loaded…")
        if not state.held.valid.any():
            return self.tr("No pictures have been read yet.")
        return ""

    def _compare(self) -> None:
        self._problem = self._obstacle()
        state, operations = self._state, self._operations
        model, held = state.model, state.held
        if self._problem or model is None or held is None:
            operations.models.cancel(_PURPOSE)
            self._show_compared(None)
            return
        names = self.a.currentText(), self.b.currentText()
        sets = [state.sets[name].prompt_set for name in names]
        cache, reject = operations.ranking.cache, state.reject
        pictures = state.pictures
        refs = tuple(pictures.refs)
        verified = {row: mark.label for key, mark in state.marks.items() for row in pictures.rows_with(key)}

        def steps() -> Generator[Any, None, Compared]:
            sides = []
            for name, prompt_set in zip(names, sets, strict=True):
                assert prompt_set is not None
                sides.append((yield from _side(name, prompt_set, model, held, reject, cache)))
            return compared(sides[0], sides[1], refs, verified)

        operations.models.start(Job(_PURPOSE, steps, on_result=self._show_compared, on_fault=self._on_fault))
        self._say()

    def _show_compared(self, result: Compared | None) -> None:
        self._compared = result
        self.model.show_compared(result)
        self._say()

    def _on_fault(self, fault: Fault) -> None:
        self._problem = in_words(fault.sentence)
        self._show_compared(None)
        if fault.details:
            self._state.fail(fault)

    def _say(self) -> None:
        found = self._compared
        self._show.setEnabled(self.table.currentIndex().isValid())
        self._stack.setCurrentWidget(self.table if found is not None and len(found.changed) else self.empty)
        if found is None:
            self.headline.setText("")
            self.details.setText("")
            self.empty.setText(self._problem or self.tr("Comparing…"))
            return
        count, locale = len(found.changed), self.locale()
        scored = int((found.a.scores.valid).sum())
        self.headline.setText(
            self.tr("{count} of {all} images changed label").format(
                count=locale.toString(count), all=locale.toString(scored)
            )
        )
        if found.verified:
            text = self.tr("+{gained} −{lost} against your {verified} verified labels").format(
                gained=locale.toString(found.gained), lost=locale.toString(found.lost),
                verified=locale.toString(len(found.verified)),
            )  # fmt: skip
        else:
            text = self.tr("Verify some pictures to see which of the two sets is right more often.")
        self.details.setText(text)
        self.empty.setText(self.tr("Every picture keeps its label."))

    def _on_show(self, *_: object) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.picture_chosen.emit(int(index.data(ROW)))


def compared(a: Side, b: Side, refs: tuple[ImageRef, ...], verified: Mapping[int, str]) -> Compared:
    """What changes from a to b. A verified label that is in neither set counts as none of the labels."""
    labels = [*a.labels, *(label for label in b.labels if label not in a.labels)]
    column = {label: place for place, label in enumerate(labels)}
    true = {row: column.get(label, NONE_OF_THEM) for row, label in verified.items()}
    found = compare(a.scores, b.scores, true, [column[label] for label in b.labels])
    return Compared(a, b, found.changed, found.gained, found.lost, refs, dict(verified))


def _side(
    name: str, prompt_set: PromptSet, model: Model, held: Held, reject: float | None, cache: EmbeddingCache | None
) -> Generator[Any, None, Side]:
    from clipdesk.inference.prompts import embed_prompts

    embeddings = yield from embed_prompts(model, prompt_set, cache)
    scores = score_all(held, embeddings, model.scale, prompt_set.mode, reject)
    return Side(name, tuple(label.name for label in prompt_set.labels), scores)


def _table(model: ChangeModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(28)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    for column in (PICTURE, VERIFIED):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
    table.setColumnWidth(PICTURE, 200)
    table.setColumnWidth(VERIFIED, 104)
    return table

"""The selected picture: its labels ranked, and why: a map over it for a label, or for one label and not another."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.bars import Bar, Bars
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.map_bar import MapLook
from clipdesk.gui.overlays import Answered, Asked, Overlays
from clipdesk.gui.picture_view import PictureView
from clipdesk.gui.state import WindowState
from clipdesk.gui.thumbnails import Thumbnails
from clipdesk.gui.why_controls import WhyControls

_MOST_BARS = 12
_INDICATOR = 24  # pixels, of a check box before its text


class DetailPanel(QWidget):
    """Shows `state.current`."""

    export_wanted = Signal()
    maps_wanted = Signal()

    def __init__(
        self, state: WindowState, overlays: Overlays, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._overlays, self._thumbnails = state, overlays, thumbnails
        self._answer: Answered | None = None
        self._label = ""
        self._name, self._note = QLabel(), QLabel()
        self._name.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self._note.setWordWrap(True)
        self._note.setFont(theme.sized(self.font(), theme.SECONDARY))
        self.view = PictureView()
        self.bars = Bars()
        self.bars.chosen.connect(self._on_label)
        self.why = QCheckBox()
        self.why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # a long label is cut instead
        self.why.toggled.connect(self._name_why)
        self.why.toggled.connect(self._ask)
        self.controls = WhyControls()
        self.controls.asked.connect(self._ask)
        self.controls.redrawn.connect(self._draw)
        self.controls.export_wanted.connect(self.export_wanted)
        self.controls.maps_wanted.connect(self.maps_wanted)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bars)
        column.addStretch(1)
        scroll.setWidget(inside)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        head.addWidget(self.why, 1)
        head.addWidget(self.controls.several)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SPACE, theme.PANEL, theme.PANEL)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(self._name)
        layout.addWidget(self.view, 4)
        layout.addLayout(head)
        layout.addWidget(self.controls)
        layout.addWidget(self._note)
        layout.addWidget(scroll, 3)
        state.current_changed.connect(self._on_current)
        state.ranking_changed.connect(self._on_ranking)
        state.marks_changed.connect(self._on_ranking)
        state.contents_changed.connect(self._on_contents)
        state.model_changed.connect(self._fill_methods)
        overlays.answered.connect(self._on_answered)
        thumbnails.arrived.connect(self._on_thumbnail)
        self.retranslate()
        self._on_current()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.controls.retranslate()
        self._fill_methods()
        self._on_current()

    @property
    def answer(self) -> Answered | None:
        """The map that is shown."""
        return self._answer

    @property
    def look(self) -> MapLook:
        """How maps are made and drawn."""
        return self.controls.look

    @property
    def settled(self) -> bool:
        """Whether what was asked for is shown."""
        answer = self._answer
        waiting = self.why.isChecked() and self.why.isVisible()
        return not waiting or (answer is not None and (answer.signed or answer.faithful is not None))

    def event(self, event: QEvent) -> bool:
        """Another sentence may need another line: what the panel needs goes up and down with what it shows."""
        layout = self.layout()
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize) and layout is not None:
            lines = layout.minimumHeightForWidth(self.width()) if layout.hasHeightForWidth() else 0
            self.setMinimumHeight(max(lines, layout.minimumSize().height()))
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room for the label's name."""
        super().resizeEvent(event)
        self._name_why()

    def _on_current(self) -> None:
        row = self._state.current
        self._answer = None
        self._label = ""
        self.view.clear()
        if row is None or row >= len(self._state.pictures):
            self._name.setText(self.tr("No picture selected"))
            self._say(self.tr("Select a picture to see its labels, and why."))
            self.bars.show_bars((), "")
            self.controls.show_all(False)
            self.why.setVisible(False)
            return
        path = self._state.pictures.refs[row].path
        self._name.setText(path.name)
        self._name.setToolTip(str(path))
        self._show_thumbnail(str(path))
        self._on_ranking()

    def _on_ranking(self) -> None:
        row, ranking = self._state.current, self._state.ranking
        if row is None or row >= len(self._state.pictures):
            return
        fault = self._state.pictures.faults.get(row)
        scored = ranking is not None and row < len(ranking.scores) and bool(ranking.scores.best[row] >= 0)
        self.why.setVisible(scored)
        if ranking is None or not scored:
            self.bars.show_bars((), "")
            self.controls.show_all(False)
            self._say(in_words(fault.message) if fault is not None else self._waiting_for(row))
            return
        probabilities = ranking.scores.probabilities[row]
        mark = self._state.mark_of(row)
        order = np.argsort(-probabilities, kind="stable")[:_MOST_BARS]
        bars = tuple(
            Bar(
                ranking.names[column], int(column), float(probabilities[column]),
                float(ranking.scores.cosines[row, column]), mark is not None and mark.label == ranking.names[column],
            )
            for column in order
        )  # fmt: skip
        if self._label not in ranking.names:
            self._label = bars[0].label
        self.bars.show_bars(bars, self._label)
        rejected = bool(ranking.scores.rejected[row])
        self._say(self.tr("None of the labels fits.") if rejected and mark is None else "")
        self._name_why()
        self._fill_versus()
        self._ask()

    def _say(self, sentence: str) -> None:
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))

    def _name_why(self) -> None:
        """Name the label that the map is for."""
        label = self._label.replace("&", "&&")
        text = self.tr("Show why “{label}”").format(label=label) if label else self.tr("Show why")
        layout = self.layout()
        margins = layout.contentsMargins() if layout is not None else self.contentsMargins()
        room = self.width() - margins.left() - margins.right() - _INDICATOR
        if self.why.isChecked():
            room -= self.controls.several.sizeHint().width() + theme.SPACE
        self.why.setText(self.why.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(80, room)))

    def _on_contents(self) -> None:
        if self._state.ranking is None:
            self._on_ranking()

    def _waiting_for(self, row: int) -> str:
        """Why a picture has no ranking yet, though nothing is wrong with it."""
        held = self._state.held
        if held is None or row >= len(held.valid) or not held.valid[row]:
            return self.tr("Not read yet.")
        return "" if self._state.draft.rows else self.tr("Type labels above to see which one fits.")

    def _on_label(self, label: str) -> None:
        self._label = label
        self._name_why()
        self._fill_versus()
        self._ask()

    def _fill_versus(self) -> None:
        ranking = self._state.ranking
        self.controls.fill_versus(
            [name for name in ranking.names if name != self._label] if ranking is not None else []
        )

    def _fill_methods(self) -> None:
        self.controls.fill_methods(self._overlays.methods())

    def _ask(self) -> None:
        row, shown = self._state.current, self.why.isChecked() and self.why.isVisibleTo(self)
        self.controls.show_all(shown)
        if row is None or not self._label:
            return
        if not shown:
            self._answer = None
            self._show_thumbnail(str(self._state.pictures.refs[row].path))
            return
        versus = self.controls.versus
        self.controls.allow_method(not versus)
        self._overlays.ask(Asked(row, self._label, versus, self.look.method))

    def _on_answered(self, answer: Answered) -> None:
        if answer.asked.row == self._state.current and self.why.isChecked():
            self._answer = answer
            self._draw()
            self._say(self._faithfulness(answer))

    def _draw(self) -> None:
        if self._answer is not None:
            self.view.show_map(self._answer, self.look.opacity, smooth=self.look.smooth)

    def _faithfulness(self, answer: Answered) -> str:
        if answer.signed:
            return self.tr("Orange speaks for “{label}”, blue for “{other}”.").format(
                label=answer.asked.label, other=answer.asked.versus
            )
        faithful = answer.faithful
        if faithful is None:
            return ""
        if not faithful.reliable or math.isnan(faithful.ratio):
            return self.tr("Not reliable for this image: hiding the marked places does no more than hiding others.")
        if math.isinf(faithful.ratio):
            return self.tr("Hiding the marked fifth lowers the score; hiding any other fifth does not.")
        return self.tr("Hiding the marked fifth lowers the score {ratio} times as much as hiding any fifth.").format(
            ratio=f"{faithful.ratio:.1f}"
        )

    def _show_thumbnail(self, path: str) -> None:
        pixmap = self._thumbnails.get(path)
        if pixmap is not None:
            self.view.show_picture(pixmap.toImage())

    def _on_thumbnail(self, path: str) -> None:
        row = self._state.current
        if row is not None and self._answer is None and str(self._state.pictures.refs[row].path) == path:
            self._show_thumbnail(path)

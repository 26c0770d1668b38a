"""The selected picture: its labels ranked, and why: a map over it for a label, or for one label and not another."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.bars import Bar, Bars
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.map_bar import MapLook
from clipdesk.gui.overlays import DEFAULT_METHOD, Answered, Asked, Overlays
from clipdesk.gui.picture_view import PictureView
from clipdesk.gui.state import WindowState
from clipdesk.gui.thumbnails import Thumbnails

_MOST_BARS = 12


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
        self.why.toggled.connect(self._ask)
        self._versus, self._method = QComboBox(), QComboBox()
        self._versus.currentIndexChanged.connect(self._ask)
        self._method.currentIndexChanged.connect(self._ask)
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(10, 100)
        self._opacity.setValue(60)
        self._opacity.valueChanged.connect(self._draw)
        self._smooth = QCheckBox()
        self._smooth.setChecked(True)
        self._smooth.toggled.connect(self._draw)
        self._several, self._export = QPushButton(), QPushButton()
        self._several.clicked.connect(self.maps_wanted)
        self._export.clicked.connect(self.export_wanted)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bars)
        column.addStretch(1)
        scroll.setWidget(inside)
        self._form = QFormLayout()
        self._form.setSpacing(theme.SPACE)
        self._versus_name, self._method_name, self._opacity_name = QLabel(), QLabel(), QLabel()
        self._form.addRow(self._versus_name, self._versus)
        self._form.addRow(self._method_name, self._method)
        self._form.addRow(self._opacity_name, self._opacity)
        foot = QHBoxLayout()
        foot.addWidget(self._smooth)
        foot.addStretch(1)
        foot.addWidget(self._several)
        foot.addWidget(self._export)
        self._controls = QWidget()
        controls = QVBoxLayout(self._controls)
        controls.setContentsMargins(0, 0, 0, 0)
        controls.addLayout(self._form)
        controls.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE, theme.SPACE, theme.PANEL, theme.PANEL)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(self._name)
        layout.addWidget(self.view, 4)
        layout.addWidget(self.why)
        layout.addWidget(self._controls)
        layout.addWidget(self._note)
        layout.addWidget(scroll, 3)
        state.current_changed.connect(self._on_current)
        state.ranking_changed.connect(self._on_ranking)
        state.marks_changed.connect(self._on_ranking)
        state.model_changed.connect(self._fill_methods)
        overlays.answered.connect(self._on_answered)
        thumbnails.arrived.connect(self._on_thumbnail)
        self.retranslate()
        self._on_current()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.why.setText(self.tr("Show why"))
        self._versus_name.setText(self.tr("and not"))
        self._method_name.setText(self.tr("Method"))
        self._opacity_name.setText(self.tr("Opacity"))
        self._smooth.setText(self.tr("Smooth"))
        self._several.setText(self.tr("Side by side"))
        self._several.setToolTip(self.tr("Maps of up to four labels on one colour scale (M)"))
        self._export.setText(self.tr("Save…"))
        for widget, name in (
            (self._versus, self.tr("Compare with label")), (self._method, self.tr("Method of explanation")),
            (self._opacity, self.tr("Opacity of the map")),
        ):  # fmt: skip
            widget.setAccessibleName(name)
        self._fill_methods()
        self._on_current()

    @property
    def answer(self) -> Answered | None:
        """The map that is shown."""
        return self._answer

    @property
    def look(self) -> MapLook:
        """How maps are made and drawn."""
        return MapLook(
            self._method.currentData() or DEFAULT_METHOD, self._opacity.value() / 100, self._smooth.isChecked()
        )

    @property
    def settled(self) -> bool:
        """Whether what was asked for is shown."""
        answer = self._answer
        waiting = self.why.isChecked() and self.why.isVisible()
        return not waiting or (answer is not None and (answer.signed or answer.faithful is not None))

    def _on_current(self) -> None:
        row = self._state.current
        self._answer = None
        self._label = ""
        self.view.clear()
        if row is None or row >= len(self._state.pictures):
            self._name.setText(self.tr("No picture selected"))
            self._note.setText(self.tr("Select a picture to see its labels, and why."))
            self.bars.show_bars((), "")
            self._controls.setVisible(False)
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
            self._controls.setVisible(False)
            self._note.setText(in_words(fault.message) if fault is not None else self.tr("Not read yet."))
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
        self._note.setText(self.tr("None of the labels fits.") if rejected and mark is None else "")
        self._fill_versus()
        self._ask()

    def _on_label(self, label: str) -> None:
        self._label = label
        self._fill_versus()
        self._ask()

    def _fill_versus(self) -> None:
        ranking = self._state.ranking
        names = [name for name in ranking.names if name != self._label] if ranking is not None else []
        now = self._versus.currentData()
        self._versus.blockSignals(True)
        self._versus.clear()
        self._versus.addItem(self.tr("(any other label)"), "")
        for name in names:
            self._versus.addItem(name, name)
        self._versus.setCurrentIndex(max(0, self._versus.findData(now)))
        self._versus.blockSignals(False)

    def _fill_methods(self) -> None:
        now = self._method.currentData() or DEFAULT_METHOD
        self._method.blockSignals(True)
        self._method.clear()
        for name, title, description in self._overlays.methods():
            self._method.addItem(title, name)
            self._method.setItemData(self._method.count() - 1, description, Qt.ItemDataRole.ToolTipRole)
        self._method.setCurrentIndex(max(0, self._method.findData(now)))
        self._method.blockSignals(False)

    def _ask(self) -> None:
        row, shown = self._state.current, self.why.isChecked() and self.why.isVisibleTo(self)
        self._controls.setVisible(shown)
        if row is None or not self._label:
            return
        if not shown:
            self._answer = None
            self._show_thumbnail(str(self._state.pictures.refs[row].path))
            return
        versus = self._versus.currentData() or ""
        self._method.setEnabled(not versus)
        self._overlays.ask(Asked(row, self._label, versus, self._method.currentData() or DEFAULT_METHOD))

    def _on_answered(self, answer: Answered) -> None:
        if answer.asked.row == self._state.current and self.why.isChecked():
            self._answer = answer
            self._draw()
            self._note.setText(self._faithfulness(answer))

    def _draw(self) -> None:
        if self._answer is not None:
            self.view.show_map(self._answer, self._opacity.value() / 100, smooth=self._smooth.isChecked())

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

"""A look into the model: its filters, its sense of place, how far its heads look, and what each of them looks at."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QTabWidget, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import Dialog, button, text_line
from clipdesk.gui.inspecting import Distances, Filters, HeadMap, Positions, coloured, has_heads, head_steps, view_steps
from clipdesk.gui.inspector_views import DotsView, TilesView
from clipdesk.gui.operations import Operations
from clipdesk.gui.overlays import Answered, Asked
from clipdesk.gui.picture_view import PictureView, as_image
from clipdesk.gui.tasks import Fault, Job

if TYPE_CHECKING:
    from clipdesk.inference.explaining import Explainer
    from clipdesk.inference.model import Model

_MOST_PICTURES = 8
_OPACITY = 0.6


class InspectorDialog(Dialog):
    """Computes when it is shown, when the model changes, and when another picture or head is chosen."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state = operations, operations.state
        self._explainer: Explainer | None = None
        self._seen: Model | None = None
        self._distances: Distances | None = None
        self.filters, self.positions, self.dots, self.picture = TilesView(), TilesView(), DotsView(), PictureView()
        self.layer, self.head = QSpinBox(), QSpinBox()
        self._layer_name, self._head_name = QLabel(), QLabel()
        self._about = tuple(text_line(small=True) for _ in range(4))
        self.tabs, self._said, self._close = QTabWidget(), text_line(), button(self.close, default=True)
        self._layer_name.setBuddy(self.layer)
        self._head_name.setBuddy(self.head)
        choice = QHBoxLayout()
        choice.setSpacing(theme.SPACE)
        for widget in (self._layer_name, self.layer, self._head_name, self.head):
            choice.addWidget(widget)
        choice.addStretch(1)
        for view, about in zip((self.filters, self.positions, self.dots, self.picture), self._about, strict=True):
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(theme.PANEL, theme.PANEL, theme.PANEL, theme.PANEL)
            column.setSpacing(theme.SPACE)
            if view is self.picture:
                column.addLayout(choice)
            column.addWidget(view, 1)
            column.addWidget(about)
            self.tabs.addTab(page, "")
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(self._close)
        self.column.addWidget(self.tabs, 1)
        self.column.addLayout(foot)
        self._state.model_changed.connect(self._on_model_changed)
        self._state.current_changed.connect(self._ask_head)
        self.tabs.currentChanged.connect(self._ask_head)
        self.layer.valueChanged.connect(self._ask_head)
        self.head.valueChanged.connect(self._ask_head)
        self.dots.chosen.connect(self._on_dot)
        self.retranslate()
        self.resize(620, 640)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("Inside the model"))
        tabs = (self.tr("Filters"), self.tr("Positions"), self.tr("Distances"), self.tr("Heads"))
        about = (
            self.tr("The first layer's strongest patterns of colour and edge, as principal components."),
            self.tr("Each tile is one place of the grid; the brighter, the more alike the model takes another place."),
            self.tr("How far each head looks on average. Low layers often look near and far, high ones far."),
            self.tr("Where the chosen head looks in the selected picture, from the token that sums it up."),
        )
        for place, (name, text) in enumerate(zip(tabs, about, strict=True)):
            self.tabs.setTabText(place, name)
            self._about[place].setText(text)
        for view, name in zip((self.filters, self.positions, self.dots, self.picture), tabs, strict=True):
            view.setAccessibleName(name)
        self._layer_name.setText(self.tr("Layer"))
        self._head_name.setText(self.tr("Head"))
        self._close.setText(self.tr("Close"))
        if self._distances is not None:
            self._show_view(self._distances)

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the model in use."""
        super().showEvent(event)
        self._on_model_changed()

    def _on_model_changed(self) -> None:
        model = self._state.model
        if not self.isVisible():
            return
        if model is None:
            self._said.setText(in_words(self._state.model_problem) or self.tr("Waiting for the model…"))
            return
        if model is not self._seen:
            self._seen, self._explainer, self._distances = model, None, None
            self.picture.clear()
            self._look(model)

    def _look(self, model: Model) -> None:
        heads = has_heads(model)
        for place in (2, 3):
            self.tabs.setTabEnabled(place, heads)
        if heads:
            vision = model.config.vision
            assert isinstance(vision.layers, int)
            for box, count in ((self.layer, vision.layers), (self.head, vision.heads)):
                box.setRange(1, count)
            self.layer.setValue(vision.layers)
        refs = self._state.pictures.refs
        some = [ref.path for ref in refs[:: max(1, len(refs) // _MOST_PICTURES)][:_MOST_PICTURES]]

        def steps() -> Generator[Any, None, None]:
            yield from view_steps(self._explain(model), some)

        self._said.setText(self.tr("Looking…"))
        self._operations.models.start(
            Job("inspect", steps, on_value=self._show_view, on_result=self._on_looked, on_fault=self._on_fault)
        )

    def _explain(self, model: Model) -> Explainer:
        """On the lane of the model."""
        from clipdesk.inference.explaining import Explainer

        if self._explainer is None or self._explainer.model is not model:
            self._explainer = Explainer(model)
        return self._explainer

    def _show_view(self, view: Filters | Positions | Distances) -> None:
        if isinstance(view, Filters):
            pixels = np.rint(view.tiles * 255).astype(np.uint8)
            self.filters.show_tiles([as_image(tile) for tile in pixels], 7)
        elif isinstance(view, Positions):
            side = view.likeness.shape[0]
            places = view.likeness.reshape(side * side, side, side)
            off = places[places < 0.999]
            low = float(off.min()) if off.size else -1.0
            self.positions.show_tiles([as_image(coloured(one, low, 1.0)) for one in places], side)
        else:
            self._distances = view
            self.dots.show_dots(view.heads, view.uniform, self.tr("a head that looks everywhere"), self.tr("pixels"))

    def _on_looked(self, _nothing: object) -> None:
        self._said.setText("")
        if self._distances is None and self.tabs.isTabEnabled(2):
            self._said.setText(self.tr("Add pictures to see how far the heads look."))
        self._ask_head()

    def _on_fault(self, fault: Fault) -> None:
        self._said.setText(in_words(fault.sentence))

    def _on_dot(self, layer: int, head: int) -> None:
        self.layer.setValue(layer + 1)
        self.head.setValue(head + 1)
        self.tabs.setCurrentIndex(3)

    def _ask_head(self, *_: object) -> None:
        model, row = self._state.model, self._state.current
        if not self.isVisible() or self.tabs.currentIndex() != 3 or model is None or not has_heads(model):
            return
        if row is None or row >= len(self._state.pictures):
            self._said.setText(self.tr("Select a picture in the main window."))
            return
        path, layer, head = self._state.pictures.refs[row].path, self.layer.value() - 1, self.head.value() - 1

        def steps() -> Generator[Any, None, HeadMap]:
            return (yield from head_steps(self._explain(model), path, layer, head))

        def show(found: HeadMap) -> None:
            answer = Answered(Asked(row, ""), found.picture, found.attention, False, 0.0, found.preprocess)
            self.picture.show_map(answer, _OPACITY, smooth=False)
            self._said.setText("")

        self._operations.models.start(Job("inspect head", steps, on_result=show, on_fault=self._on_fault))

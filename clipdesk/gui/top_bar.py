"""Above the pictures: the search, the order, the size of the tiles, and which model runs where."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.state import ORDERS, Order, WindowState

_SEARCH_MS = 250
_LEAST_SEARCH = 150  # pixels


class TopBar(QWidget):
    """Shows `state.selection` and the model; asks for changes of them."""

    searched = Signal(str)
    order_chosen = Signal(str)
    larger = Signal()
    smaller = Signal()
    model_wanted = Signal()
    device_wanted = Signal()

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.search, self._order, self._back = QLineEdit(), QComboBox(), QPushButton()
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(_LEAST_SEARCH)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_SEARCH_MS)
        self._larger, self._smaller = QToolButton(), QToolButton()
        self._model_chip, self._device_chip = QPushButton(), QPushButton()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, theme.PANEL, 0, 0)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(self.search, 1)
        for widget in (
            self._back, self._order, self._smaller, self._larger, self._model_chip, self._device_chip,
        ):  # fmt: skip
            layout.addWidget(widget)
        self.search.textEdited.connect(lambda _text: self._typed.start())
        self.search.returnPressed.connect(self._on_searched)
        self._typed.timeout.connect(self._on_searched)
        self._order.activated.connect(lambda place: self.order_chosen.emit(ORDERS[place]))
        self._back.clicked.connect(lambda: self.searched.emit(""))
        self._larger.clicked.connect(self.larger)
        self._smaller.clicked.connect(self.smaller)
        self._model_chip.clicked.connect(self.model_wanted)
        self._device_chip.clicked.connect(self.device_wanted)
        state.selection_changed.connect(self._on_selection_changed)
        state.model_changed.connect(self._on_model_changed)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.search.setPlaceholderText(self.tr("Search by words"))
        self.search.setAccessibleName(self.tr("Search by words"))
        self._order.setAccessibleName(self.tr("Order of the pictures"))
        self._order.clear()
        names: dict[Order, str] = {
            "found": self.tr("As found"), "uncertain first": self.tr("Uncertain first"),
            "certain first": self.tr("Certain first"), "label": self.tr("By label"),
        }  # fmt: skip
        self._order.addItems([names[order] for order in ORDERS])
        self._larger.setText("+")
        self._smaller.setText("−")
        for widget, text in ((self._larger, self.tr("Larger pictures")), (self._smaller, self.tr("Smaller pictures"))):
            widget.setToolTip(text)
            widget.setAccessibleName(text)
        self._back.setText(self.tr("End search"))
        self._on_selection_changed()
        self._on_model_changed()

    def stop(self) -> None:
        """No search follows any more from what was typed."""
        self._typed.stop()

    def _on_searched(self) -> None:
        self._typed.stop()
        self.searched.emit(self.search.text())

    def _on_selection_changed(self) -> None:
        selection = self._state.selection
        self._order.setCurrentIndex(ORDERS.index(selection.order))
        searching = bool(selection.search.strip()) or selection.like is not None
        self._order.setEnabled(not searching)
        self._back.setVisible(searching)
        if self.search.text() != selection.search and not self.search.hasFocus():
            self.search.setText(selection.search)

    def _on_model_changed(self) -> None:
        state, model = self._state, self._state.model
        loading = model is None and not state.model_problem
        self._model_chip.setText(self.tr("{name} …").format(name=state.model_name) if loading else state.model_name)
        self._model_chip.setAccessibleName(self.tr("Model: {name}").format(name=state.model_name))
        self._model_chip.setToolTip(in_words(state.model_problem) or self.tr("The model in use"))
        self._device_chip.setVisible(model is not None)
        if model is not None:
            self._device_chip.setText(f"{model.device.upper()} {model.precision}")
            self._device_chip.setToolTip("\n".join(in_words(note) for note in model.notes))
            self._device_chip.setAccessibleName(self.tr("Device: {name}").format(name=model.device))

"""What is chosen about the selected picture's map: against which label, and, folded away, how it is made and drawn."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.map_bar import MapLook
from clipdesk.gui.overlays import DEFAULT_METHOD


class WhyControls(QWidget):
    """Shows and changes `look` and `versus`, the label to compare with, "" for any other.

    The button `several` is for the line above.
    """

    asked = Signal()  # another label to compare with, or another method
    redrawn = Signal()  # another opacity, or smooth or not
    export_wanted = Signal()
    maps_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._versus, self._method = QComboBox(), QComboBox()
        self._opacity, self._smooth = QSlider(Qt.Orientation.Horizontal), QCheckBox()
        self._opacity.setRange(10, 100)
        self._opacity.setValue(60)
        self._smooth.setChecked(True)
        self.several, self._export, self.more = QPushButton(), QPushButton(), QPushButton()
        self.more.setCheckable(True)
        self._versus_name, self._method_name, self._opacity_name = QLabel(), QLabel(), QLabel()
        self.options = QWidget()
        self._lay_out()
        for box in (self._versus, self._method):
            box.currentIndexChanged.connect(lambda _place: self.asked.emit())
        self._opacity.valueChanged.connect(lambda _value: self.redrawn.emit())
        self._smooth.toggled.connect(lambda _on: self.redrawn.emit())
        self.several.clicked.connect(self.maps_wanted)
        self._export.clicked.connect(self.export_wanted)
        self.more.toggled.connect(self._on_more)
        self._on_more(False)

    def _lay_out(self) -> None:
        against, foot, form = QHBoxLayout(), QHBoxLayout(), QFormLayout(self.options)
        against.addWidget(self._versus_name)
        against.addWidget(self._versus, 1)
        against.addWidget(self.more)
        foot.addWidget(self._smooth, 1)
        foot.addWidget(self._export)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self._method_name, self._method)
        form.addRow(self._opacity_name, self._opacity)
        form.addRow("", foot)
        self._versus.setMinimumContentsLength(8)  # long labels do not widen the panel
        self._versus.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for line in (against, foot, form, column):
            line.setSpacing(theme.SPACE)
        column.addLayout(against)
        column.addWidget(self.options)

    def show_all(self, shown: bool) -> None:
        """Show or hide these, and the button that stands elsewhere."""
        for widget in (self, self.several):
            widget.setVisible(shown)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for widget, text in (
            (self._versus_name, self.tr("and not")), (self._method_name, self.tr("Method")),
            (self._opacity_name, self.tr("Opacity")), (self._smooth, self.tr("Smooth")),
            (self.several, self.tr("Side by side")), (self._export, self.tr("Save…")),
        ):  # fmt: skip
            widget.setText(text)
        self.several.setToolTip(self.tr("Maps of up to four labels on one colour scale (M)"))
        self._on_more(self.more.isChecked())
        self.more.setToolTip(self.tr("How the map is made and drawn"))
        for named, name in (
            (self._versus, self.tr("Compare with label")), (self._method, self.tr("Method of explanation")),
            (self._opacity, self.tr("Opacity of the map")),
        ):  # fmt: skip
            named.setAccessibleName(name)

    @property
    def look(self) -> MapLook:
        """How maps are made and drawn."""
        method = self._method.currentData() or DEFAULT_METHOD
        return MapLook(method, self._opacity.value() / 100, self._smooth.isChecked())

    @property
    def versus(self) -> str:
        """The label to compare with."""
        return self._versus.currentData() or ""

    def fill_versus(self, names: Iterable[str]) -> None:
        """Offer these labels to compare with."""
        now = self._versus.currentData()
        self._versus.blockSignals(True)
        self._versus.clear()
        self._versus.addItem(self.tr("(any other label)"), "")
        for name in names:
            self._versus.addItem(name, name)
        self._versus.setCurrentIndex(max(0, self._versus.findData(now)))
        self._versus.blockSignals(False)
        self._method.setEnabled(not self.versus)

    def fill_methods(self, methods: Iterable[tuple[str, str, str]]) -> None:
        """Offer these methods: name, title and description."""
        now = self._method.currentData() or DEFAULT_METHOD
        self._method.blockSignals(True)
        self._method.clear()
        for name, title, description in methods:
            self._method.addItem(title, name)
            self._method.setItemData(self._method.count() - 1, description, Qt.ItemDataRole.ToolTipRole)
        self._method.setCurrentIndex(max(0, self._method.findData(now)))
        self._method.blockSignals(False)

    def allow_method(self, allowed: bool) -> None:
        """Whether there is a choice of methods."""
        self._method.setEnabled(allowed)

    def _on_more(self, shown: bool) -> None:
        self.options.setVisible(shown)
        self.more.setText(self.tr("Options") + (" ▾" if shown else " ▸"))

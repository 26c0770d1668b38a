"""What is chosen about maps side by side: the labels, the method, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QSlider, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import button
from clipdesk.gui.overlays import DEFAULT_METHOD, MOST_TOGETHER, Overlays

_MOST_LISTED = 40  # labels in the menu, best first


@dataclass(frozen=True)
class MapLook:
    """How a map is made and drawn. `opacity` from 0 to 1."""

    method: str = DEFAULT_METHOD
    opacity: float = 0.6
    smooth: bool = True


class MapBar(QWidget):
    """Shows and changes `look` and `labels`; none chosen means the best four."""

    asked = Signal()  # other labels or another method
    redrawn = Signal()  # another opacity, or smooth or not
    save_wanted = Signal()

    def __init__(self, overlays: Overlays, look: MapLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overlays = overlays
        self._chosen: tuple[str, ...] = ()
        self._ranked: tuple[str, ...] = ()
        self.labels_button, self._menu = QPushButton(), _LastingMenu(self)
        self._menu.setStyleSheet("QMenu { menu-scrollable: 1; }")
        self.labels_button.setMenu(self._menu)
        self.labels_button.setAutoDefault(False)
        self.method, self.opacity, self.smooth = QComboBox(), QSlider(Qt.Orientation.Horizontal), QCheckBox()
        self.opacity.setRange(10, 100)
        self.opacity.setValue(round(100 * look.opacity))
        self.opacity.setMaximumWidth(140)
        self.smooth.setChecked(look.smooth)
        self._method_name, self._opacity_name, self._save = QLabel(), QLabel(), button(self.save_wanted.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE)
        for widget in (
            self.labels_button, self._method_name, self.method, self._opacity_name, self.opacity, self.smooth,
        ):  # fmt: skip
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self._save)
        self.retranslate()
        self.method.setCurrentIndex(max(0, self.method.findData(look.method)))
        self.method.currentIndexChanged.connect(lambda _place: self.asked.emit())
        self.opacity.valueChanged.connect(lambda _value: self.redrawn.emit())
        self.smooth.toggled.connect(lambda _on: self.redrawn.emit())

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.labels_button.setText(self.tr("Labels"))
        self.labels_button.setToolTip(self.tr("Which labels' maps are shown, four at most"))
        self._method_name.setText(self.tr("Method"))
        self._opacity_name.setText(self.tr("Opacity"))
        self.smooth.setText(self.tr("Smooth"))
        self._save.setText(self.tr("Save all…"))
        self.method.setAccessibleName(self.tr("Method of explanation"))
        self.opacity.setAccessibleName(self.tr("Opacity of the maps"))
        self.fill_methods()
        self._fill_menu()

    @property
    def look(self) -> MapLook:
        """What is chosen."""
        method = self.method.currentData() or DEFAULT_METHOD
        return MapLook(method, self.opacity.value() / 100, self.smooth.isChecked())

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels to show, at most four, in the order of their rank."""
        wanted = [label for label in self._ranked if label in self._chosen] if self._chosen else list(self._ranked)
        return tuple(wanted[:MOST_TOGETHER])

    def show_ranked(self, ranked: Sequence[str]) -> None:
        """The labels that there are, best first."""
        self._ranked = tuple(ranked)
        self._chosen = tuple(label for label in self._chosen if label in self._ranked)
        self._fill_menu()

    def choose(self, labels: Sequence[str]) -> None:
        """Show these labels' maps; none for the best four."""
        self._chosen = tuple(labels)[:MOST_TOGETHER]
        self._fill_menu()
        self.asked.emit()

    def fill_methods(self) -> None:
        """List what the model in use can be explained with."""
        now = self.method.currentData() or DEFAULT_METHOD
        self.method.blockSignals(True)
        self.method.clear()
        for name, title, description in self._overlays.methods():
            self.method.addItem(title, name)
            self.method.setItemData(self.method.count() - 1, description, Qt.ItemDataRole.ToolTipRole)
        self.method.setCurrentIndex(max(0, self.method.findData(now)))
        self.method.blockSignals(False)

    def _fill_menu(self) -> None:
        self._menu.clear()
        best = self._menu.addAction(self.tr("The best four"))
        best.setCheckable(True)
        best.setChecked(not self._chosen)
        best.triggered.connect(lambda _on=False: self.choose(()))
        self._menu.addSeparator()
        listed = dict.fromkeys((*self._chosen, *self._ranked[:_MOST_LISTED]))
        for label in (one for one in self._ranked if one in listed):
            action = self._menu.addAction(label.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(label in self._chosen)
            action.setData(label)
            action.triggered.connect(lambda _on=False: self._on_label())
        self._limit()

    def _on_label(self) -> None:
        labels = [action.data() for action in self._menu.actions() if action.data() and action.isChecked()]
        self._chosen = tuple(labels)
        self._menu.actions()[0].setChecked(not labels)
        self._limit()
        self.asked.emit()

    def _limit(self) -> None:
        """With four chosen no fifth can be."""
        for action in self._menu.actions():
            if action.data():
                action.setEnabled(action.isChecked() or len(self._chosen) < MOST_TOGETHER)


class _LastingMenu(QMenu):
    """Stays open while one choice after another is made with the mouse."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Check, and stay."""
        action: QAction | None = self.activeAction()
        if action is not None and action.isEnabled() and event.type() == QEvent.Type.MouseButtonRelease:
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

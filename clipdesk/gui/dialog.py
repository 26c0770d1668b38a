"""What all windows beside the main one have in common: they hold nothing up, and they follow the language."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QLocale, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme

_SHARE_OF_SCREEN = 0.85


class Dialog(QDialog):
    """A window with one column. Subclasses say their texts in `retranslate`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.PANEL, theme.PANEL, theme.PANEL, theme.PANEL)
        self.column.setSpacing(theme.SPACE)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        raise NotImplementedError

    def show_in_front(self) -> None:
        """Show the window, or bring it to the front where it is open already."""
        if self.isVisible():
            self.raise_()
        self.show()
        self.activateWindow()

    def grow_to(self, width: int, height: int) -> None:
        """Make the window at least so large, as far as the screen allows."""
        room = self.screen().availableGeometry().size() * _SHARE_OF_SCREEN
        self.resize(self.size().expandedTo(QSize(width, height).boundedTo(room)))

    def showEvent(self, event: QShowEvent) -> None:
        """All fields are there now."""
        theme.inset_numbers(self)
        super().showEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def button(called: Callable[[], object], *, default: bool = False) -> QPushButton:
    """A push button; Enter in a field presses the default one, and no other."""
    made = QPushButton()
    made.setAutoDefault(default)
    made.setDefault(default)
    made.clicked.connect(lambda _checked=False: called())
    return made


def heading() -> QLabel:
    """A label in the size of titles."""
    made = QLabel()
    made.setFont(theme.sized(made.font(), theme.TITLE, bold=True))
    made.setWordWrap(True)
    return made


def fill(box: QComboBox, items: list[tuple[str, str]]) -> None:
    """Give a box its choices (text and data), and keep what was chosen."""
    now = box.currentData()
    box.blockSignals(True)
    box.clear()
    for text, data in items:
        box.addItem(text, data)
    box.setCurrentIndex(max(0, box.findData(now)))
    box.blockSignals(False)


def text_line(*, small: bool = False) -> QLabel:
    """A label for sentences: it wraps, and can be selected and copied."""
    made = QLabel()
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if small:
        made.setFont(theme.sized(made.font(), theme.SECONDARY))
    return made


def empty_text() -> QLabel:
    """A sentence in the middle of where something will be shown."""
    made = text_line()
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def table_view(stretched: int = 0) -> QTableView:
    """A table whose rows are selected whole; the column `stretched` takes the room that is left."""
    view = QTableView()
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    view.setStyleSheet("QTableView::item { padding: 0 6px; }")
    view.verticalHeader().setVisible(False)
    view.verticalHeader().setDefaultSectionSize(28)
    view.setProperty("stretched", stretched)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return view


def fit_columns(view: QTableView, widths: tuple[int, ...]) -> None:
    """Give the columns these widths, and the stretched one the rest. Call it once the view has its model."""
    header = view.horizontalHeader()
    for column, width in enumerate(widths):
        header.resizeSection(column, width)
    header.setSectionResizeMode(int(view.property("stretched")), QHeaderView.ResizeMode.Stretch)


def size_text(size_bytes: int, locale: QLocale) -> str:
    """A size in bytes as a person reads it."""
    return locale.formattedDataSize(
        size_bytes, 1 if size_bytes >= 1 << 30 else 0, QLocale.DataSizeFormat.DataSizeSIFormat
    )

"""The keys of the labels, wherever in the room the focus is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QTableView, QTreeView, QWidget

from clipdesk.gui.draft import KEYS


class LabelKeys(QObject):
    """Lists and boxes would take a digit for the first letter of an entry; here it goes to `give`.

    `give` answers whether the key was somebody's. What is typed into fields is left alone.
    """

    def __init__(self, room: QWidget, give: Callable[[str], bool]) -> None:
        super().__init__(room)
        self._give = give
        for kind in (QTreeView, QTableView, QComboBox):
            for widget in room.findChildren(kind):
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take keys of labels away from the lists."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            and event.text() in KEYS
            and event.text()
        ):
            return self._give(event.text())
        return super().eventFilter(watched, event)

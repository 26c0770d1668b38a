"""What every group of operations works on."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from clipdesk.gui.state import WindowState


class Undoable(QObject):
    """The window's state, and the stack of what can be undone."""

    def __init__(self, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.undo_stack = QUndoStack(self)

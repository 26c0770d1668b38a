"""Undo and redo: every edit is a named pair of functions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand, QUndoStack


class Edit(QUndoCommand):
    """Something done that can be taken back. It is done by being pushed."""

    def __init__(self, text: str, do: Callable[[], None], undo: Callable[[], None]) -> None:
        super().__init__(text)
        self._do, self._undo = do, undo

    def redo(self) -> None:
        """Do it, the first time too."""
        self._do()

    def undo(self) -> None:
        """Take it back."""
        self._undo()


def push(stack: QUndoStack, text: str, do: Callable[[], None], undo: Callable[[], None]) -> None:
    """Do something and remember how to take it back."""
    stack.push(Edit(text, do, undo))

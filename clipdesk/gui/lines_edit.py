"""Short texts, one a line, typed freely: they are signalled once the typing rests."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from clipdesk.gui import theme

_REST_MS = 300


class LinesEdit(QPlainTextEdit):
    """Empty lines do not count. Undo is left to the window, which knows what an edit meant."""

    typed = Signal()  # with every key
    lines_changed = Signal(object)  # tuple[str, ...], when the typing rests or the focus goes

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        """`height` is in lines."""
        super().__init__(parent)
        self._known: tuple[str, ...] = ()  # what the owner shows
        self._told: tuple[str, ...] = ()  # what has been signalled since
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.flush)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setMinimumHeight(height * QFontMetrics(theme.sized(self.font(), theme.BODY)).lineSpacing() + theme.PANEL)
        self.textChanged.connect(self._on_typed)

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands there now."""
        return tuple(line.strip() for line in self.toPlainText().splitlines() if line.strip())

    def show_lines(self, lines: Sequence[str], *, afresh: bool = False) -> None:
        """Show other lines. What is being typed stays while `lines` are what was shown before, unless `afresh`."""
        if tuple(lines) == self._known and not afresh:
            return
        self._known = self._told = tuple(lines)
        self._rest.stop()
        if self._known != self.lines:
            self.blockSignals(True)
            self.setPlainText("\n".join(lines))
            self.blockSignals(False)

    def flush(self) -> None:
        """Signal what has been typed, if anything."""
        self._rest.stop()
        if self.lines != self._told:
            self._told = self.lines
            self.lines_changed.emit(self._told)

    def sizeHint(self) -> QSize:
        """As high as the lines it was made for."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The typing is over."""
        super().focusOutEvent(event)
        self.flush()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window's shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))
        ):
            self.flush()
            event.ignore()
            return False
        return super().event(event)

    def _on_typed(self) -> None:
        if self.lines != self._told:
            self._rest.start()
        self.typed.emit()

"""The application object: its names, its icon, and the files that the system asks it to open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from clipdesk import paths

_SIZES = (16, 20, 24, 32, 48, 64, 128, 256)  # pixels
_SMALL_BELOW = 32  # there a drawing of its own is used, whose edges lie on whole pixels


class Application(QApplication):
    """Tells the window of files that were dropped on the program's icon or opened with it (macOS sends events)."""

    files_opened = Signal(list)  # Paths that came together

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self.setApplicationName("clipdesk")
        self.setApplicationDisplayName("clipdesk")
        self.setDesktopFileName("clipdesk")
        self.setWindowIcon(program_icon())
        self._opened: list[Path] = []

    def event(self, event: QEvent) -> bool:
        """Gather files: the system sends several that are opened at once one by one."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._opened.append(Path(event.file()))
            if len(self._opened) == 1:
                QTimer.singleShot(0, self, self._tell)
            return True
        return super().event(event)

    def _tell(self) -> None:
        opened, self._opened = self._opened, []
        self.files_opened.emit(opened)


def program_icon() -> QIcon:
    """The program's icon in all sizes that a window, a task bar and a dialog ask for."""
    icon, folder = QIcon(), paths.resources_dir() / "icons"
    for size in _SIZES:
        drawing = QIcon(str(folder / ("clipdesk-small.svg" if size < _SMALL_BELOW else "clipdesk.svg")))
        icon.addPixmap(drawing.pixmap(QSize(size, size), 1.0))
    return icon

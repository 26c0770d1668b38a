"""What comes in: chosen in a dialog, dropped on the window, or pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from clipdesk.gui.dialogs import Dialogs
from clipdesk.gui.operations import Operations
from clipdesk.gui.pasting import files_of, image_of

MODEL_SUFFIXES = (".safetensors", ".pt", ".pth", ".bin")


class Intake(QObject):
    """Turns it into sources, models or pasted pictures."""

    def __init__(self, operations: Operations, dialogs: Dialogs, window: QWidget) -> None:
        super().__init__(window)
        self._operations, self._dialogs, self._window = operations, dialogs, window

    def choose_folder(self) -> None:
        """Ask for a folder and add it."""
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Add a folder of pictures"))
        if folder:
            self._operations.open_sources([Path(folder)])

    def choose_project(self) -> None:
        """Ask for a project's folder, or a new one's, and open it."""
        folder = QFileDialog.getExistingDirectory(
            self._window, self.tr("Open a project, or choose an empty folder for a new one")
        )
        if folder:
            self._operations.open_project(Path(folder))

    def choose_files(self) -> None:
        """Ask for pictures and add them."""
        files, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Add pictures"))
        if files:
            self._operations.open_sources([Path(file) for file in files])

    def welcomes(self, mime: QMimeData) -> bool:
        """Whether something of it can be taken."""
        return bool(files_of(mime)) or mime.hasImage()

    def take(self, mime: QMimeData) -> bool:
        """Take what was dropped or pasted; False where there is nothing to take."""
        files, image = files_of(mime), image_of(mime)
        if files:
            models = [path for path in files if path.suffix.lower() in MODEL_SUFFIXES]
            for path in models:
                self._dialogs.show_models().add(path)
            pictures = [path for path in files if path not in models]
            if pictures:
                self._operations.open_sources(pictures)
        elif image is not None:
            self._operations.keep_picture(image)
        return bool(files) or image is not None

    def paste(self) -> None:
        """Take what is on the clipboard, or say what can be pasted."""
        mime = QGuiApplication.clipboard().mimeData()
        files = files_of(mime)
        known = set(self._operations.state.sources)
        new = [path for path in files if path.absolute() not in known]
        say = self._operations.state.note
        if files and not new:
            say(self.tr("What was pasted is among the sources already."))
        elif not self.take(mime):
            say(self.tr("There is no picture on the clipboard, and no file or folder of this computer."))
        elif files:
            say(self.tr("Pasted, and added to the sources: {count}.").format(count=len(new)))

"""What comes in: chosen in a dialog, dropped on the window, or pasted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from clipdesk.gui.dialogs import Dialogs
from clipdesk.gui.opening import unused_project
from clipdesk.gui.operations import Operations
from clipdesk.gui.pasting import files_of, image_of
from clipdesk.gui.samples import SAMPLE_LABELS, sample_paths, samples_project
from clipdesk.inference.project import is_project

MODEL_SUFFIXES = (".safetensors", ".pt", ".pth", ".bin")


class Intake(QObject):
    """Turns it into sources, models or pasted pictures."""

    def __init__(self, operations: Operations, dialogs: Dialogs, window: QWidget) -> None:
        super().__init__(window)
        self._operations, self._dialogs, self._window = operations, dialogs, window

    def choose_folder(self) -> None:
        """Ask for a folder and add it."""
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Add a folder of pictures"), self._start())
        if folder:
            self._add([Path(folder)])

    def choose_project(self) -> None:
        """Ask for a project's folder, or a new one's, and open it."""
        folder = QFileDialog.getExistingDirectory(
            self._window, self.tr("Open a project, or choose an empty folder for a new one"), _place("Documents")
        )
        if folder:
            self._operations.open_project(Path(folder))

    def choose_files(self) -> None:
        """Ask for pictures and add them."""
        files, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Add pictures"), self._start())
        if files:
            self._add([Path(file) for file in files])

    def _start(self) -> str:
        """Where a dialog for pictures begins: beside the source that came last, else where pictures usually are."""
        sources = () if self._in_samples else self._operations.state.sources
        there = [source.parent for source in sources if source.parent.is_dir()]
        return str(there[-1]) if there else _place("Pictures")

    def open_samples(self) -> None:
        """Show the sample photos, in their own project."""
        self._operations.open_project(samples_project())
        self._operations.open_sources(sample_paths())
        if not self._operations.state.draft.rows:
            self._operations.add_labels(SAMPLE_LABELS)

    @property
    def _in_samples(self) -> bool:
        return self._operations.state.project_folder == samples_project()

    def _add(self, pictures: Sequence[Path]) -> None:
        """Add a person's own pictures, or the samples."""
        if set(pictures).isdisjoint(sample_paths()):
            self._leave_samples()
        self._operations.open_sources(pictures)

    def _leave_samples(self) -> None:
        """Own pictures are not put among the samples: they, and their labels, get a project of their own."""
        if self._in_samples:
            self._operations.open_project(unused_project())
            self._operations.state.note(self.tr("Your pictures have a project of their own, without the samples."))

    def welcomes(self, mime: QMimeData) -> bool:
        """Whether something of it can be taken."""
        return bool(files_of(mime)) or mime.hasImage()

    def take(self, mime: QMimeData) -> bool:
        """Take what was dropped or pasted; False where there is nothing to take."""
        files, image = files_of(mime), image_of(mime)
        if files:
            self._take_files(files)
        elif image is not None:
            self._leave_samples()
            self._operations.keep_picture(image)
        return bool(files) or image is not None

    def open_given(self, files: Sequence[Path]) -> None:
        """Take what the program was started with; a folder that came to others is shown alone."""
        self._take_files(files)
        sources = self._operations.state.sources
        given = [path.absolute() for path in files]
        if len(given) == 1 and len(sources) > 1 and given[0] in sources:
            self._operations.show_source(given[0])

    def _take_files(self, files: Sequence[Path]) -> None:
        """Models to the models, a project is opened, and all else are pictures."""
        projects = [path for path in map(project_of, files) if path is not None]
        models = [path for path in files if path.suffix.lower() in MODEL_SUFFIXES and path.is_file()]
        pictures = [path for path in files if path not in models and project_of(path) is None]
        if projects:
            self._operations.open_project(projects[0])
        for path in models:
            self._dialogs.show_models().add(path)
        if pictures:
            self._add(pictures)

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


def project_of(path: Path) -> Path | None:
    """The project's folder, where a path names one or its file; else None."""
    folder = path.parent if path.name == "project.json" else path
    return folder if is_project(folder) else None


def _place(name: str) -> str:
    """The user's folder for pictures or documents, or the home folder where there is none."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation[f"{name}Location"])
    return found if found and Path(found).is_dir() else str(Path.home())

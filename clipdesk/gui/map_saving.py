"""Asks where maps are to be saved, and saves them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from clipdesk.gui.map_files import free_name, map_name, save_map
from clipdesk.gui.operations import Operations
from clipdesk.gui.picture_view import PictureView


class MapSaver(QObject):
    """Of maps that are shown; what became of it is told by a note."""

    def __init__(self, operations: Operations, window: QWidget) -> None:
        super().__init__(window)
        self._operations, self._window = operations, window

    def ask(self, picture: Path, label: str, view: PictureView) -> None:
        """Ask for a file and save the map that `view` shows."""
        target, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save the map"),
            map_name(picture, label),
            self.tr("Picture with the map (*.png);;Values as an array (*.npy)"),
        )
        drawn = view.drawn
        if target and drawn is not None:
            said, note = self.tr("Saved as {path}."), self._operations.state.note
            self._operations.run_at_once(
                "", lambda: save_map(Path(target), picture, drawn), lambda path: note(said.format(path=path))
            )

    def ask_folder(self, picture: Path, views: Sequence[tuple[str, PictureView]]) -> None:
        """Ask for a folder and save all of the maps (label and view) there."""
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Save the maps in a folder"))
        if folder:
            self.save(Path(folder), picture, views)

    def save(self, folder: Path, picture: Path, views: Sequence[tuple[str, PictureView]]) -> None:
        """Save maps under the picture's and their labels' names; files that are there stay."""
        shown = [(label, view.drawn) for label, view in views if view.drawn is not None]

        def work() -> int:
            for label, drawn in shown:
                save_map(free_name(folder, map_name(picture, label)), picture, drawn)
            return len(shown)

        said, note = self.tr("Maps saved in {folder}: {count}."), self._operations.state.note
        self._operations.run_at_once(
            "", work, lambda count: note(said.format(count=count, folder=folder))
        )  # fmt: skip

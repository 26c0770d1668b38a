"""The projects that were open before, the last one first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from clipdesk.gui.samples import samples_project
from clipdesk.gui.state import WindowState

_KEPT = 8
_KEY = "projects"


class RecentProjects(QObject):
    """Takes note of each project that is opened. The sample photos' own is not listed."""

    changed = Signal()

    def __init__(self, state: WindowState, memory: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._memory = state, memory
        state.project_changed.connect(self._on_project_changed)

    @property
    def last(self) -> Path | None:
        """The one that was open last, which the window opens by itself."""
        return next(iter(self._noted()), None)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Those that are still there, without the one that is open."""
        opened = self._state.project_folder
        listed = (folder for folder in self._noted() if folder not in (opened, samples_project()))
        return tuple(folder for folder in listed if (folder / "project.json").is_file())

    def _noted(self) -> list[Path]:
        value = self._memory.value(_KEY)
        texts = value if isinstance(value, list) else [value]  # of one text QSettings makes no list
        return [Path(text) for text in texts if isinstance(text, str) and text]

    def _on_project_changed(self) -> None:
        folder = self._state.project_folder
        if folder is not None:
            folders = [folder, *(other for other in self._noted() if other != folder)]
            self._memory.setValue(_KEY, [str(one) for one in folders[:_KEPT]])
        self.changed.emit()

"""Keeps the work: everything that changes is saved a moment later, and the marks at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from clipdesk.gui.kept_sets import sets_of, with_sets
from clipdesk.gui.state import WindowState
from clipdesk.gui.tasks import Fault, Job, Lane, at_once
from clipdesk.inference.marks import Mark, Marks
from clipdesk.inference.project import Project, create, is_project, open_project, save

if TYPE_CHECKING:
    from collections.abc import Callable

_SAVE_MS = 800


class ProjectKeeper(QObject):
    """Opens projects into the state and writes them back, on a thread of its own."""

    def __init__(self, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._lane = state, Lane(self, finishes=True)
        self._marks: Marks | None = None
        self._project: Project | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_MS)
        self._timer.timeout.connect(self.save)
        self._opening = False
        state.sources_changed.connect(self._on_sources_changed)
        for changed in (state.prompts_changed, state.sets_changed, state.model_changed):
            changed.connect(self._on_changed)

    @property
    def project(self) -> Project | None:
        """The open project as it was last read or saved."""
        return self._project

    def open(self, folder: Path) -> None:
        """Open the project in a folder, or start one there; fills the state. Raises ProjectError."""
        self.close_project()
        project = open_project(folder) if is_project(folder) else create(folder)
        marks = Marks(folder)
        self._marks, self._project = marks, project
        state = self._state
        self._opening = True
        try:
            sets, active = sets_of(project)
            state.set_sets(sets, active)
            state.set_reject(project.reject)
            state.reset_pictures()
            state.set_sources(project.sources)
            state.set_marks(marks.all())
            state.set_project(folder)
        finally:
            self._opening = False
        for note in (*project.notes, *marks.notes):
            state.note(note)

    def save(self) -> None:
        """Write the project, off the interface thread."""
        self._timer.stop()
        project = self._current()
        if project is None:
            return
        self._project = project
        self._write(lambda: save(project))

    def set_marks(self, wanted: Mapping[str, tuple[Path, str] | None]) -> None:
        """Verify contents as a label, or take their marks back where None is given."""
        now = datetime.now(UTC)
        marks = dict(self._state.marks)
        given = []
        for content_hash, mark in wanted.items():
            marks.pop(content_hash, None)
            if mark is not None:
                path, label = mark
                marks[content_hash] = Mark(label, path, now)
                given.append((content_hash, path, label))
        taken = [content_hash for content_hash, mark in wanted.items() if mark is None]
        store = self._marks
        if store is not None:

            def write() -> None:
                store.verify_all(given)
                store.unverify_all(taken)

            self._write(write)
        self._state.set_marks(marks)

    def close_project(self) -> None:
        """Save what is open and let go of it."""
        self._timer.stop()
        self._lane.close()
        self._lane = Lane(self, finishes=True)
        project = self._current()
        if project is not None:
            save(project)
        if self._marks is not None:
            self._marks.close()
        self._marks = self._project = None

    def close(self) -> bool:
        """The same at the end, when nobody is there to be told of a failure."""
        try:
            self.close_project()
        except Exception as error:  # noqa: BLE001 - the window is closing
            self._state.fail(Fault(str(error)))
        return self._lane.close()

    def _current(self) -> Project | None:
        if self._project is None:
            return None
        state = self._state
        return with_sets(replace(
            self._project, sources=state.sources, model=state.model_name, reject=state.reject, template_set=None,
            fingerprint=state.model.fingerprint if state.model is not None else self._project.fingerprint, notes=(),
        ), state.sets, state.active_set)  # fmt: skip

    def _on_changed(self) -> None:
        if not self._opening and self._project is not None:
            self._timer.start()

    def _on_sources_changed(self) -> None:
        """At once: reading the new pictures is what may go wrong next."""
        if not self._opening and self._project is not None:
            self.save()

    def _write(self, work: Callable[[], None]) -> None:
        self._lane.start(Job("", at_once(work), on_fault=self._state.fail))

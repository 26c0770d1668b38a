"""What a user can do, one function each: this file has what starts work, its neighbours what only changes the state."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QImage

from clipdesk import paths
from clipdesk.errors import ClipdeskError
from clipdesk.gui.live_ranking import LiveRanking
from clipdesk.gui.loading import Loading
from clipdesk.gui.pasting import PASTED, keep
from clipdesk.gui.project_keeper import ProjectKeeper
from clipdesk.gui.prompt_operations import PromptOperations
from clipdesk.gui.show_operations import ShowOperations
from clipdesk.gui.state import WindowState
from clipdesk.gui.tasks import Fault, Job, Lane, at_once

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import Model


class Operations(PromptOperations, ShowOperations):
    """Carries out what the user asks for, on `state`."""

    def __init__(self, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        self.models = Lane(self)  # prompts, searches, explanations: short work with the model
        self.files = Lane(self, threads=4)  # exports, filing, reading
        self.loading = Loading(state, self)
        self.ranking = LiveRanking(state, self.models, self)
        self.keeper = ProjectKeeper(state, self)
        self._cache: EmbeddingCache | None = None

    def close(self) -> bool:
        """Stop all work and save; False when a thread did not end in time."""
        lanes = (self.loading.close, self.ranking.close, self.models.close, self.files.close, self.keeper.close)
        ended = [close() for close in lanes]
        if self._cache is not None:
            self._cache.close()
        return all(ended)

    @property
    def idle(self) -> bool:
        """Whether everything asked for has been done."""
        loading = self.models.running("load model") or not self.loading.idle
        return not loading and self.ranking.idle

    # model

    def load_model(self, name: str) -> None:
        """Load a model; the ranking follows by itself."""
        state = self.state
        state.set_model(None, name)

        def steps() -> Generator[Any, None, tuple[Model, EmbeddingCache]]:
            from clipdesk import settings
            from clipdesk.inference.cache import EmbeddingCache
            from clipdesk.inference.model import load

            yield from ()
            chosen = settings.load()
            cache = self._cache if self._cache is not None else EmbeddingCache(paths.embedding_cache_path())
            return load(name, device=chosen.device, precision=chosen.precision), cache

        def on_result(result: tuple[Model, EmbeddingCache]) -> None:
            model, self._cache = result
            self.loading.cache = self.ranking.cache = self._cache
            for note in (*model.notes, *self._cache.notes):
                state.note(note)
            state.set_model(model, name)

        def on_fault(fault: Fault) -> None:
            state.set_model(None, name, fault.sentence)
            state.fail(fault)

        self.loading.stop_embedding()
        self.models.start(Job("load model", steps, on_result=on_result, on_fault=on_fault))

    # project

    def open_project(self, folder: Path) -> None:
        """Open the project in a folder, or start one there."""
        self.loading.stop()
        try:
            self.keeper.open(folder)
        except ClipdeskError as error:
            self.state.fail(Fault(str(error)))
            return
        self.undo_stack.clear()
        self.rescan()
        project = self.keeper.project
        if project is not None and project.fingerprint is not None and project.model != self.state.model_name:
            self.load_model(project.model)

    # pictures

    def open_sources(self, sources: Sequence[Path]) -> None:
        """Add files and folders, and load what is in them."""
        known = set(self.state.sources)
        new = [source for source in dict.fromkeys(Path(one).absolute() for one in sources) if source not in known]
        if new:
            self.state.set_sources([*self.state.sources, *new])
            self.loading.scan(self.state.sources)

    def keep_picture(self, image: QImage) -> None:
        """Keep a picture from the clipboard as a file in the project, and add it."""
        state = self.state
        folder = (state.project_folder or paths.user_data_dir()) / PASTED

        def on_result(path: Path) -> None:
            if folder in state.sources:
                self.rescan()
            else:
                self.open_sources([folder])
            state.note(
                self.tr("Pasted: {width} × {height} pixels, kept as {path}.").format(
                    width=image.width(), height=image.height(), path=path
                )
            )

        now = datetime.now()  # noqa: DTZ005 - a file's name tells the time of the clock on the wall
        self.run("", at_once(lambda: keep(image, folder, now)), on_result)

    def remove_sources(self, sources: Sequence[Path]) -> None:
        """Take sources away; files are not touched."""
        left = [source for source in self.state.sources if source not in set(sources)]
        self.loading.stop()
        if self.state.selection.source in sources:
            self.state.set_selection(replace(self.state.selection, source=None))
        self.state.set_sources(left)
        self.state.reset_pictures()
        if left:
            self.loading.scan(left)

    def rescan(self) -> None:
        """Look for new pictures in the sources, and go on with those that a stop left out."""
        self.loading.scan(self.state.sources)
        self.loading.embed()

    def retry_failed(self) -> None:
        """Try again what could not be read."""
        self.state.retry_faults()
        self.loading.embed()

    def stop_work(self) -> None:
        """Stop scanning and embedding; what is done is kept, and what is not is told."""
        working = not self.loading.idle
        self.loading.stop()
        left = self.loading.left
        if working and left:
            told = self.tr("Stopped. Pictures not read yet: {count}. F5 goes on with them.")
            self.state.note(told.format(count=QLocale().toString(left)))

    # slow work of dialogs

    def run(
        self,
        purpose: str,
        work: Callable[[], Generator[Any, None, Any]],
        on_result: Callable[[Any], None],
        on_fault: Callable[[Fault], None] | None = None,
        on_end: Callable[[], None] | None = None,
    ) -> Job:
        """Work with files, its progress in the tray. `on_end` is called in every case, also after a cancel."""
        state = self.state

        def ended() -> None:
            state.set_progress(purpose, None)
            if on_end is not None:
                on_end()

        return self.files.start(Job(
            purpose, work, on_result=on_result, on_fault=on_fault or state.fail,
            on_progress=lambda progress: state.set_progress(purpose, progress), on_end=ended,
        ))  # fmt: skip

    def run_at_once(
        self,
        purpose: str,
        work: Callable[[], Any],
        on_result: Callable[[Any], None],
        on_fault: Callable[[Fault], None] | None = None,
    ) -> Job:
        """Work with files that has no steps."""
        return self.run(purpose, at_once(work), on_result, on_fault)

    # what dialogs ask for

    def stop_files(self) -> None:
        """Stop exports, filing and downloads; what they have done is kept."""
        for purpose in tuple(self.state.progress):
            self.files.cancel(purpose)

    def retry_skipped(self) -> None:
        """Try again what could not be read, and look again for what was not there."""
        self.state.set_not_found(())
        self.retry_failed()
        self.rescan()

    def reload(self) -> None:
        """Go through the sources afresh, after files have been moved."""
        self.loading.stop()
        self.state.reset_pictures()
        if self.state.sources:
            self.loading.scan(self.state.sources)

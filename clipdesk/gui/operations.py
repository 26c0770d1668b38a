"""What a user can do, one function each. This is the only place that starts work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from clipdesk import paths
from clipdesk.errors import ClipdeskError, UsageError
from clipdesk.gui import history
from clipdesk.gui.draft import LabelRow, PromptDraft, set_name
from clipdesk.gui.live_ranking import LiveRanking
from clipdesk.gui.loading import Loading
from clipdesk.gui.project_keeper import ProjectKeeper
from clipdesk.gui.state import Filter, Order, WindowState
from clipdesk.gui.tasks import Fault, Job, Lane, at_once

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import Model


class Operations(QObject):
    """Carries out what the user asks for, on `state`."""

    def __init__(self, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.models = Lane(self)  # prompts, searches, explanations: short work with the model
        self.files = Lane(self, threads=4)  # exports, filing, reading
        self.loading = Loading(state, self)
        self.ranking = LiveRanking(state, self.models, self)
        self.keeper = ProjectKeeper(state, self)
        self.undo_stack = QUndoStack(self)
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
        """Stop scanning and embedding; what is done is kept."""
        self.loading.stop()

    # prompts

    def edit_prompts(self, text: str, draft: PromptDraft) -> None:
        """Replace the prompts, undoably."""
        before = self.state.draft
        if draft != before:
            history.push(
                self.undo_stack, text, lambda: self.state.set_draft(draft), lambda: self.state.set_draft(before)
            )

    def add_labels(self, names: Sequence[str]) -> None:
        """Add labels by name; those that are there already are passed over."""
        draft = self.state.draft
        for name in names:
            if name.strip() and name.strip() not in draft.names:
                draft = draft.with_label(name)
        self.edit_prompts(self.tr("add labels"), draft)

    def remove_labels(self, indexes: Sequence[int]) -> None:
        """Remove labels."""
        self.edit_prompts(self.tr("remove labels"), self.state.draft.without(set(indexes)))

    def change_label(self, index: int, row: LabelRow) -> None:
        """Change a label. Raises UsageError for a name that cannot be."""
        self.edit_prompts(self.tr("change a label"), self.state.draft.with_row(index, row))

    def use_set(self, name: str) -> None:
        """Work with another of the prompt sets, undoably."""
        if name in self.state.sets and name != self.state.active_set:
            self._change_sets(self.tr("choose a prompt set"), self.state.sets, name)

    def new_set(self, name: str, copy_of: PromptDraft | None = None) -> None:
        """A further prompt set to work with, empty or a copy. Raises UsageError for a name that cannot be."""
        sets = self.state.sets
        name = set_name(name, sets)
        self._change_sets(self.tr("add a prompt set"), {**sets, name: copy_of or PromptDraft()}, name)

    def rename_set(self, old: str, new: str) -> None:
        """Give a prompt set another name. Raises UsageError for one that cannot be."""
        sets, active = self.state.sets, self.state.active_set
        if new.strip() != old:
            new = set_name(new, sets)
            renamed = {new if name == old else name: draft for name, draft in sets.items()}
            self._change_sets(self.tr("rename a prompt set"), renamed, new if active == old else active)

    def delete_set(self, name: str) -> None:
        """Remove a prompt set; the one after it is used then. Raises UsageError for the only one."""
        sets, active = self.state.sets, self.state.active_set
        left = {other: draft for other, draft in sets.items() if other != name}
        if not left:
            raise UsageError("This is the only prompt set. Make another one first.")
        names = list(left)
        after = names[min(list(sets).index(name), len(names) - 1)] if active == name else active
        self._change_sets(self.tr("delete a prompt set"), left, after)

    def _change_sets(self, text: str, sets: dict[str, PromptDraft], active: str) -> None:
        state, before, used = self.state, self.state.sets, self.state.active_set
        history.push(self.undo_stack, text, lambda: state.set_sets(sets, active), lambda: state.set_sets(before, used))

    def set_reject(self, reject: float | None) -> None:
        """Choose the probability below which a picture belongs to no label, undoably."""
        before = self.state.reject
        if reject != before:
            history.push(
                self.undo_stack, self.tr("change the reject threshold"),
                lambda: self.state.set_reject(reject), lambda: self.state.set_reject(before),
            )  # fmt: skip

    # what is shown

    def show(self, filter_name: Filter) -> None:
        """Show the pictures of a kind."""
        self.state.set_selection(replace(self.state.selection, filter=filter_name, cell=None, like=None))

    def order_by(self, order: Order) -> None:
        """Show pictures in an order."""
        self.state.set_selection(replace(self.state.selection, order=order))

    def show_source(self, source: Path | None) -> None:
        """Show the pictures of a source, or of all."""
        self.state.set_selection(replace(self.state.selection, source=source))

    def show_label(self, label: str | None) -> None:
        """Show the pictures of a label, or of all."""
        self.state.set_selection(replace(self.state.selection, label=label))

    def show_cell(self, cell: tuple[str, str] | None) -> None:
        """Show the pictures of a cell of the confusion matrix."""
        self.state.set_selection(replace(self.state.selection, cell=cell, filter="all", label=None))

    def search(self, text: str) -> None:
        """Order pictures by their likeness to a text; an empty one ends the search."""
        self.state.set_selection(replace(self.state.selection, search=text, like=None))

    def show_similar(self, row: int | None) -> None:
        """Order pictures by their likeness to one of them."""
        self.state.set_selection(replace(self.state.selection, like=row, search=""))

    # correcting

    def verify(self, label: str, rows: Sequence[int] | None = None) -> None:
        """Give a label ("" for none of them) to the selected pictures, undoably."""
        state = self.state
        rows = state.selected if rows is None else rows
        given = {
            state.pictures.content_hashes[row]: (state.pictures.refs[row].path, label)
            for row in rows
            if state.pictures.content_hashes[row]
        }
        if given:
            text = self.tr("verify") if label else self.tr("verify as none of the labels")
            self._change_marks(text, given)

    def verify_by_key(self, key: str) -> bool:
        """Give the label that has a key to the selected pictures; False where no label has it."""
        for row in self.state.draft.rows:
            if row.key == key and row.enabled:
                self.verify(row.name)
                return True
        return False

    def unverify(self, rows: Sequence[int] | None = None) -> None:
        """Take the verified labels of the selected pictures back, undoably."""
        state = self.state
        rows = state.selected if rows is None else rows
        hashes = [state.pictures.content_hashes[row] for row in rows]
        known = [one for one in hashes if one in state.marks]
        if known:
            self._change_marks(self.tr("take verified labels back"), dict.fromkeys(known))

    def _change_marks(self, text: str, wanted: Mapping[str, tuple[Path, str] | None]) -> None:
        before = {
            content_hash: (mark.path, mark.label) if (mark := self.state.marks.get(content_hash)) else None
            for content_hash in wanted
        }
        keeper = self.keeper
        history.push(self.undo_stack, text, lambda: keeper.set_marks(wanted), lambda: keeper.set_marks(before))

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

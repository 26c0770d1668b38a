"""What the window shows, in one place, and the signals that say what of it has changed. Nothing here starts work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from clipdesk.data.catalog import ImageRef, Skipped
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.draft import PromptDraft
from clipdesk.gui.pictures import Pictures, Rows
from clipdesk.progress import Progress

if TYPE_CHECKING:
    from clipdesk.gui.tasks import Fault
    from clipdesk.inference.embedded import EmbeddedBatch
    from clipdesk.inference.held import Held
    from clipdesk.inference.marks import Mark
    from clipdesk.inference.model import Model
    from clipdesk.inference.prompts import PromptEmbeddings
    from clipdesk.inference.ranking import Scores

Filter = Literal["all", "unlabelled", "uncertain", "rejected", "verified", "failed"]
Order = Literal["found", "uncertain first", "certain first", "label"]
FILTERS: tuple[Filter, ...] = ("all", "unlabelled", "uncertain", "rejected", "verified", "failed")
ORDERS: tuple[Order, ...] = ("found", "uncertain first", "certain first", "label")
FIRST_SET = "Labels"
UNCERTAIN_MARGIN = 0.2  # between the best and the next label's probability


@dataclass(frozen=True)
class Selection:
    """Which pictures the grid shows, and in what order.

    `search` is text to compare with, `like` a row to find similar pictures of, `cell` a place in the confusion matrix
    (true label, best label): each narrows or orders what is shown.
    """

    filter: Filter = "all"
    order: Order = "found"
    source: Path | None = None
    search: str = ""
    like: int | None = None
    label: str | None = None
    cell: tuple[str, str] | None = None


@dataclass(frozen=True, eq=False)
class Ranking:
    """Every held picture against the labels: `names` belong to the columns of `scores`."""

    names: tuple[str, ...]
    prompts: PromptEmbeddings
    scores: Scores


class WindowState(QObject):
    """Owns what the window shows and is the only emitter. Setters emit; everything else reads attributes."""

    sources_changed = Signal()
    pictures_added = Signal(int)  # the first new row
    pictures_reset = Signal()
    contents_changed = Signal()  # embeddings or faults have come
    prompts_changed = Signal()
    sets_changed = Signal()
    ranking_changed = Signal()
    selection_changed = Signal()
    shown_changed = Signal()
    counts_changed = Signal()
    current_changed = Signal()
    marks_changed = Signal()
    model_changed = Signal()
    project_changed = Signal()
    progress_changed = Signal()
    noted = Signal(str)  # something that the user may want to know
    failed = Signal(object)  # Fault

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sources: tuple[Path, ...] = ()
        self.pictures = Pictures()
        self.not_found: tuple[Skipped, ...] = ()  # inputs that are no pictures
        self.held: Held | None = None
        self.sets: dict[str, PromptDraft] = {FIRST_SET: PromptDraft()}
        self.active_set = FIRST_SET
        self.ranking: Ranking | None = None
        self.selection = Selection()
        self.shown: Rows = np.zeros(0, dtype=np.intp)
        self.counts: dict[str, int] = {}
        self.label_counts: dict[str, int] = {}
        self.current: int | None = None
        self.selected: tuple[int, ...] = ()
        self.marks: dict[str, Mark] = {}
        self.model: Model | None = None
        self.model_name = "starter"
        self.model_problem = ""
        self.reject: float | None = None
        self.project_folder: Path | None = None
        self.progress: dict[str, Progress] = {}
        self.visible: tuple[int, ...] = ()  # rows in sight, whose pictures come first; read by workers, never emitted

    # sources and pictures

    def set_sources(self, sources: Sequence[Path]) -> None:
        """The files and folders that the pictures come from."""
        self.sources = tuple(sources)
        self.sources_changed.emit()

    def add_pictures(self, refs: Iterable[ImageRef], source: Path) -> range:
        """New files of a source at the end."""
        rows = self.pictures.add(refs, self.source_number(source))
        if rows:
            if self.held is not None:
                self.held.resize(len(self.pictures))
            self.pictures_added.emit(rows.start)
        return rows

    def reset_pictures(self) -> None:
        """Nothing is loaded any more."""
        self.pictures = Pictures()
        self.not_found = ()
        self.ranking = None
        self.current, self.selected = None, ()
        if self.held is not None:
            self.held.resize(0)
        self.pictures_reset.emit()
        self.current_changed.emit()

    def put_batch(self, rows: Sequence[int], batch: EmbeddedBatch) -> None:
        """Embeddings and faults of pictures; the batch numbers them by their place in `rows`."""
        found = [rows[place] for place in batch.rows]
        if found and self.held is not None:
            self.held.put(found, batch.embeddings)
            self.pictures.set_contents(found, batch.content_hashes)
        for place, fault in batch.skipped:
            self.pictures.mark_fault(rows[place], fault)
        if found or batch.skipped:
            self.contents_changed.emit()

    def set_not_found(self, skipped: Sequence[Skipped]) -> None:
        """Inputs that hold no picture, with the reason."""
        self.not_found = tuple(skipped)
        self.contents_changed.emit()

    def retry_faults(self) -> None:
        """Failed files count as untried again."""
        self.pictures.forget_faults()
        self.contents_changed.emit()

    # prompts and ranking

    @property
    def draft(self) -> PromptDraft:
        """The prompts of the set in use."""
        return self.sets[self.active_set]

    def set_draft(self, draft: PromptDraft) -> None:
        """The prompts of the set in use, as edited."""
        if draft != self.draft:
            self.sets = {**self.sets, self.active_set: draft}
            self.prompts_changed.emit()

    def set_sets(self, sets: dict[str, PromptDraft], active: str) -> None:
        """All prompt sets by name, and which is in use."""
        self.sets, self.active_set = dict(sets), active
        self.sets_changed.emit()
        self.prompts_changed.emit()

    def set_reject(self, reject: float | None) -> None:
        """The probability below which a picture belongs to no label."""
        if reject != self.reject:
            self.reject = reject
            self.prompts_changed.emit()

    def set_ranking(self, ranking: Ranking | None) -> None:
        """New scores of all pictures."""
        self.ranking = ranking
        self.ranking_changed.emit()

    # what is shown

    def set_selection(self, selection: Selection) -> None:
        """Another filter, order or search."""
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit()

    def set_shown(self, shown: Rows) -> None:
        """The rows of the grid, in order."""
        if len(shown) != len(self.shown) or not np.array_equal(shown, self.shown):
            self.shown = shown
            self.shown_changed.emit()

    def set_counts(self, counts: dict[str, int], label_counts: dict[str, int]) -> None:
        """How many pictures each filter and each label has."""
        self.counts, self.label_counts = counts, label_counts
        self.counts_changed.emit()

    def set_current(self, row: int | None, selected: Sequence[int] = ()) -> None:
        """The picture that is looked at, and all that are selected."""
        chosen = tuple(selected) if selected else (() if row is None else (row,))
        if (row, chosen) != (self.current, self.selected):
            self.current, self.selected = row, chosen
            self.current_changed.emit()

    # marks, model, project, work

    def set_marks(self, marks: dict[str, Mark]) -> None:
        """The verified labels by content."""
        self.marks = marks
        self.marks_changed.emit()

    def set_model(self, model: Model | None, name: str, problem: str = "") -> None:
        """The model in use; None while it is being loaded, or when it cannot be: then `problem` says why."""
        from clipdesk.inference.held import Held

        self.model, self.model_name, self.model_problem = model, name, problem
        self.held = None if model is None else Held(model.embed_dim)
        if self.held is not None:
            self.held.resize(len(self.pictures))
        self.ranking = None
        self.model_changed.emit()

    def set_project(self, folder: Path | None) -> None:
        """Where the work is kept."""
        self.project_folder = folder
        self.project_changed.emit()

    def set_progress(self, purpose: str, progress: Progress | None) -> None:
        """How far a piece of work is; None when it has ended."""
        if progress is None:
            self.progress.pop(purpose, None)
        else:
            self.progress[purpose] = progress
        self.progress_changed.emit()

    def note(self, sentence: str) -> None:
        """Tell the user something."""
        self.noted.emit(sentence)

    def fail(self, fault: Fault) -> None:
        """Tell the user that something went wrong."""
        self.failed.emit(replace(fault, sentence=in_words(fault.sentence)))

    # reading

    def source_number(self, source: Path) -> int:
        """The number that `pictures.sources` has for a source, -1 for one that is none."""
        return self.sources.index(source) if source in self.sources else -1

    def mark_of(self, row: int) -> Mark | None:
        """The verified label of a picture, or None."""
        return self.marks.get(self.pictures.content_hashes[row]) if row < len(self.pictures) else None

    def verified_columns(self) -> dict[int, int]:
        """Rows of verified pictures to the column of their label in the ranking, -1 for a label that is not in it."""
        if self.ranking is None:
            return {}
        column = {name: index for index, name in enumerate(self.ranking.names)}
        return {
            row: column.get(mark.label, -1)
            for content_hash, mark in self.marks.items()
            for row in self.pictures.rows_with(content_hash)
        }

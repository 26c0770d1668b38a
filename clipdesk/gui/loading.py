"""Getting pictures in: the scan of the sources, and the embedding of what it finds, pictures in sight first."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from clipdesk.data.catalog import ImageRef, Scan, Skipped, scan
from clipdesk.gui.state import WindowState
from clipdesk.gui.tasks import Fault, Job, Lane
from clipdesk.progress import Progress

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.embedded import EmbeddedBatch
    from clipdesk.inference.model import Model

SCAN, EMBED = "scan", "embed"
_AT_ONCE = 256
_ADDED_AT_ONCE = 2000  # files that the interface thread takes in between two events


class Loading(QObject):
    """Two lanes: one finds files, one runs the model over them."""

    def __init__(self, state: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._files, self._pictures = Lane(self), Lane(self)
        self.cache: EmbeddingCache | None = None
        state.model_changed.connect(self.embed)
        state.pictures_added.connect(lambda _first: self.embed())

    def close(self) -> bool:
        """End the threads."""
        ended = self._files.close()
        return self._pictures.close() and ended

    @property
    def idle(self) -> bool:
        """Whether nothing is being found or embedded."""
        return not (self._files.running(SCAN) or self._pictures.running(EMBED))

    @property
    def stopped(self) -> bool:
        """Whether no thread works any more, cancelled work included."""
        return self._files.empty and self._pictures.empty

    def scan(self, sources: Sequence[Path]) -> None:
        """Look through sources and add what is new."""
        state = self._state

        def steps() -> Generator[Any, None, None]:
            for source in sources:
                found: Scan = yield from scan([source])
                for start in range(0, max(1, len(found.images)), _ADDED_AT_ONCE):
                    yield source, found.images[start : start + _ADDED_AT_ONCE], () if start else found.skipped

        def on_value(value: tuple[Path, Sequence[ImageRef], Sequence[Skipped]]) -> None:
            source, refs, skipped = value
            state.add_pictures(refs, source)
            new = [one for one in skipped if one not in state.not_found]
            if new:
                state.set_not_found((*state.not_found, *new))

        self._files.start(Job(
            SCAN, steps, on_value=on_value, on_fault=state.fail,
            on_progress=lambda progress: state.set_progress(SCAN, progress),
            on_end=lambda: state.set_progress(SCAN, None),
        ))  # fmt: skip

    @property
    def left(self) -> int:
        """How many pictures have neither an embedding nor a fault."""
        return len(self._todo())

    def _todo(self) -> list[int]:
        pictures, held = self._state.pictures, self._state.held
        if held is None:
            return []
        return [row for row in range(len(pictures)) if not held.valid[row] and row not in pictures.faults]

    def embed(self) -> None:
        """Embed what has no embedding yet."""
        state, model, held = self._state, self._state.model, self._state.held
        if model is None or held is None or self._pictures.running(EMBED):
            return
        pictures, todo = state.pictures, self._todo()
        if not todo:
            return
        refs = list(pictures.refs)

        failed = False

        def on_fault(fault: Fault) -> None:
            nonlocal failed
            failed = True
            state.fail(fault)

        def on_end() -> None:
            state.set_progress(EMBED, None)
            if not (failed or job.cancelled) and state.model is model:
                self.embed()  # what has come in the meantime

        def on_value(value: tuple[Sequence[int], EmbeddedBatch]) -> None:
            if state.pictures is pictures and state.held is held:
                state.put_batch(*value)

        job = Job(
            EMBED, lambda: _embedded(model, refs, todo, self.cache, lambda: state.visible), on_value=on_value,
            on_progress=lambda progress: state.set_progress(EMBED, progress), on_fault=on_fault, on_end=on_end,
        )  # fmt: skip
        self._pictures.start(job)

    def stop(self) -> None:
        """Cancel; what is done is kept."""
        self._files.cancel(SCAN)
        self.stop_embedding()

    def stop_embedding(self) -> None:
        """Cancel the embedding alone; files are still looked for."""
        self._pictures.cancel(EMBED)


def _embedded(
    model: Model,
    refs: Sequence[ImageRef],
    todo: Sequence[int],
    cache: EmbeddingCache | None,
    in_sight: Callable[[], Sequence[int]],
) -> Generator[Any, None, None]:
    """`(rows, batch)` for each batch, and the progress over all of it."""
    from clipdesk.inference.encoder import embed_batches

    done = 0
    for rows in _visible_first(todo, in_sight):
        for step in embed_batches(model, [refs[row] for row in rows], cache):
            if isinstance(step, Progress):
                yield Progress(step.stage, done + step.done, len(todo))
            else:
                yield rows, step
        done += len(rows)


def _visible_first(todo: Sequence[int], in_sight: Callable[[], Sequence[int]]) -> Iterator[list[int]]:
    left = dict.fromkeys(todo)
    while left:
        chosen = [row for row in in_sight() if row in left]
        if len(chosen) < _AT_ONCE:
            taken = set(chosen)
            chosen += [row for row, _ in zip(left, range(_AT_ONCE + len(taken)), strict=False) if row not in taken]
        chosen = chosen[:_AT_ONCE]
        for row in chosen:
            del left[row]
        yield chosen

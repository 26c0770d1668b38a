"""Keeps the ranking up with every edit and every picture that comes in: from held embeddings, the latest edit first."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer

from clipdesk.gui.arranging import Arrangement, Situation, arrange
from clipdesk.gui.pictures import Rows
from clipdesk.gui.state import Ranking, WindowState
from clipdesk.gui.tasks import Job, Lane
from clipdesk.inference.held import Held, search, similar

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.prompts import PromptEmbeddings, PromptSet
    from clipdesk.inference.scoring import Floats

_EDIT_MS = 20  # a key stroke may follow within this time
_ARRIVAL_MS = 150  # between two rankings while pictures come in; more where a ranking takes long


class LiveRanking(QObject):
    """Watches the state, and puts rankings, shown rows and counts into it."""

    def __init__(self, state: WindowState, models: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._models, self._lane = state, models, Lane(self)
        self.cache: EmbeddingCache | None = None
        self._prompts: tuple[PromptSet, PromptEmbeddings] | None = None
        self._query: tuple[str, Floats] | None = None
        self._took_ms = 0.0
        self._edited, self._arrived = QTimer(self), QTimer(self)
        for timer in (self._edited, self._arrived):
            timer.setSingleShot(True)
        self._edited.timeout.connect(self._embed_prompts)
        self._arrived.timeout.connect(self._rank)
        state.prompts_changed.connect(self._on_prompts_changed)
        state.model_changed.connect(self._on_model_changed)
        state.contents_changed.connect(self._on_pictures_changed)
        state.pictures_added.connect(self._on_pictures_changed)
        state.pictures_reset.connect(self._on_pictures_changed)
        state.selection_changed.connect(self._on_selection_changed)
        state.marks_changed.connect(self._rank)

    def close(self) -> bool:
        """End the work under way."""
        self._edited.stop()
        self._arrived.stop()
        return self._lane.close()

    @property
    def idle(self) -> bool:
        """Whether the state is up with everything."""
        waiting = self._edited.isActive() or self._arrived.isActive()
        return not (waiting or self._models.running("prompts") or self._lane.running("rank"))

    def _on_prompts_changed(self) -> None:
        self._edited.start(_EDIT_MS)

    def _on_model_changed(self) -> None:
        self._prompts = self._query = None
        self._edited.start(0)

    def _on_pictures_changed(self, *_: object) -> None:
        if not self._arrived.isActive():
            self._arrived.start(max(_ARRIVAL_MS, int(4 * self._took_ms)))

    def _on_selection_changed(self) -> None:
        query = self._state.selection.search.strip()
        model = self._state.model
        if query and model is not None and (self._query is None or self._query[0] != query):

            def steps() -> Generator[Any, None, Floats]:
                from clipdesk.inference.prompts import embed_texts

                embeddings = yield from embed_texts(model, [query], self.cache)
                query_embedding: Floats = embeddings[0]
                return query_embedding

            def on_result(embedding: Floats) -> None:
                self._query = (query, embedding)
                self._rank()

            self._models.start(Job("search", steps, on_result=on_result, on_fault=self._state.fail))
            return
        self._rank()

    def _embed_prompts(self) -> None:
        model, wanted = self._state.model, self._state.draft.prompt_set
        if model is None or wanted is None:
            self._prompts = None
            self._rank()
            return

        def steps() -> Generator[Any, None, PromptEmbeddings]:
            from clipdesk.inference.prompts import embed_prompts

            return (yield from embed_prompts(model, wanted, self.cache))

        def on_result(embeddings: PromptEmbeddings) -> None:
            self._prompts = (wanted, embeddings)
            self._rank()

        self._models.start(Job("prompts", steps, on_result=on_result, on_fault=self._state.fail))

    def _rank(self) -> None:
        self._arrived.stop()
        state, prompts, previous = self._state, self._prompts, self._state.ranking
        model, held = state.model, state.held
        situation = self._situation()
        reject, query, like = state.reject, self._query, state.selection.like
        searched = state.selection.search.strip()
        sources, source = state.pictures.sources, state.selection.source
        number = None if source is None else state.source_number(source)

        def steps() -> Generator[Any, None, tuple[Ranking | None, Arrangement, float]]:
            yield from ()
            begun = time.perf_counter()
            ranking = None
            if prompts is not None and model is not None and held is not None:
                ranking = _ranked(prompts, held, model.scale, reject, previous)
            nearest = _nearest(held, like, query[1] if query is not None and query[0] == searched else None)
            of_source = None if number is None else np.array(sources[: situation.total]) == number
            found = arrange(replace(situation, ranking=ranking, of_source=of_source, nearest=nearest))
            return ranking, found, 1000 * (time.perf_counter() - begun)

        self._lane.start(Job("rank", steps, on_result=self._on_ranked, on_fault=state.fail))

    def _situation(self) -> Situation:
        state = self._state
        pictures = state.pictures
        marks = {
            row: mark.label for content_hash, mark in state.marks.items() for row in pictures.rows_with(content_hash)
        }
        failed = np.fromiter(pictures.faults, dtype=np.intp, count=len(pictures.faults))
        return Situation(len(pictures), None, state.selection, marks, failed)

    def _on_ranked(self, result: tuple[Ranking | None, Arrangement, float]) -> None:
        ranking, found, self._took_ms = result
        self._state.set_counts(found.counts, found.label_counts)
        self._state.set_shown(found.shown)
        self._state.set_ranking(ranking)
        held = self._state.held
        if len(self._state.pictures) != found.counts["all"] or (
            ranking is not None and held is not None and held.version != ranking.scores.version
        ):
            self._on_pictures_changed()


def _ranked(
    prompts: tuple[PromptSet, PromptEmbeddings], held: Held, scale: float, reject: float | None, before: Ranking | None
) -> Ranking:
    from clipdesk.inference.ranking import rescore, score_all

    prompt_set, embeddings = prompts
    names = tuple(label.name for label in prompt_set.labels)
    if before is None or before.scores.texts.shape[1] != held.embed_dim:
        scores = score_all(held, embeddings, scale, prompt_set.mode, reject)
    else:
        scores = rescore(before.scores, held, embeddings, (), scale, prompt_set.mode, reject)
    return Ranking(names, embeddings, scores)


def _nearest(held: Held | None, like: int | None, query: Floats | None) -> Rows | None:
    if held is None or not len(held):
        return None
    if like is not None:
        if like >= len(held) or not held.valid[like]:
            return None
        return np.concatenate([[like], similar(held, like, len(held))[0]])
    return None if query is None else search(held, query, len(held))[0]

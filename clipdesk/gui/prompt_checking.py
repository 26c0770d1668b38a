"""Looks over the prompts while they are being written, off the interface thread: doubtful ones, and those too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.gui.draft import PromptDraft
from clipdesk.gui.state import Ranking, WindowState
from clipdesk.gui.tasks import Job, Lane, at_once
from clipdesk.gui.token_line import longest_template
from clipdesk.inference import prompt_checks
from clipdesk.inference.prompt_checks import PromptWarning, tokens_of, warnings_for
from clipdesk.inference.prompts import fill

_REST_MS = 150
_CONTEXT_LENGTH = 77  # of every CLIP of OpenAI, while the model in use is still being loaded


@dataclass(frozen=True)
class Checked:
    """What was found. `too_long` holds the places of labels with a prompt that the model reads only in part."""

    warnings: tuple[PromptWarning, ...]
    too_long: tuple[int, ...]


class PromptChecking(QObject):
    """Reads the tokenizer once, and checks again after every edit; the latest edit wins."""

    ready = Signal()  # the tokenizer has been read, or the model has changed
    checked = Signal(object)  # Checked

    def __init__(self, state: WindowState, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._lane = state, lane
        self.tokenizer: Tokenizer | None = None
        self._templates: tuple[str, ...] = ()
        self._seen: object = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._check)
        state.model_changed.connect(self._on_model_changed)
        state.ranking_changed.connect(self._on_ranking_changed)

    @property
    def context_length(self) -> int:
        """How many tokens the model in use reads."""
        model = self._state.model
        return _CONTEXT_LENGTH if model is None else model.config.text.context_length

    def begin(self) -> None:
        """Read the tokenizer, if that has not been done."""
        if self.tokenizer is None and not self._lane.running("tokenizer"):
            work = at_once(Tokenizer.default)
            self._lane.start(Job("tokenizer", work, on_result=self._on_tokenizer, on_fault=self._state.fail))

    def check(self, templates: Sequence[str]) -> None:
        """Check the draft soon, with templates as they stand in the editor."""
        self._templates = tuple(templates)
        self._rest.start()

    def _on_tokenizer(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.ready.emit()
        self._rest.start()

    def _on_model_changed(self) -> None:
        self.ready.emit()
        self._rest.start()

    def _on_ranking_changed(self) -> None:
        prompts = self._state.ranking.prompts if self._state.ranking is not None else None
        if prompts is not self._seen:  # new texts, not only new pictures
            self._seen = prompts
            self._rest.start()

    def _check(self) -> None:
        draft, templates, ranking = self._state.draft, self._templates, self._state.ranking
        tokenizer, limit = self.tokenizer, self.context_length

        def work() -> Checked:
            too_long = () if tokenizer is None else _too_long(tokenizer, draft, templates, limit)
            return Checked(_warnings(draft, templates, ranking), too_long)

        self._lane.start(Job("check prompts", at_once(work), on_result=self.checked.emit, on_fault=self._state.fail))


def _warnings(draft: PromptDraft, templates: tuple[str, ...], ranking: Ranking | None) -> tuple[PromptWarning, ...]:
    """Those of all labels, and the meanings of the labels that are switched on and have been embedded."""
    found = list(warnings_for(prompt_checks.PromptDraft(tuple(row.label for row in draft.rows), templates)))
    places = [place for place, row in enumerate(draft.rows) if row.enabled]
    if ranking is not None and ranking.names == tuple(draft.rows[place].name for place in places):
        enabled = prompt_checks.PromptDraft(tuple(draft.rows[place].label for place in places), templates)
        found += [
            PromptWarning(places[one.label_index], one.kind, one.sentence)
            for one in warnings_for(enabled, ranking.prompts)
            if one.kind == "near_identical" and one.label_index is not None
        ]
    return tuple(found)


def _too_long(
    tokenizer: Tokenizer, draft: PromptDraft, templates: Sequence[str], context_length: int
) -> tuple[int, ...]:
    template = longest_template(tokenizer, templates, context_length)
    return tuple(
        place
        for place, row in enumerate(draft.rows)
        if any(
            tokens_of(tokenizer, fill(template, prompt.text), context_length).lost_words for prompt in row.label.wording
        )
    )

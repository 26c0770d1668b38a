"""Explanations of the current picture, computed off the interface thread and kept while they may be shown again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.state import Ranking, WindowState
from clipdesk.gui.tasks import Job, Lane

if TYPE_CHECKING:
    from clipdesk.clip.config import PreprocessConfig
    from clipdesk.explain.faithfulness import Faithfulness
    from clipdesk.inference.explaining import Explainer
    from clipdesk.inference.model import Model
    from clipdesk.inference.prompts import PromptEmbeddings

DEFAULT_METHOD = "decomposition"
MOST_TOGETHER = 4
_KEPT = 32
_SHOWN_SIDE = 720  # at most, of the shorter side of the picture that maps are drawn over
_LONGEST_SIDE = 1600


@dataclass(frozen=True)
class Asked:
    """Which map: of the picture in `row`, for a label, or for a label and not another one."""

    row: int
    label: str
    versus: str = ""
    method: str = DEFAULT_METHOD


@dataclass(frozen=True)
class Together:
    """Which maps on one scale: of the picture in `row`, for up to MOST_TOGETHER labels."""

    row: int
    labels: tuple[str, ...]
    method: str = DEFAULT_METHOD


Key = tuple[Asked | Together, "PromptEmbeddings"]
Tell = Callable[[Any], None]


@dataclass(frozen=True, eq=False)
class Answered:
    """A map `[rows, columns]` over a picture `[height, width, 3]`; signed from -1 to 1 for "this and not that"."""

    asked: Asked
    picture: npt.NDArray[np.uint8]
    patch_map: npt.NDArray[np.float32]
    signed: bool
    signed_sum: float
    preprocess: PreprocessConfig
    faithful: Faithfulness | None = None


class Overlays(QObject):
    """Answers one question of a kind at a time: a newer one takes the place of the older."""

    answered = Signal(object)  # Answered
    answered_together = Signal(object)  # tuple of Answered, one a label

    def __init__(self, state: WindowState, models: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._models = state, models
        self._kept: OrderedDict[Key, tuple[Any, bool]] = OrderedDict()  # with whether that is all of the answer
        self._under_way: dict[str, Key] = {}
        self._explainer: tuple[Model, Explainer] | None = None
        for changed in (state.model_changed, state.pictures_reset):
            changed.connect(self._forget)

    def methods(self) -> tuple[tuple[str, str, str], ...]:
        """Name, title and description of what the model in use can be explained with."""
        from clipdesk.explain.methods import METHODS

        model = self._state.model
        tower = "vit" if model is None or isinstance(model.config.vision.layers, int) else "resnet"
        return tuple(
            (one.name, in_words(one.title), in_words(one.description)) for one in METHODS if tower in one.towers
        )

    def uses_label(self, method: str) -> bool:
        """Whether a method's maps depend on the label."""
        from clipdesk.explain.methods import METHODS

        return any(one.uses_label for one in METHODS if one.name == method)

    def ask(self, asked: Asked) -> None:
        """Answer through `answered`, at once where the answer is known."""
        ranking, model = self._state.ranking, self._state.model
        if ranking is not None and model is not None and asked.label in ranking.names:
            path = self._state.pictures.refs[asked.row].path
            steps = lambda: self._answer(model, ranking, asked, path)  # noqa: E731
            self._start("explain", (asked, ranking.prompts), steps, self.answered.emit)

    def ask_together(self, asked: Together) -> None:
        """Answer through `answered_together`, at once where the answer is known."""
        ranking, model = self._state.ranking, self._state.model
        if ranking is not None and model is not None and asked.labels and set(asked.labels) <= set(ranking.names):
            path = self._state.pictures.refs[asked.row].path
            steps = lambda: self._answer_together(model, ranking, asked, path)  # noqa: E731
            self._start("explain together", (asked, ranking.prompts), steps, self.answered_together.emit)

    def _start(self, purpose: str, key: Key, steps: Callable[[], Generator[Any, None, Any]], tell: Tell) -> None:
        answer, whole = self._kept.get(key, (None, False))
        if answer is not None:
            self._kept.move_to_end(key)
            tell(answer)
        if whole:
            self._models.cancel(purpose)  # what was asked before is not waited for any more
        elif not (self._models.running(purpose) and self._under_way[purpose] == key):
            self._under_way[purpose] = key
            part, all_of_it = (partial(self._keep, key, tell, whole) for whole in (False, True))
            self._models.start(Job(purpose, steps, on_value=part, on_result=all_of_it, on_fault=self._state.fail))

    def _keep(self, key: Key, tell: Tell, whole: bool, answer: Any) -> None:
        self._kept[key] = answer, whole
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        tell(answer)

    def _forget(self) -> None:
        """Other pictures or another model: no answer of before is true of them."""
        self._kept.clear()
        for purpose in self._under_way:
            self._models.cancel(purpose)

    def _explainer_of(self, model: Model) -> Explainer:
        from clipdesk.inference.explaining import Explainer

        if self._explainer is None or self._explainer[0] is not model:
            self._explainer = (model, Explainer(model))
        return self._explainer[1]

    def _answer(self, model: Model, ranking: Ranking, asked: Asked, path: Path) -> Generator[Any, None, Answered]:
        """The map first, and once more with its faithfulness."""
        explainer, config = self._explainer_of(model), model.config.preprocess
        seen, shown = _seen_and_shown(path, config.image_size)
        yield from ()
        texts, column = explainer.rows(seen, ranking.prompts), ranking.names.index(asked.label)
        if asked.versus in ranking.names:
            found = explainer.versus(seen, texts[column], texts[ranking.names.index(asked.versus)])
            return Answered(asked, shown, found.maps[0], True, float(found.signed_sum[0]), config)
        found = explainer.explain(seen, texts, asked.method)
        answer = Answered(asked, shown, found.maps[column], False, float(found.signed_sum[column]), config)
        yield answer
        return replace(answer, faithful=explainer.faithfulness(seen, texts, column, found.maps[column]))

    def _answer_together(
        self, model: Model, ranking: Ranking, asked: Together, path: Path
    ) -> Generator[Any, None, tuple[Answered, ...]]:
        explainer, config = self._explainer_of(model), model.config.preprocess
        seen, shown = _seen_and_shown(path, config.image_size)
        yield from ()
        columns = [ranking.names.index(label) for label in asked.labels]
        texts = explainer.rows(seen, ranking.prompts)
        found = explainer.explain(seen, texts, asked.method, together=columns)
        return tuple(
            Answered(Asked(asked.row, label, "", asked.method), shown, patch_map, False, float(signed), config)
            for label, patch_map, signed in zip(asked.labels, found.maps, found.signed_sum, strict=True)
        )


def _seen_and_shown(path: Path, image_size: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """The picture as it was decoded to be ranked, and as it is looked at: larger, and no larger than need be."""
    from PIL import Image

    from clipdesk.data.images import decode

    seen = decode(path, shortest_side=image_size).pixels
    shown = Image.fromarray(decode(path, shortest_side=_SHOWN_SIDE).pixels)
    share = min(_SHOWN_SIDE / min(shown.size), _LONGEST_SIDE / max(shown.size))
    if share < 1:
        width, height = (max(1, round(share * side)) for side in shown.size)
        shown = shown.resize((width, height), Image.Resampling.BOX, reducing_gap=2.0)
    return seen, np.array(shown)

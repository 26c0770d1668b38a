"""Explanations of the current picture, computed off the interface thread and kept while they may be shown again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from clipdesk.gui.state import Ranking, WindowState
from clipdesk.gui.tasks import Job, Lane

if TYPE_CHECKING:
    from clipdesk.clip.config import PreprocessConfig
    from clipdesk.explain.faithfulness import Faithfulness
    from clipdesk.inference.explaining import Explainer
    from clipdesk.inference.model import Model

DEFAULT_METHOD = "decomposition"
_KEPT = 64
_SHOWN_SIDE = 720  # the shorter side of the picture that maps are drawn over


@dataclass(frozen=True)
class Asked:
    """Which map: of the picture in `row`, for a label, or for a label and not another one."""

    row: int
    label: str
    versus: str = ""
    method: str = DEFAULT_METHOD


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
    """Answers one question at a time: a newer one takes the place of the older."""

    answered = Signal(object)  # Answered

    def __init__(self, state: WindowState, models: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._models = state, models
        self._kept: OrderedDict[tuple[Asked, int], Answered] = OrderedDict()
        self._explainer: tuple[Model, Explainer] | None = None
        state.model_changed.connect(self._on_model_changed)

    def methods(self) -> tuple[tuple[str, str, str], ...]:
        """Name, title and description of what the model in use can be explained with."""
        from clipdesk.explain.methods import METHODS

        model = self._state.model
        tower = "vit" if model is None or isinstance(model.config.vision.layers, int) else "resnet"
        return tuple((one.name, one.title, one.description) for one in METHODS if tower in one.towers)

    def ask(self, asked: Asked) -> None:
        """Answer through `answered`, at once where the answer is known."""
        state = self._state
        ranking, model = state.ranking, state.model
        if ranking is None or model is None or asked.label not in ranking.names:
            return
        key = (asked, id(ranking.prompts))
        if key in self._kept:
            self._kept.move_to_end(key)
            self.answered.emit(self._kept[key])
            return
        path = state.pictures.refs[asked.row].path

        def steps() -> Generator[Any, None, Answered]:
            return (yield from self._answer(model, ranking, asked, path))

        def keep(answer: Answered) -> None:
            self._kept[key] = answer
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            self.answered.emit(answer)

        self._models.start(Job("explain", steps, on_value=keep, on_result=keep, on_fault=state.fail))

    def _on_model_changed(self) -> None:
        self._kept.clear()

    def _answer(self, model: Model, ranking: Ranking, asked: Asked, path: Path) -> Generator[Any, None, Answered]:
        """The map first, and once more with its faithfulness."""
        from clipdesk.data.images import decode
        from clipdesk.inference.explaining import Explainer

        if self._explainer is None or self._explainer[0] is not model:
            self._explainer = (model, Explainer(model))
        explainer = self._explainer[1]
        config = model.config.preprocess
        seen = decode(path, shortest_side=config.image_size).pixels
        shown = decode(path, shortest_side=_SHOWN_SIDE).pixels
        yield from ()
        texts, column = ranking.prompts.labels, ranking.names.index(asked.label)
        if asked.versus in ranking.names:
            found = explainer.versus(seen, texts[column], texts[ranking.names.index(asked.versus)])
            return Answered(asked, shown, found.maps[0], True, float(found.signed_sum[0]), config)
        found = explainer.explain(seen, texts, asked.method)
        answer = Answered(asked, shown, found.maps[column], False, float(found.signed_sum[column]), config)
        yield answer
        faithful = explainer.faithfulness(seen, texts, column, found.maps[column])
        return Answered(
            asked, shown, answer.patch_map, False, answer.signed_sum, config, faithful,
        )  # fmt: skip

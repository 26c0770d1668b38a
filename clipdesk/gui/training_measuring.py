"""Slow work of the result page: both models on pictures that were not learned from, and the models between them."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clipdesk import paths
from clipdesk.errors import UsageError
from clipdesk.progress import Progress, Steps
from clipdesk.training import runs
from clipdesk.training.config import RECIPES, RunConfig
from clipdesk.training.events import Started
from clipdesk.training.examples import Part, Splits, arrange, read_examples
from clipdesk.training.runs import Run

if TYPE_CHECKING:
    from clipdesk.training.blend import BlendPoint
    from clipdesk.training.result import Recall, Result

_ORDER = (1.0, 0.0, 0.5, 0.3, 0.7, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9)
"""Of the blends: the ends and the middle tell the most."""


@dataclass(frozen=True, eq=False)
class Measured:
    """Both models on a part of the data: a Result for classes, two Recalls for captions."""

    run: Run
    part: Part
    result: Result | None
    recalls: tuple[Recall, Recall] | None


def measured(run: Run) -> Steps[Measured]:
    """Compare the run's model with the one before, on the test part where there is one, else on the one to choose by.

    Raises UsageError when there is nothing to measure on.
    """
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import load
    from clipdesk.training.result import compare, recall

    config, folder = run.config, _model_of(run)
    splits = yield from _splits(config)
    part: Part = "test" if len(splits.test) else "validation"
    examples = splits.test if part == "test" else splits.validation
    if not len(examples):
        raise UsageError("There are no pictures to measure on: all of them were learned from.")
    yield Progress("loading", 0)
    before, after = load(config.model, device=config.device), load(folder, device=config.device)
    with EmbeddingCache(paths.embedding_cache_path()) as cache:
        if examples.kind == "labels":
            result = yield from compare(before, after, examples, config.templates, cache)
            return Measured(run, part, result, None)
        first = yield from recall(before, examples, cache)
        second = yield from recall(after, examples, cache)
    return Measured(run, part, None, (first, second))


def blended(run: Run, wanted: Callable[[], float]) -> Generator[Any, None, None]:
    """Yield a BlendPoint for one share of the tuned weights after the other, the `wanted` one first."""
    from clipdesk.training.blend import blend_points, open_blend
    from clipdesk.training.control import open_control
    from clipdesk.zoo import registry

    config = run.config
    splits = yield from _splits(config)
    blend = open_blend(registry.resolve(config.model), _model_of(run))
    control = open_control(config.control, blend.tuned.config.preprocess, config.seed)
    left = list(_ORDER)
    while left:
        yield Progress("blending", len(_ORDER) - len(left), len(_ORDER))
        alpha = wanted() if wanted() in left else left[0]
        left.remove(alpha)
        points: tuple[BlendPoint, ...] = yield from blend_points(
            blend, splits.validation, control, config.templates, device=config.device, precision="auto", alphas=(alpha,)
        )
        yield from points


def saved(run: Run, alpha: float, name: str, points: Mapping[float, BlendPoint]) -> Steps[str]:
    """Put the model, or the blend at `alpha`, among the installed ones, with what is known of it in its card.

    Raises UsageError, CheckpointError.
    """
    from clipdesk.training.blend import open_blend, save_point
    from clipdesk.training.saving import add_to_list, card_of
    from clipdesk.zoo import registry

    yield Progress("saving", 0)
    source, figures = registry.resolve(run.config.model), _figures(run, alpha, points)
    if alpha == 1:
        add_to_list(_model_of(run), name, card_of(name, _as_run(run), source, figures) if figures else None)
    else:
        blend = open_blend(source, _model_of(run))
        yield from save_point(blend, alpha, paths.user_models_dir() / name, source, _as_run(run), figures)
    return name


def exported(run: Run, alpha: float, folder: Path) -> Steps[Path]:
    """Write the model, or the blend at `alpha`, to a new folder that open_clip opens.

    What a head has learned on top of the network stays behind: open_clip has no place for it. Raises UsageError,
    CheckpointError.
    """
    from clipdesk.training.blend import open_blend, save_point
    from clipdesk.training.export import export_open_clip
    from clipdesk.zoo import registry

    yield Progress("saving", 0)
    if alpha == 1:
        export_open_clip(_model_of(run), folder)
        return folder
    source = registry.resolve(run.config.model)
    with tempfile.TemporaryDirectory() as drafts:
        draft = Path(drafts) / "draft-for-open_clip"
        yield from save_point(open_blend(source, _model_of(run)), alpha, draft, source, run.config)
        export_open_clip(draft, folder)
    return folder


def _as_run(run: Run) -> RunConfig:
    """The run's settings with what its recipe chose by itself."""
    begun = [event for event in runs.read_events(run.folder) if isinstance(event, Started)]
    return RunConfig.from_json(begun[-1].config) if begun else run.config


def _figures(run: Run, alpha: float, points: Mapping[float, BlendPoint]) -> dict[str, str]:
    """What was measured of the blend, and of the model before, as rows of a card; the first is what it is known by."""
    now, before = points.get(alpha), points.get(0.0)
    figures = {}
    pictures = f"{Path(run.config.data).stem}, pictures not learned from"
    for name, what in (("target", pictures), ("control", "control pictures")):
        value = getattr(now, name, None)
        if value is not None:
            earlier = getattr(before, name, None)
            figures[what] = f"{value:.1%}" + (f" (before: {earlier:.1%})" if earlier is not None else "")
    return figures


def free_name(run: Run) -> str:
    """A name for the model that no other has yet."""
    from clipdesk.zoo import pretrained, registry

    base = re.sub(r"[^A-Za-z0-9]+", "-", Path(run.config.data).stem).strip("-") or "model"
    taken = {pretrained.fold(model.path.name) for model in registry.list_models()}
    names = (f"{base}-{run.config.recipe}{'' if number == 1 else f'-{number}'}" for number in itertools.count(1))
    return next(name for name in names if pretrained.fold(name) not in taken)


def can_blend(run: Run) -> bool:
    """Whether there is a model before to blend with."""
    return RECIPES[run.config.recipe].name != "scratch"


def _model_of(run: Run) -> Path:
    if run.model is None:
        raise UsageError("This run has no model yet. Let it finish, or stop it and keep its best.")
    return run.model


def _splits(config: RunConfig) -> Steps[Splits]:
    needs = RECIPES[config.recipe].needs
    found = yield from read_examples(Path(config.data), None if needs == "either" else needs)
    return arrange(found, config.validation, config.seed)

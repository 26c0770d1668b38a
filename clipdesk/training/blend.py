"""Between the model as it was and as it is now: WiSE-FT (Wortsman 2022), straight lines between the weights.

Half way often keeps most of what was learned and most of what was known. α = 0 is the model before, 1 the tuned one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from clipdesk.clip.checkpoint import Checkpoint, build, read_checkpoint
from clipdesk.clip.model import CLIP
from clipdesk.errors import UsageError
from clipdesk.inference.head import Head, read_head
from clipdesk.inference.model import Model, from_clip
from clipdesk.progress import Progress, Steps
from clipdesk.training.config import RunConfig
from clipdesk.training.control import Control
from clipdesk.training.embedded import class_rows
from clipdesk.training.examples import Examples
from clipdesk.training.result import measure
from clipdesk.training.saving import card_of, check_name, save_tuned

ALPHAS = tuple(step / 10 for step in range(11))
MOST_LOST = 0.03  # of the control pictures, at a point that is proposed
_ROUNDING = 1e-9


@dataclass(frozen=True)
class BlendPoint:
    """What the blend at `alpha` gets right, as shares; None where there is nothing to measure on."""

    alpha: float
    target: float | None
    control: float | None


@dataclass(frozen=True, eq=False)
class Blend:
    """The two ends. Raises UsageError where they are of different architectures."""

    original: Checkpoint
    tuned: Checkpoint
    head: Head | None = None  # the tuned model's, whose rows are blended with the words' own

    def __post_init__(self) -> None:
        if self.original.config != self.tuned.config:
            raise UsageError("The two models are of different architectures, so there is nothing between them.")

    def clip(self, alpha: float) -> CLIP:
        """The network with `(1 − α)·original + α·tuned` as its weights, float32; an end as it is."""
        weights = blended(self.original.state_dict, self.tuned.state_dict, alpha)
        return build(replace(self.tuned, state_dict=weights))

    def head_at(self, alpha: float, words: npt.NDArray[np.float32], scale: float) -> Head | None:
        """The head between the words `[classes, dim]` (at a model's `scale`) and what was learned."""
        if self.head is None or alpha == 0:
            return None
        if alpha == 1:
            return self.head
        rows = (1 - alpha) * words + alpha * self.head.weights * np.float32(self.head.scale / scale)
        near = self.head.neighbours
        if near is not None:
            near = near.weighed(alpha * self.head.scale / scale)
        return Head(self.head.kind, self.head.classes, rows.astype(np.float32), scale, near)


def open_blend(original: Path, tuned: Path) -> Blend:
    """Read both models. Raises CheckpointError, UsageError."""
    after = read_checkpoint(tuned)
    head = read_head(tuned, after.config.embed_dim) if tuned.is_dir() else None
    return Blend(read_checkpoint(original), after, head)


def blended(original: Mapping[str, Tensor], tuned: Mapping[str, Tensor], alpha: float) -> dict[str, Tensor]:
    """`(1 − α)·original + α·tuned` of each tensor, in float32; counters are the tuned model's."""
    if not 0 <= alpha <= 1:
        raise UsageError("The blend must lie between 0, the model before, and 1, the tuned one.")
    weights = {}
    for name, after in tuned.items():
        if not after.is_floating_point() or alpha == 1:
            weights[name] = after.clone()
        elif alpha == 0:
            weights[name] = original[name].clone()
        else:
            weights[name] = torch.lerp(original[name].float(), after.float(), alpha)
    return weights


def blend_points(
    blend: Blend,
    examples: Examples,
    control: Control | None,
    templates: Sequence[str],
    *,
    device: str = "auto",
    precision: str = "fp32",
    alphas: Sequence[float] = ALPHAS,
) -> Steps[tuple[BlendPoint, ...]]:
    """Measure the blends on the pictures (accuracy, or mean recall at 1 for captions) and on the control set."""
    points = []
    for number, alpha in enumerate(alphas):
        yield Progress("blending", number, len(alphas))
        model = yield from _model_at(blend, alpha, templates, device, precision)
        target = (yield from measure(model, examples, templates)) if len(examples) else None
        points.append(BlendPoint(alpha, target, control.measure(model.clip) if control is not None else None))
    yield Progress("blending", len(alphas), len(alphas))
    return tuple(points)


def proposed(points: Sequence[BlendPoint]) -> BlendPoint | None:
    """The point best on the target of those that lose at most `MOST_LOST` of the control; of equal ones the least far.

    `points` begin with the model before. Without a control set every point counts; without a target there is none.
    """
    told = [point for point in points if point.target is not None]
    before = points[0].control if points else None
    if before is not None:
        told = [point for point in told if (point.control or 0.0) >= before - MOST_LOST - _ROUNDING]
    return max(told, key=lambda point: (point.target or 0.0, -point.alpha), default=None)


def save_point(
    blend: Blend, alpha: float, folder: Path, source: Path, config: RunConfig, figures: Mapping[str, str] | None = None
) -> Steps[None]:
    """Write the blend as a model folder whose name is new among the models. Raises UsageError, CheckpointError."""
    check_name(folder.name)
    model = yield from _model_at(blend, alpha, config.templates, "cpu", "fp32")
    told = {**(figures or {}), "share of the tuned weights": f"{alpha:.1f} of 1"}
    card = card_of(folder.name, config, source, told)
    save_tuned(folder, source, clip=blend.clip(alpha), head=model.head, card=card)


def _model_at(blend: Blend, alpha: float, templates: Sequence[str], device: str, precision: str) -> Steps[Model]:
    model = from_clip(blend.clip(alpha), name=f"blend {alpha:.1f}", device=device, precision=precision)
    if blend.head is None or alpha == 0:
        return model
    words = yield from class_rows(model, blend.head.classes, templates)
    return replace(model, head=blend.head_at(alpha, words, model.scale))

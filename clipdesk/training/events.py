"""What a run tells while it goes on: values that also travel as one line of JSON each. Knows nothing of torch."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from clipdesk.errors import UsageError

Command = Literal["pause", "stop"]  # what may be sent into a run: both end it, after a checkpoint


@dataclass(frozen=True)
class Started:
    """The run begins, or goes on at `step`. `config` is the resolved RunConfig as JSON values."""

    folder: str
    recipe: str
    steps: int
    step: int
    epochs: int
    examples: int
    validation_examples: int
    trained_parameters: int
    parameters: int
    device: str
    precision: str
    baseline: float | None  # validation before the first step
    control: float | None  # accuracy on the control set before the first step
    config: Mapping[str, Any]


@dataclass(frozen=True)
class Working:
    """How far a part of the run is that takes no steps: `done` of `total` pictures of `stage`. Not kept on disk."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True)
class Step:
    """After an optimizer step: `step` of `steps`, its loss, and the loss of guessing."""

    step: int
    steps: int
    epoch: int
    loss: float
    chance: float
    learning_rate: float
    images_per_second: float
    memory_bytes: int
    seconds_left: float


@dataclass(frozen=True)
class Probe:
    """What the model says of a picture that stays the same through the run."""

    path: str
    label: str
    probability: float


@dataclass(frozen=True)
class EpochEnd:
    """After an epoch (counted from 1). `validation` is top-1 accuracy (labels) or mean recall at 1 (captions)."""

    epoch: int
    epochs: int
    train_loss: float
    validation: float | None
    control: float | None
    best: bool
    probes: tuple[Probe, ...] = ()


@dataclass(frozen=True)
class Saved:
    """A checkpoint is on disk, whole."""

    path: str


@dataclass(frozen=True)
class Note:
    """A sentence for the user."""

    text: str


@dataclass(frozen=True)
class Paused:
    """The run has ended after a checkpoint and can be resumed from `folder`."""

    folder: str
    step: int


@dataclass(frozen=True)
class Finished:
    """The run is done: the model of its best epoch (0: the model as it was) lies in `folder`. `stopped`: on demand."""

    best_epoch: int
    folder: str
    stopped: bool = False


@dataclass(frozen=True)
class Failed:
    """The run has ended by a fault, told in a sentence."""

    sentence: str


Event = Started | Working | Step | EpochEnd | Saved | Note | Paused | Finished | Failed

_KINDS: Mapping[str, type[Event]] = {
    "started": Started, "working": Working, "step": Step, "epoch_end": EpochEnd, "saved": Saved, "note": Note,
    "paused": Paused, "finished": Finished, "failed": Failed,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_line(event: Event) -> str:
    """One line of JSON, without its end. Values that are not numbers become null."""
    return json.dumps({"event": _NAMES[type(event)], **_finite(asdict(event))}, ensure_ascii=True, allow_nan=False)


def from_line(line: str) -> Event:
    """The inverse of `to_line`. Raises UsageError when the line holds no event."""
    try:
        values = json.loads(line)
        kind = _KINDS[values.pop("event")]
        if kind is EpochEnd:
            values["probes"] = tuple(Probe(**probe) for probe in values["probes"])
        if kind is Step and values["loss"] is None:
            values["loss"] = math.nan
        return kind(**values)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"This is no event of a training run: {line[:80]!r}.") from error


def _finite(values: Any) -> Any:
    if isinstance(values, dict):
        return {name: _finite(value) for name, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [_finite(value) for value in values]
    return None if isinstance(values, float) and not math.isfinite(values) else values

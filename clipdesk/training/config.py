"""What a training run is asked to do, as plain values; and the recipes there are. Knows nothing of torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from clipdesk.errors import UsageError

Needs = Literal["labels", "captions", "either"]

_NUMBERED = "a photo of a {}."


@dataclass(frozen=True)
class RecipeInfo:
    """A recipe as a user sees it. `gradient`: runs in the trainer; the others solve or hold everything at once."""

    name: str
    title: str
    purpose: str
    duration: str
    needs: Needs
    gradient: bool = True


@dataclass(frozen=True)
class _Defaults:
    """Conservative values of a recipe, for what the user leaves open."""

    epochs: int
    learning_rate: float
    weight_decay: float = 0.05
    warmup_share: float = 0.1
    layer_decay: float = 1.0
    ema: float = 0.0


RECIPES: Mapping[str, RecipeInfo] = {
    info.name: info
    for info in (
        RecipeInfo(
            "probe", "Probe", "Learn your labels on top of the unchanged model.", "seconds", "labels", gradient=False
        ),
        RecipeInfo(
            "prompt", "Prompt", "Learn the words around your labels; the towers stay.", "a minute", "labels", False
        ),
        RecipeInfo("adapter", "Adapter", "Learn a small turn of both projections.", "a minute", "either"),
        RecipeInfo("lora", "LoRA", "Learn small additions to every block; little is forgotten.", "minutes", "either"),
        RecipeInfo("blocks", "Last blocks", "Learn the last blocks of the towers anew.", "minutes", "either"),
        RecipeInfo("full", "Full", "Learn everything, with care; for thousands of pictures.", "hours", "either"),
        RecipeInfo("distil", "Distil", "Bring a small model to a large teacher.", "hours", "either"),
        RecipeInfo("scratch", "From nothing", "Train a new network; for very large sets.", "days", "either"),
    )
}
PROBE_TRIALS = 13
"""The heads that a probe tries: its epochs, whatever is asked for."""

_DEFAULTS: Mapping[str, _Defaults] = {
    "probe": _Defaults(epochs=PROBE_TRIALS, learning_rate=1.0, weight_decay=0.0),
    "prompt": _Defaults(epochs=30, learning_rate=2e-3, weight_decay=0.0),
    "adapter": _Defaults(epochs=30, learning_rate=1e-3),
    "lora": _Defaults(epochs=8, learning_rate=3e-3),
    "blocks": _Defaults(epochs=10, learning_rate=1e-3, layer_decay=0.8),
    "full": _Defaults(epochs=10, learning_rate=3e-4, layer_decay=0.75, ema=0.999),
    "distil": _Defaults(epochs=10, learning_rate=1e-4, ema=0.999),
    "scratch": _Defaults(epochs=30, learning_rate=5e-4, weight_decay=0.2, ema=0.999),
}
REFERENCE_WIDTH = 256
"""Of the image tower that the rates of `_BY_WIDTH` are for. They fall with the square of the width, so that they meet
those found for a ViT-B of 768: 3e-5 for everything (Wortsman 2022), 2e-4 and more for LoRA (Zanella 2024)."""

_BY_WIDTH = ("lora", "blocks", "full")
_PRECISIONS = ("auto", "fp32", "bf16")
_TOWERS = ("image", "text")


@dataclass(frozen=True)
class RunConfig:
    """One run. `resolved` fills what is None.

    `output` is the run's folder: config.json, metrics.jsonl, checkpoints/ and at the end model/. `batch_size` counts
    the pictures that meet in one loss, `micro_batch` those that are in memory at once. `learning_rate` holds for the
    top layer, each layer below has `layer_decay` times that of the one above. `warmup_share` is a share of all steps,
    `validation` of the pictures (where the data name none). `ema` 0 is off. `templates` put a class name in `{}`.
    """

    data: str
    recipe: str
    model: str = "starter"
    output: str = ""
    epochs: int | None = None
    batch_size: int = 64
    micro_batch: int | None = None
    learning_rate: float | None = None
    weight_decay: float | None = None
    warmup_share: float | None = None
    layer_decay: float | None = None
    ema: float | None = None
    precision: str = "auto"
    device: str = "auto"
    seed: int = 0
    validation: float = 0.2
    rank: int = 8
    towers: tuple[str, ...] = ("image", "text")
    blocks: int = 2
    templates: tuple[str, ...] = (_NUMBERED,)
    checkpointing: bool = False
    control: str | None = None
    teacher: str | None = None
    config: str | None = None
    checkpoint_minutes: float = 5.0

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> RunConfig:
        """The inverse of `to_json`. Raises UsageError for what cannot be a run."""
        unknown = sorted(set(values) - {item.name for item in fields(cls)})
        if unknown:
            raise UsageError(f"The run's settings have fields that this version does not know: {', '.join(unknown)}.")
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
        }
        try:
            config = cls(**given)
            check(config)
        except TypeError as error:
            raise UsageError(f"The run's settings are damaged ({error}).") from error
        return config


def check(config: RunConfig) -> None:
    """Raise UsageError unless the values make sense, each on its own and together."""
    if config.recipe not in RECIPES:
        raise UsageError(f"There is no recipe called {config.recipe!r}. Choose one of {', '.join(RECIPES)}.")
    if config.precision not in _PRECISIONS:
        raise UsageError(f"Training runs in {', '.join(_PRECISIONS)}, not in {config.precision!r}.")
    for name, least in (("epochs", 1), ("batch_size", 2), ("micro_batch", 1), ("rank", 1), ("blocks", 1)):
        value = getattr(config, name)
        if value is not None and value < least:
            raise UsageError(f"The run's {name.replace('_', ' ')} is {value}; it must be at least {least}.")
    if config.learning_rate is not None and not 0 < config.learning_rate < 10:
        raise UsageError(f"The learning rate is {config.learning_rate:g}; it must lie above 0 and below 10.")
    for name in ("warmup_share", "layer_decay", "ema", "validation"):
        value = getattr(config, name)
        if value is not None and not 0 <= value <= 1:
            raise UsageError(f"The run's {name.replace('_', ' ')} is {value:g}; it must lie between 0 and 1.")
    if config.weight_decay is not None and config.weight_decay < 0:
        raise UsageError("The weight decay must not be below 0.")
    if config.checkpoint_minutes < 0:
        raise UsageError("The minutes between checkpoints must not be below 0.")
    if not config.towers or set(config.towers) - set(_TOWERS):
        raise UsageError("The towers to train are image, text, or both.")
    if not config.templates or not all("{}" in template for template in config.templates):
        raise UsageError("Each template needs a {} where the class name goes.")
    if config.recipe == "distil" and not config.teacher:
        raise UsageError("The recipe distil needs a teacher: the name of a larger model.")


def resolved(config: RunConfig, examples_count: int, width: int = REFERENCE_WIDTH) -> RunConfig:
    """`config` with each None filled with the recipe's conservative default, for that many training examples and an
    image tower of that width.

    Raises UsageError as `check` does, and when there are too few examples for a loss that compares them.
    """
    check(config)
    if examples_count < 2:
        raise UsageError(f"There are {examples_count} pictures to train on; two at least are needed.")
    defaults = _DEFAULTS[config.recipe]
    batch_size = min(config.batch_size, examples_count)
    filled = {
        name: getattr(defaults, name)
        for name in ("epochs", "learning_rate", "weight_decay", "warmup_share", "layer_decay", "ema")
        if getattr(config, name) is None
    }
    if "learning_rate" in filled and config.recipe in _BY_WIDTH:
        filled["learning_rate"] *= min(1.0, REFERENCE_WIDTH / width) ** 2
    if config.recipe == "probe":
        filled["epochs"] = PROBE_TRIALS
    return replace(
        config, batch_size=batch_size, micro_batch=min(config.micro_batch or batch_size, batch_size), **filled
    )

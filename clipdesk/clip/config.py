"""The architecture of a CLIP model as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, TypeVar

from clipdesk.errors import CheckpointError

Activation = Literal["gelu", "quick_gelu"]
PositionalEncoding = Literal["learned", "sinusoidal"]

OPENAI_MEAN = (0.48145466, 0.4578275, 0.40821073)
OPENAI_STD = (0.26862954, 0.26130258, 0.27577711)

_LARGEST = {
    "image_size": 4096, "patch_size": 256, "width": 16_384, "layers": 256, "heads": 256, "embed_dim": 16_384,
    "context_length": 4096, "vocab_size": 1_000_000, "token_width": 16_384,
}  # fmt: skip


@dataclass(frozen=True)
class VisionConfig:
    """The image tower.

    `kind` "vit": `layers` blocks of `width` with `heads` heads over patches of `patch_size` pixels. The stem is one
    convolution ("patch") or a small stack of 3×3 convolutions that ends on the same grid ("conv", a hybrid).
    `kind` "resnet": `layers` holds the bottleneck counts of the four stages, `width` the stem's channels, `heads` the
    heads of the attention pooling; `patch_size` is the overall stride, 32.
    """

    kind: Literal["vit", "resnet"] = "vit"
    image_size: int = 224
    patch_size: int = 32
    width: int = 768
    layers: int | tuple[int, int, int, int] = 12
    heads: int = 12
    mlp_ratio: float = 4.0
    stem: Literal["patch", "conv"] = "patch"
    positional_encoding: PositionalEncoding = "learned"
    pre_norm: bool = True

    @property
    def grid_size(self) -> int:
        """Patches along one side at the native input size."""
        return self.image_size // self.patch_size

    @property
    def mlp_width(self) -> int:
        """Width of the MLP's hidden layer."""
        return int(self.width * self.mlp_ratio)


@dataclass(frozen=True)
class TextConfig:
    """The causal text tower. `token_width` below `width` factorises the token embedding (ALBERT, Lan 2019)."""

    context_length: int = 77
    vocab_size: int = 49_408
    width: int = 512
    layers: int = 12
    heads: int = 8
    mlp_ratio: float = 4.0
    positional_encoding: PositionalEncoding = "learned"
    token_width: int | None = None

    @property
    def mlp_width(self) -> int:
        """Width of the MLP's hidden layer."""
        return int(self.width * self.mlp_ratio)


@dataclass(frozen=True)
class PreprocessConfig:
    """How a picture becomes the tower's input: resize, centre crop, per-channel mean and deviation (of 0…1 values)."""

    image_size: int = 224
    mean: tuple[float, float, float] = OPENAI_MEAN
    std: tuple[float, float, float] = OPENAI_STD
    interpolation: Literal["bicubic", "bilinear"] = "bicubic"
    resize_mode: Literal["shortest", "squash"] = "shortest"


@dataclass(frozen=True)
class CLIPConfig:
    """Both towers, the shared space's size, and the preprocessing that the image tower was trained with."""

    embed_dim: int = 512
    vision: VisionConfig = field(default_factory=VisionConfig)
    text: TextConfig = field(default_factory=TextConfig)
    activation: Activation = "gelu"
    preprocess: PreprocessConfig = field(default_factory=PreprocessConfig)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CLIPConfig:
        """The inverse of `to_dict`. Raises CheckpointError for unknown fields, wrong types and absurd sizes."""
        config = _build(cls, values, "config")
        check(config)
        return config


_Config = TypeVar("_Config", bound=CLIPConfig | VisionConfig | TextConfig | PreprocessConfig)
_NESTED: dict[str, type[VisionConfig] | type[TextConfig] | type[PreprocessConfig]] = {
    "vision": VisionConfig, "text": TextConfig, "preprocess": PreprocessConfig,
}  # fmt: skip
_CHOICES: dict[str, tuple[str, ...]] = {
    "kind": ("vit", "resnet"), "stem": ("patch", "conv"), "positional_encoding": ("learned", "sinusoidal"),
    "activation": ("gelu", "quick_gelu"), "interpolation": ("bicubic", "bilinear"),
    "resize_mode": ("shortest", "squash"),
}  # fmt: skip


def _build(kind: type[_Config], values: Any, where: str) -> _Config:
    if not isinstance(values, Mapping):
        raise CheckpointError(f"The model's {where} must be an object, not {type(values).__name__}.")
    unknown = sorted(set(values) - {item.name for item in fields(kind)})
    if unknown:
        raise CheckpointError(f"The model's {where} has fields that this version does not know: {', '.join(unknown)}.")
    given = {name: _value(name, value, f"{where}.{name}") for name, value in values.items()}
    return kind(**given)


def _value(name: str, value: Any, where: str) -> Any:
    if name in _NESTED:
        return _build(_NESTED[name], value, where)
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise CheckpointError(f"The model's {where} is {value!r}; it must be one of {', '.join(_CHOICES[name])}.")
        return value
    if name == "pre_norm":
        if not isinstance(value, bool):
            raise CheckpointError(f"The model's {where} must be true or false.")
        return value
    if name == "token_width" and value is None:
        return None
    if isinstance(value, (list, tuple)):
        numbers = tuple(value)
        wanted = {"layers": 4, "mean": 3, "std": 3}.get(name)
        if len(numbers) != wanted or not all(_is_number(number) for number in numbers):
            raise CheckpointError(f"The model's {where} must hold {wanted or 'one'} numbers.")
        return numbers
    if name in ("mean", "std") or not _is_number(value) or (name != "mlp_ratio" and not isinstance(value, int)):
        raise CheckpointError(f"The model's {where} has the wrong type: {value!r}.")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check(config: CLIPConfig) -> None:
    """Raise CheckpointError unless the sizes are sane and fit each other. Allocates nothing."""
    vision, text = config.vision, config.text
    for part, values in (("vision", vision), ("text", text), ("model", config), ("preprocess", config.preprocess)):
        for name, largest in _LARGEST.items():
            value = getattr(values, name, None)
            for number in value if isinstance(value, tuple) else (value,):
                if number is not None and not (isinstance(number, int) and 1 <= number <= largest):
                    raise CheckpointError(
                        f"The model's {part} {name} is {number}; it must lie between 1 and {largest}."
                    )
    if not all(deviation > 0 for deviation in config.preprocess.std):
        raise CheckpointError("The model's preprocess std must be above 0.")
    for part, tower in (("vision", vision), ("text", text)):
        if not 0 < tower.mlp_ratio <= 64:
            raise CheckpointError(f"The model's {part} mlp_ratio is {tower.mlp_ratio}; it must lie between 0 and 64.")
    if text.width % text.heads:
        raise CheckpointError(f"The text width {text.width} cannot be split into {text.heads} heads.")
    if vision.kind == "vit":
        if not isinstance(vision.layers, int):
            raise CheckpointError("A ViT's layers must be one number.")
        if vision.width % vision.heads:
            raise CheckpointError(f"The image tower's width {vision.width} cannot be split into {vision.heads} heads.")
        if vision.grid_size < 1:
            raise CheckpointError(f"Patches of {vision.patch_size} px do not fit an input of {vision.image_size} px.")
        if vision.stem == "conv" and vision.patch_size & (vision.patch_size - 1):
            raise CheckpointError(f"A conv stem's patch size must be a power of two, not {vision.patch_size}.")
    elif not isinstance(vision.layers, tuple):
        raise CheckpointError("A ResNet's layers must be four numbers.")
    elif vision.width * 32 % vision.heads:
        raise CheckpointError(
            f"The attention pooling's width {vision.width * 32} cannot be split into {vision.heads} heads."
        )

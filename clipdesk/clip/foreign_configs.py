"""What open_clip's and Hugging Face's configuration files say, as a CLIPConfig, if our networks can run it.

Both describe many more architectures than CLIP's own. Every field is looked up in a table of what may stand there; a
field or value outside the tables means a feature that our networks lack, and is named in the error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from clipdesk.clip.config import Activation, CLIPConfig, PreprocessConfig
from clipdesk.errors import CheckpointError

_ANY = object()
_NORMAL_BLOCK: dict[str, tuple[Any, ...]] = {
    "ls_init_value": (None,), "act_kwargs": (None, {}), "norm_kwargs": (None, {}), "block_type": (None, "default"),
    "qk_norm": (False,), "scaled_cosine_attn": (False,), "scale_heads": (False,), "scale_attn_inner": (False,),
    "scale_attn": (False,), "scale_fc": (False,), "output_tokens": (_ANY,), "final_ln_after_pool": (False,),
}  # fmt: skip
# Fields of open_clip 3 and the values under which its towers are CLIP's own.
_OPEN_CLIP_TOP: dict[str, tuple[Any, ...]] = {
    "embed_dim": (_ANY,), "vision_cfg": (_ANY,), "text_cfg": (_ANY,), "quick_gelu": (True, False, None),
    "custom_text": (True, False, None), "init_logit_scale": (_ANY,), "init_logit_bias": (None,),
    "nonscalar_logit_scale": (False,), "cast_dtype": (_ANY,), "output_dict": (_ANY,),
}  # fmt: skip
_OPEN_CLIP_VISION: dict[str, tuple[Any, ...]] = _NORMAL_BLOCK | {
    "layers": (_ANY,), "width": (_ANY,), "head_width": (_ANY,), "mlp_ratio": (_ANY,), "patch_size": (_ANY,),
    "image_size": (_ANY,), "no_ln_pre": (True, False), "patch_dropout": (_ANY,), "attentional_pool": (False,),
    "attn_pooler_queries": (_ANY,), "attn_pooler_heads": (_ANY,), "pos_embed_type": ("learnable",),
    "pool_type": ("tok",), "timm_model_name": (None, ""), "timm_model_pretrained": (_ANY,), "timm_pool": (_ANY,),
    "timm_proj": (_ANY,), "timm_proj_bias": (_ANY,), "timm_drop": (_ANY,), "timm_drop_path": (_ANY,),
}  # fmt: skip
_OPEN_CLIP_TEXT: dict[str, tuple[Any, ...]] = _NORMAL_BLOCK | {
    "context_length": (_ANY,), "vocab_size": (_ANY,), "width": (_ANY,), "heads": (_ANY,), "layers": (_ANY,),
    "mlp_ratio": (_ANY,), "hf_tokenizer_name": (None, ""), "tokenizer_mode": (None,), "tokenizer_kwargs": (None, {}),
    "embed_cls": (False,), "pad_id": (_ANY,), "eos_id": (_ANY,), "no_causal_mask": (False,), "pool_type": ("argmax",),
    "proj_bias": (False,), "proj_type": ("linear",), "hf_model_name": (None, ""), "hf_model_pretrained": (_ANY,),
    "hf_proj_type": (_ANY,), "hf_pooler_type": (_ANY,),
}  # fmt: skip
_HUGGING_FACE_ACTIVATIONS: dict[str, Activation] = {"quick_gelu": "quick_gelu", "gelu": "gelu"}
_PILLOW_FILTERS: dict[Any, Literal["bicubic", "bilinear"]] = {2: "bilinear", 3: "bicubic"}
_LEGACY_END_OF_TEXT = 2  # written by old exports; transformers then takes the largest id, as OpenAI does


@dataclass(frozen=True)
class ForeignConfig:
    """The architecture, and what a reader should know about how it was understood."""

    config: CLIPConfig
    notes: tuple[str, ...] = ()


def from_open_clip(
    model_cfg: Any, preprocess_cfg: Mapping[str, Any] | None = None, *, quick_gelu: bool | None = None
) -> ForeignConfig:
    """From an architecture's JSON (`model_cfg`) and a checkpoint's preprocessing.

    `quick_gelu` goes before the architecture's own field. Raises CheckpointError naming what our networks lack.
    """
    top = _object(model_cfg, "open_clip's model_cfg")
    _only(top, _OPEN_CLIP_TOP, "")
    vision, text = _object(top.get("vision_cfg"), "vision_cfg"), _object(top.get("text_cfg"), "text_cfg")
    _only(vision, _OPEN_CLIP_VISION, "vision_cfg.")
    _only(text, _OPEN_CLIP_TEXT, "text_cfg.")
    layers, width = vision.get("layers", 12), _number(vision.get("width", 768), "vision_cfg.width")
    head_width = _number(vision.get("head_width", 64), "vision_cfg.head_width")
    is_resnet = isinstance(layers, Sequence) and not isinstance(layers, str)
    values: dict[str, Any] = {
        "kind": "resnet" if is_resnet else "vit",
        "image_size": _square(vision.get("image_size", 224), "vision_cfg.image_size"),
        "patch_size": 32 if is_resnet else _square(vision.get("patch_size", 16), "vision_cfg.patch_size"),
        "width": width,
        "layers": layers,
        "heads": (32 * width if is_resnet else width) // head_width,
    }
    if not is_resnet:
        values |= {"mlp_ratio": vision.get("mlp_ratio", 4.0), "pre_norm": not vision.get("no_ln_pre", False)}
    towers = {
        "embed_dim": top.get("embed_dim"),
        "vision": values,
        "text": {
            name: text.get(name, default)
            for name, default in (
                ("context_length", 77), ("vocab_size", 49_408), ("width", 512), ("heads", 8), ("layers", 12),
                ("mlp_ratio", 4.0),
            )
        },
    }  # fmt: skip
    quick = bool(top.get("quick_gelu")) if quick_gelu is None else quick_gelu
    preprocess, notes = _open_clip_preprocess(preprocess_cfg or {}, values["image_size"])
    rest = {"activation": "quick_gelu" if quick else "gelu", "preprocess": preprocess}
    return ForeignConfig(CLIPConfig.from_dict(towers | rest), notes)


def _open_clip_preprocess(given: Mapping[str, Any], image_size: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    values: dict[str, Any] = {"image_size": image_size}
    notes = []
    for name, default, known in (
        ("mean", PreprocessConfig.mean, None),
        ("std", PreprocessConfig.std, None),
        ("interpolation", "bicubic", ("bicubic", "bilinear")),
        ("resize_mode", "shortest", ("shortest", "squash")),
    ):
        value = given.get(name, default)
        if known is not None and value not in known:
            notes.append(f"The preprocessing asks for {name} {value!r}; {default!r} is used instead.")
            value = default
        values[name] = value
    return values, tuple(notes)


def from_hugging_face(config: Any, preprocessor: Mapping[str, Any] | None = None) -> ForeignConfig:
    """From a Hugging Face CLIP folder's `config.json` and `preprocessor_config.json`.

    Missing fields have the defaults of transformers' CLIPConfig. Raises CheckpointError naming what our networks lack.
    """
    top = _object(config, "config.json")
    text = _object(top.get("text_config") or {}, "text_config") | _object(top.get("text_config_dict") or {}, "text")
    vision = _object(top.get("vision_config") or {}, "vision_config")
    vision = vision | _object(top.get("vision_config_dict") or {}, "vision")
    for tower, values in (("text_config", text), ("vision_config", vision)):
        if values.get("layer_norm_eps", 1e-5) not in (1e-5, None):
            raise CheckpointError(f"{tower}.layer_norm_eps is {values['layer_norm_eps']}; only 1e-05 is supported.")
        if values.get("num_channels", 3) != 3:
            raise CheckpointError(f"{tower}.num_channels is {values['num_channels']}; only 3 is supported.")
    activations = {str(tower.get("hidden_act", "quick_gelu")) for tower in (text, vision)}
    if len(activations) > 1 or not activations <= _HUGGING_FACE_ACTIVATIONS.keys():
        raise CheckpointError(
            f"The towers' hidden_act is {' and '.join(sorted(activations))}; one of gelu and quick_gelu is supported."
        )
    vocab_size = _number(text.get("vocab_size", 49_408), "text_config.vocab_size")
    if text.get("eos_token_id", 49_407) not in (_LEGACY_END_OF_TEXT, vocab_size - 1):
        raise CheckpointError(
            f"text_config.eos_token_id is {text['eos_token_id']}; only CLIP's own, the vocabulary's last, is supported."
        )
    text_width = _number(text.get("hidden_size", 512), "text_config.hidden_size")
    width = _number(vision.get("hidden_size", 768), "vision_config.hidden_size")
    image_size = _square(vision.get("image_size", 224), "vision_config.image_size")
    text_hidden = _number(text.get("intermediate_size", 2048), "text_config.intermediate_size")
    hidden = _number(vision.get("intermediate_size", 3072), "vision_config.intermediate_size")
    preprocess, notes = _hugging_face_preprocess(preprocessor or {}, image_size)
    values = {
        "embed_dim": top.get("projection_dim", 512),
        "activation": _HUGGING_FACE_ACTIVATIONS[activations.pop()],
        "vision": {
            "image_size": image_size, "patch_size": _square(vision.get("patch_size", 32), "vision_config.patch_size"),
            "width": width, "layers": vision.get("num_hidden_layers", 12),
            "heads": vision.get("num_attention_heads", 12), "mlp_ratio": mlp_ratio(width, hidden),
        },
        "text": {
            "context_length": text.get("max_position_embeddings", 77), "vocab_size": vocab_size, "width": text_width,
            "layers": text.get("num_hidden_layers", 12), "heads": text.get("num_attention_heads", 8),
            "mlp_ratio": mlp_ratio(text_width, text_hidden),
        },
        "preprocess": preprocess,
    }  # fmt: skip
    return ForeignConfig(CLIPConfig.from_dict(values), notes)


def _hugging_face_preprocess(given: Mapping[str, Any], image_size: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    notes = []
    values: dict[str, Any] = {"image_size": image_size, "interpolation": _PILLOW_FILTERS.get(given.get("resample", 3))}
    if values["interpolation"] is None:
        notes.append(f"The preprocessing asks for Pillow's filter {given['resample']!r}; bicubic is used instead.")
        values["interpolation"] = "bicubic"
    if given.get("do_normalize", True):
        values["mean"] = given.get("image_mean", PreprocessConfig.mean)
        values["std"] = given.get("image_std", PreprocessConfig.std)
    else:
        values |= {"mean": (0.0, 0.0, 0.0), "std": (1.0, 1.0, 1.0)}
    size = given.get("size", image_size)
    if isinstance(size, Mapping) and "height" in size:
        values["resize_mode"] = "squash"
    for name in ("size", "crop_size"):
        asked = given.get(name, image_size)
        numbers = set(asked.values()) if isinstance(asked, Mapping) else {asked}
        if numbers - {None, image_size}:
            notes.append(f"The preprocessing's {name} is {asked}; the tower's own {image_size} px are used instead.")
    return values, tuple(notes)


def mlp_ratio(width: int, hidden: int) -> float:
    """The ratio that gives an MLP of `width` exactly `hidden` units, whatever the rounding."""
    ratio = hidden / width
    return ratio if int(width * ratio) == hidden else (hidden + 0.5) / width


def _only(values: Mapping[str, Any], known: Mapping[str, tuple[Any, ...]], where: str) -> None:
    for name, value in values.items():
        if name not in known:
            raise CheckpointError(f"The architecture has {where}{name}, a feature that this version does not run.")
        if _ANY not in known[name] and value not in known[name]:
            raise CheckpointError(f"The architecture has {where}{name} = {value!r}, which this version does not run.")


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise CheckpointError(f"The model's {where} is missing or not an object.")
    return dict(value)


def _number(value: Any, where: str) -> int:
    if type(value) is not int or value < 1:
        raise CheckpointError(f"The model's {where} is {value!r}; it must be a whole number above 0.")
    return value


def _square(value: Any, where: str) -> int:
    if isinstance(value, (list, tuple)) and len(value) == 2 and value[0] == value[1]:
        value = value[0]
    return _number(value, where)

"""A model in open_clip's own form: its names for the tensors, its configuration. It opens there and here."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from clipdesk.clip.checkpoint import read_checkpoint
from clipdesk.clip.config import CLIPConfig
from clipdesk.clip.model_folder import OPEN_CLIP_CONFIG_NAME, OPEN_CLIP_WEIGHTS_NAMES
from clipdesk.clip.transformer import sinusoidal_encoding
from clipdesk.errors import CheckpointError, UsageError

# Ours to theirs, each pattern once and in this order.
_BLOCK = (
    (r"attention\.qkv\.", "attn.in_proj_"),
    (r"attention\.out_proj\.", "attn.out_proj."),
    (r"mlp\.fc\.", "mlp.c_fc."),
    (r"mlp\.proj\.", "mlp.c_proj."),
)
_RESNET = (
    (r"^visual\.attention_pool\.out_proj\.", "visual.attnpool.c_proj."),
    (r"^visual\.attention_pool\.", "visual.attnpool."),
    (r"\.downsample\.1\.", ".downsample.0."),
    (r"\.downsample\.2\.", ".downsample.1."),
)


def export_open_clip(source: Path, folder: Path) -> None:
    """Write the model at `source` (a folder or file) to a new folder, whole or not at all.

    `open_clip.create_model_from_pretrained("local-dir:FOLDER")` opens it; so does `clipdesk models add FOLDER`. A tuned
    head is not part of it. Raises UsageError for an architecture that open_clip lacks or a folder that is there,
    CheckpointError when the disk refuses.
    """
    checkpoint = read_checkpoint(source)
    config = open_clip_config(checkpoint.config)
    tensors = open_clip_tensors(checkpoint.state_dict, checkpoint.config)
    if folder.exists():
        raise UsageError(f"{folder} is there already. Name a folder that is not.")
    draft = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        weights = draft / OPEN_CLIP_WEIGHTS_NAMES[0]
        save_file(tensors, weights, metadata={"format": "pt"})
        weights.chmod(0o644)
        (draft / OPEN_CLIP_CONFIG_NAME).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        draft.chmod(0o755)
        draft.rename(folder)
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            f"The model cannot be written to {folder} ({error}). Make room there, or choose another folder."
        ) from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def open_clip_config(config: CLIPConfig) -> dict[str, Any]:
    """`model_cfg` and `preprocess_cfg` as open_clip writes them. Raises UsageError for what its networks lack."""
    vision, text = config.vision, config.text
    if vision.stem == "conv":
        raise UsageError("open_clip has no image tower with a stem of convolutions, so this model cannot go there.")
    towers: dict[str, Any] = {
        "image_size": vision.image_size,
        "layers": list(vision.layers) if isinstance(vision.layers, tuple) else vision.layers,
        "width": vision.width,
        "head_width": (32 * vision.width if vision.kind == "resnet" else vision.width) // vision.heads,
    }
    if vision.kind == "vit":
        towers |= {"patch_size": vision.patch_size, "mlp_ratio": vision.mlp_ratio, "no_ln_pre": not vision.pre_norm}
    preprocess = config.preprocess
    return {
        "model_cfg": {
            "embed_dim": config.embed_dim,
            "quick_gelu": config.activation == "quick_gelu",
            "vision_cfg": towers,
            "text_cfg": {
                "context_length": text.context_length,
                "vocab_size": text.vocab_size,
                "width": text.width,
                "heads": text.heads,
                "layers": text.layers,
                "mlp_ratio": text.mlp_ratio,
            },
        },
        "preprocess_cfg": {
            "mean": list(preprocess.mean),
            "std": list(preprocess.std),
            "interpolation": preprocess.interpolation,
            "resize_mode": preprocess.resize_mode,
        },
    }


def open_clip_tensors(state_dict: dict[str, Tensor], config: CLIPConfig) -> dict[str, Tensor]:
    """The tensors under open_clip's names. Factorised tokens and fixed positions are folded in."""
    ours = dict(state_dict)
    projection = ours.pop("text.token_projection.weight", None)
    if projection is not None:
        ours["text.token_embedding.weight"] = ours["text.token_embedding.weight"].float() @ projection.float().T
    if config.text.positional_encoding == "sinusoidal":
        ours["text.positional_embedding"] = sinusoidal_encoding(config.text.context_length, config.text.width)
    if config.vision.kind == "vit" and config.vision.positional_encoding == "sinusoidal":
        ours["visual.positional_embedding"] = sinusoidal_encoding(config.vision.grid_size**2 + 1, config.vision.width)
    renamed = {_name(name): tensor.contiguous().clone() for name, tensor in ours.items()}
    return {name: tensor.float() if tensor.dtype is torch.float64 else tensor for name, tensor in renamed.items()}


def _name(ours: str) -> str:
    block = re.fullmatch(r"(visual|text)\.blocks\.(\d+)\.(.+)", ours)
    if block:
        inner = block[3]
        for pattern, replacement in _BLOCK:
            inner = re.sub(pattern, replacement, inner)
        tower = "visual." if block[1] == "visual" else ""
        return f"{tower}transformer.resblocks.{block[2]}.{inner}"
    if ours == "visual.stem.conv.weight":
        return "visual.conv1.weight"
    name = re.sub(r"^visual\.stages\.(\d)\.", lambda stage: f"visual.layer{int(stage[1]) + 1}.", ours)
    for pattern, replacement in _RESNET:
        name = re.sub(pattern, replacement, name)
    return name.removeprefix("text.")

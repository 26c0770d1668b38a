"""Tiny CLIPs in the formats of other programs, for tests of what opens them."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP

TINY = CLIPConfig(
    embed_dim=16,
    vision=VisionConfig(image_size=32, patch_size=8, width=64, layers=2, heads=1),
    text=TextConfig(context_length=8, vocab_size=50, width=64, layers=2, heads=1),
    activation="gelu",
    preprocess=PreprocessConfig(image_size=32),
)
TINY_RESNET = CLIPConfig(
    embed_dim=16,
    vision=VisionConfig(kind="resnet", image_size=64, patch_size=32, width=8, layers=(1, 1, 2, 1), heads=4),
    text=TINY.text,
    activation="gelu",
    preprocess=PreprocessConfig(image_size=64),
)
_TO_OPENAI = (
    (r"attention\.qkv\.", "attn.in_proj_"), (r"attention\.out_proj", "attn.out_proj"), (r"mlp\.fc\.", "mlp.c_fc."),
    (r"mlp\.proj\.", "mlp.c_proj."), (r"^(visual|text)\.blocks\.", r"\1.transformer.resblocks."),
    (r"^visual\.stem\.conv", "visual.conv1"), (r"^text\.", ""), (r"attention_pool\.out_proj", "attention_pool.c_proj"),
    (r"attention_pool", "attnpool"), (r"downsample\.1", "downsample.0"), (r"downsample\.2", "downsample.1"),
)  # fmt: skip


def tiny_clip(config: CLIPConfig = TINY, seed: int = 0) -> CLIP:
    """A model with random weights, batch norms off their defaults, in evaluation mode."""
    torch.manual_seed(seed)
    clip = CLIP(config)
    for module in clip.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)  # type: ignore[union-attr,operator]
            module.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr,operator]
    return clip.eval()


def openai_names(state_dict: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors under the names that OpenAI and open_clip give them."""
    renamed = {}
    for name, tensor in state_dict.items():
        for pattern, replacement in _TO_OPENAI:
            name = re.sub(pattern, replacement, name)
        name = re.sub(r"visual\.stages\.(\d)", lambda match: f"visual.layer{int(match[1]) + 1}", name)
        renamed[name] = tensor.clone()
    return renamed


def save_torchscript(path: Path, tensors: dict[str, Tensor], attributes: dict[str, Any]) -> None:
    """A TorchScript archive whose modules hold the tensors, as OpenAI's downloads do."""
    root = nn.Module()
    for name, tensor in tensors.items():
        *parents, leaf = name.split(".")
        module = root
        for parent in parents:
            if not hasattr(module, parent):
                module.add_module(parent, nn.Module())
            module = getattr(module, parent)
        if tensor.is_floating_point() and "running" not in leaf:
            module.register_parameter(leaf, nn.Parameter(tensor, requires_grad=False))
        else:
            module.register_buffer(leaf, tensor)
    for name, value in attributes.items():
        root.register_buffer(name, torch.tensor(value))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(root.eval()), str(path))


def same_tensors(left: dict[str, Tensor], right: dict[str, Tensor]) -> bool:
    """True when both hold the same names with equal values."""
    return left.keys() == right.keys() and all(torch.equal(left[name], right[name]) for name in left)

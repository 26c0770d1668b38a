"""A new network, drawn as CLIP draws its weights (Radford 2021, section 2.5), trained whole."""

from __future__ import annotations

from dataclasses import replace

import torch

from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP
from clipdesk.errors import UsageError
from clipdesk.training.config import RunConfig
from clipdesk.training.recipes import Trainable
from clipdesk.training.recipes.full import whole

ARCHITECTURES = {
    "tiny": CLIPConfig(
        embed_dim=128,
        vision=VisionConfig(image_size=64, patch_size=16, width=128, layers=4, heads=4, stem="conv"),
        text=TextConfig(width=128, layers=2, heads=4, token_width=64),
        preprocess=PreprocessConfig(image_size=64),
    ),
    "small": CLIPConfig(
        embed_dim=256,
        vision=VisionConfig(image_size=112, patch_size=16, width=256, layers=8, heads=4, stem="conv"),
        text=TextConfig(width=192, layers=4, heads=3, token_width=64),
        preprocess=PreprocessConfig(image_size=112),
    ),
    "ViT-B-32": CLIPConfig(),
    "ViT-B-16": CLIPConfig(vision=VisionConfig(patch_size=16)),
}
"""By the name that a run's `config` gives."""


def new_network(config: RunConfig) -> CLIP:
    """The network that `config.config` names ("small" without one), its weights drawn from `config.seed`.

    Raises UsageError for a name that is none.
    """
    name = config.config or "small"
    if name not in ARCHITECTURES:
        raise UsageError(f"There is no architecture called {name!r}. Choose one of {', '.join(ARCHITECTURES)}.")
    with torch.random.fork_rng():
        torch.manual_seed(config.seed)
        clip = CLIP(ARCHITECTURES[name])
        clip.reset_parameters()
    return clip.eval()


def prepare(clip: CLIP, config: RunConfig) -> Trainable:
    """Everything trains, the blocks' matrices by Muon, and batch norms learn the pictures' statistics."""
    trainable = whole(clip, config, batch_norm=True)
    within = {name for name, value in trainable.parameters.items() if ".blocks." in name and value.ndim == 2}
    return replace(trainable, matrices=within)

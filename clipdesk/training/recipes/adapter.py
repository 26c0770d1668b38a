"""A low-rank turn of the features, after CLIP-Adapter (Gao 2021) but linear, so that it merges into the weights.

Both towers are frozen whole: each picture and text is run once, and a step is a product of small matrices.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from clipdesk.clip.model import CLIP
from clipdesk.clip.vision import VisionTransformer
from clipdesk.inference.prepacked import prepack
from clipdesk.training.config import RunConfig
from clipdesk.training.recipes import Tower, Trainable
from clipdesk.training.towers import freeze, merged


def prepare(clip: CLIP, config: RunConfig) -> Trainable:
    """For each chosen tower the matrices A and B of `f + f·A·B`, A drawn and B zero at first; and the temperature."""
    freeze(clip)
    prepack(clip)
    device = clip.logit_scale.device
    draw = torch.Generator().manual_seed(config.seed)
    parameters = {"logit_scale": clip.logit_scale}
    clip.logit_scale.requires_grad_(True)
    turns: dict[str, tuple[nn.Parameter, nn.Parameter]] = {}
    for tower in config.towers:
        dim, rank = clip.config.embed_dim, min(config.rank, clip.config.embed_dim)
        first = nn.Parameter((torch.randn(dim, rank, generator=draw) / math.sqrt(dim)).to(device))
        second = nn.Parameter(torch.zeros(rank, dim, device=device))
        turns[tower] = (first, second)
        parameters |= {f"{tower}.a": first, f"{tower}.b": second}

    def turned(tower: str, features: Tensor) -> Tensor:
        if tower not in turns:
            return features
        first, second = turns[tower]
        return features + (features @ first) @ second

    def merge() -> CLIP:
        projection = "visual.proj" if isinstance(clip.visual, VisionTransformer) else "visual.attention_pool.out_proj"
        changes = {"text.text_projection": lambda weight: turned("text", weight)}
        if isinstance(clip.visual, VisionTransformer):
            changes[projection] = lambda weight: turned("image", weight)
        else:
            changes[f"{projection}.weight"] = lambda weight: turned("image", weight.T).T.contiguous()
            changes[f"{projection}.bias"] = lambda bias: turned("image", bias)
        return merged(clip, changes)

    return Trainable(
        clip=clip,
        parameters=parameters,
        depths={},
        image=Tower(lambda held: turned("image", held), clip.visual, trained="image" in turns),
        text=Tower(lambda held: turned("text", held), clip.text, trained="text" in turns),
        merge=merge,
    )

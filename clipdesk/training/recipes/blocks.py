"""The last blocks of the towers train; what the frozen ones below them make of a picture is computed once."""

from __future__ import annotations

from torch import nn

from clipdesk.clip.model import CLIP
from clipdesk.inference.prepacked import prepack
from clipdesk.training.config import RunConfig
from clipdesk.training.recipes import Tower, Trainable
from clipdesk.training.towers import clip_depths, depth_of, freeze, image_end, image_start, merged, text_features


def prepare(clip: CLIP, config: RunConfig) -> Trainable:
    """`config.blocks` last blocks (a ResNet's stages) of each chosen tower, the head above them, the temperature."""
    freeze(clip)
    visual, text = clip.visual, clip.text
    depths = clip_depths(clip)
    parameters = {"logit_scale": clip.logit_scale}
    for tower, prefix in (("image", "visual."), ("text", "text.")):
        if tower in config.towers:
            parameters |= {
                name: value
                for name, value in clip.named_parameters()
                if name.startswith(prefix) and depths[name] <= config.blocks
            }
    for parameter in parameters.values():
        parameter.requires_grad_(True)
    below = max(0, depth_of(visual) - config.blocks)
    texts_below = max(0, depth_of(text) - config.blocks)
    if "image" in config.towers:
        image = Tower(
            lambda held: image_end(visual, held, below, config.checkpointing),
            lambda pixels: image_start(visual, pixels, below),
        )
        _prepack(visual, below)
    else:
        image = Tower(lambda held: held, visual, trained=False)
        prepack(visual)
    if "text" in config.towers:
        texts = Tower(lambda tokens: text_features(text, tokens, texts_below, config.checkpointing))
        _prepack(text, texts_below)
    else:
        texts = Tower(lambda held: held, text, trained=False)
        prepack(text)
    return Trainable(clip, parameters, depths, image, texts, lambda: merged(clip, {}))


def _prepack(tower: nn.Module, blocks: int) -> None:
    inner = getattr(tower, "blocks", None)
    if isinstance(inner, nn.ModuleList):
        for block in list(inner)[:blocks]:
            prepack(block)

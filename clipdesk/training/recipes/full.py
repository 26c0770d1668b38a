"""Everything trains, the lower layers slowly (layer-wise decay, as in Clark 2020); needs the most data."""

from __future__ import annotations

from functools import partial

from clipdesk.clip.model import CLIP
from clipdesk.training.config import RunConfig
from clipdesk.training.recipes import Tower, Trainable
from clipdesk.training.towers import clip_depths, depth_of, freeze, image_end, image_start, merged, text_features


def prepare(clip: CLIP, config: RunConfig) -> Trainable:
    """All parameters of the chosen towers, and the temperature. Batch norms keep the statistics they came with."""
    return whole(clip, config, batch_norm=False)


def whole(clip: CLIP, config: RunConfig, *, batch_norm: bool) -> Trainable:
    """A network of which whole towers train; a tower that does not is held."""
    freeze(clip)
    visual, text, deep = clip.visual, clip.text, config.checkpointing
    parts = depth_of(visual)
    parameters = {"logit_scale": clip.logit_scale}
    for tower, prefix in (("image", "visual."), ("text", "text.")):
        if tower in config.towers:
            parameters |= {name: value for name, value in clip.named_parameters() if name.startswith(prefix)}
    for parameter in parameters.values():
        parameter.requires_grad_(True)
    image = Tower(lambda pixels: image_end(visual, image_start(visual, pixels, parts, deep), parts))
    if "image" not in config.towers:
        image = Tower(lambda held: held, visual, trained=False)
    texts = Tower(partial(text_features, text, checkpointing=deep))
    if "text" not in config.towers:
        texts = Tower(lambda held: held, text, trained=False)
    return Trainable(
        clip=clip,
        parameters=parameters,
        depths=clip_depths(clip),
        image=image,
        text=texts,
        merge=lambda: merged(clip, {}),
        batch_norm=batch_norm,
    )

"""LoRA (Hu 2021): beside each frozen linear layer a product of two thin matrices learns, and is added in at the end."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from clipdesk.clip.model import CLIP
from clipdesk.inference.prepacked import prepack
from clipdesk.training.config import RunConfig
from clipdesk.training.recipes import Tower, Trainable
from clipdesk.training.towers import clip_depths, depth_of, freeze, image_end, image_start, merged, text_features

_SCALE = 2.0  # α / r of the paper


class LoraLinear(nn.Linear):
    """`W·x + b + scale·B·A·x` with W and b frozen. B starts at zero, so nothing changes before the first step."""

    lora_a: nn.Parameter
    lora_b: nn.Parameter

    @classmethod
    def of(cls, linear: nn.Linear, rank: int, draw: torch.Generator) -> LoraLinear:
        """A layer that shares the parameters of `linear`; A is drawn from `draw`."""
        layer = cls.__new__(cls)
        nn.Module.__init__(layer)
        layer.in_features, layer.out_features = linear.in_features, linear.out_features
        layer.weight, layer.bias = linear.weight, linear.bias
        rank = min(rank, linear.in_features, linear.out_features)
        drawn = torch.randn(rank, linear.in_features, generator=draw) / math.sqrt(linear.in_features)
        layer.lora_a = nn.Parameter(drawn.to(linear.weight.device))
        layer.lora_b = nn.Parameter(torch.zeros(linear.out_features, rank, device=linear.weight.device))
        return layer

    def forward(self, x: Tensor) -> Tensor:
        """`[..., in_features]` to `[..., out_features]`."""
        beside = functional.linear(functional.linear(x, self.lora_a), self.lora_b)
        return functional.linear(x, self.weight, self.bias) + _SCALE * beside

    def with_added(self, weight: Tensor) -> Tensor:
        """The weight that does the same alone."""
        return weight + _SCALE * (self.lora_b.detach() @ self.lora_a.detach()).to(weight.device)


def prepare(clip: CLIP, config: RunConfig) -> Trainable:
    """Rank `config.rank` beside every linear layer in the blocks of the chosen towers; and the temperature."""
    freeze(clip)
    draw = torch.Generator().manual_seed(config.seed)
    visual, text, deep = clip.visual, clip.text, config.checkpointing
    layers: dict[str, LoraLinear] = {}
    for tower, module in (("image", visual), ("text", text)):
        if tower in config.towers:
            prefix = "visual" if tower == "image" else "text"
            layers |= _put_in(module, prefix, config.rank, draw)
    parameters = {"logit_scale": clip.logit_scale}
    clip.logit_scale.requires_grad_(True)
    for name, layer in layers.items():
        parameters |= {f"{name}.lora_a": layer.lora_a, f"{name}.lora_b": layer.lora_b}
    parts = depth_of(visual)
    image = Tower(lambda pixels: image_end(visual, image_start(visual, pixels, parts, deep), parts))
    if "image" not in config.towers:
        prepack(visual)
        image = Tower(lambda held: held, visual, trained=False)
    texts = Tower(lambda tokens: text_features(text, tokens, checkpointing=deep))
    if "text" not in config.towers:
        prepack(text)
        texts = Tower(lambda held: held, text, trained=False)
    return Trainable(
        clip=clip,
        parameters=parameters,
        depths=clip_depths(clip),
        image=image,
        text=texts,
        merge=lambda: merged(clip, {f"{name}.weight": layer.with_added for name, layer in layers.items()}),
    )


def _put_in(module: nn.Module, prefix: str, rank: int, draw: torch.Generator) -> dict[str, LoraLinear]:
    """Replace the linear layers below `module`, wherever they stand; them by name."""
    layers: dict[str, LoraLinear] = {}
    for name, child in list(module.named_children()):
        path = f"{prefix}.{name}"
        if type(child) is nn.Linear and name != "token_projection":
            layer = LoraLinear.of(child, rank, draw)
            setattr(module, name, layer)
            layers[path] = layer
        else:
            layers |= _put_in(child, path, rank, draw)
    return layers

"""Where a tower looks, whatever the label."""

from __future__ import annotations

import torch
from torch import Tensor

from clipdesk.clip.resnet import ModifiedResNet
from clipdesk.clip.vision import VisionTransformer
from clipdesk.explain.blocks import first_tokens, run, run_openly


def rollout(tower: VisionTransformer, pixels: Tensor) -> Tensor:
    """Attention rollout (Abnar 2020), `[patches]`: the product over layers of the heads' mean with the residual.

    Pixels `[1, 3, height, width]`.
    """
    tokens = first_tokens(tower, pixels)
    identity = torch.eye(tokens.shape[1], dtype=tokens.dtype, device=tokens.device)
    joined = identity
    for opened in run_openly(tower.blocks, tokens):
        joined = (opened.weights[0].mean(dim=0) + identity) / 2 @ joined  # each row of the sum adds up to 2
    return joined[0, 1:]


def raw(tower: VisionTransformer | ModifiedResNet, pixels: Tensor) -> Tensor:
    """The last attention's weights on each place, a mean over its heads, `[patches]`; pixels `[1, 3, height, width]`.

    Of a ViT the class token's in the last layer, of a ResNet the pooling's.
    """
    if isinstance(tower, VisionTransformer):
        tokens = run(tower.blocks[:-1], first_tokens(tower, pixels))
        (opened,) = run_openly(tower.blocks[-1:], tokens)
        return opened.weights[0, :, 0, 1:].mean(dim=0)
    attentions: list[Tensor] = []
    tower(pixels, attentions=attentions)
    return attentions[0][0, :, 0, 1:].mean(dim=0)

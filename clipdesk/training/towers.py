"""Towers run in parts: what is frozen once, what trains with gradients, and merged into a plain network at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from clipdesk.clip.model import CLIP
from clipdesk.clip.resnet import ModifiedResNet
from clipdesk.clip.skeleton import skeleton
from clipdesk.clip.text import TextTransformer
from clipdesk.clip.transformer import ResidualBlock
from clipdesk.clip.vision import VisionTransformer

ImageTower = VisionTransformer | ModifiedResNet


def depth_of(tower: ImageTower | TextTransformer) -> int:
    """The number of parts that a tower can be cut between: a Transformer's blocks, a ResNet's stages."""
    return len(tower.stages if isinstance(tower, ModifiedResNet) else tower.blocks)


def image_start(tower: ImageTower, pixels: Tensor, parts: int, checkpointing: bool = False) -> Tensor:
    """Normalised pixels through the stem and the first `parts` parts: tokens, or a ResNet's feature map."""
    if isinstance(tower, ModifiedResNet):
        x = pixels
        for conv, norm in ((tower.conv1, tower.bn1), (tower.conv2, tower.bn2), (tower.conv3, tower.bn3)):
            x = torch.relu(norm(conv(x)))
        return _through(list(tower.stages)[:parts], tower.pool(x), checkpointing)
    tokens: Tensor = tower.ln_pre(tower.embed(pixels))  # [batch, tokens, width]
    return _through(list(tower.blocks)[:parts], tokens, checkpointing)


def image_end(tower: ImageTower, x: Tensor, parts: int, checkpointing: bool = False) -> Tensor:
    """What `image_start` gave for `parts`, through the rest of the tower: raw features `[batch, embed_dim]`."""
    if isinstance(tower, ModifiedResNet):
        pooled: Tensor = tower.attention_pool(_through(list(tower.stages)[parts:], x, checkpointing))
        return pooled
    x = _through(list(tower.blocks)[parts:], x, checkpointing)
    features: Tensor = tower.ln_post(x[:, 0]) @ tower.proj
    return features


def text_features(tower: TextTransformer, tokens: Tensor, frozen: int = 0, checkpointing: bool = False) -> Tensor:
    """Token ids `[batch, length]` to raw features; no graph is kept of the first `frozen` blocks and the embedding."""
    exactly = (
        torch.autocast(tokens.device.type, enabled=False) if tokens.device.type == "cpu" and frozen else nullcontext()
    )
    with torch.set_grad_enabled(torch.is_grad_enabled() and not frozen), exactly:  # prepacked layers: quicker so
        x = tower.token_projection(tower.token_embedding(tokens))
        x = x + tower.positional_embedding[: tokens.shape[1]].to(x.dtype)
        x = _through(list(tower.blocks)[:frozen], x, False, causal=True)
    x = _through(list(tower.blocks)[frozen:], x, checkpointing, causal=True)
    at_end = x[torch.arange(x.shape[0], device=x.device), tokens.argmax(dim=-1)]  # [batch, width]
    features: Tensor = tower.ln_final(at_end) @ tower.text_projection
    return features


def image_depths(tower: ImageTower) -> dict[str, int]:
    """For each parameter of the tower the layers above it: 0 in the head, 1 in the last block, … and in the stem."""
    inner, last = (
        ("stages.", ("attention_pool",)) if isinstance(tower, ModifiedResNet) else ("blocks.", ("ln_post", "proj"))
    )
    return _depths(tower, inner, last, depth_of(tower))


def text_depths(tower: TextTransformer) -> dict[str, int]:
    """`image_depths` for the text tower."""
    return _depths(tower, "blocks.", ("ln_final", "text_projection"), depth_of(tower))


def clip_depths(clip: CLIP) -> dict[str, int]:
    """The layers above each parameter of a network, by its name there."""
    depths = {f"visual.{name}": depth for name, depth in image_depths(clip.visual).items()}
    return depths | {f"text.{name}": depth for name, depth in text_depths(clip.text).items()} | {"logit_scale": 0}


def freeze(clip: CLIP) -> CLIP:
    """No parameter asks for gradients any more, and batch norms keep their statistics."""
    return clip.eval().requires_grad_(False)


def merged(clip: CLIP, changed: Mapping[str, Callable[[Tensor], Tensor]]) -> CLIP:
    """A plain network with copies of the weights of `clip`, those in `changed` passed through their function."""
    plain = skeleton(clip.config)
    names = plain.state_dict().keys()
    weights = {}
    with torch.no_grad():
        for name, tensor in clip.state_dict().items():
            if name in names:
                copy = tensor.detach().to(
                    "cpu", torch.float32 if tensor.is_floating_point() else tensor.dtype, copy=True
                )
                weights[name] = changed[name](copy) if name in changed else copy
    plain.load_state_dict(weights, strict=True, assign=True)
    return freeze(plain)


def unit_length(features: Tensor) -> Tensor:
    """Embeddings in float32, whatever type the tower ran in."""
    return functional.normalize(features.float(), dim=-1)


def _depths(tower: nn.Module, inner: str, last: tuple[str, ...], layers: int) -> dict[str, int]:
    depths = {}
    for name, _ in tower.named_parameters():
        if name.startswith(inner):
            depths[name] = layers - int(name.removeprefix(inner).split(".")[0])
        else:
            depths[name] = 0 if name.startswith(last) else layers + 1
    return depths


def _through(blocks: list[nn.Module], x: Tensor, checkpointing: bool, *, causal: bool = False) -> Tensor:
    for block in blocks:
        run = partial(_run, block, causal=causal)
        if checkpointing and torch.is_grad_enabled():
            from torch.utils.checkpoint import checkpoint

            x = checkpoint(run, x, use_reentrant=False, preserve_rng_state=False)
        else:
            x = run(x)
    return x


def _run(block: nn.Module, x: Tensor, *, causal: bool) -> Tensor:
    """One block. In bf16 on a CPU the backward pass of torch's fused attention takes 3 to 25 × as long as that of the
    formula in the open, which gives the same numbers."""
    if not isinstance(block, ResidualBlock):
        features: Tensor = block(x)
        return features
    openly = torch.is_grad_enabled() and x.device.type == "cpu" and torch.is_autocast_enabled("cpu")
    return block.forward(x, causal=causal, attentions=[] if openly else None)

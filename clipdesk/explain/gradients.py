"""Maps from the gradient of a label's score. The forward pass is shared; each label runs backwards once."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from clipdesk.clip.resnet import ModifiedResNet
from clipdesk.clip.transformer import ResidualBlock
from clipdesk.clip.vision import VisionTransformer
from clipdesk.explain.blocks import first_tokens, run, run_openly
from clipdesk.explain.direct import LAYERS


def legrad(tower: VisionTransformer, pixels: Tensor, texts: Tensor) -> Tensor:
    """LeGrad (Bousselham 2024) over the last four layers, `[labels, patches]`; pixels `[1, 3, height, width]`.

    Each layer's score is that of the mean of all its tokens, so it is not the score that the picture is ranked by. The
    gradient is taken with respect to the attention weights, worked out from that of the attention's output.
    """
    with torch.no_grad():
        layers = list(run_openly(tower.blocks[-LAYERS:], run(tower.blocks[:-LAYERS], first_tokens(tower, pixels))))
    total = texts.new_zeros(len(texts), layers[0].middle.shape[1] - 1)
    for layer in layers:
        middle = layer.middle.detach().requires_grad_()
        with torch.enable_grad():
            leaving = middle + layer.block.mlp(layer.block.ln_2(middle))
            scores = _scores(tower.ln_post(leaving.mean(dim=1)) @ tower.proj, texts)
        values = layer.values[0]  # [heads, tokens, width / heads]
        heads, tokens, width = values.shape
        rows = []
        for score in scores:
            (gradient,) = torch.autograd.grad(score, middle, retain_graph=True)  # [1, tokens, width]
            asked = (gradient[0] @ layer.out_weight).reshape(tokens, heads, width).transpose(0, 1)
            slope = asked @ values.transpose(1, 2)  # [heads, tokens, tokens], of the attention weights
            rows.append(slope.clamp(min=0).mean(dim=(0, 1))[1:])
        total = total + torch.stack(rows)
    return total


def generic(tower: VisionTransformer, pixels: Tensor, texts: Tensor) -> Tensor:
    """Generic attention explainability (Chefer 2021) over all layers, `[labels, patches]`.

    Holds every layer's attention at once. Pixels `[1, 3, height, width]`.
    """
    tokens = first_tokens(tower, pixels).detach().requires_grad_()  # with it there is a graph to go back through
    with torch.enable_grad():
        layers = list(run_openly(tower.blocks, tokens))
        scores = _scores(tower.ln_post(layers[-1].leaving[:, 0]) @ tower.proj, texts)
    weights = [layer.weights for layer in layers]
    identity = torch.eye(tokens.shape[1], dtype=tokens.dtype, device=tokens.device)
    rows = []
    for score in scores:
        relevance = identity
        for weight, slope in zip(weights, torch.autograd.grad(score, weights, retain_graph=True), strict=True):
            used = (weight.detach()[0] * slope[0]).clamp(min=0).mean(dim=0)  # [tokens, tokens]
            relevance = relevance + used @ relevance
        rows.append(relevance[0, 1:])
    return torch.stack(rows)


def gradcam(tower: VisionTransformer | ModifiedResNet, pixels: Tensor, texts: Tensor) -> Tensor:
    """Grad-CAM (Selvaraju 2017) before its negative part is cut off, `[labels, rows·columns]`.

    The features are the last block's `ln_1` output, or a ResNet's last stage. `texts` [labels, dim] may be differences
    of text embeddings too. Pixels `[1, 3, height, width]`.
    """
    if isinstance(tower, VisionTransformer):
        return _of_last_block(tower, pixels, texts)
    with torch.no_grad():
        features = _last_stage(tower, pixels)
    features.requires_grad_()  # [1, channels, rows, columns]
    with torch.enable_grad():
        scores = _scores(tower.attention_pool(features), texts)
    places = features.detach()[0].flatten(1).T  # [rows·columns, channels]
    slopes = (torch.autograd.grad(score, features, retain_graph=True)[0] for score in scores)
    return torch.stack([places @ slope[0].flatten(1).mean(dim=1) for slope in slopes])


def _of_last_block(tower: VisionTransformer, pixels: Tensor, texts: Tensor) -> Tensor:
    block = tower.blocks[-1]
    assert isinstance(block, ResidualBlock)
    with torch.no_grad():
        entering = run(tower.blocks[:-1], first_tokens(tower, pixels))
        features = block.ln_1(entering)
    features.requires_grad_()  # [1, tokens, width]
    with torch.enable_grad():
        middle = entering[:, 0] + block.attention(features)[:, 0]
        leaving = middle + block.mlp(block.ln_2(middle))
        scores = _scores(tower.ln_post(leaving) @ tower.proj, texts)
    patches = features.detach()[0, 1:]
    slopes = (torch.autograd.grad(score, features, retain_graph=True)[0] for score in scores)
    return torch.stack([patches @ slope[0, 1:].mean(dim=0) for slope in slopes])


def _last_stage(tower: ModifiedResNet, pixels: Tensor) -> Tensor:
    """The feature map that the attention pooling reads, [1, channels, rows, columns]."""
    for conv, norm in ((tower.conv1, tower.bn1), (tower.conv2, tower.bn2), (tower.conv3, tower.bn3)):
        pixels = torch.relu(norm(conv(pixels)))
    features: Tensor = run(tower.stages, tower.pool(pixels))
    return features


def _scores(features: Tensor, texts: Tensor) -> tuple[Tensor, ...]:
    """The product of the one picture's unit-length embedding with each of `texts` [labels, dim]: cosines, alone."""
    return (functional.normalize(features, dim=-1) @ texts.T)[0].unbind()

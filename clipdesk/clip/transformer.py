"""The Transformer's parts (Vaswani 2017), pre-norm as in ViT (Dosovitskiy 2020) and CLIP (Radford 2021)."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from clipdesk.clip.config import Activation


class QuickGELU(nn.Module):
    """The sigmoid approximation of GELU, `x·σ(1.702x)` (Hendrycks 2016), which OpenAI's CLIP was trained with."""

    def forward(self, x: Tensor) -> Tensor:
        """Apply the activation to each element."""
        return x * torch.sigmoid(1.702 * x)


def activation_layer(name: Activation) -> nn.Module:
    """A new module for the activation of that name."""
    return QuickGELU() if name == "quick_gelu" else nn.GELU()


def attend(
    query: Tensor, key: Tensor, value: Tensor, *, causal: bool = False, attentions: list[Tensor] | None = None
) -> Tensor:
    """Scaled dot-product attention, `softmax(QKᵀ/√d_k)V` (Vaswani 2017, equation 1).

    Query `[..., queries, d_k]`, key `[..., keys, d_k]`, value `[..., keys, d_v]` give `[..., queries, d_v]`. `causal`
    hides each position's later ones. With a list for `attentions` the weights `[..., queries, keys]` are computed in
    the open and appended to it, part of the autograd graph; otherwise torch's fused kernel runs the same formula.
    """
    if attentions is None:
        return functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])  # [..., queries, keys]
    if causal:
        later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
        scores = scores.masked_fill(later, -math.inf)
    weights = scores.softmax(-1)
    attentions.append(weights)
    return weights @ value


class Attention(nn.Module):
    """Multi-head self-attention over `[batch, tokens, width]`."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor, *, causal: bool = False, attentions: list[Tensor] | None = None) -> Tensor:
        """`[batch, tokens, width]` to the same shape; appends `[batch, heads, tokens, tokens]` to `attentions`."""
        batch, tokens, width = x.shape
        qkv = self.qkv(x).reshape(batch, tokens, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)  # each [batch, heads, tokens, width / heads]
        mixed = attend(query, key, value, causal=causal, attentions=attentions)
        merged: Tensor = self.out_proj(mixed.transpose(1, 2).reshape(batch, tokens, width))
        return merged


class MLP(nn.Module):
    """The position-wise two-layer network."""

    def __init__(self, width: int, hidden: int, activation: Activation) -> None:
        super().__init__()
        self.fc = nn.Linear(width, hidden)
        self.act = activation_layer(activation)
        self.proj = nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        """`[..., width]` to the same shape."""
        y: Tensor = self.proj(self.act(self.fc(x)))
        return y


class ResidualBlock(nn.Module):
    """Pre-norm encoder block: attention, then MLP, each after a LayerNorm and added to its input."""

    def __init__(self, width: int, heads: int, mlp_width: int, activation: Activation) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = MLP(width, mlp_width, activation)

    def forward(self, x: Tensor, *, causal: bool = False, attentions: list[Tensor] | None = None) -> Tensor:
        """`[batch, tokens, width]` to the same shape."""
        x = x + self.attention(self.ln_1(x), causal=causal, attentions=attentions)
        y: Tensor = x + self.mlp(self.ln_2(x))
        return y

    def reset_parameters(self, layers: int) -> None:
        """Draw weights as CLIP does: standard deviations that shrink with width, residual outputs also with depth."""
        width = self.ln_1.normalized_shape[0]
        residual = width**-0.5 * (2 * layers) ** -0.5
        nn.init.normal_(self.attention.qkv.weight, std=width**-0.5)
        nn.init.normal_(self.attention.out_proj.weight, std=residual)
        nn.init.normal_(self.mlp.fc.weight, std=(2 * width) ** -0.5)
        nn.init.normal_(self.mlp.proj.weight, std=residual)
        for linear in (self.attention.qkv, self.attention.out_proj, self.mlp.fc, self.mlp.proj):
            nn.init.zeros_(linear.bias)


def sinusoidal_encoding(length: int, width: int) -> Tensor:
    """The fixed positional encoding of Vaswani 2017, section 3.5, as `[length, width]`.

    `PE(p, 2i) = sin(p / 10000^(2i/width))`, `PE(p, 2i+1) = cos(p / 10000^(2i/width))`.
    """
    position = np.arange(length)[:, None]
    angles = position / 10_000.0 ** (np.arange(0, width, 2) / width)  # [length, ⌈width / 2⌉]
    encoding = np.empty((length, width), dtype=np.float32)
    encoding[:, 0::2] = np.sin(angles)
    encoding[:, 1::2] = np.cos(angles[:, : width // 2])
    return torch.from_numpy(encoding)


def interpolate_positions(positions: Tensor, grid: tuple[int, int]) -> Tensor:
    """Positions `[1 + g², width]` of a square grid, resampled in 2-D to `[1 + rows·columns, width]`.

    The class token's position, the first, stays (ViT, section 3.2). At the native grid nothing changes.
    """
    native = math.isqrt(positions.shape[0] - 1)
    if (native, native) == grid:
        return positions
    patches = positions[1:].float().reshape(1, native, native, -1).permute(0, 3, 1, 2)  # [1, width, g, g]
    resampled = functional.interpolate(patches, size=grid, mode="bicubic", antialias=True, align_corners=False)
    flat = resampled.permute(0, 2, 3, 1).reshape(grid[0] * grid[1], -1).to(positions.dtype)
    return torch.cat([positions[:1], flat])

"""The Vision Transformer (Dosovitskiy 2020) as CLIP uses it (Radford 2021, section 2.4)."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from clipdesk.clip.config import Activation, VisionConfig
from clipdesk.clip.transformer import ResidualBlock, interpolate_positions, sinusoidal_encoding


class PatchStem(nn.Module):
    """One convolution whose kernel and stride are the patch: a linear map of each patch."""

    def __init__(self, width: int, patch_size: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, width, kernel_size=patch_size, stride=patch_size, bias=False)

    def forward(self, pixels: Tensor) -> Tensor:
        """`[batch, 3, height, width]` to `[batch, tower width, rows, columns]`."""
        features: Tensor = self.conv(pixels)
        return features


class ConvStem(nn.Module):
    """The hybrid's stem: 3×3 convolutions of stride 2 down to the patch grid, then 1×1 (Xiao 2021).

    Each halving has its convolution, batch norm and ReLU; channels double up to the tower's width. Needs far fewer
    pictures to learn from than a patch stem.
    """

    def __init__(self, width: int, patch_size: int) -> None:
        super().__init__()
        halvings = patch_size.bit_length() - 1
        channels = [3] + [max(8, width >> (halvings - 1 - step)) for step in range(halvings)]
        self.convs = nn.ModuleList(
            nn.Conv2d(before, after, kernel_size=3, stride=2, padding=1, bias=False)
            for before, after in pairwise(channels)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(after) for after in channels[1:])
        self.proj = nn.Conv2d(channels[-1], width, kernel_size=1)

    def forward(self, pixels: Tensor) -> Tensor:
        """`[batch, 3, height, width]` to `[batch, tower width, rows, columns]`."""
        features = pixels
        for conv, norm in zip(self.convs, self.norms, strict=True):
            features = torch.relu(norm(conv(features)))
        projected: Tensor = self.proj(features)
        return projected


class VisionTransformer(nn.Module):
    """Patches, a class token and learned or sinusoidal positions through pre-norm blocks to the shared space."""

    def __init__(self, config: VisionConfig, embed_dim: int, activation: Activation) -> None:
        super().__init__()
        assert isinstance(config.layers, int)
        width, tokens = config.width, config.grid_size**2 + 1
        self.patch_size = config.patch_size
        self.stem = (ConvStem if config.stem == "conv" else PatchStem)(width, config.patch_size)
        self.class_embedding = nn.Parameter(width**-0.5 * torch.randn(width))
        if config.positional_encoding == "learned":
            self.positional_embedding = nn.Parameter(width**-0.5 * torch.randn(tokens, width))
        else:
            self.register_buffer("positional_embedding", sinusoidal_encoding(tokens, width))
        self.ln_pre = nn.LayerNorm(width) if config.pre_norm else nn.Identity()
        self.blocks = nn.ModuleList(
            ResidualBlock(width, config.heads, config.mlp_width, activation) for _ in range(config.layers)
        )
        self.ln_post = nn.LayerNorm(width)
        self.proj = nn.Parameter(width**-0.5 * torch.randn(width, embed_dim))

    def forward(self, pixels: Tensor, *, attentions: list[Tensor] | None = None) -> Tensor:
        """Pixels `[batch, 3, height, width]` to image features `[batch, embed_dim]`.

        Any height and width of at least one patch will do; positions are interpolated to the grid. With a list for
        `attentions`, each layer appends its `[batch, heads, tokens, tokens]`.
        """
        tokens = self.ln_pre(self.embed(pixels))
        for block in self.blocks:
            tokens = block(tokens, attentions=attentions)
        features: Tensor = self.ln_post(tokens[:, 0]) @ self.proj
        return features

    def embed(self, pixels: Tensor) -> Tensor:
        """Pixels `[batch, 3, height, width]` to the first block's tokens before `ln_pre`, `[batch, tokens, width]`."""
        grid = self.stem(pixels)
        patches = grid.flatten(2).transpose(1, 2)  # [batch, rows·columns, width]
        class_token = self.class_embedding.expand(patches.shape[0], 1, -1).to(patches.dtype)
        positions = interpolate_positions(self.positional_embedding, (grid.shape[2], grid.shape[3]))
        return torch.cat([class_token, patches], dim=1) + positions.to(patches.dtype)

    def reset_parameters(self) -> None:
        """Draw the blocks' weights as CLIP does; the rest is drawn on construction."""
        for block in self.blocks:
            assert isinstance(block, ResidualBlock)
            block.reset_parameters(len(self.blocks))

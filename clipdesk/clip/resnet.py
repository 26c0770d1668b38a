"""CLIP's ResNet (Radford 2021, section 2.4): a ResNet-D stem, anti-aliased strides, attention pooling at the end."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from clipdesk.clip.config import VisionConfig
from clipdesk.clip.transformer import attend, interpolate_positions

_EXPANSION = 4


class Bottleneck(nn.Module):
    """1×1, 3×3, 1×1 convolutions around a skip; a stride is an average pooling, never a strided convolution."""

    def __init__(self, channels: int, hidden: int, stride: int) -> None:
        super().__init__()
        out = hidden * _EXPANSION
        self.conv1 = nn.Conv2d(channels, hidden, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(hidden)
        self.conv2 = nn.Conv2d(hidden, hidden, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(hidden)
        self.pool = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
        self.conv3 = nn.Conv2d(hidden, out, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(out)
        self.downsample: nn.Module = nn.Identity()
        if stride > 1 or channels != out:
            self.downsample = nn.Sequential(
                nn.AvgPool2d(stride), nn.Conv2d(channels, out, 1, bias=False), nn.BatchNorm2d(out)
            )

    def forward(self, x: Tensor) -> Tensor:
        """`[batch, channels, h, w]` to `[batch, 4·hidden, h / stride, w / stride]`."""
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.pool(torch.relu(self.bn2(self.conv2(y))))
        return torch.relu(self.bn3(self.conv3(y)) + self.downsample(x))


class AttentionPool(nn.Module):
    """One multi-head attention whose query is the mean of the feature map, in place of average pooling."""

    def __init__(self, grid_size: int, width: int, heads: int, embed_dim: int) -> None:
        super().__init__()
        self.heads = heads
        self.positional_embedding = nn.Parameter(width**-0.5 * torch.randn(grid_size**2 + 1, width))
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, embed_dim)

    def forward(self, x: Tensor, attentions: list[Tensor] | None = None) -> Tensor:
        """`[batch, width, rows, columns]` to `[batch, embed_dim]`; appends `[batch, heads, 1, 1 + rows·columns]`."""
        batch, width, rows, columns = x.shape
        patches = x.flatten(2).transpose(1, 2)  # [batch, rows·columns, width]
        tokens = torch.cat([patches.mean(dim=1, keepdim=True), patches], dim=1)
        tokens = tokens + interpolate_positions(self.positional_embedding, (rows, columns)).to(tokens.dtype)
        query, key, value = (
            projection(part).reshape(batch, -1, self.heads, width // self.heads).transpose(1, 2)
            for projection, part in ((self.q_proj, tokens[:, :1]), (self.k_proj, tokens), (self.v_proj, tokens))
        )
        pooled = attend(query, key, value, attentions=attentions)  # [batch, heads, 1, width / heads]
        features: Tensor = self.out_proj(pooled.transpose(1, 2).reshape(batch, width))
        return features


class ModifiedResNet(nn.Module):
    """The convolutional image tower."""

    def __init__(self, config: VisionConfig, embed_dim: int) -> None:
        super().__init__()
        assert isinstance(config.layers, tuple)
        width = config.width
        self.patch_size = config.patch_size
        self.conv1 = nn.Conv2d(3, width // 2, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width // 2)
        self.conv2 = nn.Conv2d(width // 2, width // 2, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width // 2)
        self.conv3 = nn.Conv2d(width // 2, width, 3, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(width)
        self.pool = nn.AvgPool2d(2)
        stages, channels = [], width
        for index, depth in enumerate(config.layers):
            blocks = []
            for block in range(depth):
                hidden = width << index
                blocks.append(Bottleneck(channels, hidden, stride=2 if index > 0 and block == 0 else 1))
                channels = hidden * _EXPANSION
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)
        self.attention_pool = AttentionPool(config.grid_size, channels, config.heads, embed_dim)

    def forward(self, pixels: Tensor, *, attentions: list[Tensor] | None = None) -> Tensor:
        """Pixels `[batch, 3, height, width]` to image features `[batch, embed_dim]`.

        With a list for `attentions`, the pooling appends its `[batch, heads, 1, 1 + rows·columns]`.
        """
        x = pixels
        for conv, norm in ((self.conv1, self.bn1), (self.conv2, self.bn2), (self.conv3, self.bn3)):
            x = torch.relu(norm(conv(x)))
        x = self.pool(x)
        for stage in self.stages:
            x = stage(x)
        features: Tensor = self.attention_pool(x, attentions)
        return features

    def reset_parameters(self) -> None:
        """Draw weights as CLIP does: attention pooling by its width, each bottleneck's last norm at zero."""
        pool = self.attention_pool
        for linear in (pool.q_proj, pool.k_proj, pool.v_proj, pool.out_proj):
            nn.init.normal_(linear.weight, std=linear.in_features**-0.5)
        for module in self.modules():
            if isinstance(module, Bottleneck):
                nn.init.zeros_(module.bn3.weight)

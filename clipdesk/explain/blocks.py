"""A Vision Transformer run block by block with its attention in the open: what every method starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from torch import Tensor, nn

from clipdesk.clip.model import CLIP
from clipdesk.clip.transformer import ResidualBlock, attend
from clipdesk.clip.vision import ConvStem, VisionTransformer
from clipdesk.errors import UsageError


@dataclass(frozen=True, eq=False)
class OpenBlock:
    """What one block made of its input. The tensors are part of the autograd graph where one is recorded."""

    block: ResidualBlock
    entering: Tensor  # the residual before the block [batch, tokens, width]
    weights: Tensor  # attention [batch, heads, tokens, tokens]
    values: Tensor  # [batch, heads, tokens, width / heads]
    middle: Tensor  # the residual between attention and MLP [batch, tokens, width]
    leaving: Tensor  # the residual after the block [batch, tokens, width]

    @property
    def out_weight(self) -> Tensor:
        """The attention's output projection [width, width]; head h reads its columns h·width/heads and on."""
        return self.block.attention.out_proj.weight


def vision_transformer(clip: CLIP, purpose: str) -> VisionTransformer:
    """The image tower. Raises UsageError when it is no ViT; `purpose` begins the sentence ("The view ...")."""
    if not isinstance(clip.visual, VisionTransformer):
        raise UsageError(f"{purpose} needs a Vision Transformer, but this model's image tower is a ResNet.")
    return clip.visual


def first_tokens(tower: VisionTransformer, pixels: Tensor) -> Tensor:
    """Pixels `[batch, 3, height, width]` to what the first block reads, `[batch, tokens, width]`."""
    tokens: Tensor = tower.ln_pre(tower.embed(pixels))
    return tokens


def run(blocks: Iterable[nn.Module], tokens: Tensor) -> Tensor:
    """The residual `[batch, tokens, width]` after the blocks, by their own fused way."""
    for block in blocks:
        tokens = block(tokens)
    return tokens


def run_openly(blocks: Iterable[nn.Module], tokens: Tensor) -> Iterator[OpenBlock]:
    """The blocks one after the other from `[batch, tokens, width]` on; what is not kept is freed."""
    for block in blocks:
        assert isinstance(block, ResidualBlock)
        opened = _open(block, tokens)
        yield opened
        tokens = opened.leaving


def grid(tower: VisionTransformer, pixels: Tensor) -> tuple[int, int]:
    """Rows and columns of patches for pixels `[batch, 3, height, width]`."""
    height, width = pixels.shape[-2:]
    if isinstance(tower.stem, ConvStem):  # each halving rounds up
        return -(-height // tower.patch_size), -(-width // tower.patch_size)
    return height // tower.patch_size, width // tower.patch_size


def _open(block: ResidualBlock, tokens: Tensor) -> OpenBlock:
    attention = block.attention
    batch, count, width = tokens.shape
    qkv = attention.qkv(block.ln_1(tokens)).reshape(batch, count, 3, attention.heads, width // attention.heads)
    query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)  # each [batch, heads, tokens, width / heads]
    weights: list[Tensor] = []
    mixed = attend(query, key, value, attentions=weights)
    middle = tokens + attention.out_proj(mixed.transpose(1, 2).reshape(batch, count, width))
    leaving = middle + block.mlp(block.ln_2(middle))
    return OpenBlock(block, tokens, weights[0], value, middle, leaving)

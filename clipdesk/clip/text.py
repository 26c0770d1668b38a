"""CLIP's text tower (Radford 2021, section 2.4): a causal Transformer read out at the end-of-text token."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from clipdesk.clip.config import Activation, TextConfig
from clipdesk.clip.transformer import ResidualBlock, sinusoidal_encoding


class TextTransformer(nn.Module):
    """Token ids to text features in the shared space."""

    def __init__(self, config: TextConfig, embed_dim: int, activation: Activation) -> None:
        super().__init__()
        width, token_width = config.width, config.token_width or config.width
        self.token_embedding = nn.Embedding(config.vocab_size, token_width)
        self.token_projection: nn.Module = nn.Identity()
        if config.token_width is not None:
            self.token_projection = nn.Linear(token_width, width, bias=False)
        if config.positional_encoding == "learned":
            self.positional_embedding = nn.Parameter(0.01 * torch.randn(config.context_length, width))
        else:
            self.register_buffer("positional_embedding", sinusoidal_encoding(config.context_length, width))
        self.blocks = nn.ModuleList(
            ResidualBlock(width, config.heads, config.mlp_width, activation) for _ in range(config.layers)
        )
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(width**-0.5 * torch.randn(width, embed_dim))

    def forward(self, tokens: Tensor, *, attentions: list[Tensor] | None = None) -> Tensor:
        """Token ids `[batch, length]`, `length` at most the context length, to text features `[batch, embed_dim]`.

        The feature is taken at the largest id of each row, the end of text. The tower is causal, so columns after
        the last end of text may be cut off without changing the result. With a list for `attentions`, each layer
        appends its `[batch, heads, length, length]`.
        """
        x = self.token_projection(self.token_embedding(tokens))  # [batch, length, width]
        x = x + self.positional_embedding[: tokens.shape[1]].to(x.dtype)
        for block in self.blocks:
            x = block(x, causal=True, attentions=attentions)
        at_end = x[torch.arange(x.shape[0], device=x.device), tokens.argmax(dim=-1)]  # [batch, width]
        features: Tensor = self.ln_final(at_end) @ self.text_projection
        return features

    def reset_parameters(self) -> None:
        """Draw weights as CLIP does."""
        nn.init.normal_(self.token_embedding.weight, std=0.02)
        for block in self.blocks:
            assert isinstance(block, ResidualBlock)
            block.reset_parameters(len(self.blocks))

"""CLIP (Radford 2021): an image tower and a text tower that meet in one space, and a learned temperature."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from clipdesk.clip.config import CLIPConfig
from clipdesk.clip.resnet import ModifiedResNet
from clipdesk.clip.text import TextTransformer
from clipdesk.clip.vision import VisionTransformer


class CLIP(nn.Module):
    """Both towers. `logit_scale` is kept in log space, `.exp()` at use; a new model starts at 1 / 0.07."""

    def __init__(self, config: CLIPConfig) -> None:
        super().__init__()
        self.config = config
        self.visual: VisionTransformer | ModifiedResNet
        if config.vision.kind == "vit":
            self.visual = VisionTransformer(config.vision, config.embed_dim, config.activation)
        else:
            self.visual = ModifiedResNet(config.vision, config.embed_dim)
        self.text = TextTransformer(config.text, config.embed_dim, config.activation)
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def encode_image(self, pixels: Tensor, *, attentions: list[Tensor] | None = None) -> Tensor:
        """Normalised pixels `[batch, 3, height, width]` to raw image features `[batch, embed_dim]`."""
        features: Tensor = self.visual(pixels, attentions=attentions)
        return features

    def encode_text(self, tokens: Tensor, *, attentions: list[Tensor] | None = None) -> Tensor:
        """Token ids `[batch, length]` to raw text features `[batch, embed_dim]`."""
        features: Tensor = self.text(tokens, attentions=attentions)
        return features

    def forward(self, pixels: Tensor, tokens: Tensor) -> Tensor:
        """`logits_per_image [images, texts]`: cosines by temperature; transposed, `logits_per_text`."""
        image_embeddings = functional.normalize(self.encode_image(pixels), dim=-1)
        text_embeddings = functional.normalize(self.encode_text(tokens), dim=-1)
        return self.logit_scale.exp() * image_embeddings @ text_embeddings.T

    def reset_parameters(self) -> None:
        """Draw every weight as CLIP does, for training from nothing."""
        self.visual.reset_parameters()
        self.text.reset_parameters()

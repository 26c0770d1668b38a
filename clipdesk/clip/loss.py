"""The symmetric contrastive loss of CLIP (Radford 2021, figure 3)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def contrastive_loss(image_embeddings: Tensor, text_embeddings: Tensor, logit_scale: Tensor) -> Tensor:
    """Mean cross-entropy of N pairs, picture to text and text to picture.

    Takes L2-normalised embeddings `[N, embed_dim]`, row i of each a pair, and `logit_scale` in log space. At chance
    the loss is ln N.
    """
    logits_per_image = logit_scale.exp() * image_embeddings @ text_embeddings.T  # [N, N]
    own = torch.arange(logits_per_image.shape[0], device=logits_per_image.device)
    per_image = functional.cross_entropy(logits_per_image, own)
    per_text = functional.cross_entropy(logits_per_image.T, own)
    return (per_image + per_text) / 2

"""The contrastive loss where one text may belong to many pictures, and its gradients in little memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional


def multi_positive_loss(
    image_embeddings: Tensor, text_embeddings: Tensor, logit_scale: Tensor, positives: Tensor
) -> Tensor:
    """The symmetric contrastive loss with any number of true pairs, as in UniCL (Yang 2022, equations 2 and 3).

    Takes L2-normalised embeddings `[images, embed_dim]` and `[texts, embed_dim]`, `logit_scale` in log space, and
    bool `positives [images, texts]`, at least one in each row. Each row's target is spread evenly over its positives;
    the target's own entropy is taken off, so that the least loss is 0 however many share a text. A text that is true of
    no picture is only a rival of the others. With one positive each this is `clip.loss.contrastive_loss`.
    """
    logits = logit_scale.exp() * image_embeddings @ text_embeddings.T  # [images, texts]
    return (_divergence(logits, positives) + _divergence(logits.T, positives.T)) / 2


def chance_level(positives: Tensor) -> float:
    """The loss of a model that finds everything equally alike; ln(batch) where each has one positive."""
    images, texts = positives.shape
    return (
        float(_divergence(torch.zeros(images, texts), positives) + _divergence(torch.zeros(texts, images), positives.T))
        / 2
    )


def _divergence(logits: Tensor, positives: Tensor) -> Tensor:
    """Mean over the rows with positives of KL(target ‖ softmax(logits)), the target uniform over them."""
    told = positives.any(1)
    if not bool(told.all()):
        logits, positives = logits[told], positives[told]
    share = positives.sum(1).to(logits.dtype)  # [rows]
    likelihood = (functional.log_softmax(logits, 1) * positives).sum(1) / share
    return (-likelihood - share.log()).mean()


def cached_gradients(
    images: Sequence[Callable[[], Tensor]],
    texts: Sequence[Callable[[], Tensor]],
    loss: Callable[[Tensor, Tensor], Tensor],
) -> float:
    """Add the loss' gradients to all parameters and return the loss; memory grows with one part, not with the batch.

    Each part of `images` and `texts` computes some rows of the embeddings, the same each time it is called; `loss`
    takes all rows together. With one part each this is plain back-propagation. Otherwise all embeddings are computed
    without a graph, the loss is differentiated with respect to them, and each part is computed again to pass its rows'
    gradients on (GradCache, Gao 2021): the same gradients but for rounding.
    """
    if len(images) == len(texts) == 1:
        value = loss(images[0](), texts[0]())
        value.backward()  # type: ignore[no-untyped-call]
        return float(value.detach())
    parts = [*images, *texts]
    with torch.no_grad():
        rows = [part() for part in parts]
    leaves = [part.detach().requires_grad_() for part in rows]
    value = loss(torch.cat(leaves[: len(images)]), torch.cat(leaves[len(images) :]))
    value.backward()  # type: ignore[no-untyped-call]
    for part, leaf in zip(parts, leaves, strict=True):
        again = part()
        if again.requires_grad and leaf.grad is not None:
            again.backward(leaf.grad)  # type: ignore[no-untyped-call]
    return float(value.detach())

"""Text embeddings as the network wants them: checked, where it computes, of unit length."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from clipdesk.clip.model import CLIP
from clipdesk.errors import UsageError

Vectors = npt.NDArray[np.floating] | Tensor


def text_rows(clip: CLIP, values: Vectors) -> Tensor:
    """At least one text, `[labels, dim]`, each brought to unit length. Raises UsageError for another shape."""
    return functional.normalize(vectors(clip, values, 2), dim=-1)


def text_row(clip: CLIP, values: Vectors) -> Tensor:
    """One text, `[dim]`, brought to unit length. Raises UsageError for another shape."""
    return functional.normalize(vectors(clip, values, 1), dim=-1)


def vectors(clip: CLIP, values: Vectors, axes: int) -> Tensor:
    """Vectors of the shared space with one or two axes, as they are. Raises UsageError for another shape."""
    found = values if isinstance(values, Tensor) else torch.tensor(values)
    if found.ndim != axes or found.shape[-1] != clip.config.embed_dim or not len(found):
        wanted = "labels, " * (axes - 1) + str(clip.config.embed_dim)
        raise UsageError(f"This model's text embeddings have the shape [{wanted}], not {list(found.shape)}.")
    return found.detach().to(next(clip.visual.parameters()))

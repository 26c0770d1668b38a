"""What the encoder gives: pictures as embeddings, some at a time or all together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from clipdesk.data.catalog import Skipped


@dataclass(frozen=True, eq=False)
class EmbeddedBatch:
    """Some of the pictures, done: `embeddings[i]` and `content_hashes[i]` belong to picture `rows[i]` of the input.

    `skipped` holds the unreadable ones with their row. Each row of the input comes in exactly one batch.
    """

    rows: tuple[int, ...] = ()
    embeddings: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    content_hashes: tuple[str, ...] = ()
    skipped: tuple[tuple[int, Skipped], ...] = ()
    computed: int = 0  # how many pictures went through the model; the others of `rows` were known


@dataclass(frozen=True, eq=False)
class EmbedResult:
    """All of the pictures, in input order: embeddings `[n, dim]`, zero where not `valid` `[n]`."""

    embeddings: npt.NDArray[np.float32]
    valid: npt.NDArray[np.bool_]
    skipped: tuple[Skipped, ...]
    computed: int
    cached: int
    content_hashes: tuple[str | None, ...]

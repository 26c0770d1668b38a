"""The embeddings computed last, so that equal pictures run once even without a cache."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import numpy.typing as npt

_LARGEST_BYTES = 32 * 2**20


class RecentEmbeddings:
    """Embeddings `[dim]` by content hash; the oldest are dropped beyond 32 MB."""

    def __init__(self, embed_dim: int) -> None:
        self._most = max(1, _LARGEST_BYTES // (4 * embed_dim))
        self._entries: OrderedDict[str, npt.NDArray[np.float32]] = OrderedDict()

    def get(self, content_hash: str) -> npt.NDArray[np.float32] | None:
        """The embedding, or None."""
        return self._entries.get(content_hash)

    def put(self, content_hash: str, embedding: npt.NDArray[np.float32]) -> None:
        """Keep an embedding (copied, so that it does not hold on to its whole batch)."""
        self._entries[content_hash] = embedding.copy()
        while len(self._entries) > self._most:
            self._entries.popitem(last=False)

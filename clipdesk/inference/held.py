"""The loaded pictures' embeddings in memory, and which of them are alike."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from clipdesk.errors import UsageError
from clipdesk.inference.chunks import for_each, multiply, parts_of
from clipdesk.inference.scoring import Floats

Rows = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]


class Held:
    """Embeddings of the loaded pictures by row, some of them not there yet. One thread may put while others score."""

    def __init__(self, embed_dim: int) -> None:
        self.embed_dim = embed_dim
        self.version = 0  # goes up with each change
        self._count = 0
        self._embeddings = np.zeros((0, embed_dim), dtype=np.float32)
        self._valid = np.zeros(0, dtype=np.bool_)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._count

    @property
    def embeddings(self) -> Floats:
        """Unit-length rows `[n, dim]`; a row that is not valid holds nothing of meaning. A view: do not write to it."""
        return self._embeddings[: self._count]

    @property
    def valid(self) -> Flags:
        """Which rows hold an embedding, `[n]`. A view: do not write to it."""
        return self._valid[: self._count]

    def resize(self, count: int) -> None:
        """Hold `count` rows: new ones are not valid yet, those beyond are forgotten."""
        with self._lock:
            self._resize(count)

    def put(self, rows: Sequence[int] | Rows, embeddings: Floats) -> None:
        """Set rows to unit-length embeddings `[len(rows), dim]`, growing where a row lies beyond the end."""
        places = np.asarray(rows, dtype=np.intp)
        if embeddings.shape != (len(places), self.embed_dim):
            expected = f"[{len(places)}, {self.embed_dim}]"
            raise ValueError(f"{expected} embeddings belong here, not {list(embeddings.shape)}")
        if not len(places):
            return
        if places.min() < 0:
            raise IndexError(f"there is no row {places.min()}")
        with self._lock:
            self._resize(max(self._count, int(places.max()) + 1))
            self._embeddings[places] = embeddings
            self._valid[places] = True
            self.version += 1

    def snapshot(self) -> tuple[Floats, Flags, int]:
        """Embeddings, a copy of which rows are valid, and the version, all of one moment."""
        with self._lock:
            return self.embeddings, self.valid.copy(), self.version

    def _resize(self, count: int) -> None:
        if count == self._count:
            return
        if count > len(self._embeddings):
            room = max(count, 2 * len(self._embeddings))
            embeddings = np.zeros((room, self.embed_dim), dtype=np.float32)
            valid = np.zeros(room, dtype=np.bool_)
            embeddings[: self._count], valid[: self._count] = self.embeddings, self.valid
            self._embeddings, self._valid = embeddings, valid
        self._valid[min(count, self._count) : self._count] = False
        self._count = count
        self.version += 1


def similar(held: Held, row: int, k: int) -> tuple[Rows, Floats]:
    """The `k` pictures most like that of `row`, itself left out, and their cosines; the most similar first.

    Raises UsageError while the picture has no embedding.
    """
    embeddings, valid, _ = held.snapshot()
    if not 0 <= row < len(valid) or not valid[row]:
        raise UsageError("This picture has not been read yet, so nothing can be compared with it.")
    valid[row] = False
    return _nearest(embeddings, valid, embeddings[row], k)


def search(held: Held, text_embedding: Floats, k: int) -> tuple[Rows, Floats]:
    """The `k` pictures nearest to a unit-length embedding `[dim]`, of a text or another picture, and their cosines."""
    embeddings, valid, _ = held.snapshot()
    return _nearest(embeddings, valid, text_embedding, k)


def _nearest(embeddings: Floats, valid: Flags, query: Floats, k: int) -> tuple[Rows, Floats]:
    found = np.empty((1, len(embeddings)), dtype=np.float32)
    text = np.ascontiguousarray(query, dtype=np.float32)[None]
    for_each(lambda part: multiply(text, embeddings[part], found, [0], part), parts_of(len(embeddings)))
    rows = np.flatnonzero(valid)
    cosines = found[0, rows]
    if 0 < k < len(rows):
        nearest = np.argpartition(-cosines, k - 1)[:k]
        rows, cosines = rows[nearest], cosines[nearest]
    order = np.lexsort((rows, -cosines))[: max(k, 0)]
    return rows[order], cosines[order]

"""Many pictures to embeddings, through the cache: what is known is looked up, the rest is decoded and run."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from clipdesk.data.catalog import ImageRef, Skipped
from clipdesk.inference.embedded import EmbeddedBatch, EmbedResult
from clipdesk.inference.pipeline import Pipeline
from clipdesk.progress import Progress

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import Model

_LOOKED_UP_AT_ONCE = 2048


def refs_of(paths: Iterable[Path]) -> list[ImageRef]:
    """What `embed` needs to know of each path. A path that cannot be looked at is kept; reading it will say why."""
    refs = []
    for path in paths:
        try:
            status = path.stat()
        except (OSError, ValueError):
            refs.append(ImageRef(path, -1, -1))
        else:
            refs.append(ImageRef(path, status.st_size, status.st_mtime_ns))
    return refs


def embed(
    model: Model,
    refs: Sequence[ImageRef],
    cache: EmbeddingCache | None = None,
    *,
    batch_size: int | Literal["auto"] = "auto",
    workers: int | None = None,
) -> Generator[Progress | EmbeddedBatch, None, EmbedResult]:
    """`embed_batches`, and at the end everything together."""
    embeddings = np.zeros((len(refs), model.embed_dim), dtype=np.float32)
    valid = np.zeros(len(refs), dtype=np.bool_)
    content_hashes: list[str | None] = [None] * len(refs)
    skipped: list[tuple[int, Skipped]] = []
    computed = 0
    for step in embed_batches(model, refs, cache, batch_size=batch_size, workers=workers):
        if isinstance(step, EmbeddedBatch):
            rows = list(step.rows)
            if rows:
                embeddings[rows], valid[rows] = step.embeddings, True
            for row, content_hash in zip(rows, step.content_hashes, strict=True):
                content_hashes[row] = content_hash
            skipped += step.skipped
            computed += step.computed
        yield step
    return EmbedResult(
        embeddings=embeddings,
        valid=valid,
        skipped=tuple(fault for _, fault in sorted(skipped, key=lambda entry: entry[0])),
        computed=computed,
        cached=int(valid.sum()) - computed,
        content_hashes=tuple(content_hashes),
    )


def embed_batches(
    model: Model,
    refs: Sequence[ImageRef],
    cache: EmbeddingCache | None = None,
    *,
    batch_size: int | Literal["auto"] = "auto",
    workers: int | None = None,
) -> Generator[Progress | EmbeddedBatch, None, None]:
    """Embed the pictures and yield them as they are done; memory does not grow with their number.

    Unchanged files known to the cache are not read, known content is not run again, equal pictures run once. A batch is
    halved when memory runs out. Closing the generator ends its threads; what was finished is in the cache. `workers` is
    the number of decoding threads. Raises DeviceError when memory does not suffice for one picture, CheckpointError
    when the model gives no numbers.
    """
    pipeline = Pipeline(model, cache, len(refs), batch_size, workers)
    try:
        yield from pipeline.steps(_lookups(model, refs, cache))
    finally:
        pipeline.close()


def _lookups(
    model: Model, refs: Sequence[ImageRef], cache: EmbeddingCache | None
) -> Iterator[EmbeddedBatch | tuple[int, ImageRef]]:
    """What the cache holds, as batches, and each picture that it does not."""
    for start in range(0, len(refs), _LOOKED_UP_AT_ONCE):
        some = refs[start : start + _LOOKED_UP_AT_ONCE]
        hashes = cache.lookup_files(some) if cache is not None else {}
        known = cache.get_images(model.fingerprint, hashes.values()) if cache is not None and hashes else {}
        found = [(row, ref, hashes.get(ref)) for row, ref in enumerate(some, start)]
        hits = [(row, content_hash) for row, _, content_hash in found if content_hash in known]
        if hits:
            yield EmbeddedBatch(
                rows=tuple(row for row, _ in hits),
                embeddings=np.stack([known[content_hash] for _, content_hash in hits]),
                content_hashes=tuple(content_hash for _, content_hash in hits),
            )
        yield from ((row, ref) for row, ref, content_hash in found if content_hash not in known)

"""Decoding and the model at the same time, in bounded memory.

One pool of threads decodes (Pillow works outside Python's lock), another runs the model, and the generator's own thread
only hands work around, so it answers to a cancel at once. On a CPU several model threads work on a batch each with a
share of the cores: there are no barriers between threads, which cost more than half the speed on a busy machine.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from clipdesk.clip.config import PreprocessConfig
from clipdesk.data.catalog import ImageRef, Skipped
from clipdesk.errors import ImageError
from clipdesk.inference.batching import AdaptiveBatch
from clipdesk.inference.embedded import EmbeddedBatch
from clipdesk.inference.recent import RecentEmbeddings
from clipdesk.progress import Progress

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import Model

STAGE = "reading pictures"

_CPU_BATCH, _GPU_BATCH = 16, 256
_MOST_LANES = 4
_BATCH_SECONDS = 0.4  # "auto" keeps a batch this short on a CPU, so that a cancel is soon obeyed
_TICK_SECONDS = 0.1


@dataclass(frozen=True)
class _Read:
    """A decoded picture, or why there is none. `settled`: the file did not change between scan and reading."""

    row: int
    ref: ImageRef
    content_hash: str = ""
    pixels: npt.NDArray[np.uint8] | None = None
    settled: bool = False
    fault: Skipped | None = None


@dataclass
class _Content:
    """One content, and every picture that has it."""

    content_hash: str
    pixels: npt.NDArray[np.uint8]
    reads: list[_Read]


@dataclass(frozen=True, eq=False)
class _Encoded:
    contents: list[_Content]
    embeddings: npt.NDArray[np.float32]
    seconds: float


class Pipeline:
    """One pass over some pictures: its threads, and what is under way in them. `close` it when done."""

    def __init__(
        self,
        model: Model,
        cache: EmbeddingCache | None,
        total: int,
        batch_size: int | Literal["auto"],
        workers: int | None,
    ) -> None:
        import torch

        on_cpu = model.device == "cpu"
        self._torch, self._threads_before = torch, torch.get_num_threads()
        self._lanes = max(1, min(_MOST_LANES, self._threads_before, total)) if on_cpu else 1
        self._adapts = batch_size == "auto" and on_cpu
        largest = (_CPU_BATCH if on_cpu else _GPU_BATCH) if batch_size == "auto" else max(1, batch_size)
        self._batches = AdaptiveBatch(max(1, min(largest, -(-total // self._lanes))))
        self._quick = largest  # pictures that a batch may have to be quick
        self._model, self._cache, self._total = model, cache, total
        self._recent = RecentEmbeddings(model.embed_dim)
        cores = usable_cores()
        self._decoders = ThreadPoolExecutor(workers or min(cores, 8 if on_cpu else 32), "clipdesk-decode")
        self._encoders = ThreadPoolExecutor(self._lanes, "clipdesk-encode", self._prepare_lane)
        self._decoding: deque[Future[_Read]] = deque()
        self._encoding: deque[Future[_Encoded]] = deque()
        self._gathered: list[_Content] = []
        self._under_way: dict[str, _Content] = {}
        self._done = 0

    def steps(self, source: Iterator[EmbeddedBatch | tuple[int, ImageRef]]) -> Iterator[Progress | EmbeddedBatch]:
        """Everything in `source`, embedded."""
        yield Progress(STAGE, 0, self._total)
        more = True
        while more or self._decoding or self._encoding or self._gathered:
            while more and len(self._decoding) + len(self._gathered) < 2 * self._size + 4:
                entry = next(source, None)
                if entry is None:
                    more = False
                elif isinstance(entry, EmbeddedBatch):
                    yield from self._finished(entry)
                else:
                    self._decoding.append(self._decoders.submit(_read, *entry, self._model.config.preprocess))
            if not self._wait():
                yield Progress(STAGE, self._done, self._total)
            while self._encoding and self._encoding[0].done():
                yield from self._finished(self._remember(self._encoding.popleft().result()))
            while self._decoding and self._decoding[0].done() and len(self._encoding) <= self._lanes:
                batch = self._gather(self._decoding.popleft().result())
                if batch is not None:
                    yield from self._finished(batch)
                if len(self._gathered) >= self._size:
                    self._encode()
            last = not more and not self._decoding
            if self._gathered and (last or len(self._gathered) >= self._size):
                self._encode()

    def close(self) -> None:
        """End the threads; what they have finished goes into the cache."""
        self._decoders.shutdown(wait=False, cancel_futures=True)
        self._encoders.shutdown(wait=True, cancel_futures=True)
        self._decoders.shutdown(wait=True)
        if self._model.device == "cpu":
            self._torch.set_num_threads(self._threads_before)
        for future in self._encoding:
            if not future.cancelled() and future.exception() is None:
                self._remember(future.result())

    @property
    def _size(self) -> int:
        return max(1, min(self._batches.size, self._quick))

    def _prepare_lane(self) -> None:
        if self._model.device == "cpu":
            self._torch.set_num_threads(max(1, self._threads_before // self._lanes))

    def _wait(self) -> bool:
        """Wait a moment for the next thing that can be dealt with; False when nothing came."""
        pending: list[Future[Any]] = []
        if self._encoding:
            pending.append(self._encoding[0])
        if self._decoding and len(self._encoding) <= self._lanes:
            pending.append(self._decoding[0])
        return not pending or bool(wait(pending, _TICK_SECONDS, FIRST_COMPLETED).done)

    def _finished(self, batch: EmbeddedBatch) -> Iterator[Progress | EmbeddedBatch]:
        self._done += len(batch.rows) + len(batch.skipped)
        yield batch
        yield Progress(STAGE, self._done, self._total)

    def _gather(self, read: _Read) -> EmbeddedBatch | None:
        """Put a decoded picture with those for the next batch; a batch of its own where nothing needs computing."""
        if read.fault is not None:
            return EmbeddedBatch(skipped=((read.row, read.fault),))
        assert read.pixels is not None
        if read.content_hash in self._under_way:
            self._under_way[read.content_hash].reads.append(read)
            return None
        embedding = self._recent.get(read.content_hash)
        if embedding is None and self._cache is not None:
            embedding = self._cache.get_images(self._model.fingerprint, [read.content_hash]).get(read.content_hash)
        if embedding is None:
            content = _Content(read.content_hash, read.pixels, [read])
            self._under_way[read.content_hash] = content
            self._gathered.append(content)
            return None
        if self._cache is not None and read.settled:
            self._cache.put_images(self._model.fingerprint, {}, {read.ref: read.content_hash})
        return EmbeddedBatch((read.row,), embedding[None], (read.content_hash,))

    def _encode(self) -> None:
        contents, self._gathered = self._gathered, []
        self._encoding.append(self._encoders.submit(_encode, self._model, self._batches, contents))

    def _remember(self, encoded: _Encoded) -> EmbeddedBatch:
        """Keep a batch that the model has done."""
        if self._adapts:
            self._quick = max(1, min(_CPU_BATCH, round(_BATCH_SECONDS * len(encoded.contents) / encoded.seconds)))
        embeddings = {}
        for content, embedding in zip(encoded.contents, encoded.embeddings, strict=True):
            embeddings[content.content_hash] = embedding
            self._recent.put(content.content_hash, embedding)
            self._under_way.pop(content.content_hash, None)
        reads = [read for content in encoded.contents for read in content.reads]
        if self._cache is not None:
            settled = {read.ref: read.content_hash for read in reads if read.settled}
            self._cache.put_images(self._model.fingerprint, embeddings, settled)
        return EmbeddedBatch(
            rows=tuple(read.row for read in reads),
            embeddings=np.stack([embeddings[read.content_hash] for read in reads]),
            content_hashes=tuple(read.content_hash for read in reads),
            computed=len(encoded.contents),
        )


def usable_cores() -> int:
    """The processor cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read(row: int, ref: ImageRef, config: PreprocessConfig) -> _Read:
    from clipdesk.clip.preprocess import resize_and_crop
    from clipdesk.data.images import decode

    try:
        decoded = decode(ref.path, shortest_side=config.image_size)
        pixels = resize_and_crop(decoded.pixels, config)
    except ImageError as error:
        return _Read(row, ref, fault=Skipped(ref.path, error.kind, str(error)))
    except MemoryError:
        return _Read(row, ref, fault=Skipped(ref.path, "memory", "There is not enough memory to read this picture."))
    try:
        status = ref.path.stat()
    except OSError:
        settled = False
    else:
        settled = (status.st_size, status.st_mtime_ns) == (ref.size_bytes, ref.mtime_ns)
    return _Read(row, ref, decoded.content_hash, pixels, settled)


def _encode(model: Model, batches: AdaptiveBatch, contents: list[_Content]) -> _Encoded:
    from clipdesk.inference.model import encode_images

    start = time.perf_counter()
    embeddings = batches.run(
        lambda pixels: encode_images(model, pixels), np.stack([content.pixels for content in contents])
    )
    return _Encoded(contents, embeddings, time.perf_counter() - start)

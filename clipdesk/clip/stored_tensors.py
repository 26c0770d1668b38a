"""Tensors that still lie in a file: where their bytes are and what they mean, checked before anything is allocated."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import torch
from torch import Tensor

from clipdesk.errors import CheckpointError

FLOATS = (torch.float32, torch.float16, torch.bfloat16, torch.float64)
_MOST_DIMENSIONS = 8
_CRC_CHUNK_BYTES = 1 << 24


@dataclass(frozen=True)
class Extent:
    """A run of bytes in a file; `crc32` is None where the file holds no checksum."""

    path: Path
    offset: int
    size_bytes: int
    crc32: int | None = None


@dataclass(frozen=True)
class StoredTensor:
    """A strided view, counted in elements, of an extent's bytes. Make one with `stored_tensor`, which checks it."""

    extent: Extent
    dtype: torch.dtype
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    start: int = 0


def row_major(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The strides of a dense tensor, last axis fastest."""
    return tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))


def stored_tensor(
    name: str, extent: Extent, dtype: torch.dtype, shape: tuple[int, ...], strides: tuple[int, ...], start: int = 0
) -> StoredTensor:
    """A stored tensor whose numbers were checked. Raises CheckpointError when its view leaves or overlaps its bytes."""
    numbers = (*shape, *strides, start)
    if not all(type(number) is int and number >= 0 for number in numbers) or len(shape) != len(strides):
        raise CheckpointError(f"The tensor {name!r} has an impossible shape; the file is damaged.")
    if len(shape) > _MOST_DIMENSIONS:
        raise CheckpointError(f"The tensor {name!r} has {len(shape)} dimensions; the file is damaged.")
    elements = math.prod(shape)
    held = extent.size_bytes // dtype.itemsize
    reach = start + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True)) + 1 if elements else 0
    if elements > held or reach > held:
        raise CheckpointError(
            f"The tensor {name!r} says it has shape {list(shape)}, {elements * dtype.itemsize:,} bytes, but the file "
            f"holds {extent.size_bytes:,} bytes for it. The file is damaged or incomplete."
        )
    return StoredTensor(extent, dtype, shape, strides, start)


class TensorReader:
    """Reads stored tensors into memory. A context manager; one file stays open at a time.

    Bytes that several of `tensors` share are read, checked and kept once.
    """

    def __init__(self, tensors: Iterable[StoredTensor]) -> None:
        users = Counter(tensor.extent for tensor in tensors)
        self._shared = {extent for extent, count in users.items() if count > 1}
        self._kept: dict[Extent, Tensor] = {}
        self._path: Path | None = None
        self._file: BinaryIO | None = None

    def __enter__(self) -> TensorReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def read(self, name: str, tensor: StoredTensor) -> Tensor:
        """The tensor, dense, in its stored type. Raises CheckpointError for bytes that are missing or damaged."""
        flat = self._bytes(name, tensor.extent)
        if not flat.numel():
            return torch.empty(tensor.shape, dtype=tensor.dtype)
        whole = flat[: flat.numel() // tensor.dtype.itemsize * tensor.dtype.itemsize].view(tensor.dtype)
        return whole.as_strided(tensor.shape, tensor.strides, tensor.start).contiguous()

    def _bytes(self, name: str, extent: Extent) -> Tensor:
        if extent in self._kept:
            return self._kept[extent]
        buffer = torch.empty(extent.size_bytes, dtype=torch.uint8)
        try:
            if self._file is None or self._path != extent.path:
                if self._file is not None:
                    self._file.close()
                self._path, self._file = extent.path, extent.path.open("rb")
            self._file.seek(extent.offset)
            view = memoryview(buffer.numpy())  # type: ignore[arg-type]
            done = 0
            while done < extent.size_bytes and (count := self._file.readinto(view[done:])):  # type: ignore[attr-defined]
                done += count
        except OSError as error:
            raise CheckpointError(f"{extent.path} cannot be read ({error.strerror or error}).") from error
        if done < extent.size_bytes:
            raise CheckpointError(f"{extent.path} ends within the tensor {name!r}; it is incomplete.")
        if extent.crc32 is not None and _crc32(view) != extent.crc32:
            raise CheckpointError(f"The tensor {name!r} of {extent.path} is damaged: its checksum does not match.")
        if extent in self._shared:
            self._kept[extent] = buffer
        return buffer


def _crc32(view: memoryview) -> int:
    checksum = 0
    for start in range(0, len(view), _CRC_CHUNK_BYTES):
        checksum = zlib.crc32(view[start : start + _CRC_CHUNK_BYTES], checksum)
    return checksum


def all_finite(tensor: Tensor) -> bool:
    """True when no value is NaN or infinite. One pass: a sum in fp32 is finite only if all its terms are."""
    if tensor.dtype is torch.float64:
        return bool(torch.isfinite(tensor).all())
    total = tensor.sum(dtype=torch.float32)
    return bool(torch.isfinite(total)) or bool(torch.isfinite(tensor).all())  # a sum of finite values may overflow

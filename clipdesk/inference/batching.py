"""Batches that shrink when memory runs out, and grow back slowly."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from clipdesk.errors import DeviceError

_WORDS = ("out of memory", "can't allocate memory", "not enough memory", "cannot allocate memory", "alloc_failed")
_TRIES_AT_ONE = 8  # another program may hold the memory for a moment
_PAUSE_SECONDS = 0.02  # before the second try at one row; each further pause is longer
_PATIENCE = 16  # good batches before a larger size is tried again; doubles with every failure


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that memory ran out, on whichever device."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(word in str(error).lower() for word in _WORDS)


class AdaptiveBatch:
    """Runs rows through a model in batches of at most `size`; halves `size` when memory runs out and tries again."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._largest = size
        self._patience = _PATIENCE
        self._good = 0

    def run(
        self, encode: Callable[[npt.NDArray[Any]], npt.NDArray[np.float32]], rows: npt.NDArray[Any]
    ) -> npt.NDArray[np.float32]:
        """`encode` over all of `rows`, in order: [n, ...] -> [n, dim], each row exactly once.

        Raises DeviceError when not even one row fits; every other error of `encode` passes through.
        """
        parts: list[npt.NDArray[np.float32]] = []
        done, failures_at_one = 0, 0
        while done < len(rows):
            size = self.size
            part, error = _attempt(encode, rows[done : done + size])
            if part is not None:
                parts.append(part)
                done += len(part)
                failures_at_one = 0
                self._succeeded()
                continue
            failures_at_one += size == 1
            if failures_at_one >= _TRIES_AT_ONE:
                raise DeviceError(
                    f"There is not enough memory for one picture or text at a time ({error}). "
                    "Close other programs, or choose a smaller model."
                )
            if failures_at_one:
                time.sleep(_PAUSE_SECONDS * failures_at_one)
            if failures_at_one == _TRIES_AT_ONE - 1:
                gc.collect()
            self._failed(min(size, len(rows) - done))
        return np.concatenate(parts) if parts else encode(rows)

    def _succeeded(self) -> None:
        self._good += 1
        if self.size < self._largest and self._good >= self._patience:
            self.size, self._good = min(self._largest, self.size * 2), 0

    def _failed(self, size: int) -> None:
        self.size = max(1, min(self.size, size) // 2)
        self._patience, self._good = self._patience * 2, 0
        torch = sys.modules.get("torch")
        if torch is not None and torch.cuda.is_available() and torch.cuda.is_initialized():
            torch.cuda.empty_cache()


def _attempt(
    encode: Callable[[npt.NDArray[Any]], npt.NDArray[np.float32]], rows: npt.NDArray[Any]
) -> tuple[npt.NDArray[np.float32] | None, str]:
    try:
        return encode(rows), ""
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        return None, str(error) or type(error).__name__  # the traceback holds the tensors: let it go before retrying

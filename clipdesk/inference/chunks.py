"""A large product in parts that share the cores without waiting for each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from clipdesk.inference.scoring import Floats

PART = 8192  # pictures
_TEXTS_AT_ONCE = 32
_UNSHARED = 262_144  # multiplications up to which OpenBLAS keeps a product on one thread
_WORTH_THREADS = 4  # parts
_MOST_THREADS = 4  # from there on the memory is the limit


def parts_of(count: int) -> list[slice]:
    """`count` pictures in parts whose intermediate arrays stay near the processor (with some tens of labels)."""
    return [slice(start, min(start + PART, count)) for start in range(0, count, PART)]


def for_each(finish: Callable[[slice], None], parts: Sequence[slice]) -> None:
    """Finish every part, on several cores where it is worth their start; NumPy lets the interpreter go meanwhile."""
    if len(parts) < _WORTH_THREADS:
        for part in parts:
            finish(part)
        return
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS), thread_name_prefix="ranking") as threads:
        for _ in threads.map(finish, parts):
            pass


def multiply(texts: Floats, embeddings: Floats, cosines: Floats, fresh: Sequence[int], part: slice) -> None:
    """Rows `fresh` of `cosines[:, part]` from texts `[fresh, dim]` and embeddings `[m, dim]`, on this thread alone.

    OpenBLAS would share one large product among threads of its own, which wait for each other in a loop. With other
    work on the computer that was measured at five times the wall clock and seven times the processor time; so one call
    makes the product of many that are too small to be shared.
    """
    count, dim = embeddings.shape
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        some = texts[first : first + _TEXTS_AT_ONCE]
        rows = max(1, _UNSHARED // (len(some) * dim))
        whole = count // rows * rows
        stacked = np.matmul(some, embeddings[:whole].reshape(-1, rows, dim).transpose(0, 2, 1))  # [parts, texts, rows]
        rest = some @ embeddings[whole:].T
        for number, text in enumerate(fresh[first : first + _TEXTS_AT_ONCE]):
            line = cosines[text, part]
            line[:whole].reshape(-1, rows)[:] = stacked[:, number]
            line[whole:] = rest[number]

from __future__ import annotations

import numpy as np
import pytest

from clipdesk.errors import DeviceError
from clipdesk.inference.batching import AdaptiveBatch, is_out_of_memory

ROWS = np.arange(100, dtype=np.float32)[:, None]


def test_halves_goes_on_and_grows_back():
    sizes = []

    def encode(rows):
        sizes.append(len(rows))
        if len(rows) > 5:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return rows * 2

    batches = AdaptiveBatch(16)
    assert (batches.run(encode, ROWS) == ROWS * 2).all()
    assert sizes[:3] == [16, 8, 4]
    assert batches.size <= 8
    for _ in range(20):
        batches.run(lambda rows: rows, ROWS)
    assert batches.size == 16


def test_twenty_random_failures_lose_and_double_nothing():
    rng = np.random.default_rng(3)
    failing = set(rng.choice(60, size=20, replace=False).tolist())
    calls = iter(range(10_000))
    kinds = [MemoryError(), RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")]

    def encode(rows):
        call = next(calls)
        if call in failing:
            raise kinds[call % 2]
        return rows + 1

    batches = AdaptiveBatch(16)
    batches._patience = 1
    assert (batches.run(encode, ROWS) == ROWS + 1).all()


def test_gives_up_when_one_row_does_not_fit():
    def encode(rows):
        raise MemoryError

    with pytest.raises(DeviceError, match="not enough memory"):
        AdaptiveBatch(16).run(encode, ROWS)


def test_other_errors_pass_through():
    def encode(rows):
        raise RuntimeError("shapes do not match")

    with pytest.raises(RuntimeError, match="shapes"):
        AdaptiveBatch(16).run(encode, ROWS)
    assert not is_out_of_memory(ValueError("out of memory"))

"""Which numbers this processor multiplies faster.

Nothing to run here: the teachers and both trainings use it.
"""

import functools
import time

import torch


@functools.cache
def faster_type() -> torch.dtype:
    """bfloat16 or float32. Without matrix tiles (Intel's AMX) bf16 is the slower, even with instructions for it."""
    seconds = {}
    for dtype in (torch.float32, torch.bfloat16):
        matrix = torch.ones(768, 768, dtype=dtype)
        matrix @ matrix
        began = time.monotonic()
        for _ in range(12):
            matrix @ matrix
        seconds[dtype] = time.monotonic() - began
    return min(seconds, key=lambda dtype: seconds[dtype])

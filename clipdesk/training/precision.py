"""The number type that a run's products are in."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

from clipdesk.clip.model import CLIP
from clipdesk.inference.precision import bf16_speedup

_WORTH_IT = 1.5  # autocast takes a part of what bf16 gains


def chosen(asked: str, device: str, clip: CLIP) -> tuple[str, str | None]:
    """Which of fp32 and bf16 is meant by `asked`, and a sentence where it was found out here what is quicker."""
    if asked != "auto":
        return asked, None
    if device.startswith("cuda"):
        return ("bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"), None
    if device != "cpu":
        return "fp32", None
    ratio = bf16_speedup(clip.config.vision.width)
    quicker = "bf16" if ratio >= _WORTH_IT else "fp32"
    return quicker, f"Products run in {quicker}: on this CPU bf16 is {ratio:.1f} × as fast as fp32."


def products_in(precision: str, device: str) -> AbstractContextManager[Any]:
    """Within, products of float32 weights are in that type."""
    if precision != "bf16":
        return nullcontext()
    return torch.autocast(torch.device(device).type, torch.bfloat16)

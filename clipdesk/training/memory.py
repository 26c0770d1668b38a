"""How much memory the process holds."""

from __future__ import annotations

import os
from pathlib import Path

import torch


def memory_bytes(device: str) -> int:
    """The device's memory in use at its peak for a GPU, else the process' own; 0 where the system does not tell."""
    if device.startswith("cuda"):
        return int(torch.cuda.max_memory_allocated(device))
    pages = Path("/proc/self/statm")
    if pages.exists():
        try:
            return int(pages.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError):
            return 0
    if os.name == "nt":
        return 0
    import resource

    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)  # bytes on macOS

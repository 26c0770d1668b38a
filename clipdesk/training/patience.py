"""How torch's threads wait for each other. Knows nothing of torch: it must be told before torch is loaded.

By default a thread that waits keeps its core busy. Where another program wants the core, the thread waited for does not
get on, and a step takes several times as long; training goes on beside other work, so its threads sleep instead.
"""

from __future__ import annotations

import os

_SETTINGS = {"OMP_WAIT_POLICY": "PASSIVE", "KMP_BLOCKTIME": "0"}


def patient() -> dict[str, str]:
    """Environment variables that make the threads sleep while they wait."""
    return dict(_SETTINGS)


def be_patient() -> None:
    """Set them for this process, where the user has not said otherwise."""
    for name, value in patient().items():
        os.environ.setdefault(name, value)

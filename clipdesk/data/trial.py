"""Decodes one picture in a process of its own: `python -m clipdesk.data.trial`, its path as a line of standard input.

Exits with 0 whether the picture can be read or not; any other end means that decoding is not safe. Ends with the
process that has started it, whose end of the pipe is then closed.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from clipdesk.data.images import decode
from clipdesk.errors import ImageError

_SIDES = (224, None)  # as for a model and as for the eye


def main() -> None:
    """Read the path, decode, and exit."""
    name = sys.stdin.buffer.readline().rstrip(b"\n")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for side in _SIDES:
        try:
            decode(Path(os.fsdecode(name)), shortest_side=side)
        except ImageError:
            break
    os._exit(0)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()

"""How long the real program takes to end in every state, from the close of its window to the end of its process.

    python tests/benchmark/closing.py [--times 20] [state ...]

Every end is checked as in the tests: exit code 0, nothing said of threads, nobody left behind, project and cache whole.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import numpy as np

from tests.helpers.web_server import Manner, serving
from tests.helpers.window_process import LABELS, STATES, check_closed, photographs, started


def measure(state: str, times: int, url: str) -> list[float]:
    """The seconds of each end."""
    seconds = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as name:
            os.environ["CLIPDESK_HOME"] = str(Path(name) / "home")
            folder = photographs(Path(name) / "pictures", 40 if state == "embedding" else 4)
            with started(state, folder, "--labels", LABELS, CLIPDESK_TEST_URL=url) as process:
                seconds.append(check_closed(process, folder))
    return seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("states", nargs="*", default=STATES)
    options = parser.parse_args()
    print("| closed while | times | median | longest | target |\n|---|---|---|---|---|", flush=True)
    with serving(b"x" * 1_000_000) as web:
        web.always = Manner(silent_after=100_000)
        for state in options.states:
            found = measure(state, options.times, f"{web.url}/model.bin")
            median, longest = np.median(found), max(found)
            print(f"| {state} | {len(found)} | {median:.2f} s | {longest:.2f} s | < 3 s |", flush=True)


if __name__ == "__main__":
    main()

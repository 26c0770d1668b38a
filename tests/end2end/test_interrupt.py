"""Ctrl-C: quiet, at once, and what is finished stays."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

LONGEST_SECONDS = 20  # on a busy machine; a second where it is idle
PICTURES = 3000  # some seconds of work


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_finished_work_is_kept(tmp_path: Path, own_home: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    values = np.random.default_rng(0)
    for number in range(PICTURES):
        Image.fromarray(values.integers(0, 256, (60, 80, 3), dtype=np.uint8)).save(folder / f"{number:04}.jpg")
    command = [sys.executable, "-m", "clipdesk", "classify", str(folder), "--labels", "cat,dog", "--format", "jsonl"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "bufsize": 0}
    # a shell that runs the tests in the background has them ignore Ctrl-C, and children inherit that
    with subprocess.Popen(command, **pipes, preexec_fn=_mind_interrupts) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert time.monotonic() - begun < LONGEST_SECONDS
    assert process.returncode == 130
    assert err == b"clipdesk: stopped.\n"
    lines = [json.loads(line) for line in (first + out).splitlines()]
    assert 1 <= len(lines) < PICTURES
    assert all(line["predictions"] for line in lines)

    from clipdesk import paths
    from clipdesk.data.catalog import scan
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.progress import drain

    with EmbeddingCache(paths.embedding_cache_path()) as cache:
        assert not cache.notes
        assert len(cache.lookup_files(drain(scan([folder])).images)) >= len(lines)


def _mind_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

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
from safetensors.torch import load_file

from tests.helpers.runs import equal, shapes, small_model

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


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_training_goes_on_where_it_was_paused(tmp_path: Path) -> None:
    """Ctrl-C in the middle of a run, then --resume: the figures and weights of a run that was left alone."""
    shapes(tmp_path / "data", each=12)
    small_model(tmp_path / "small")
    asked = [
        str(tmp_path / "data"), "--recipe", "lora", "--model", str(tmp_path / "small"), "--epochs", "15",
        "--batch-size", "6", "--precision", "fp32", "--device", "cpu", "--no-check",
        "--control", str(tmp_path / "data"),
    ]  # fmt: skip
    alone, paused = (
        [sys.executable, "-m", "clipdesk", "train", "--output", str(tmp_path / name)] for name in ("alone", "paused")
    )
    assert subprocess.run([*alone, *asked], capture_output=True, check=False).returncode == 0
    with subprocess.Popen([*paused, *asked], stderr=subprocess.PIPE, preexec_fn=_mind_interrupts) as process:
        told = tmp_path / "paused" / "metrics.jsonl"
        while process.poll() is None and not (told.exists() and '"step": 5,' in told.read_text("utf-8")):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert b"paused. Go on with: clipdesk train --resume" in err
    assert not (tmp_path / "paused" / "model").exists()
    assert subprocess.run([*paused, "--resume"], capture_output=True, check=False).returncode == 0
    assert _ends(tmp_path / "alone") == _ends(tmp_path / "paused")
    weights = [load_file(tmp_path / name / "model" / "model.safetensors") for name in ("alone", "paused")]
    assert equal(weights[0], weights[1])


def _ends(run: Path) -> list[object]:
    """What the epochs ended with."""
    lines = (run / "metrics.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if '"epoch_end"' in line]

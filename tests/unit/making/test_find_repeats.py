"""Training pictures that repeat a test picture are named, and taken out of their pack."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from clipdesk import paths

SCRIPT = paths.bundled_models_dir() / "clipdesk-starter" / "making" / "find_repeats.py"


def blobs(count: int, seed: int) -> np.ndarray:
    """Pictures [count, 64, 64, 3] of coarse squares of grey."""
    coarse = np.random.default_rng(seed).integers(0, 200, (count, 16, 16, 1))
    return np.broadcast_to(coarse.repeat(4, axis=1).repeat(4, axis=2), (count, 64, 64, 3)).astype(np.uint8)


def test_a_brighter_copy_goes_and_the_others_stay_in_their_order(tmp_path: Path) -> None:
    test, train = blobs(3, 0), blobs(5, 1)
    train[2] = test[1] + 30
    np.save(tmp_path / "eval_some.npy", test)
    np.save(tmp_path / "small64.npy", train)
    index = tmp_path / "small64.index.jsonl"
    index.write_text("".join(json.dumps({"path": f"tiny/{name}.jpg"}) + "\n" for name in "abcde"))
    command = [sys.executable, str(SCRIPT), str(tmp_path), "small64"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout == "tiny/c.jpg\n"
    assert [json.loads(line)["path"] for line in index.read_text().splitlines()] == [
        f"tiny/{one}.jpg" for one in "abde"
    ]
    assert (np.load(tmp_path / "small64.npy") == train[[0, 1, 3, 4]]).all()
    assert not list(tmp_path.glob("*.partial*"))

from __future__ import annotations

import errno
import os
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from clipdesk.errors import RunError
from clipdesk.training import checkpoints
from clipdesk.training.checkpoints import State, load_newest, restore_random_state, save


def state(number: int) -> State:
    return State({"w": torch.full((50, 4), float(number)), "s": torch.tensor(number)}, {"number": number, "π": [1.5]})


def number_of(found: State | None) -> int:
    assert found is not None
    assert torch.equal(found.tensors["w"], torch.full((50, 4), float(found.values["number"])))
    return int(found.values["number"])


def test_the_newest_is_found_and_two_are_kept(tmp_path: Path) -> None:
    assert load_newest(tmp_path / "none") is None
    for step in (1, 7, 30):
        save(tmp_path, step, state(step))
    found = load_newest(tmp_path)
    assert number_of(found) == 30
    assert found is not None
    assert found.values["π"] == [1.5]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step-000000007", "step-000000030"]
    assert number_of(load_newest(tmp_path, lambda kept: kept.values["number"] < 10)) == 7


@pytest.mark.parametrize("name", ["state.safetensors", "state.json"])
@pytest.mark.parametrize("way", ["cut", "flipped", "gone"])
def test_a_torn_one_is_passed_over(tmp_path: Path, name: str, way: str) -> None:
    save(tmp_path, 1, state(1))
    path = save(tmp_path, 2, state(2)) / name
    content = bytearray(path.read_bytes())
    if way == "gone":
        path.unlink()
    elif way == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        content[len(content) // 2 if name == "state.safetensors" else 3] ^= 0x40
        path.write_bytes(content)
    assert number_of(load_newest(tmp_path)) == 1
    save(tmp_path, 2, state(2))
    assert number_of(load_newest(tmp_path)) == 2


def test_what_a_killed_run_left_is_no_checkpoint_and_goes(tmp_path: Path) -> None:
    save(tmp_path, 1, state(1))
    (tmp_path / ".draft-abc").mkdir()
    (tmp_path / ".draft-abc" / "state.safetensors").write_bytes(b"half")
    assert number_of(load_newest(tmp_path)) == 1
    save(tmp_path, 2, state(2))
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("refused", ["tensors", "flush", "rename"])
def test_a_full_disk_leaves_the_one_before_whole(tmp_path: Path, refused: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, 1, state(1))

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        if refused == "tensors":
            patched.setattr(checkpoints, "save_file", full)
        else:
            patched.setattr(checkpoints.os, {"flush": "fsync", "rename": "replace"}[refused], full)
        with pytest.raises(RunError, match=r"No space left.*the checkpoint before it is whole"):
            save(tmp_path, 2, state(2))
    assert number_of(load_newest(tmp_path)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["step-000000001"]


@pytest.mark.skipif(os.name == "nt", reason="the system's own limit on a file's size is a thing of POSIX")
def test_a_disk_that_really_refuses_leaves_the_one_before_whole(tmp_path: Path) -> None:
    import resource

    save(tmp_path, 1, state(1))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
    try:
        with pytest.raises(RunError, match="cannot be written"):
            save(tmp_path, 2, state(2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert number_of(load_newest(tmp_path)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["step-000000001"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file in the folder's place: refused by every system and for every user, root included."""
    (tmp_path / "checkpoints").write_text("a file")
    with pytest.raises(RunError, match="cannot be written"):
        save(tmp_path / "checkpoints", 1, state(1))


def test_going_back_drops_what_came_later(tmp_path: Path) -> None:
    for step in (3, 5):
        save(tmp_path, step, state(step))
    checkpoints.drop_later(tmp_path, 3)
    assert number_of(load_newest(tmp_path)) == 3


def test_chance_goes_on_where_it_was(tmp_path: Path) -> None:
    random.seed(3)
    np.random.seed(4)
    torch.manual_seed(5)
    np.random.normal()  # NumPy keeps a second one in hand
    kept = checkpoints.random_state()
    save(tmp_path, 1, kept)

    def draw() -> tuple[float, float, float]:
        return random.random(), float(np.random.normal()), float(torch.rand(()))

    first = draw()
    found = load_newest(tmp_path)
    assert found is not None
    restore_random_state(found)
    assert draw() == first

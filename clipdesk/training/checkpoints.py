"""A run's whole state on disk: tensors in a safetensors file, the rest in JSON beside it. Whole or not at all.

A checkpoint is written into a hidden folder, flushed, and renamed; the one before goes only then. Reading takes the
newest that is whole: its JSON names the size and SHA-256 of the tensors' file.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from clipdesk.errors import RunError

_TENSORS, _VALUES = "state.safetensors", "state.json"
_NAME = re.compile(r"step-(\d{9})")
_FORMAT = 1
_KEPT = 2  # the newest, and the one before it


@dataclass(frozen=True, eq=False)
class State:
    """All that a run needs to go on as if it had never stopped."""

    tensors: dict[str, Tensor]
    values: dict[str, Any]


def save(folder: Path, step: int, state: State) -> Path:
    """Write the checkpoint of `step` and drop all but the two newest; the new one's folder.

    Raises RunError when the disk refuses; the checkpoints that were there are whole.
    """
    final = folder / f"step-{step:09}"
    draft: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in state.tensors.items()}
        save_file(tensors, draft / _TENSORS, metadata={"format": "pt"})
        described = {"format": _FORMAT, "step": step, **_identity(draft / _TENSORS), "values": state.values}
        (draft / _VALUES).write_text(json.dumps(described), encoding="utf-8")
        for name in (_TENSORS, _VALUES):
            _flush(draft / name)
        if final.exists():  # a run that was rolled back comes by here again
            os.replace(final, folder / f".old-{draft.name[7:]}")
        os.replace(draft, final)
        _flush_folder(folder)
        for older in _found(folder)[_KEPT:]:
            shutil.rmtree(older, ignore_errors=True)
        _clear(folder)
    except (OSError, SafetensorError) as error:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)
        raise RunError(
            f"The checkpoint cannot be written to {folder} ({error}). Make room or choose another folder, then resume: "
            "the checkpoint before it is whole."
        ) from error
    return final


def load_newest(folder: Path, fits: Callable[[State], bool] = lambda _: True) -> State | None:
    """The newest checkpoint that is whole and `fits`, or None. Raises RunError when the folder cannot be read."""
    try:
        found = _found(folder) if folder.is_dir() else []
    except OSError as error:
        raise RunError(f"The run's folder {folder} cannot be read ({error}).") from error
    for path in found:
        state = _read(path)
        if state is not None and fits(state):
            return state
    return None


def random_state() -> State:
    """The state of every source of chance: Python's, NumPy's, torch's on each device."""
    version, numbers, spare = random.getstate()
    name, keys, position, has_gauss, cached = np.random.get_state(legacy=True)
    tensors = {"torch": torch.get_rng_state()}
    if torch.cuda.is_available():
        tensors |= {f"cuda{number}": state for number, state in enumerate(torch.cuda.get_rng_state_all())}
    values = {
        "python": [version, list(numbers), spare],
        "numpy": [name, [int(key) for key in keys], position, has_gauss, cached],
    }
    return State(tensors, values)


def restore_random_state(state: State) -> None:
    """The inverse of `random_state`."""
    version, numbers, spare = state.values["python"]
    random.setstate((version, tuple(numbers), spare))
    name, keys, position, has_gauss, cached = state.values["numpy"]
    np.random.set_state((name, np.array(keys, dtype=np.uint32), position, has_gauss, cached))
    torch.set_rng_state(state.tensors["torch"])
    devices = torch.cuda.device_count() if torch.cuda.is_available() else 0
    for number in range(devices):
        if f"cuda{number}" in state.tensors:
            torch.cuda.set_rng_state(state.tensors[f"cuda{number}"], number)


def _read(path: Path) -> State | None:
    """The checkpoint at `path`, or None when it is torn."""
    try:
        described = json.loads((path / _VALUES).read_text(encoding="utf-8"))
        if described["format"] != _FORMAT or _identity(path / _TENSORS) != {
            name: described[name] for name in ("bytes", "sha256")
        }:
            return None
        values = described["values"]
        assert isinstance(values, dict)
        return State(load_file(path / _TENSORS), values)
    except (OSError, ValueError, KeyError, TypeError, AssertionError, SafetensorError):
        return None


def _identity(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _found(folder: Path) -> list[Path]:
    """The checkpoints' folders, the newest first."""
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)


def drop_later(folder: Path, step: int) -> None:
    """Remove the checkpoints after `step`, which a run that went back will write anew."""
    for path in _found(folder) if folder.is_dir() else []:
        if int(path.name[5:]) > step:
            shutil.rmtree(path, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Remove what a run that was killed while writing left behind."""
    for path in folder.glob(".*"):
        if path.name.startswith((".draft-", ".old-")):
            shutil.rmtree(path, ignore_errors=True)


def values_of(state: State, prefix: str) -> Mapping[str, Tensor]:
    """The tensors under `prefix`/, by the rest of their names."""
    return {
        name.removeprefix(f"{prefix}/"): tensor
        for name, tensor in state.tensors.items()
        if name.startswith(f"{prefix}/")
    }


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

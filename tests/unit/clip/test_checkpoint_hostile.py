"""Files that try to run something. Each would create a marker file; none may."""

import contextlib
import os
import pickle
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

from clipdesk.clip.checkpoint import read_checkpoint
from clipdesk.clip.safe_pickle import read_pickle
from clipdesk.errors import CheckpointError
from tests.helpers.checkpoints import openai_names, save_torchscript, tiny_clip

torch.set_num_threads(1)


class Evil:
    """Unpickling it creates the file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch '{self.marker}'",)


def refused(path: Path, marker: Path, match: str = r"posix\.system|nt\.system") -> None:
    with pytest.raises(CheckpointError, match=match):
        read_checkpoint(path)
    assert not marker.exists()


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("where", ["top", "beside", "within"])
def test_pickles_that_call_something(tmp_path: Path, legacy: bool, where: str) -> None:
    marker = tmp_path / "marker"
    state: Any = openai_names(dict(tiny_clip().state_dict()))
    contents = {
        "top": Evil(marker),
        "beside": {"state_dict": state, "optimizer": Evil(marker)},
        "within": state | {"evil": Evil(marker)},
    }[where]
    torch.save(contents, tmp_path / "model.pt", _use_new_zipfile_serialization=not legacy)
    refused(tmp_path / "model.pt", marker)


def test_a_bare_pickle(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    (tmp_path / "model.bin").write_bytes(pickle.dumps(Evil(marker)))
    refused(tmp_path / "model.bin", marker)


def test_torchscript_with_a_hostile_pickle(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    path = tmp_path / "model.pt"
    save_torchscript(path, openai_names(dict(tiny_clip().state_dict())), {})
    with zipfile.ZipFile(path) as archive:
        contents = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in contents.items():
            archive.writestr(name, pickle.dumps(Evil(marker), 2) if name.endswith("/data.pkl") else data)
    refused(path, marker)


class WritesWhenLoaded(torch.nn.Module):
    """TorchScript's own hook: `torch.jit.load` runs `__setstate__` from the file."""

    def __init__(self, marker: str) -> None:
        super().__init__()
        self.marker = marker
        self.weight = torch.ones(2)

    @torch.jit.export
    def __getstate__(self) -> tuple[str, torch.Tensor, bool]:
        return self.marker, self.weight, self.training

    @torch.jit.export
    def __setstate__(self, state: tuple[str, torch.Tensor, bool]) -> None:
        self.marker = state[0]
        self.weight = state[1]
        self.training = state[2]
        torch.save(self.weight, self.marker)


def test_torchscript_code_is_not_run(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    path = tmp_path / "model.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(WritesWhenLoaded(str(marker))), str(path))
        torch.jit.load(str(path))
    assert marker.exists(), "the file is meant to be hostile"
    marker.unlink()
    refused(path, marker, match="damaged")


@pytest.mark.parametrize(
    "name",
    ["builtins eval", "os system", "posix system", "torch.jit load", "torch load", "torch._utils _rebuild_wrapper",
     "builtins getattr", "functools partial", "clipdesk.clip.model CLIP", "torch.hub load",
     "numpy.core.multiarray scalar"],
)  # fmt: skip
def test_names_off_the_list_are_told(name: str) -> None:
    module, _, attribute = name.partition(" ")
    data = b"c" + module.encode() + b"\n" + attribute.encode() + b"\n."
    with pytest.raises(CheckpointError, match=f"{module}.{attribute}"):
        read_pickle(data, "model.pt")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage",
        b"\x80\x02" + b"(" * 50 + b".",
        b"\x80\x02Nr\xff\xff\xff\x7f.",  # a memo of two billion entries
        b"\x80\x05\x96\xff\xff\xff\xff\xff\x00\x00\x00.",  # a bytearray of a terabyte
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\x00\x00\x00.",  # bytes of a terabyte
        b"\x80\x02\x82\x01.",  # the copyreg extension registry
        b"N" * 600_000 + b".",
        b"ccollections\nOrderedDict\n(K\x01K\x02tR.",
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x02)))tR.",
        b"\x80\x02U\x07storageQ.",
    ],
)
def test_malformed_pickles_are_refused(data: bytes) -> None:
    with pytest.raises(CheckpointError, match=r"model\.pt"):
        read_pickle(data, "model.pt")


def test_attributes_written_onto_a_stand_in_do_not_last() -> None:
    """BUILD may set attributes on what a name stood for; that must be a throw-away."""
    hostile = b"\x80\x02c__torch__\nEvil\n}U\x05stateK\x01s\x86b."
    for data in (hostile, b"\x80\x02c__torch__\nEvil\nN}U\x05stateK\x01s\x86b."):
        with contextlib.suppress(CheckpointError):
            read_pickle(data, "model.pt")
    fresh = read_pickle(b"\x80\x02c__torch__\nEvil\n.", "model.pt").value
    assert not hasattr(fresh, "state")


def test_modules_without_end_are_refused(tmp_path: Path) -> None:
    """A shell that holds itself, twice."""
    data = b"\x80\x02c__torch__\nM\n)\x81q\x00}(U\x01ah\x00U\x01bh\x00ub."
    with zipfile.ZipFile(tmp_path / "model.pt", "w") as archive:
        archive.writestr("model/data.pkl", data)
    refused(tmp_path / "model.pt", tmp_path / "marker", match="without end")

"""Files that are damaged, incomplete, or lie: each is named, and nothing that they ask for is allocated."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from clipdesk.clip import checkpoint as checkpoint_module
from clipdesk.clip import stored_tensors
from clipdesk.clip.checkpoint import read_checkpoint, write_model
from clipdesk.errors import CheckpointError
from tests.helpers.checkpoints import TINY, openai_names, tiny_clip

torch.set_num_threads(1)


@pytest.fixture
def state() -> dict[str, Tensor]:
    return openai_names(dict(tiny_clip().state_dict()))


@pytest.fixture(autouse=True)
def no_large_allocation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny models here have under a megabyte; nothing may ask for more than a few."""

    class Counting:
        """torch, as the module that reads tensors sees it."""

        def __getattr__(self, name: str) -> Any:
            return getattr(torch, name)

        def empty(self, size: Any, **options: Any) -> Tensor:
            assert torch.Size([size] if isinstance(size, int) else size).numel() < 4 << 20
            return torch.empty(size, **options)

    monkeypatch.setattr(stored_tensors, "torch", Counting())


def refused(path: Path, match: str) -> None:
    with pytest.raises(CheckpointError, match=match) as caught:
        read_checkpoint(path)
    assert path.name in str(caught.value)


CHANGES: dict[str, tuple[Callable[[dict[str, Tensor]], Any], str]] = {
    "missing": (lambda s: s.pop("visual.transformer.resblocks.1.ln_2.bias"), r"visual\.blocks\.1\.ln_2\.bias missing"),
    "missing projection": (lambda s: s.pop("text_projection"), r"text\.text_projection is missing"),
    "missing anchor": (lambda s: s.pop("visual.conv1.weight"), r"visual\.stem\.conv\.weight is missing"),
    "extra": (lambda s: s.update({"visual.ls_1.gamma": torch.ones(3)}), r"visual\.ls_1\.gamma not known"),
    "misshapen": (lambda s: s.update({"ln_final.bias": torch.ones(65)}), r"ln_final\.bias \(\[65\], expected \[64\]\)"),
    "dimensions": (lambda s: s.update({"text_projection": torch.ones(64)}), r"text_projection has shape \[64\]"),
    "grid": (lambda s: s.update({"visual.positional_embedding": torch.ones(16, 64)}), "square grid"),
    "nan": (lambda s: s["visual.proj"].fill_(float("nan")), r"visual\.proj holds values that are NaN or infinite"),
    "inf": (lambda s: s["ln_final.bias"].index_fill_(0, torch.tensor([3]), float("-inf")), r"ln_final\.bias holds"),
    "integers": (lambda s: s.update({"ln_final.bias": torch.ones(64, dtype=torch.int64)}), r"ln_final\.bias holds"),
    "temperature": (lambda s: s.update({"logit_scale": torch.tensor(100.0)}), "logit_scale is 100"),
    "SigLIP": (lambda s: s.update({"logit_bias": torch.tensor(-10.0)}), "logit_bias not known"),
    "another network": (
        lambda s: [s.pop(name) for name in list(s) if name != "logit_scale"],
        "not the tensors of a CLIP",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", ["pt", "safetensors"])
def test_wrong_tensors_are_named(tmp_path: Path, state: dict[str, Tensor], change: str, kind: str) -> None:
    alter, match = CHANGES[change]
    alter(state)
    path = tmp_path / f"model.{kind}"
    if kind == "pt":
        torch.save(state, path)
    else:
        save_file(state, path)
    refused(path, match)


@pytest.mark.parametrize("kind", ["pt", "legacy", "safetensors", "own"])
def test_truncation_anywhere_is_found(tmp_path: Path, state: dict[str, Tensor], kind: str) -> None:
    path = tmp_path / "model.safetensors"
    if kind == "safetensors":
        save_file(state, path)
    elif kind == "own":
        write_model(tmp_path / "own", tiny_clip(), TINY, "")
        path = tmp_path / "own" / "model.safetensors"
    else:
        torch.save(state, path, _use_new_zipfile_serialization=kind == "pt")
    whole = path.read_bytes()
    for size in [*range(1, 40), *range(40, len(whole), len(whole) // 25), len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises(CheckpointError):
            read_checkpoint(path)


def test_flipped_bits_in_an_archive_are_found(tmp_path: Path, state: dict[str, Tensor]) -> None:
    path = tmp_path / "model.pt"
    torch.save(state, path)
    whole = path.read_bytes()
    found = 0
    for position in range(5, len(whole), len(whole) // 60):
        damaged = bytearray(whole)
        damaged[position] ^= 0x10
        path.write_bytes(damaged)
        try:
            read_checkpoint(path)
        except CheckpointError:
            found += 1
    assert found >= 55  # what is left lies in the padding between entries
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entry = archive.getinfo("model/data/5")
    damaged = bytearray(whole)
    damaged[entry.header_offset + 128] ^= 0x01
    path.write_bytes(damaged)
    refused(path, "checksum")


def test_a_checksum_of_zero_means_that_there_is_none(tmp_path: Path, state: dict[str, Tensor]) -> None:
    path = tmp_path / "model.pt"
    torch.save(state, path)
    whole = bytearray(path.read_bytes())
    position = whole.index(b"PK\x01\x02")
    while whole[position : position + 4] == b"PK\x01\x02":
        whole[position + 16 : position + 20] = bytes(4)
        name, extra, comment = struct.unpack_from("<HHH", whole, position + 28)
        position += 46 + name + extra + comment
    path.write_bytes(whole)
    assert read_checkpoint(path).config == TINY


def rewrite(path: Path, compression: int, replace: dict[str, bytes] | None = None) -> None:
    with zipfile.ZipFile(path) as archive:
        contents = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in contents.items():
            archive.writestr(name, (replace or {}).get(name, data))


def test_compressed_archives_are_refused(tmp_path: Path, state: dict[str, Tensor]) -> None:
    path = tmp_path / "model.pt"
    torch.save(state, path)
    rewrite(path, zipfile.ZIP_DEFLATED, {"model/data/0": bytes(20 << 20)})  # a bomb: 20 MB of zeros
    refused(path, "compressed")


def test_a_storage_shorter_than_its_tensor(tmp_path: Path, state: dict[str, Tensor]) -> None:
    path = tmp_path / "model.pt"
    torch.save(state, path)
    rewrite(path, zipfile.ZIP_STORED, {"model/data/4": b"1234"})
    refused(path, "fewer bytes than it says")


def test_a_tensor_that_repeats_one_value_a_billion_times(tmp_path: Path, state: dict[str, Tensor]) -> None:
    path = tmp_path / "model.pt"
    state["token_embedding.weight"] = torch.zeros(1).expand(1_000_000, 16_000)
    torch.save(state, path)
    refused(path, r"token_embedding\.weight")


def header_of(path: Path) -> tuple[dict[str, Any], bytes]:
    whole = path.read_bytes()
    length = int.from_bytes(whole[:8], "little")
    return json.loads(whole[8 : 8 + length]), whole[8 + length :]


HEADERS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "shape": (lambda h: h["visual.proj"].update(shape=[1 << 40, 16]), r"visual\.proj"),
    "smaller shape": (lambda h: h["visual.proj"].update(shape=[2, 2]), "more bytes than its shape"),
    "offset": (lambda h: h["visual.proj"].update(data_offsets=[0, 1 << 50]), "gap or overlaps"),
    "backwards": (lambda h: h["visual.proj"].update(data_offsets=[9, 3]), "ends before it begins"),
    "negative": (lambda h: h["visual.proj"].update(shape=[-1, 16]), "impossible"),
    "type": (lambda h: h["visual.proj"].update(dtype="F8_E4M3"), "F8_E4M3"),
    "entry": (lambda h: h.update({"visual.proj": 3}), "incomplete"),
    "metadata": (lambda h: h.update({"__metadata__": {"a": 1}}), "metadata"),
    "many dimensions": (lambda h: h["visual.proj"].update(shape=[1] * 100_000), "impossible"),
}


@pytest.mark.parametrize("lie", HEADERS)
def test_lying_safetensors_headers(tmp_path: Path, state: dict[str, Tensor], lie: str) -> None:
    path = tmp_path / "model.safetensors"
    save_file(state, path)
    header, data = header_of(path)
    alter, match = HEADERS[lie]
    alter(header)
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    refused(path, match)


@pytest.mark.parametrize(
    ("start", "match"),
    [
        ((1 << 40).to_bytes(8, "little") + b"{}", "does not fit"),
        ((10).to_bytes(8, "little") + b"{" + b"[" * 9, "not valid JSON"),
        ((100_000).to_bytes(8, "little") + b'{"a":' + b"[" * 99_995, "not valid JSON"),
        ((22).to_bytes(8, "little") + b'{"a":{},"a":{},"b":{}}', "twice"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "neither safetensors nor PyTorch"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, start: bytes, match: str) -> None:
    (tmp_path / "model.bin").write_bytes(start)
    refused(tmp_path / "model.bin", match)


def test_a_zip_that_pytorch_did_not_write(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.pt", "w") as archive:
        archive.writestr("readme.txt", "hello")
    refused(tmp_path / "model.pt", "not one that PyTorch wrote")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"format": 7}, "format 7"),
        ({"clip": {"embed_dim": 10**9}}, "embed_dim"),
        ({"clip": {"text": {"vocab_size": 900_000}}}, r"describes another architecture"),
        ({"clip": {"surprise": 1}}, "surprise"),
        ({"clip": 3}, "must be an object"),
        ({"weights": "../../secret.safetensors"}, "not a file of its folder"),
        ({"weights": "other.safetensors"}, r"other\.safetensors is missing"),
    ],
)
def test_lying_configs_of_our_own(tmp_path: Path, change: dict[str, Any], match: str) -> None:
    folder = tmp_path / "own"
    write_model(folder, tiny_clip(), TINY, "")
    values = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(values | change))
    refused(folder, match)


def test_a_config_that_asks_for_more_than_the_weights_hold(tmp_path: Path, state: dict[str, Tensor]) -> None:
    """The largest sizes that a config may name; the network exists only as shapes until its tensors are there."""
    save_file(state, tmp_path / "weights.safetensors")
    clip = TINY.to_dict()
    clip["text"] |= {"vocab_size": 1_000_000, "width": 16_384, "heads": 256, "layers": 256}
    config = {"format": 1, "weights": "weights.safetensors", "clip": clip}
    (tmp_path / "config.json").write_text(json.dumps(config))
    refused(tmp_path, "missing")


def test_the_folder_is_named_when_its_config_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    refused(tmp_path, r"config\.json")


def test_no_unsafe_reader_is_reachable() -> None:
    """Neither torch's loaders nor pickle's are used on the way to a model."""
    folder = Path(checkpoint_module.__file__).parent
    for source in folder.glob("*.py"):
        text = source.read_text()
        for banned in ("torch.load(", "jit.load(", "pickle.load(", "pickle.loads(", "weights_only"):
            assert banned not in text, f"{banned} in {source.name}"

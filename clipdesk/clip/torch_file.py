"""The tensors of `.pt`, `.pth` and `.bin` files: PyTorch's zip archives, TorchScript's, and the pickles before them.

Torch's own loaders are not used: one runs code from the file, the other refuses TorchScript and checks no CRC. In the
archives every entry is checked against the zip's directory and the tensors' own sizes first.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from clipdesk.clip.safe_pickle import LONGEST_BYTES, Pickled, PickledTensor, Shell, read_pickle
from clipdesk.clip.stored_tensors import Extent, StoredTensor, stored_tensor
from clipdesk.errors import CheckpointError

_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
_LEGACY_PROTOCOL = 1001
_MOST_ATTRIBUTES = 100_000
_LONGEST_NAME = 1_000
_LOCAL_HEADER = struct.Struct("<4s22xHH")


def read_torch_zip(path: Path) -> tuple[dict[str, StoredTensor], bool]:
    """The archive's tensors by name, unread, and whether it is a TorchScript archive.

    Raises CheckpointError for a damaged or compressed archive and for a pickle that asks for more than tensors.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            entries = _entries(archive, path)
            if "data.pkl" not in entries:
                raise CheckpointError(f"{path} is a zip archive, but not one that PyTorch wrote.")
            extents = {name: _extent(entry, file, path) for name, entry in entries.items()}
            if "byteorder" in entries and _small(extents["byteorder"], file, path) != b"little":
                raise CheckpointError(f"{path} was written on a big-endian machine, which is not read.")
            contents = read_pickle(_small(extents["data.pkl"], file, path), str(path)).value
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, struct.error) as error:
        raise CheckpointError(f"{path} is damaged or incomplete ({error}).") from error
    storages = {name.removeprefix("data/"): extent for name, extent in extents.items() if name.startswith("data/")}
    return _named(contents, storages, path), isinstance(contents, Shell)


def _entries(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """What lies beside `data.pkl`, by its name there, all of it plain and no larger than the file."""
    listings = [entry.filename for entry in archive.infolist() if entry.filename.endswith("/data.pkl")]
    root = min(listings, key=len, default="/data.pkl")[: -len("data.pkl")]
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        name = entry.filename.removeprefix(root)
        if not entry.filename.startswith(root) or name.startswith("code/"):
            continue
        if name in entries:
            raise CheckpointError(f"{path} is damaged: it holds {entry.filename!r} twice.")
        if name == "data.pkl" or name == "byteorder" or name.startswith("data/"):
            if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
                raise CheckpointError(f"{path} is refused: {entry.filename!r} is compressed, which PyTorch never does.")
            if entry.flag_bits & 0x1:
                raise CheckpointError(f"{path} is refused: {entry.filename!r} is encrypted.")
            entries[name] = entry
    if sum(entry.file_size for entry in entries.values()) > path.stat().st_size:
        raise CheckpointError(f"{path} is refused: its parts together are larger than the file.")
    return entries


def _extent(entry: zipfile.ZipInfo, file: BinaryIO, path: Path) -> Extent:
    """Where the entry's bytes lie. A stored CRC of 0 means that it was not computed."""
    file.seek(entry.header_offset)
    signature, name_bytes, extra_bytes = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    offset = entry.header_offset + _LOCAL_HEADER.size + name_bytes + extra_bytes
    if signature != b"PK\x03\x04" or offset + entry.file_size > path.stat().st_size:
        raise CheckpointError(f"{path} is damaged or incomplete: {entry.filename!r} is not where it should be.")
    return Extent(path, offset, entry.file_size, entry.CRC or None)


def _small(extent: Extent, file: BinaryIO, path: Path) -> bytes:
    """The bytes of an entry that is not a tensor, checked."""
    if extent.size_bytes > LONGEST_BYTES:
        raise CheckpointError(f"{path} is refused: its list of tensors is larger than any CLIP model's.")
    file.seek(extent.offset)
    data = file.read(extent.size_bytes)
    if extent.crc32 is not None and zlib.crc32(data) != extent.crc32:
        raise CheckpointError(f"{path} is damaged: the checksum of its list of tensors does not match.")
    return data


def read_legacy_pickle(path: Path) -> dict[str, StoredTensor]:
    """The tensors of a file that PyTorch before 1.6 wrote: pickles in a row, then the storages, each after its length.

    Raises CheckpointError as `read_torch_zip` does.
    """
    size_bytes = path.stat().st_size
    with path.open("rb") as file:

        def following() -> Pickled:
            start = file.tell()
            pickled = read_pickle(file.read(LONGEST_BYTES), str(path))
            file.seek(start + pickled.size_bytes)
            return pickled

        if following().value != _LEGACY_MAGIC:
            raise CheckpointError(f"{path} is a Python pickle, but not one that PyTorch wrote.")
        protocol, system = following().value, following().value
        if protocol != _LEGACY_PROTOCOL or not isinstance(system, Mapping) or not system.get("little_endian"):
            raise CheckpointError(f"{path} was written by a PyTorch or on a machine that is not supported.")
        contents, keys = following(), following().value
        extents: dict[str, Extent] = {}
        for key in keys if isinstance(keys, list) else []:
            elements = int.from_bytes(file.read(8), "little", signed=True)
            if not isinstance(key, str) or key not in contents.storages:
                raise CheckpointError(f"{path} is damaged: it holds bytes that no tensor has.")
            extent = Extent(path, file.tell(), elements * contents.storages[key].dtype.itemsize)
            if elements < 0 or extent.offset + extent.size_bytes > size_bytes:
                raise CheckpointError(f"{path} is damaged or incomplete: a tensor's bytes do not fit into the file.")
            extents[key] = extent
            file.seek(extent.offset + extent.size_bytes)
    return _named(contents.value, extents, path)


def _named(contents: Any, extents: Mapping[str, Extent], path: Path) -> dict[str, StoredTensor]:
    """The model's tensors, each checked against its bytes."""
    named = {}
    for name, tensor in _tensors(contents, path).items():
        extent = extents.get(tensor.storage.key)
        if extent is None:
            raise CheckpointError(f"{path} is incomplete: the bytes of the tensor {name!r} are missing.")
        if tensor.storage.elements * tensor.storage.dtype.itemsize > extent.size_bytes:
            raise CheckpointError(f"{path} is damaged: the tensor {name!r} has fewer bytes than it says.")
        named[name] = stored_tensor(name, extent, tensor.storage.dtype, tensor.shape, tensor.strides, tensor.start)
    if not named:
        raise CheckpointError(f"{path} holds no tensors by name, so it is not a model.")
    return named


def _tensors(contents: Any, path: Path) -> dict[str, PickledTensor]:
    """The tensors by name: of a module tree, of a training checkpoint's `state_dict`, or of a plain dictionary."""
    if isinstance(contents, Shell):
        return _module_tensors(contents, path)
    if isinstance(contents, Mapping) and isinstance(contents.get("state_dict"), Mapping):
        contents = contents["state_dict"]
    if not isinstance(contents, Mapping):
        raise CheckpointError(f"{path} holds a {type(contents).__name__}, not a model's tensors by name.")
    named = ((name, value) for name, value in contents.items() if isinstance(name, str))
    return {name: value for name, value in named if isinstance(value, PickledTensor)}


def _module_tensors(root: Shell, path: Path) -> dict[str, PickledTensor]:
    found: dict[str, PickledTensor] = {}
    waiting: list[tuple[str, Shell]] = [("", root)]
    visits = 0
    while waiting:
        prefix, shell = waiting.pop()
        for name, value in vars(shell).items():
            visits += 1
            if visits > _MOST_ATTRIBUTES or len(prefix) > _LONGEST_NAME:
                raise CheckpointError(f"{path} is refused: its modules are nested without end.")
            if isinstance(value, PickledTensor):
                found[f"{prefix}{name}"] = value
            elif isinstance(value, Shell):
                waiting.append((f"{prefix}{name}.", value))
    return found

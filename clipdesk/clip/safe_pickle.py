"""Reads the pickles of PyTorch files without running anything from them.

A pickle may name any function of the computer and call it. Here it may name only what a list of tensors needs, and
every such name stands for something of ours that merely takes notes: storages and tensors become records of where
their bytes lie, TorchScript modules become plain holders. Any other name is refused. Before that, the opcodes are
walked without effect, so that none asks for memory that the file does not pay for.
"""

from __future__ import annotations

import io
import pickle  # noqa: TID251  # the restricted reader itself
import pickletools
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from clipdesk.errors import CheckpointError

LONGEST_BYTES = 16 << 20
_MOST_OPCODES = 500_000
_REFUSED_OPCODES = {
    "BYTEARRAY8", "NEXT_BUFFER", "READONLY_BUFFER", "EXT1", "EXT2", "EXT4", "INST", "OBJ", "NEWOBJ_EX", "PERSID",
}  # fmt: skip
_STORAGE_TYPES = {
    "DoubleStorage": torch.float64, "FloatStorage": torch.float32, "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16, "LongStorage": torch.int64, "IntStorage": torch.int32,
    "ShortStorage": torch.int16, "CharStorage": torch.int8, "ByteStorage": torch.uint8, "BoolStorage": torch.bool,
}  # fmt: skip
_DTYPES = {str(dtype).removeprefix("torch."): dtype for dtype in _STORAGE_TYPES.values()}
_SCRIPT_LISTS = {"build_intlist", "build_doublelist", "build_boollist", "build_tensorlist"}


@dataclass(frozen=True, slots=True)
class PickledStorage:
    """Bytes that lie elsewhere in the file, under `key`."""

    key: str
    dtype: torch.dtype
    elements: int


@dataclass(frozen=True, slots=True)
class PickledTensor:
    """A view of a storage, as the pickle describes it and nobody has checked yet."""

    storage: PickledStorage
    start: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class Shell:
    """Stands for a TorchScript module: its attributes, without its code."""


@dataclass(frozen=True)
class Pickled:
    """The object of a pickle, the storages that it refers to, and how many bytes the pickle takes."""

    value: Any
    storages: dict[str, PickledStorage]
    size_bytes: int


def read_pickle(data: bytes, what: str) -> Pickled:
    """The pickle that `data` begins with; more may follow.

    `what` names the file in errors. Raises CheckpointError for anything damaged or off the list of allowed names.
    """
    size_bytes = _walk(data, what)
    unpickler = _Unpickler(data[:size_bytes], what)
    try:
        return Pickled(unpickler.load(), unpickler.storages, size_bytes)
    except CheckpointError:
        raise
    except (pickle.UnpicklingError, ValueError, TypeError, LookupError, AttributeError, EOFError) as error:
        raise CheckpointError(f"{what} is damaged: its list of tensors cannot be read.") from error
    except (OverflowError, MemoryError, RecursionError, ImportError) as error:
        raise CheckpointError(f"{what} is damaged: its list of tensors asks for the impossible.") from error


def _walk(data: bytes, what: str) -> int:
    """The length of the pickle at the start of `data`, after a look at each opcode."""
    try:
        for count, (opcode, argument, position) in enumerate(pickletools.genops(io.BytesIO(data))):
            if opcode.name in _REFUSED_OPCODES:
                raise CheckpointError(f"{what} is refused: its pickle uses {opcode.name}, which no model needs.")
            if count > _MOST_OPCODES or (opcode.name.endswith("PUT") and not 0 <= int(argument or 0) <= _MOST_OPCODES):
                raise CheckpointError(f"{what} is refused: its pickle is larger than any CLIP model's.")
            if opcode.name == "STOP":
                return int(position or 0) + 1
    except (ValueError, UnicodeDecodeError, OverflowError, MemoryError) as error:
        raise CheckpointError(f"{what} is damaged or incomplete: its list of tensors breaks off.") from error
    raise CheckpointError(f"{what} is damaged or incomplete: its list of tensors breaks off.")


class _Unpickler(pickle.Unpickler):
    """Hands out fresh stand-ins, so that a pickle which writes attributes onto them changes nothing that lasts."""

    def __init__(self, data: bytes, what: str) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")
        self._what = what
        self._shells: dict[str, type[Shell]] = {}
        self.storages: dict[str, PickledStorage] = {}

    def persistent_load(self, pid: Any) -> PickledStorage:
        kind, dtype, key, _location, elements = pid[:5]
        if kind != "storage" or not isinstance(dtype, torch.dtype) or not isinstance(key, str):
            raise CheckpointError(f"{self._what} is damaged: a tensor's storage is described wrongly.")
        return self.storages.setdefault(key, PickledStorage(key, dtype, int(elements)))

    def find_class(self, module: str, name: str) -> Any:
        if module == "collections" and name == "OrderedDict":
            return OrderedDict
        if module == "torch" and name in _STORAGE_TYPES:
            return _STORAGE_TYPES[name]
        if module == "torch" and name in _DTYPES:
            return _DTYPES[name]
        if module == "torch" and name == "Size":
            return tuple
        if module == "torch._utils" and name in ("_rebuild_tensor", "_rebuild_tensor_v2"):
            return _tensor_builder()
        if module == "torch._utils" and name == "_rebuild_parameter":
            return _first_argument()
        if module == "torch.jit._pickle" and (name in _SCRIPT_LISTS or name == "restore_type_tag"):
            return _first_argument()
        if module.split(".", maxsplit=1)[0] == "__torch__":
            return self._shells.setdefault(f"{module}.{name}", type("Shell", (Shell,), {}))
        raise CheckpointError(
            f"{self._what} is refused: it asks to run or load {module}.{name}, which a file of tensors has no need of. "
            "Nothing of it was run. Get the model from a source that you trust, best as safetensors."
        )


def _tensor_builder() -> Callable[..., PickledTensor]:
    def build(storage: Any, start: Any, shape: Any, strides: Any, *_rest: Any) -> PickledTensor:
        if not isinstance(storage, PickledStorage):
            raise ValueError("a tensor without a storage")
        return PickledTensor(storage, start, tuple(shape), tuple(strides))

    return build


def _first_argument() -> Callable[..., Any]:
    def first(value: Any, *_rest: Any) -> Any:
        return value

    return first

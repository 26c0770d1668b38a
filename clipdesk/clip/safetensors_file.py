"""The table of contents of a safetensors file, checked against the file's size before a tensor is read.

Format: 8 bytes with the header's length, little endian; a JSON header; the tensors' bytes without gaps
(https://github.com/huggingface/safetensors, "Format").
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from clipdesk.clip.stored_tensors import Extent, StoredTensor, row_major, stored_tensor
from clipdesk.errors import CheckpointError

_LONGEST_HEADER_BYTES = 16 << 20
_MOST_TENSORS = 50_000
_TYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64,
    "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool,
}  # fmt: skip


def read_safetensors(path: Path) -> tuple[dict[str, StoredTensor], dict[str, str]]:
    """The file's tensors by name, unread, and its metadata.

    Raises CheckpointError when the header is damaged or the file is shorter or longer than its header says.
    """
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size_bytes < 8 or not 2 <= length <= size_bytes - 8:
            raise CheckpointError(f"{path} is damaged or incomplete: its header does not fit into the file.")
        if length > _LONGEST_HEADER_BYTES:
            raise CheckpointError(f"{path} is refused: its header has {length:,} bytes, which no CLIP model needs.")
        text = file.read(length)
    header = _parse(text, path)
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise CheckpointError(f"{path} is damaged: its metadata is not an object of texts.")
    if len(header) > _MOST_TENSORS:
        raise CheckpointError(f"{path} is refused: {len(header):,} tensors are more than any CLIP model has.")
    data_bytes = size_bytes - 8 - length
    spans = {name: _span(name, entry, path) for name, entry in header.items()}
    end = 0
    for name, (first, last) in sorted(spans.items(), key=lambda item: item[1]):
        if first != end:
            raise CheckpointError(f"{path} is damaged: the tensor {name!r} leaves a gap or overlaps another.")
        end = last
    if end != data_bytes:
        state = "incomplete" if end > data_bytes else "damaged"
        raise CheckpointError(f"{path} is {state}: its tensors take {end:,} bytes, and {data_bytes:,} are there.")
    tensors = {}
    for name, entry in header.items():
        first, last = spans[name]
        shape, dtype = tuple(entry["shape"]), _TYPES[entry["dtype"]]
        tensor = stored_tensor(name, Extent(path, 8 + length + first, last - first), dtype, shape, row_major(shape))
        if torch.Size(shape).numel() * dtype.itemsize != last - first:
            raise CheckpointError(f"{path} is damaged: the tensor {name!r} has more bytes than its shape says.")
        tensors[name] = tensor
    return tensors, metadata


def _parse(text: bytes, path: Path) -> dict[str, Any]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) != len(pairs):
            raise CheckpointError(f"{path} is damaged: its header names something twice.")
        return values

    try:
        header = json.loads(text.decode("utf-8"), object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is damaged: its header is not valid JSON.") from error
    if not isinstance(header, dict):
        raise CheckpointError(f"{path} is damaged: its header is not an object.")
    return header


def _span(name: str, entry: Any, path: Path) -> tuple[int, int]:
    if not isinstance(entry, dict) or not {"dtype", "shape", "data_offsets"} <= entry.keys():
        raise CheckpointError(f"{path} is damaged: the header's entry for {name!r} is incomplete.")
    if not isinstance(entry["dtype"], str) or entry["dtype"] not in _TYPES:
        raise CheckpointError(f"{path}: the tensor {name!r} has the number type {entry['dtype']!r}, which is not read.")
    shape, offsets = entry["shape"], entry["data_offsets"]
    lists = isinstance(shape, list) and isinstance(offsets, list) and len(offsets) == 2 and len(shape) <= 8
    if not lists or not all(type(number) is int and 0 <= number < 1 << 62 for number in (*shape, *offsets)):
        raise CheckpointError(f"{path} is damaged: the shape or place of the tensor {name!r} is impossible.")
    if offsets[0] > offsets[1]:
        raise CheckpointError(f"{path} is damaged: the tensor {name!r} ends before it begins.")
    return offsets[0], offsets[1]

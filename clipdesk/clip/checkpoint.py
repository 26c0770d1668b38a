"""Opens CLIP models of every kind, and writes our own. Nothing in a model file is ever run.

The order keeps hostile files cheap: names, sizes and shapes are checked against the file and the architecture before
a tensor is read; then each tensor is read, its checksum compared where it has one, and refused if not finite.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import torch
from torch import Tensor

from clipdesk.clip import foreign_configs
from clipdesk.clip.config import Activation, CLIPConfig
from clipdesk.clip.foreign_configs import ForeignConfig
from clipdesk.clip.model import CLIP
from clipdesk.clip.model_folder import CONFIG_NAME, FORMAT, METADATA_KEY, ModelFiles, find_files
from clipdesk.clip.safetensors_file import read_safetensors
from clipdesk.clip.saving import write_model
from clipdesk.clip.skeleton import skeleton
from clipdesk.clip.state_dicts import (
    Recipe,
    Source,
    compare,
    expected_shapes,
    infer_config,
    made_shape,
    recipes,
    source_of,
    without_wrappers,
)
from clipdesk.clip.stored_tensors import FLOATS, StoredTensor, TensorReader, all_finite
from clipdesk.clip.torch_file import read_legacy_pickle, read_torch_zip
from clipdesk.errors import CheckpointError, UsageError

__all__ = ["Checkpoint", "build", "check_checkpoint", "read_checkpoint", "write_model"]

_LARGEST_LOGIT_SCALE = 20.0  # a temperature of e⁻²⁰; CLIP's own is clipped at ln 100 = 4.6


@dataclass(frozen=True)
class Checkpoint:
    """A model as it was read: architecture, tensors by our names in their stored types, origin, remarks to show."""

    config: CLIPConfig
    state_dict: dict[str, Tensor]
    source: Source
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Weights:
    tensors: dict[str, StoredTensor]
    is_script: bool = False
    metadata: Mapping[str, str] | None = None


def read_checkpoint(path: Path, *, activation: str | None = None) -> Checkpoint:
    """Open an OpenAI, open_clip, Hugging Face or clipdesk model, given its folder or its file of weights.

    `activation` ("gelu" or "quick_gelu") goes before what the files say. Raises CheckpointError for everything that
    is wrong with the files, and UsageError for an activation that does not exist.
    """
    state_dict: dict[str, Tensor] = {}
    config, source, notes = _examine(path, activation, state_dict)
    return Checkpoint(config, state_dict, source, notes)


def check_checkpoint(path: Path) -> CLIPConfig:
    """Check a model to its last tensor, one at a time in memory. Raises CheckpointError as `read_checkpoint` does."""
    return _examine(path, None, None)[0]


def _examine(
    path: Path, activation: str | None, keep: dict[str, Tensor] | None
) -> tuple[CLIPConfig, Source, tuple[str, ...]]:
    """All checks in their order; the tensors go into `keep` if there is one."""
    if activation is not None and activation not in get_args(Activation):
        raise UsageError(
            f"The activation {activation!r} does not exist; there are {' and '.join(get_args(Activation))}."
        )
    files = find_files(path)
    try:
        weights = _open(files.weights)
        stored_names = without_wrappers(weights.tensors)
        source: Source = "openai" if weights.is_script else source_of(stored_names)
        plan = recipes(stored_names, source)
        stored = {name: weights.tensors[stored_name] for name, stored_name in stored_names.items()}
        shapes = {ours: _shape(ours, recipe, stored) for ours, recipe in plan.items()}
        found = _config(files, weights, source)
        notes = found.notes if found else ()
        if found is not None:
            config = found.config
        else:
            assumed, notes = _assumed_activation(source, activation)
            config = infer_config(shapes, assumed)
        if activation is not None:
            config = replace(config, activation=activation)  # type: ignore[arg-type]
        compare(shapes, config, plan)
        _check_types(plan, stored)
        for name, tensor in _read(plan, stored, shapes):
            if name == "logit_scale":
                _check_scale(float(tensor))
            if keep is not None:
                keep[name] = tensor
        if keep is not None:
            for name in expected_shapes(config).keys() - keep.keys():
                keep[name] = torch.zeros((), dtype=torch.int64)  # the batch norms' counters, which old files lack
    except CheckpointError as error:
        raise error if str(path) in str(error) else CheckpointError(f"{path}: {error}") from error
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror or error}).") from error
    return config, source, notes


def _open(paths: tuple[Path, ...]) -> _Weights:
    """All tensors of the files, unread; several files are the shards of one model."""
    parts = [_open_one(path) for path in paths]
    if len(parts) == 1:
        return parts[0]
    tensors: dict[str, StoredTensor] = {}
    for path, part in zip(paths, parts, strict=True):
        twice = next((name for name in part.tensors if name in tensors), None)
        if twice is not None:
            raise CheckpointError(f"{path} holds the tensor {twice!r}, which another file of the model holds too.")
        tensors.update(part.tensors)
    return _Weights(tensors)


def _open_one(path: Path) -> _Weights:
    """The file's tensors, unread, whatever its name says it is."""
    with path.open("rb") as file:
        start = file.read(16)
    if not start:
        raise CheckpointError(f"{path} is empty.")
    if start.startswith(b"PK\x03\x04"):
        tensors, is_script = read_torch_zip(path)
        return _Weights(tensors, is_script)
    if start[8:9] == b"{":
        tensors, metadata = read_safetensors(path)
        return _Weights(tensors, metadata=metadata)
    if start[:1] == b"\x80":
        return _Weights(read_legacy_pickle(path))
    if start == b"version https://":
        raise CheckpointError(f"{path} is only a Git LFS pointer; fetch the file itself with `git lfs pull`.")
    raise CheckpointError(f"{path} is damaged, or no model: it is neither safetensors nor PyTorch's.")


def _config(files: ModelFiles, weights: _Weights, source: Source) -> ForeignConfig | None:
    """The architecture that the files state, or None when they state none."""
    embedded = _embedded_config(weights.metadata or {})
    if files.own is not None:
        if files.own.get("format") != FORMAT:
            raise CheckpointError(f"{CONFIG_NAME} has format {files.own.get('format')!r}; this version reads {FORMAT}.")
        config = CLIPConfig.from_dict(files.own["clip"])
        if embedded is not None and replace(embedded, preprocess=config.preprocess) != config:
            raise CheckpointError(f"{CONFIG_NAME} describes another architecture than that of the weights beside it.")
        return ForeignConfig(config)
    if embedded is not None:
        return ForeignConfig(embedded)
    if source == "huggingface" and files.hugging_face is not None:
        return foreign_configs.from_hugging_face(files.hugging_face, files.preprocessor)
    if source == "open_clip" and files.open_clip is not None:
        return foreign_configs.from_open_clip(files.open_clip.get("model_cfg"), files.open_clip.get("preprocess_cfg"))
    return None


def _embedded_config(metadata: Mapping[str, str]) -> CLIPConfig | None:
    if METADATA_KEY not in metadata:
        return None
    try:
        values: Any = json.loads(metadata[METADATA_KEY])
    except (ValueError, RecursionError) as error:
        raise CheckpointError("The description that the weights carry of themselves is damaged.") from error
    return CLIPConfig.from_dict(values)


def _assumed_activation(source: Source, asked: str | None) -> tuple[Activation, tuple[str, ...]]:
    """The activation of weights that come without a description, and a note unless it is certain."""
    if source == "openai":
        return "quick_gelu", ()
    assumed: Activation = "quick_gelu" if source == "huggingface" else "gelu"
    other = "gelu" if source == "huggingface" else "quick_gelu"
    if asked is not None:
        return assumed, ()
    note = (
        f"The file does not say which activation the model was trained with; {assumed} is assumed. If results look "
        f"poor, open it with activation {other} (weights of OpenAI, MetaCLIP and DFN need quick_gelu)."
    )
    return assumed, (note,)


def _shape(ours: str, recipe: Recipe, stored: Mapping[str, StoredTensor]) -> tuple[int, ...]:
    shape = made_shape([stored[name].shape for name in recipe.sources], recipe.transposed)
    return () if ours == "logit_scale" and shape == (1,) else shape


def _check_types(plan: Mapping[str, Recipe], stored: Mapping[str, StoredTensor]) -> None:
    for ours, recipe in plan.items():
        for name in recipe.sources:
            dtype = stored[name].dtype
            if dtype not in FLOATS and not (ours.endswith(".num_batches_tracked") and dtype is torch.int64):
                raise CheckpointError(f"The tensor {name} holds {dtype} instead of floating-point numbers.")


def _read(
    plan: Mapping[str, Recipe], stored: Mapping[str, StoredTensor], shapes: Mapping[str, tuple[int, ...]]
) -> Iterator[tuple[str, Tensor]]:
    with TensorReader(stored[name] for recipe in plan.values() for name in recipe.sources) as reader:
        for ours, recipe in plan.items():
            parts = [reader.read(name, stored[name]) for name in recipe.sources]
            tensor = torch.cat(parts) if len(parts) > 1 else parts[0]
            tensor = (tensor.T.contiguous() if recipe.transposed else tensor).reshape(shapes[ours])
            if tensor.is_floating_point() and not all_finite(tensor):
                raise CheckpointError(f"The tensor {' + '.join(recipe.sources)} holds values that are NaN or infinite.")
            yield ours, tensor


def _check_scale(scale: float) -> None:
    if abs(scale) > _LARGEST_LOGIT_SCALE:
        raise CheckpointError(f"The tensor logit_scale is {scale:g}; it is a logarithm and cannot be so large.")


def build(checkpoint: Checkpoint, dtype: torch.dtype = torch.float32) -> CLIP:
    """The network with the checkpoint's weights, converted to `dtype`, in evaluation mode on the CPU.

    Tensors that already have the type are shared with the checkpoint, not copied.
    """
    clip = skeleton(checkpoint.config)
    held = checkpoint.state_dict
    weights = {name: tensor.to(dtype) if tensor.is_floating_point() else tensor for name, tensor in held.items()}
    clip.load_state_dict(weights, strict=True, assign=True)
    return clip.eval()

"""Which files make up a model: the weights, and the configuration files beside them. Reads no weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipdesk.errors import CheckpointError

FORMAT = 1  # of our own folders
METADATA_KEY = "clipdesk"  # of a safetensors file of ours: its CLIPConfig, so that the file can travel alone
CONFIG_NAME = "config.json"
WEIGHTS_NAME = "model.safetensors"
HEAD_CONFIG_NAME, HEAD_WEIGHTS_NAME = "head.json", "head.safetensors"  # what training may put beside the weights
OPEN_CLIP_CONFIG_NAME = "open_clip_config.json"
OPEN_CLIP_WEIGHTS_NAMES = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")
_HUGGING_FACE_WEIGHTS_NAMES = ("model.safetensors", "pytorch_model.bin")
_SUFFIXES = (".safetensors", ".pt", ".pth", ".bin")
_LARGEST_CONFIG_BYTES = 4 << 20


@dataclass(frozen=True)
class ModelFiles:
    """The weights' files and what the configuration files beside them hold, each None where there is none."""

    weights: tuple[Path, ...]
    own: Mapping[str, Any] | None = None
    open_clip: Mapping[str, Any] | None = None
    hugging_face: Mapping[str, Any] | None = None
    preprocessor: Mapping[str, Any] | None = None


def find_files(path: Path) -> ModelFiles:
    """The files of the model at `path`, a folder or a file of weights.

    Raises CheckpointError when nothing there is a model, or a folder's configuration is damaged.
    """
    try:
        if path.is_file():
            return _beside(path)
        if path.is_dir():
            return _within(path)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read ({error.strerror or error}).") from error
    raise CheckpointError(f"{path} is not there, or is neither a file nor a folder.")


def _beside(weights: Path) -> ModelFiles:
    """A file of weights named on its own; configuration files that speak of another file are left aside."""
    folder = weights.parent
    config = _json(folder / CONFIG_NAME, strict=False)
    if is_own(config) and own_weights_name(config) == weights.name:
        return ModelFiles((weights,), own=config)
    return ModelFiles(
        (weights,),
        open_clip=_json(folder / OPEN_CLIP_CONFIG_NAME, strict=False) or None,
        hugging_face=config if _is_hugging_face(config) else None,
        preprocessor=_json(folder / "preprocessor_config.json", strict=False) or None,
    )


def _within(folder: Path) -> ModelFiles:
    config = _json(folder / CONFIG_NAME)
    if is_own(config):
        name = own_weights_name(config)
        return ModelFiles((_inside(folder, name),), own=config)
    open_clip = _json(folder / OPEN_CLIP_CONFIG_NAME)
    weights = [folder / name for name in OPEN_CLIP_WEIGHTS_NAMES if (folder / name).is_file()]
    if open_clip and weights:
        return ModelFiles((weights[0],), open_clip=open_clip)
    if _is_hugging_face(config):
        preprocessor = _json(folder / "preprocessor_config.json")
        return ModelFiles(_hugging_face_weights(folder), hugging_face=config, preprocessor=preprocessor or None)
    others = sorted(file for file in folder.iterdir() if file.suffix.lower() in _SUFFIXES and file.is_file())
    if len(others) == 1:
        return ModelFiles((others[0],), open_clip=open_clip or None)
    told = "several files of weights; name one of them" if others else "no model that clipdesk reads"
    raise CheckpointError(f"The folder {folder} holds {told}.")


def _hugging_face_weights(folder: Path) -> tuple[Path, ...]:
    for name in _HUGGING_FACE_WEIGHTS_NAMES:
        if (folder / name).is_file():
            return (folder / name,)
        index = _json(folder / f"{name}.index.json")
        if index:
            shards = index.get("weight_map")
            if not isinstance(shards, Mapping):
                raise CheckpointError(f"{folder / name}.index.json is damaged: it has no weight_map.")
            return tuple(_inside(folder, shard) for shard in sorted({str(value) for value in shards.values()}))
    raise CheckpointError(f"The folder {folder} has a config.json but no {' or '.join(_HUGGING_FACE_WEIGHTS_NAMES)}.")


def is_own(config: Mapping[str, Any]) -> bool:
    """True for the configuration of clipdesk's own format."""
    return "clip" in config and "format" in config


def own_weights_name(config: Mapping[str, Any]) -> str:
    """The weights' file that our own configuration speaks of."""
    return str(config.get("weights", WEIGHTS_NAME))


def _is_hugging_face(config: Mapping[str, Any]) -> bool:
    return config.get("model_type") == "clip" or {"text_config", "vision_config"} <= config.keys()


def _inside(folder: Path, name: str) -> Path:
    """The file of that plain name in the folder, and no other."""
    path = folder / name
    if name in ("", ".", "..") or "/" in name or "\\" in name or path.parent != folder:
        raise CheckpointError(f"The model in {folder} names {name!r}, which is not a file of its folder.")
    if not path.is_file():
        raise CheckpointError(f"The model in {folder} is incomplete: {name} is missing.")
    return path


def _json(path: Path, *, strict: bool = True) -> dict[str, Any]:
    """The file's object, or an empty one where there is no file (or, unless `strict`, no object in it)."""
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > _LARGEST_CONFIG_BYTES:
            raise ValueError("it is too large")
        values = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(values, dict):
            raise ValueError("it is not an object")
    except (ValueError, RecursionError, OSError) as error:
        if not strict:
            return {}
        raise CheckpointError(f"{path} cannot be read as a model's configuration ({error}).") from error
    return values

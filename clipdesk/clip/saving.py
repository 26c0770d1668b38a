"""Writes a model folder of our own format: config.json, model.safetensors, README.md. Whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from clipdesk.clip.config import CLIPConfig, check
from clipdesk.clip.model import CLIP
from clipdesk.clip.model_folder import CONFIG_NAME, FORMAT, METADATA_KEY, WEIGHTS_NAME
from clipdesk.clip.state_dicts import Recipe, compare
from clipdesk.clip.stored_tensors import all_finite
from clipdesk.errors import CheckpointError

CARD_NAME = "README.md"


def write_model(
    folder: Path,
    clip: CLIP | Mapping[str, Tensor],
    config: CLIPConfig,
    card: str,
    dtype: torch.dtype | None = torch.float32,
    details: Mapping[str, str | int | None] | None = None,
) -> None:
    """Write the model; `details` (licence, summary, ...) join config.json, with the weights' SHA-256.

    Matrices are stored as `dtype`, vectors and scalars as fp32; with None, each as it is. A new folder appears in one
    rename; in a folder that exists, files are replaced one by one with config.json last, and other files in it stay.
    Raises CheckpointError before touching anything when a tensor is missing, misshapen or not finite, and when the
    disk refuses.
    """
    check(config)
    tensors = clip.state_dict() if isinstance(clip, CLIP) else dict(clip)
    shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    compare(shapes, config, {name: Recipe((name,)) for name in tensors})
    stored = {name: _stored(name, tensor, dtype) for name, tensor in tensors.items()}
    description = {"format": FORMAT, "name": folder.name, "weights": WEIGHTS_NAME} | dict(details or {})
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            metadata = {"format": "pt", METADATA_KEY: json.dumps(config.to_dict())}
            save_file(stored, draft / WEIGHTS_NAME, metadata=metadata)
            description |= {"sha256": _sha256(draft / WEIGHTS_NAME), "clip": config.to_dict()}
            (draft / CARD_NAME).write_text(card, encoding="utf-8")
            (draft / CONFIG_NAME).write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
            for name in (WEIGHTS_NAME, CARD_NAME, CONFIG_NAME):
                (draft / name).chmod(0o644)  # safetensors' writer lets nobody else read
                _flush(draft / name)
            publish(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            f"The model cannot be written to {folder} ({error}). Make room there, or choose another folder."
        ) from error


def publish(draft: Path, folder: Path) -> None:
    """Move a finished draft to its name, or its files into the folder that has the name, config.json last.

    Raises OSError.
    """
    if not folder.exists():
        draft.chmod(0o755)
        os.replace(draft, folder)
        return
    for file in sorted(draft.iterdir(), key=lambda file: file.name == CONFIG_NAME):
        os.replace(file, folder / file.name)


def _stored(name: str, tensor: Tensor, dtype: torch.dtype | None) -> Tensor:
    tensor = tensor.detach().cpu()
    if tensor.is_floating_point():
        if dtype is not None:
            tensor = tensor.to(dtype if tensor.ndim > 1 else torch.float32)
        if not all_finite(tensor):
            raise CheckpointError(f"The model is not written: its tensor {name} holds values that are NaN or infinite.")
    return tensor.contiguous().clone() if tensor.untyped_storage().nbytes() > tensor.nbytes else tensor.contiguous()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())

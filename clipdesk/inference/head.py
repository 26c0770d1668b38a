"""A tuned head: what a model learned for some labels, kept beside its unchanged weights.

It stands in for the words when the labels are exactly its classes; embeddings, and with them the cache, stay as they
are. `head.json` tells what `head.safetensors` holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from clipdesk.clip.model_folder import HEAD_CONFIG_NAME, HEAD_WEIGHTS_NAME
from clipdesk.errors import CheckpointError

if TYPE_CHECKING:
    from clipdesk.inference.prompts import PromptSet

Kind = Literal["linear", "cache", "kernel", "prompt"]

_FORMAT = 1
_LARGEST_BYTES = 2 << 30
_LARGEST_CONFIG_BYTES = 4 << 20


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Learned pictures that vote (Tip-Adapter, Zhang 2022; with learned votes a kernel machine).

    A picture x scores `Σⱼ exp(−sharpness·(1 − q·keyⱼ))·votesⱼ`, in the units of cosines. q is x itself, or with a
    `turn` `(x − centre)·turn` brought to unit length: what parts the pictures of one label weighs less there.
    """

    keys: npt.NDArray[np.float32]  # [pictures, r], of unit length
    votes: npt.NDArray[np.float32]  # [pictures, labels]
    sharpness: float
    centre: npt.NDArray[np.float32] | None = None  # [dim]
    turn: npt.NDArray[np.float32] | None = None  # [dim, r]; r is dim without one

    def scores(self, embeddings: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Unit-length `[n, dim]` to `[n, labels]`."""
        found: npt.NDArray[np.float32] = self.likeness(embeddings) @ self.votes
        return found

    def likeness(self, embeddings: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """How much each key counts, `[n, dim]` to `[n, pictures]`, 1 for its own picture."""
        turned = self.turned(embeddings)[0]
        alike: npt.NDArray[np.float32] = np.exp(np.float32(-self.sharpness) * (1 - turned @ self.keys.T))
        return alike

    def slopes(self, embedding: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """How the scores change with one embedding `[dim]`: their gradients at it, `[labels, dim]`."""
        (query,), (length,) = self.turned(embedding[None])
        weighed = np.float32(self.sharpness) * self.likeness(embedding[None])[0][:, None] * self.votes
        along = weighed.T @ self.keys  # [labels, r], by the query
        if self.turn is None:
            return np.asarray(along, dtype=np.float32)
        sideways: npt.NDArray[np.float32] = (along - np.outer(along @ query, query)) / length @ self.turn.T
        return sideways

    def weighed(self, factor: float) -> Neighbours:
        """The same with every vote times `factor`."""
        return replace(self, votes=self.votes * np.float32(factor))

    def turned(self, embeddings: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """The rows as the keys are, and how long they were, `[n, 1]`."""
        if self.turn is None or self.centre is None:
            return embeddings, np.ones((len(embeddings), 1), dtype=np.float32)
        turned = (embeddings - self.centre) @ self.turn
        lengths = np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), np.float32(1e-12))
        return turned / lengths, lengths


@dataclass(frozen=True, eq=False)
class Head:
    """Rows in place of text embeddings: logits are `scale · (x·weights[class] + neighbours)`.

    The rows need not be of unit length. There is no bias: the embeddings of pictures lie in one cone, where a direction
    does the same. "linear" is a linear probe, "cache" text embeddings with neighbours whose votes are their labels,
    "kernel" text embeddings with neighbours whose votes were learned, "prompt" learned words.
    """

    kind: Kind
    classes: tuple[str, ...]
    weights: npt.NDArray[np.float32]  # [classes, dim]
    scale: float
    neighbours: Neighbours | None = None

    def columns(self, prompt_set: PromptSet) -> tuple[int, ...] | None:
        """The class that each of the set's labels is, or None where the head does not stand in for the words.

        It does in "single" mode when the labels are its classes in any order, each prompted by its plain name (an
        underscore is a blank), without negatives and none-of-these. Templates make no difference to it.
        """
        number = {name: index for index, name in enumerate(self.classes)}
        names = [label.name for label in prompt_set.labels]
        if prompt_set.mode != "single" or prompt_set.none_of_these or set(names) != number.keys():
            return None
        for label in prompt_set.labels:
            words = {prompt.text for prompt in label.wording}
            if label.negatives or not words <= {label.name, label.name.replace("_", " ")}:
                return None
        return tuple(number[name] for name in names)

    def rows(self, columns: tuple[int, ...], scale: float) -> npt.NDArray[np.float32]:
        """The weights of those classes, such that a model of that `scale` makes the head's logits of them."""
        rows: npt.NDArray[np.float32] = self.weights[list(columns)] * np.float32(self.scale / scale)
        return rows

    def voting(self, columns: tuple[int, ...], scale: float) -> Neighbours | None:
        """The neighbours, voting for the columns of those classes."""
        if self.neighbours is None:
            return None
        votes = self.neighbours.votes[:, list(columns)] * np.float32(self.scale / scale)
        return replace(self.neighbours, votes=votes)

    @property
    def note(self) -> str:
        """A sentence on what it is for."""
        some = ", ".join(self.classes[:5]) + (f" and {len(self.classes) - 5} more" if len(self.classes) > 5 else "")
        return f"This model has learned {len(self.classes)} labels ({some}); for exactly these it uses what it learned."


def write_head(folder: Path, head: Head) -> None:
    """Put the head into a model's folder. Raises CheckpointError when the disk refuses."""
    tensors: dict[str, npt.NDArray[Any]] = {"weights": np.ascontiguousarray(head.weights, dtype=np.float32)}
    described: dict[str, Any] = {
        "format": _FORMAT,
        "kind": head.kind,
        "classes": list(head.classes),
        "scale": head.scale,
    }
    if head.neighbours is not None:
        near = head.neighbours
        given = {"keys": near.keys, "votes": near.votes, "centre": near.centre, "turn": near.turn}
        tensors |= {name: np.ascontiguousarray(value) for name, value in given.items() if value is not None}
        described |= {"sharpness": near.sharpness}
    try:
        save_file(tensors, folder / HEAD_WEIGHTS_NAME)
        (folder / HEAD_WEIGHTS_NAME).chmod(0o644)
        (folder / HEAD_CONFIG_NAME).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            f"The head cannot be written to {folder} ({error}). Make room there, or choose another folder."
        ) from error


def read_head(folder: Path, embed_dim: int) -> Head | None:
    """The head in a model's folder, None where there is none. Raises CheckpointError when it is damaged."""
    described, weights = folder / HEAD_CONFIG_NAME, folder / HEAD_WEIGHTS_NAME
    if not described.is_file():
        return None
    try:
        if described.stat().st_size > _LARGEST_CONFIG_BYTES or weights.stat().st_size > _LARGEST_BYTES:
            raise ValueError("it is too large")
        values = json.loads(described.read_text(encoding="utf-8"))
        tensors = load_file(weights)
        head = _head(values, tensors)
        _check(head, embed_dim)
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CheckpointError(f"The tuned head in {folder} cannot be used ({error}).") from error
    return head


def _head(values: Any, tensors: dict[str, npt.NDArray[Any]]) -> Head:
    if not isinstance(values, dict) or values.get("format") != _FORMAT:
        raise ValueError(f"{HEAD_CONFIG_NAME} is of another format than {_FORMAT}")
    classes = values["classes"]
    if not isinstance(classes, list) or not all(isinstance(name, str) for name in classes):
        raise ValueError("its classes are not a list of names")
    neighbours = None
    if "keys" in tensors:
        named = tensors["keys"], tensors["votes"], float(values["sharpness"])
        neighbours = Neighbours(*named, tensors.get("centre"), tensors.get("turn"))
    return Head(values["kind"], tuple(classes), tensors["weights"], float(values["scale"]), neighbours)


def _check(head: Head, embed_dim: int) -> None:
    count = len(head.classes)
    if head.kind not in get_args(Kind) or not count or len(set(head.classes)) != count:
        raise ValueError("its kind or its classes are not as they must be")
    if head.weights.dtype != np.float32 or head.weights.shape != (count, embed_dim):
        raise ValueError(f"its weights are {list(head.weights.shape)}, not [{count}, {embed_dim}]")
    figures = [head.weights, np.array([head.scale])]
    near = head.neighbours
    if near is not None:
        _check_neighbours(near, embed_dim, count)
        figures += [near.keys, near.votes, np.array([near.sharpness])]
        figures += [values for values in (near.centre, near.turn) if values is not None]
    if not all(np.isfinite(values).all() for values in figures) or head.scale <= 0:
        raise ValueError("it holds values that are not numbers")


def _check_neighbours(near: Neighbours, embed_dim: int, classes: int) -> None:
    if (near.centre is None) != (near.turn is None):
        raise ValueError("its keys are turned without a centre, or the other way round")
    dim = embed_dim if near.turn is None else near.turn.shape[-1]
    wanted: dict[str, tuple[npt.NDArray[np.float32], tuple[int, ...]]]
    wanted = {"keys": (near.keys, (len(near.keys), dim)), "votes": (near.votes, (len(near.keys), classes))}
    if near.centre is not None and near.turn is not None:
        wanted |= {"centre": (near.centre, (embed_dim,)), "turn": (near.turn, (embed_dim, dim))}
    for name, (values, shape) in wanted.items():
        if values.dtype != np.float32 or values.shape != shape:
            raise ValueError(f"its {name} are {list(values.shape)}, not {list(shape)}")

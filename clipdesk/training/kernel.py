"""A kernel probe: what linear rows cannot tell apart, learned pictures do by their likeness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from clipdesk.inference.head import Head, Neighbours

Floats = npt.NDArray[np.float32]
Targets = npt.NDArray[np.int64]

SHRINKS = (1.0, 0.1, 0.01, 0.001)
"""How much of the spread of all pictures is added to that within the classes, in all directions alike."""

PENALTIES = (3.0, 1.0, 0.3, 0.1)
MOST_KEYS = 4096
_DRAWN_KEYS = 2048  # of more pictures than that
_HEIGHTS = (3.0, 5.0, 8.0, 12.0, 20.0, 30.0)  # of the right class' logit above that of any other
_SHARPNESS = 1.0
_JITTER = 1e-6


def kernel_heads(
    train: tuple[Floats, Targets],
    validation: tuple[Floats, Targets],
    classes: tuple[str, ...],
    words: Floats,
    scale: float,
    seed: int = 0,
) -> Iterator[tuple[str, Head]]:
    """The best head for each of SHRINKS, and how it was set.

    Kernel ridge regression of what the words' logits lack, so that far from every learned picture the words speak
    alone. Ridge and height are those of the least loss on the validation part `(embeddings, targets)`. Up to MOST_KEYS
    pictures all are keys; of more a part is drawn by `seed` (Nyström's method, Williams 2001).
    """
    x, y = train
    drawn = len(x) > MOST_KEYS
    keys = np.sort(np.random.default_rng(seed).permutation(len(x))[:_DRAWN_KEYS]) if drawn else np.arange(len(x))
    right = functional.one_hot(torch.from_numpy(y), len(classes)).double()
    wanted = torch.cat([_level(right), _level(torch.from_numpy(scale * (x @ words.T)).double())], dim=1)
    told, truth = torch.from_numpy(scale * (validation[0] @ words.T)), torch.from_numpy(validation[1])
    for shrink in SHRINKS:
        near = _turned(x, y, x[keys], len(classes), shrink)
        alike, asked = torch.from_numpy(near.likeness(x)), torch.from_numpy(near.likeness(validation[0]))
        best, said, votes = float("inf"), "", Tensor()
        for penalty, solved in _solutions(alike, keys if drawn else None, wanted):
            gain, loss_of_words = solved.float().tensor_split(2, dim=1)  # each [keys, classes]
            lifted, lowered = asked @ gain, asked @ loss_of_words
            for height in _HEIGHTS:
                loss = float(functional.cross_entropy(told + height * lifted - lowered, truth))
                if loss < best:
                    best, votes = loss, (height * gain - loss_of_words) / scale
                    said = f"kernel, shrink {shrink:g}, penalty {penalty:g}, height {height:g}"
        yield said, Head("kernel", classes, words, scale, replace(near, votes=votes.numpy().astype(np.float32)))


def _turned(x: Floats, y: Targets, keys: Floats, classes: int, shrink: float) -> Neighbours:
    """Keys without votes, turned by the inverse root of the covariance within the classes (Mika 1999)."""
    wide = x.astype(np.float64)
    centre = wide.mean(axis=0)
    sums = np.zeros((classes, x.shape[1]))
    np.add.at(sums, y, wide)
    within = wide - (sums / np.maximum(np.bincount(y, minlength=classes), 1)[:, None])[y]
    spread = float(np.square(wide - centre).sum(axis=1).mean()) / x.shape[1]
    covariance = within.T @ within / len(x) + max(shrink * spread, 1e-12) * np.eye(x.shape[1])
    values, vectors = np.linalg.eigh(covariance)
    turn = ((vectors / np.sqrt(values)) @ vectors.T).astype(np.float32)
    no_votes = np.zeros((len(keys), classes), dtype=np.float32)
    near = Neighbours(keys, no_votes, _SHARPNESS, centre.astype(np.float32), turn)
    return replace(near, keys=near.turned(keys)[0])


def _solutions(alike: Tensor, keys: npt.NDArray[np.intp] | None, wanted: Tensor) -> Iterator[tuple[float, Tensor]]:
    """For each ridge the keys' shares `[keys, targets]` of `wanted [pictures, targets]`; `alike [pictures, keys]`."""
    k = alike.double()
    eye = torch.eye(k.shape[1], dtype=torch.float64)
    matrix, towards, ridge = k, wanted, eye
    if keys is not None:
        matrix, towards, ridge = k.T @ k, k.T @ wanted, k[keys] + _JITTER * eye
    for penalty in PENALTIES:
        factor = torch.linalg.cholesky(matrix + penalty * ridge + _JITTER * eye)
        yield penalty, torch.cholesky_solve(towards, factor)


def _level(logits: Tensor) -> Tensor:
    """Each row less its mean: what a softmax makes of it stays."""
    return logits - logits.mean(dim=1, keepdim=True)

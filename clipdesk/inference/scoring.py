"""From embeddings to probabilities. Nothing but numpy: a prompt edit comes here and never near the image tower."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from clipdesk.inference.prompts import Mode, PromptEmbeddings

Floats = npt.NDArray[np.float32]


def cosines(image_embeddings: Floats, text_embeddings: Floats) -> Floats:
    """Unit-length rows `[images, dim]` and `[texts, dim]` to cosines `[images, texts]`."""
    # This way round: with many rows and few columns BLAS was measured at a third of the speed the other way.
    return np.ascontiguousarray((text_embeddings @ image_embeddings.T).T)


def tuned(image_embeddings: Floats, prompts: PromptEmbeddings, label_cosines: Floats) -> Floats:
    """`[images, labels]` cosines, with what a tuned head's neighbours add to them, if there are any."""
    if prompts.neighbours is None:
        return label_cosines
    return label_cosines + prompts.neighbours.scores(image_embeddings)


def single(label_cosines: Floats, scale: float, none_cosines: Floats | None = None) -> tuple[Floats, Floats]:
    """One label an image: `softmax(scale·cosine)` over the labels and the none-of-these prompts, if there are any.

    `[images, labels]` and `[images, prompts]` to the labels' probabilities `[images, labels]` and the probability of
    none of them `[images]`, the sum over the none-of-these prompts.
    """
    logits = np.float32(scale) * label_cosines
    if none_cosines is None or not none_cosines.shape[1]:
        return _softmax(logits), np.zeros(len(logits), dtype=np.float32)
    labels = logits.shape[1]
    shares = _softmax(np.concatenate([logits, np.float32(scale) * none_cosines], axis=1))
    return shares[:, :labels], shares[:, labels:].sum(axis=1)


def multi(label_cosines: Floats, scale: float, common: Floats, negatives: Sequence[Floats]) -> Floats:
    """Several labels an image: each label's probability against its own references, whatever the other labels say.

    p = exp(s·c) / (exp(s·c) + Σᵢ exp(s·rᵢ)) = σ(s·c − log Σᵢ exp(s·rᵢ)), with s the scale, c the label's cosine and rᵢ
    those of its references: the neutral texts (as one) and the none-of-these prompts, `common` to all labels, and the
    label's own negatives. With the neutral texts alone it is a two-way softmax of "the label" against "some picture".
    `[images, labels]`, `[images, common]`, and per label `[images, negatives]` to `[images, labels]`.
    """
    against = np.repeat(_log_sum(np.float32(scale) * common)[:, None], label_cosines.shape[1], axis=1)
    for column, cosines_of_label in enumerate(negatives):
        if cosines_of_label.shape[1]:
            own = _log_sum(np.float32(scale) * cosines_of_label)
            against[:, column] = np.logaddexp(against[:, column], own)
    half = 0.5 * (np.float32(scale) * label_cosines - against)
    probabilities: Floats = 0.5 * (1 + np.tanh(half))  # σ without overflow
    return probabilities


def score(
    image_embeddings: Floats, prompts: PromptEmbeddings, scale: float, mode: Mode
) -> tuple[Floats, Floats, Floats]:
    """Everything at once: probabilities `[images, labels]`, cosines `[images, labels]`, none of them `[images]`.

    In "multi" mode the none-of-these prompts are references, and the last is all zero.
    """
    label_cosines = cosines(image_embeddings, prompts.labels)
    none_cosines = cosines(image_embeddings, prompts.none_of_these)
    if mode == "single":
        probabilities, none = single(tuned(image_embeddings, prompts, label_cosines), scale, none_cosines)
        return probabilities, label_cosines, none
    common = np.concatenate([cosines(image_embeddings, prompts.neutral[None]), none_cosines], axis=1)
    negatives = [cosines(image_embeddings, texts) for texts in prompts.negatives]
    probabilities = multi(label_cosines, scale, common, negatives)
    return probabilities, label_cosines, np.zeros(len(label_cosines), dtype=np.float32)


def top_k(probabilities: Floats, k: int) -> npt.NDArray[np.intp]:
    """The columns of each row's `k` largest values, largest first, as `[images, min(k, labels)]`."""
    labels = probabilities.shape[1]
    if k >= labels:
        return np.argsort(-probabilities, axis=1, kind="stable")
    chosen = np.sort(np.argpartition(-probabilities, k - 1, axis=1)[:, :k], axis=1)
    order = np.argsort(-np.take_along_axis(probabilities, chosen, axis=1), axis=1, kind="stable")
    return np.take_along_axis(chosen, order, axis=1)


def rejected(probabilities: Floats, none: Floats, threshold: float | None = None) -> npt.NDArray[np.bool_]:
    """Which images belong to no label, `[images]`: the best falls short of `threshold` or of none-of-these."""
    best = probabilities.max(axis=1)
    short: npt.NDArray[np.bool_] = none > best
    return short if threshold is None else short | (best < threshold)


def _softmax(logits: Floats) -> Floats:
    shares: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _log_sum(logits: Floats) -> Floats:
    """log Σ exp over each row."""
    top = logits.max(axis=1, keepdims=True)
    sums: Floats = top[:, 0] + np.log(np.exp(logits - top).sum(axis=1))
    return sums

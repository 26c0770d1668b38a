"""Heads found on embeddings: linear probes, a vote of the learned pictures, kernel probes; and the best of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from clipdesk.inference.head import Head, Neighbours
from clipdesk.training.kernel import SHRINKS, kernel_heads

Floats = npt.NDArray[np.float32]
Targets = npt.NDArray[np.int64]

PENALTIES = (1.0, 0.3, 0.1, 3e-2, 1e-2, 3e-3, 1e-3, 1e-4)
"""What is tried for the linear probe, strong ones first: each starts where the one before ended."""

MOST_NEIGHBOURS = 4096
_SHARPNESSES = (1.0, 3.0, 5.5, 10.0, 20.0)
_STRENGTHS = (0.3, 1.0, 3.0, 10.0, 30.0)  # in logits, for a class of which every picture equals the one asked about
_MOST_ITERATIONS = 60
_SCALES = (0.35, 0.5, 0.7, 1.0, 1.4)  # times the model's own
TRIALS = len(PENALTIES) + 1 + len(SHRINKS)


@dataclass(frozen=True, eq=False)
class Candidate:
    """A head that was tried: how it was set, its loss on what it learned from, and how it does on the validation part.

    `accuracy` and `loss` (mean cross-entropy) are of the validation part, None where there is none.
    """

    said: str
    head: Head
    train_loss: float
    accuracy: float | None
    loss: float | None

    def beats(self, other: Candidate) -> bool:
        """A lower loss, which so few pictures tell more surely than their number of right ones; as many with it."""
        if self.accuracy is None or other.accuracy is None or self.loss is None or other.loss is None:
            return False
        return (self.loss, -self.accuracy) < (other.loss, -other.accuracy)


def linear_path(
    embeddings: Floats, targets: Targets, words: Floats, scale: float, penalties: tuple[float, ...] = PENALTIES
) -> Iterator[tuple[float, Floats]]:
    """Multinomial logistic regression by L-BFGS, drawn towards the words' own embeddings: each penalty and its weights.

    Minimises the mean cross-entropy of `scale · x·W` plus `penalty·scale / (2·classes) · Σ (W − words)²`. With a strong
    penalty it is the zero-shot classifier, so that a few pictures a class do not unlearn the words. `[n, dim]`, `[n]`,
    words `[classes, dim]` -> `[classes, dim]`.
    """
    x, y, start = torch.from_numpy(embeddings), torch.from_numpy(targets), torch.from_numpy(words)
    change = torch.zeros_like(start, requires_grad=True)
    base = scale * x @ start.T
    for penalty in penalties:
        optimiser = torch.optim.LBFGS(
            [change],
            max_iter=_MOST_ITERATIONS,
            history_size=10,
            tolerance_grad=1e-6,
            tolerance_change=1e-8,
            line_search_fn="strong_wolfe",
        )

        def closure(penalty: float = penalty, optimiser: torch.optim.Optimizer = optimiser) -> Tensor:
            optimiser.zero_grad()
            loss = functional.cross_entropy(base + scale * x @ change.T, y)
            loss = loss + penalty * scale / (2 * len(start)) * change.square().sum()
            loss.backward()  # type: ignore[no-untyped-call]
            return loss

        with torch.enable_grad():
            optimiser.step(closure)  # type: ignore[no-untyped-call]
        yield penalty, (start + change.detach()).numpy()


def neighbour_grid(
    embeddings: Floats, targets: Targets, classes: int, scale: float
) -> Iterator[tuple[str, Neighbours]]:
    """Every setting of the vote that is tried; each picture's is for its class."""
    own = np.eye(classes, dtype=np.float32)[targets]
    of_class = len(embeddings) / classes
    for sharpness in _SHARPNESSES:
        for strength in _STRENGTHS:
            said = f"neighbours, sharpness {sharpness:g}, strength {strength:g}"
            yield said, Neighbours(embeddings, own * np.float32(strength / of_class / scale), sharpness)


def said_of(penalty: float) -> str:
    """How the linear probe of that penalty is called."""
    return f"linear, penalty {penalty:g}"


def logits(head: Head, embeddings: Floats) -> Floats:
    """What the head makes of unit-length embeddings: `[n, dim]` to `[n, classes]`."""
    found = embeddings @ head.weights.T
    if head.neighbours is not None:
        found = found + head.neighbours.scores(embeddings)
    return np.float32(head.scale) * found


def measured(head: Head, embeddings: Floats, targets: Targets) -> tuple[float | None, float | None]:
    """Accuracy and mean cross-entropy, None for no pictures."""
    if not len(embeddings):
        return None, None
    figures = torch.from_numpy(logits(head, embeddings))
    loss = functional.cross_entropy(figures, torch.from_numpy(targets))
    return float((figures.argmax(dim=1).numpy() == targets).mean()), float(loss)


def calibrated(head: Head, embeddings: Floats, targets: Targets) -> Head:
    """The head with the scale, of some, that makes the least loss; as it is where there are no pictures."""
    if not len(embeddings):
        return head
    scales = [head.scale * factor for factor in _SCALES]
    losses = [measured(replace(head, scale=scale), embeddings, targets)[1] or 0.0 for scale in scales]
    return replace(head, scale=scales[int(np.argmin(losses))])


def candidates(
    train: tuple[Floats, Targets],
    validation: tuple[Floats, Targets],
    classes: tuple[str, ...],
    words: Floats,
    scale: float,
    seed: int = 0,
) -> Iterator[Candidate]:
    """The words alone, a linear probe for each penalty, the best vote, and the kernel probes: TRIALS after the words.

    All of `(embeddings, targets)`. Without a validation part to set them by there are linear probes only. The vote is
    one of MOST_NEIGHBOURS pictures at most.
    """

    def candidate(said: str, head: Head) -> Candidate:
        return Candidate(said, head, measured(head, *train)[1] or 0.0, *measured(head, *validation))

    yield candidate("the words alone", Head("linear", classes, words, scale))
    for penalty, weights in linear_path(*train, words, scale):
        head = calibrated(Head("linear", classes, weights.copy(), scale), *validation)
        yield candidate(said_of(penalty), head)
    if not len(validation[0]):
        return
    if len(train[0]) <= MOST_NEIGHBOURS:
        votes = []
        for said, near in neighbour_grid(*train, len(classes), scale):
            head = Head("cache", classes, words, scale, near)
            votes.append((said, head, *measured(head, *validation)))
        said, head, _, _ = min(votes, key=lambda vote: (vote[3] or 0.0, -(vote[2] or 0.0)))
        yield candidate(said, head)
    for said, head in kernel_heads(train, validation, classes, words, scale, seed):
        yield candidate(said, head)

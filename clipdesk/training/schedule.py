"""How fast which parameter learns, and the average of where it has been."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from clipdesk.training.adamw import Rate
from clipdesk.training.recipes import Trainable


def rate_at(step: int, steps: int, warmup_share: float) -> float:
    """The share of the full learning rate at `step` (from 0): a linear rise, then half a cosine to 0."""
    warmup = round(steps * warmup_share)
    if step < warmup:
        return (step + 1) / warmup
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))


def rates_of(trainable: Trainable, learning_rate: float, weight_decay: float, layer_decay: float) -> dict[str, Rate]:
    """Each parameter's rate, `layer_decay ** depth` of `learning_rate`, and decay.

    Vectors and scalars (biases, norms, the temperature) are not decayed.
    """
    return {
        name: Rate(
            learning_rate * layer_decay ** trainable.depths.get(name, 0), weight_decay if parameter.ndim > 1 else 0.0
        )
        for name, parameter in trainable.parameters.items()
    }


class Average:
    """The exponential moving average of some parameters. Its decay rises with the updates, so that short runs count."""

    def __init__(self, parameters: Mapping[str, nn.Parameter], decay: float) -> None:
        self.decay = decay
        self.updates = 0
        self.values = {name: parameter.detach().clone() for name, parameter in parameters.items()}

    @torch.no_grad()
    def update(self, parameters: Mapping[str, nn.Parameter]) -> None:
        """Move each average towards its parameter."""
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        for name, value in self.values.items():
            value.lerp_(parameters[name].detach(), 1 - decay)


@contextmanager
def swapped_in(parameters: Mapping[str, nn.Parameter], values: Mapping[str, Tensor] | None) -> Iterator[None]:
    """Within, the parameters hold `values`; afterwards what they held before, bit for bit."""
    if values is None:
        yield
        return
    before = {name: parameters[name].data for name in values}
    try:
        for name, value in values.items():
            parameters[name].data = value.to(before[name].device)
        yield
    finally:
        for name, tensor in before.items():
            parameters[name].data = tensor

"""AdamW (Loshchilov 2019). Written out because torch's own loads torch's compiler for seconds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

BETAS = (0.9, 0.98)
_EPSILON = 1e-8


@dataclass(frozen=True)
class Rate:
    """How a parameter learns: its rate at the schedule's peak, and its decay by that rate."""

    peak: float
    weight_decay: float


class AdamW:
    """Steps `parameters` by the gradients that they hold, each at its own rate."""

    def __init__(self, parameters: Mapping[str, nn.Parameter], rates: Mapping[str, Rate]) -> None:
        self._parameters, self._rates = dict(parameters), dict(rates)
        self.means: dict[str, Tensor] = {}
        self.squares: dict[str, Tensor] = {}
        self.steps: dict[str, int] = {}

    def clear(self) -> None:
        """As before the first step."""
        self.means, self.squares, self.steps = {}, {}, {}

    def drop_gradients(self) -> None:
        """Let go of the parameters' gradients."""
        for parameter in self._parameters.values():
            parameter.grad = None

    @torch.no_grad()
    def step(self, share: float) -> None:
        """One step at that share of the peak rates; a parameter without a gradient stays."""
        for name, parameter in self._parameters.items():
            gradient = parameter.grad
            if gradient is None:
                continue
            if name not in self.means:
                self.means[name], self.squares[name] = torch.zeros_like(parameter), torch.zeros_like(parameter)
            count = self.steps[name] = self.steps.get(name, 0) + 1
            mean, square, rate = self.means[name], self.squares[name], self._rates[name].peak * share
            mean.lerp_(gradient, 1 - BETAS[0])
            square.mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
            parameter.mul_(1 - rate * self._rates[name].weight_decay)
            spread = (square.sqrt() / math.sqrt(1 - BETAS[1] ** count)).add_(_EPSILON)
            parameter.addcdiv_(mean, spread, value=-rate / (1 - BETAS[0] ** count))

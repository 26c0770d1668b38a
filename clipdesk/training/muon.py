"""Muon (Jordan 2024, "Muon: An optimizer for hidden layers in neural networks"), for the blocks' matrices.

A matrix moves by its momentum made orthogonal: every direction in it counts the same, the rare ones too. The step is
as long as AdamW's (Liu 2025, "Muon is scalable for LLM training"), so both share rates and decay. torch's own is newer
than the oldest torch that clipdesk runs with, and takes the matrices one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import torch
from torch import Tensor, nn

from clipdesk.training.adamw import AdamW, Rate

_MOMENTUM = 0.95
_LENGTH = 0.2
"""The root mean square of AdamW's steps, and so of these, at a rate of 1."""

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5


class Muon(AdamW):
    """Steps `matrices` by Muon, all other parameters by AdamW."""

    def __init__(
        self, parameters: Mapping[str, nn.Parameter], rates: Mapping[str, Rate], matrices: Collection[str]
    ) -> None:
        """`matrices` are names of two-dimensional parameters."""
        super().__init__(parameters, rates)
        self._matrices = tuple(matrices)

    @torch.no_grad()
    def step(self, share: float, divisor: float = 1.0) -> None:
        """As AdamW's."""
        gradients = {name: self._parameters[name].grad for name in self._matrices}
        for name in self._matrices:
            self._parameters[name].grad = None
        super().step(share, divisor)
        alike: dict[tuple[int, int], dict[str, Tensor]] = defaultdict(dict)
        for name, whole in gradients.items():
            if whole is not None:
                gradient = whole / divisor
                mean = self.means.setdefault(name, torch.zeros_like(gradient))
                mean.lerp_(gradient, 1 - _MOMENTUM)
                ahead = gradient.lerp(mean, _MOMENTUM)  # Nesterov's
                alike[min(ahead.shape), max(ahead.shape)][name] = ahead
        for moments in alike.values():
            wide = [moment if moment.shape[0] <= moment.shape[1] else moment.T for moment in moments.values()]
            for name, direction in zip(moments, orthogonal(torch.stack(wide)), strict=True):
                self._move(name, direction, share)

    def _move(self, name: str, direction: Tensor, share: float) -> None:
        parameter, rate = self._parameters[name], self._rates[name]
        pace = rate.peak * share
        parameter.mul_(1 - pace * rate.weight_decay)
        length = _LENGTH * max(parameter.shape) ** 0.5
        parameter.sub_(direction if direction.shape == parameter.shape else direction.T, alpha=pace * length)


def orthogonal(matrices: Tensor) -> Tensor:
    """Matrices [k, n, m], n at most m, with their singular values near 1 (0.7 to 1.2), by Newton and Schulz."""
    x: Tensor = matrices / matrices.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    first, second, third = _COEFFICIENTS
    for _ in range(_ITERATIONS):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=second, alpha=third), x, beta=first)
    return x

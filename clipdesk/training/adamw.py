"""AdamW (Loshchilov 2019). Without torch's own optimizer, which loads torch's compiler for seconds.

Where torch has the step as one kernel (on CPU and CUDA) that is called: nine times as fast on a CPU as the formula, of
which every operation reads and writes all of the weights.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

BETAS = (0.9, 0.98)
_EPSILON = 1e-8
_FUSED_ON = ("cpu", "cuda")


@dataclass(frozen=True)
class Rate:
    """How a parameter learns: its rate at the schedule's peak, and its decay by that rate."""

    peak: float
    weight_decay: float


class AdamW:
    """Steps `parameters` by the gradients that they hold, each at its own rate."""

    def __init__(
        self, parameters: Mapping[str, nn.Parameter], rates: Mapping[str, Rate], *, fused: bool | None = None
    ) -> None:
        """`fused`: by torch's kernel; by default where there is one."""
        self._parameters, self._rates = dict(parameters), dict(rates)
        self._fused = fused_there(self._parameters) if fused is None else fused
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

    def norm(self) -> float:
        """The length of all gradients together."""
        found = [parameter.grad for parameter in self._parameters.values() if parameter.grad is not None]
        if not found:
            return 0.0
        return float(torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(one) for one in found])))

    @torch.no_grad()
    def step(self, share: float, divisor: float = 1.0) -> None:
        """One step at that share of the peak rates, the gradients divided by `divisor`; they are of no use afterwards.

        A parameter without a gradient stays.
        """
        alike: dict[tuple[Rate, int], list[str]] = defaultdict(list)
        for name, parameter in self._parameters.items():
            if parameter.grad is None:
                continue
            if name not in self.means:
                self.means[name], self.squares[name] = torch.zeros_like(parameter), torch.zeros_like(parameter)
            self.steps[name] = self.steps.get(name, 0) + 1
            alike[self._rates[name], self.steps[name]].append(name)
        for (rate, count), names in alike.items():
            if self._fused:
                self._step_fused(names, rate, count, share, divisor)
            else:
                for name in names:
                    self._step_openly(name, rate, count, share, divisor)

    def _step_fused(self, names: list[str], rate: Rate, count: int, share: float, divisor: float) -> None:
        parameters: list[Tensor] = [self._parameters[name] for name in names]
        device = parameters[0].device
        torch._fused_adamw_(
            parameters,
            [parameter.grad for parameter in parameters if parameter.grad is not None],
            [self.means[name] for name in names],
            [self.squares[name] for name in names],
            [],
            [torch.tensor(float(count), device=device)] * len(names),
            lr=rate.peak * share,
            beta1=BETAS[0],
            beta2=BETAS[1],
            weight_decay=rate.weight_decay,
            eps=_EPSILON,
            amsgrad=False,
            maximize=False,
            grad_scale=None if divisor == 1 else torch.tensor(divisor, device=device),
        )

    def _step_openly(self, name: str, rate: Rate, count: int, share: float, divisor: float) -> None:
        parameter, mean, square = self._parameters[name], self.means[name], self.squares[name]
        assert parameter.grad is not None
        gradient = parameter.grad if divisor == 1 else parameter.grad / divisor
        pace = rate.peak * share
        mean.lerp_(gradient, 1 - BETAS[0])
        square.mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
        parameter.mul_(1 - pace * rate.weight_decay)
        spread = (square.sqrt() / math.sqrt(1 - BETAS[1] ** count)).add_(_EPSILON)
        parameter.addcdiv_(mean, spread, value=-pace / (1 - BETAS[0] ** count))


def fused_there(parameters: Mapping[str, nn.Parameter]) -> bool:
    """Whether torch's kernel, which is not of its public interface, is there and takes these parameters."""
    suits = {
        parameter.device.type in _FUSED_ON and parameter.dtype is torch.float32 and parameter.is_contiguous()
        for parameter in parameters.values()
    }
    if suits != {True} or not hasattr(torch, "_fused_adamw_"):
        return False
    tried = nn.Parameter(torch.ones(3))
    tried.grad = torch.tensor([1.0, -2.0, 0.0])
    try:
        optimizer = AdamW({"tried": tried}, {"tried": Rate(0.1, 0.5)}, fused=True)
        optimizer.step(1.0, 2.0)
    except (RuntimeError, TypeError, ValueError):
        return False  # a later torch's kernel takes other arguments
    return torch.allclose(tried.detach(), torch.tensor([0.85, 1.05, 0.95]), atol=1e-5)

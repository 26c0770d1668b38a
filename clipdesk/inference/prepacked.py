"""Linear layers on weights that oneDNN has laid out for its own product: the same numbers, often in half the time.

torch sends `nn.Linear` in float32 to MKL, which is slow on processors that it does not know well; oneDNN is not. The
two operators used here are torch's own (its compiler calls them) but private, so each number type is tried once against
`functional.linear`; where an operator is missing or its result differs, layers stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

_TOLERANCE = {torch.float32: 1e-5, torch.bfloat16: 2e-2}


class PrepackedLinear(nn.Linear):
    """An `nn.Linear` with the same parameters that runs on prepacked weights while no gradients are recorded.

    The packed copy is made on the first such run and again when the weights have changed since; it is never saved or
    copied with the module. With gradients on, this is an ordinary linear layer.
    """

    _packed: Tensor | None = None
    _packed_version = -1

    @classmethod
    def of(cls, linear: nn.Linear) -> PrepackedLinear:
        """A layer that shares the parameters of `linear`."""
        packed = cls.__new__(cls)
        nn.Module.__init__(packed)
        packed.in_features, packed.out_features = linear.in_features, linear.out_features
        packed.weight, packed.bias = linear.weight, linear.bias
        packed.train(linear.training)
        return packed

    def forward(self, x: Tensor) -> Tensor:
        """`[..., in_features]` to `[..., out_features]`."""
        weight = self.weight
        if torch.is_grad_enabled() or weight.device.type != "cpu" or not x.numel() or not works(weight.dtype):
            return functional.linear(x, weight, self.bias)
        version = 0 if weight.is_inference() else weight._version
        if self._packed is None or self._packed_version != version:
            self._packed, self._packed_version = _pack(weight), version
        return _product(x, self._packed, self.bias)

    def _apply(self, fn: Callable[..., Any], recurse: bool = True) -> PrepackedLinear:
        self._packed = None  # a move to another device or number type
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("_packed", "_packed_version")}


def prepack(module: nn.Module) -> int:
    """Replace the linear layers of `module` in place, where that works on this machine; returns how many."""
    replaced = 0
    for name, child in list(module.named_children()):
        if type(child) is not nn.Linear:
            replaced += prepack(child)
        elif child.weight.device.type == "cpu" and works(child.weight.dtype):
            setattr(module, name, PrepackedLinear.of(child))
            replaced += 1
    return replaced


@lru_cache(maxsize=8)
def works(dtype: torch.dtype) -> bool:
    """Whether prepacked weights can be had for `dtype` here and give what `functional.linear` gives."""
    if dtype not in _TOLERANCE or not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return False
    generator = torch.Generator().manual_seed(0)
    x, weight, bias = (torch.randn(shape, generator=generator).to(dtype) for shape in ((3, 5, 48), (96, 48), (96,)))
    try:
        with torch.inference_mode():
            for given in (bias, None):
                wanted = functional.linear(x, weight, given).float()
                found = _product(x, _pack(weight), given).float()
                if not torch.allclose(found, wanted, atol=_TOLERANCE[dtype], rtol=1e-2):
                    return False
    except (RuntimeError, AttributeError, TypeError):  # not in this build, or with another signature
        return False
    return True


def _pack(weight: Tensor) -> Tensor:
    packed: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight.detach(), None)
    return packed


def _product(x: Tensor, packed: Tensor, bias: Tensor | None) -> Tensor:
    output: Tensor = torch.ops.mkldnn._linear_pointwise(x, packed, bias, "none", [], "")
    return output

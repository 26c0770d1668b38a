"""A network without its numbers: every tensor has its shape and no memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from clipdesk.clip.config import CLIPConfig
from clipdesk.clip.model import CLIP


class _WithoutNumbers(TorchFunctionMode):
    """Leaves out drawing, filling and scaling: on the meta device they would load torch's compiler for seconds."""

    def __torch_function__(
        self, func: Callable[..., Any], _types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        given = kwargs or {}
        if getattr(func, "__module__", None) == "torch.nn.init":
            return given["tensor"] if "tensor" in given else args[0]
        if func is torch.Tensor.mul and not isinstance(args[1], torch.Tensor):  # a number times a fresh tensor
            return args[0]
        return (torch.empty if func is torch.randn else func)(*args, **given)


def skeleton(config: CLIPConfig) -> CLIP:
    """The network on the meta device, ready for `load_state_dict(..., assign=True)`."""
    with torch.device("meta"), _WithoutNumbers():
        return CLIP(config)

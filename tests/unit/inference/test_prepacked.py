from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from clipdesk.inference import prepacked
from clipdesk.inference.prepacked import PrepackedLinear, prepack, works

DTYPES = [pytest.param(dtype, id=str(dtype)) for dtype in (torch.float32, torch.bfloat16)]


def _linear(dtype, bias=True):
    torch.manual_seed(0)
    linear = nn.Linear(40, 24, bias=bias, dtype=dtype)
    return linear, PrepackedLinear.of(linear), torch.randn(3, 7, 40).to(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("bias", [True, False])
def test_same_numbers(dtype, bias):
    linear, packed, x = _linear(dtype, bias)
    with torch.inference_mode():
        for batch in (x, x[:1], x[0], x[0, 0], x.transpose(0, 1), x[:0]):
            assert torch.allclose(
                packed(batch).float(), linear(batch).float(), atol=1e-2 if dtype != torch.float32 else 1e-5
            )


def test_gradients_flow_as_ever():
    linear, packed, x = _linear(torch.float32)
    x.requires_grad_()
    packed(x).square().sum().backward()
    (wanted,) = torch.autograd.grad(linear(x).square().sum(), x)
    assert torch.equal(x.grad, wanted)


def test_changed_weights_are_noticed():
    linear, packed, x = _linear(torch.float32)
    with torch.no_grad():
        packed(x)
        linear.weight.mul_(2)
        assert torch.allclose(packed(x), linear(x), atol=1e-5)
        packed.to(torch.float64)
        assert torch.allclose(packed(x.double()), linear(x.double()), atol=1e-9)


def test_copies_and_state_dicts_hold_no_packed_weights():
    linear, packed, x = _linear(torch.float32)
    with torch.no_grad():
        packed(x)
        twin = copy.deepcopy(packed)
        assert twin._packed is None
        assert torch.equal(twin(x), packed(x))
    assert packed.state_dict().keys() == linear.state_dict().keys()


def test_layers_stay_where_the_operators_are_missing(monkeypatch):
    def missing(*_):
        raise AttributeError("'_OpNamespace' 'mkldnn' object has no attribute '_reorder_linear_weight'")

    works.cache_clear()
    monkeypatch.setattr(prepacked, "_pack", missing)
    try:
        module = nn.Sequential(nn.Linear(4, 4))
        assert prepack(module) == 0
        assert type(module[0]) is nn.Linear
    finally:
        works.cache_clear()


def test_layers_stay_where_the_result_differs(monkeypatch):
    works.cache_clear()
    monkeypatch.setattr(prepacked, "_product", lambda x, packed, bias: torch.zeros(3, 5, 96))
    try:
        assert not works(torch.float32)
    finally:
        works.cache_clear()


def test_every_plain_linear_is_replaced():
    if not works(torch.float32):
        pytest.skip("this build of torch has no prepacked products")
    module = nn.Sequential(nn.Linear(4, 4), nn.Sequential(nn.GELU(), nn.Linear(4, 4)))
    assert prepack(module) == 2
    assert prepack(module) == 0

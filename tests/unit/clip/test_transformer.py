"""The Transformer's parts against hand-worked numbers, closed forms and torch's own kernels."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional

from clipdesk.clip.transformer import (
    Attention,
    QuickGELU,
    ResidualBlock,
    attend,
    interpolate_positions,
    sinusoidal_encoding,
)

INPUTS = torch.tensor([[1.0, 0, 1, 0], [0, 2, 0, 2], [1, 1, 1, 1]])
W_Q = torch.tensor([[1.0, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 1]])
W_K = torch.tensor([[0.0, 0, 1], [1, 1, 0], [0, 1, 0], [1, 1, 0]])
W_V = torch.tensor([[0.0, 2, 0], [0, 3, 0], [1, 0, 3], [1, 1, 0]])
UNSCALED = torch.tensor(
    [[6.3379e-02, 4.6831e-01, 4.6831e-01], [6.0337e-06, 9.8201e-01, 1.7986e-02], [2.9539e-04, 8.8054e-01, 1.1917e-01]]
)


def test_hand_worked_example() -> None:
    query, key, value = INPUTS @ W_Q, INPUTS @ W_K, INPUTS @ W_V
    assert query.tolist() == [[1, 0, 2], [2, 2, 2], [2, 1, 3]]
    assert (query @ key.T).tolist() == [[2, 4, 4], [4, 16, 12], [4, 12, 10]]
    # The published weights leave the scores unscaled: a query √d_k times as long gives them.
    attentions: list[torch.Tensor] = []
    mixed = attend(query * math.sqrt(3), key, value, attentions=attentions)
    torch.testing.assert_close(attentions[0], UNSCALED, rtol=1e-4, atol=1e-8)
    torch.testing.assert_close(mixed, UNSCALED @ value, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("causal", [False, True])
def test_open_and_fused_attention_agree(causal: bool) -> None:
    query, key, value = (torch.randn(2, 3, 7, 8) for _ in range(3))
    attentions: list[torch.Tensor] = []
    open_result = attend(query, key, value, causal=causal, attentions=attentions)
    fused = functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
    torch.testing.assert_close(open_result, fused, rtol=0, atol=1e-6)
    torch.testing.assert_close(attend(query, key, value, causal=causal), fused, rtol=0, atol=0)
    torch.testing.assert_close(attentions[0].sum(-1), torch.ones(2, 3, 7))
    if causal:
        assert attentions[0].triu(1).abs().max() == 0


def test_attention_weights_carry_gradients() -> None:
    layer = Attention(width=8, heads=2)
    attentions: list[torch.Tensor] = []
    layer(torch.randn(1, 5, 8), attentions=attentions).sum().backward(retain_graph=True)
    assert attentions[0].shape == (1, 2, 5, 5)
    assert attentions[0].requires_grad


def test_multi_head_attention_equals_torchs() -> None:
    ours, theirs = Attention(width=16, heads=4), torch.nn.MultiheadAttention(16, 4, batch_first=True)
    theirs.load_state_dict(
        {
            "in_proj_weight": ours.qkv.weight,
            "in_proj_bias": ours.qkv.bias,
            "out_proj.weight": ours.out_proj.weight,
            "out_proj.bias": ours.out_proj.bias,
        }
    )
    x = torch.randn(2, 6, 16)
    torch.testing.assert_close(ours(x), theirs(x, x, x, need_weights=False)[0], rtol=0, atol=1e-6)


def test_block_is_causal() -> None:
    block = ResidualBlock(16, 2, 64, "quick_gelu").eval()
    x = torch.randn(1, 6, 16)
    changed = x.clone()
    changed[:, 4:] += 1
    before, after = block(x, causal=True), block(changed, causal=True)
    torch.testing.assert_close(before[:, :4], after[:, :4], rtol=0, atol=1e-6)
    assert not torch.allclose(before[:, 4:], after[:, 4:])


def test_quick_gelu_closed_form() -> None:
    x = torch.linspace(-4, 4, 41)
    torch.testing.assert_close(QuickGELU()(x), x / (1 + torch.exp(-1.702 * x)))


def test_sinusoidal_encoding_closed_form() -> None:
    encoding = sinusoidal_encoding(20, 6)
    for position in (0, 1, 7, 19):
        for i in range(3):
            angle = position / 10_000 ** (2 * i / 6)
            assert encoding[position, 2 * i].item() == pytest.approx(math.sin(angle), abs=1e-6)
            assert encoding[position, 2 * i + 1].item() == pytest.approx(math.cos(angle), abs=1e-6)


def test_sinusoidal_shift_is_linear() -> None:
    """PE(p + k) is one linear map of PE(p), the same at every p: a rotation of each pair by k times its frequency."""
    width, shift = 8, 5
    encoding = sinusoidal_encoding(64, width).double()
    rotation = torch.zeros(width, width, dtype=torch.float64)
    for i in range(width // 2):
        angle = shift / 10_000 ** (2 * i / width)
        turn = [[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]]
        rotation[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = torch.tensor(turn, dtype=torch.float64)
    torch.testing.assert_close(encoding[:-shift] @ rotation.T, encoding[shift:], rtol=0, atol=1e-6)


def test_sinusoidal_encoding_of_odd_width() -> None:
    assert sinusoidal_encoding(4, 5).shape == (4, 5)


def test_positions_stay_at_the_native_grid_and_follow_a_ramp_elsewhere() -> None:
    positions = torch.randn(1 + 49, 8)
    assert interpolate_positions(positions, (7, 7)) is positions
    ramp = torch.cat([torch.full((1, 1), 9.0), torch.arange(7.0).repeat_interleave(7)[:, None]])
    larger = interpolate_positions(ramp, (14, 10))
    assert larger.shape == (1 + 140, 1)
    assert larger[0] == 9
    rows = larger[1:].reshape(14, 10)
    assert (rows.std(dim=1) < 1e-5).all()  # no change along a row
    assert (rows[1:, 0] - rows[:-1, 0] > 0).all()  # rising down the rows

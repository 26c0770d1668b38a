"""Muon against torch's own, where that is new enough to have it, and by what it is meant to do."""

import pytest
import torch
from torch import nn

from clipdesk.training.adamw import AdamW, Rate
from clipdesk.training.config import RunConfig
from clipdesk.training.muon import Muon, orthogonal
from clipdesk.training.recipes import prepare
from clipdesk.training.recipes.scratch import new_network

SHAPES = ((12, 40), (40, 12), (20, 20))


@pytest.mark.parametrize("width", [24, 48])
def test_every_direction_counts_the_same(width: int) -> None:
    generator = torch.Generator().manual_seed(0)
    matrices = torch.randn(3, 24, width, generator=generator) @ torch.diag(torch.logspace(0, -2, width))
    kept = orthogonal(matrices)
    lengths = torch.linalg.svdvals(kept)
    assert lengths.max() < 1.3
    assert lengths[:, :12].min() > 0.6
    left, _, right = torch.linalg.svd(matrices, full_matrices=False)
    assert torch.nn.functional.cosine_similarity(kept.flatten(1), (left @ right).flatten(1)).min() > 0.9
    assert torch.isfinite(orthogonal(torch.zeros(1, 24, width))).all()


@pytest.mark.skipif(not hasattr(torch.optim, "Muon"), reason="this torch has no Muon")
def test_steps_are_torchs() -> None:
    generator = torch.Generator().manual_seed(1)
    starts = {name: torch.randn(shape, generator=generator) for name, shape in zip("abc", SHAPES, strict=True)}
    ours, theirs = ({name: nn.Parameter(start.clone()) for name, start in starts.items()} for _ in range(2))
    optimizer = Muon(ours, dict.fromkeys("abc", Rate(0.02, 0.1)), "abc")
    reference = torch.optim.Muon(theirs.values(), lr=0.01, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
    for _ in range(4):
        for name, start in starts.items():
            gradient = torch.randn(start.shape, generator=generator)
            ours[name].grad, theirs[name].grad = gradient * 3, gradient.clone()
        optimizer.step(0.5, 3.0)
        reference.step()
    for name, start in starts.items():
        moved = (theirs[name] - start).norm()
        assert (ours[name] - theirs[name]).norm() < 0.02 * moved  # torch's iterates in bf16


def test_the_rest_goes_by_adamw_and_what_has_no_gradient_stays() -> None:
    generator = torch.Generator().manual_seed(2)
    matrix, still, bias, alone = (
        nn.Parameter(torch.randn(shape, generator=generator)) for shape in ((4, 4), (4, 4), (4,), (4,))
    )
    alone.data.copy_(bias.data)
    before = still.detach().clone()
    rate = Rate(0.01, 0.1)
    both = Muon({"m": matrix, "s": still, "b": bias}, dict.fromkeys("msb", rate), ["m", "s"])
    adam = AdamW({"b": alone}, {"b": rate})
    for one in (matrix, bias, alone):
        one.grad = torch.ones_like(one)
    both.step(1.0)
    adam.step(1.0)
    assert torch.equal(bias, alone)
    assert torch.equal(still, before)
    assert set(both.means) == {"m", "b"}
    assert set(both.squares) == {"b"}


def test_a_new_networks_blocks_go_by_muon() -> None:
    config = RunConfig("", "scratch", config="tiny", precision="fp32")
    trainable = prepare(new_network(config), config)
    assert trainable.matrices
    for name, value in trainable.parameters.items():
        assert (name in trainable.matrices) == (".blocks." in name and value.ndim == 2)

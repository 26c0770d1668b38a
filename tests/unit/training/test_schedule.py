from __future__ import annotations

import math
from itertools import pairwise

import pytest
import torch

from clipdesk.training.adamw import BETAS, AdamW, Rate, fused_there
from clipdesk.training.config import RunConfig
from clipdesk.training.recipes import prepare
from clipdesk.training.schedule import Average, rate_at, rates_of, swapped_in
from tests.helpers.runs import small_clip


def test_the_rate_rises_and_falls() -> None:
    rates = [rate_at(step, 100, 0.1) for step in range(100)]
    assert rates[:10] == pytest.approx([0.1 * step for step in range(1, 11)])
    assert rates[10] == pytest.approx(1.0)
    assert rates[55] == pytest.approx(0.5 * (1 + math.cos(math.pi / 2)))
    assert rates[-1] < 1e-3
    assert all(before >= after for before, after in pairwise(rates[10:]))


def test_lower_layers_learn_slower_and_vectors_are_not_decayed() -> None:
    trainable = prepare(small_clip(), RunConfig("", "full"))
    found = rates_of(trainable, 1.0, 0.3, 0.5)
    assert found.keys() == trainable.parameters.keys()
    assert found["visual.proj"] == Rate(1.0, 0.3)
    assert found["visual.blocks.1.mlp.fc.weight"] == Rate(0.5, 0.3)
    assert found["visual.blocks.0.mlp.fc.weight"] == Rate(0.25, 0.3)
    assert found["visual.stem.conv.weight"] == Rate(0.125, 0.3)
    assert found["text.token_embedding.weight"] == Rate(0.125, 0.3)
    assert found["visual.blocks.1.mlp.fc.bias"] == Rate(0.5, 0.0)
    assert found["logit_scale"] == Rate(1.0, 0.0)


@pytest.mark.parametrize("fused", [False, True])
def test_a_step_is_that_of_torch(fused: bool) -> None:
    torch.manual_seed(0)
    ours, theirs = ([torch.nn.Parameter(torch.linspace(-1, 1, 12).reshape(3, 4))] for _ in range(2))
    assert fused_there({"w": ours[0]})
    optimizer = AdamW({"w": ours[0]}, {"w": Rate(0.02, 0.1)}, fused=fused)
    reference = torch.optim.AdamW(theirs, lr=0.02, betas=BETAS, weight_decay=0.1)
    for _ in range(20):
        gradient = torch.randn(3, 4)
        ours[0].grad, theirs[0].grad = 4 * gradient, gradient.clone()
        assert optimizer.norm() == pytest.approx(4 * float(gradient.norm()))
        optimizer.step(0.5, 4.0)
        reference.param_groups[0]["lr"] = 0.01
        reference.step()
        torch.testing.assert_close(ours[0], theirs[0], rtol=1e-6, atol=1e-7)


def test_the_average_follows() -> None:
    parameters = {"w": torch.nn.Parameter(torch.zeros(3))}
    average = Average(parameters, 0.5)
    parameters["w"].data.fill_(1.0)
    average.update(parameters)
    assert average.values["w"].tolist() == pytest.approx([1 - 2 / 11] * 3)  # early decay (1 + 1) / (10 + 1)
    for _ in range(50):
        average.update(parameters)
    assert average.values["w"].tolist() == pytest.approx([1.0] * 3)


def test_swapping_is_undone_bit_for_bit() -> None:
    parameters = {"w": torch.nn.Parameter(torch.tensor([0.1, 0.2]))}
    before = parameters["w"].detach().clone()

    def interrupted() -> None:
        with swapped_in(parameters, {"w": torch.ones(2)}):
            assert parameters["w"].tolist() == [1, 1]
            raise ValueError("within")

    with pytest.raises(ValueError, match="within"):
        interrupted()
    assert torch.equal(parameters["w"], before)

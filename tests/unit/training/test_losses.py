from __future__ import annotations

import math
from functools import partial

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from clipdesk.clip.loss import contrastive_loss
from clipdesk.training.losses import cached_gradients, chance_level, multi_positive_loss

SCALE = torch.tensor(math.log(1 / 0.07))


def embeddings(rows: int, dim: int = 8, seed: int = 0) -> Tensor:
    return functional.normalize(torch.randn(rows, dim, generator=torch.Generator().manual_seed(seed)), dim=-1)


@pytest.mark.parametrize("count", [2, 5, 17])
def test_with_one_positive_each_it_is_clips_loss(count: int) -> None:
    images, texts = embeddings(count, seed=1), embeddings(count, seed=2)
    ours = multi_positive_loss(images, texts, SCALE, torch.eye(count, dtype=torch.bool))
    torch.testing.assert_close(ours, contrastive_loss(images, texts, SCALE), rtol=0, atol=1e-6)


def test_pictures_of_a_class_are_no_negatives_of_each_other() -> None:
    texts = torch.eye(2, 8)
    images = texts[[0, 0, 0, 1]]
    positives = torch.tensor([[1, 0], [1, 0], [1, 0], [0, 1]], dtype=torch.bool)
    sharp = torch.tensor(math.log(100.0))
    assert multi_positive_loss(images, texts, sharp, positives).item() == pytest.approx(0, abs=1e-6)
    swapped = positives[[3, 1, 2, 0]]
    assert multi_positive_loss(images, texts, sharp, swapped).item() > 10


def test_by_hand() -> None:
    """Two pictures of one text, one of another, cosines 1 and 0, scale 1: row by row from the definition."""
    images, texts = torch.eye(2)[[0, 0, 1]], torch.eye(2)
    positives = torch.tensor([[1, 0], [1, 0], [0, 1]], dtype=torch.bool)
    e = math.e
    per_image = -math.log(e / (e + 1))
    per_text = (-math.log(e / (2 * e + 1)) - math.log(2) - math.log(e / (2 + e))) / 2
    value = multi_positive_loss(images, texts, torch.tensor(0.0), positives)
    assert value.item() == pytest.approx((per_image + per_text) / 2, abs=1e-6)


def test_chance_is_the_loss_of_equal_cosines() -> None:
    assert chance_level(torch.eye(16, dtype=torch.bool)) == pytest.approx(math.log(16), abs=1e-6)
    positives = torch.tensor([[1, 0], [1, 0], [1, 0], [0, 1]], dtype=torch.bool)
    images, texts = torch.ones(4, 3) / 3**0.5, torch.ones(2, 3) / 3**0.5
    assert multi_positive_loss(images, texts, SCALE, positives).item() == pytest.approx(
        chance_level(positives), abs=1e-5
    )


def test_a_text_of_no_picture_is_a_rival_and_no_more() -> None:
    """One more text in each picture's softmax; the texts' own half of the loss stays."""
    images, texts = embeddings(4, seed=1), embeddings(3, seed=2)
    positives = torch.tensor([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]], dtype=torch.bool)
    found = multi_positive_loss(images, texts, SCALE, positives)
    logits = SCALE.exp() * images @ texts.T
    per_image = functional.cross_entropy(logits, torch.tensor([0, 0, 1, 1]))
    per_text = multi_positive_loss(images, texts[:2], SCALE, positives[:, :2]) * 2 - functional.cross_entropy(
        logits[:, :2], torch.tensor([0, 0, 1, 1])
    )
    torch.testing.assert_close(found, (per_image + per_text) / 2, rtol=0, atol=1e-5)
    assert chance_level(positives) == pytest.approx((math.log(3) + math.log(4 / 2)) / 2, abs=1e-6)


@pytest.mark.parametrize("size", [1, 3, 5, 12])
def test_cached_gradients_are_the_plain_ones(size: int) -> None:
    torch.manual_seed(0)
    image_tower = torch.nn.Sequential(torch.nn.Linear(6, 16), torch.nn.GELU(), torch.nn.Linear(16, 8))
    text_tower = torch.nn.Sequential(torch.nn.Linear(5, 16), torch.nn.GELU(), torch.nn.Linear(16, 8))
    scale = torch.nn.Parameter(SCALE.clone())
    pictures, texts = torch.randn(12, 6), torch.randn(7, 5)
    positives = torch.zeros(12, 7, dtype=torch.bool)
    positives[torch.arange(12), torch.arange(12) % 7] = True
    parameters = [*image_tower.parameters(), *text_tower.parameters(), scale]

    def embed(tower: torch.nn.Module, inputs: Tensor) -> Tensor:
        return functional.normalize(tower(inputs), dim=-1)

    def loss(images: Tensor, of_texts: Tensor) -> Tensor:
        return multi_positive_loss(images, of_texts, scale, positives)

    plain = loss(embed(image_tower, pictures), embed(text_tower, texts))
    wanted = torch.autograd.grad(plain, parameters)
    value = cached_gradients(
        [partial(embed, image_tower, part) for part in pictures.split(size)],
        [partial(embed, text_tower, part) for part in texts.split(size)],
        loss,
    )
    assert value == pytest.approx(plain.item(), abs=1e-6)
    for parameter, gradient in zip(parameters, wanted, strict=True):
        assert parameter.grad is not None
        assert (parameter.grad - gradient).abs().max() <= 1e-5


def test_a_frozen_tower_gets_no_gradients() -> None:
    weight = torch.nn.Parameter(torch.eye(4))
    frozen = embeddings(6, 4)
    cached_gradients(
        [lambda: frozen[:3], lambda: frozen[3:]],
        [lambda: functional.normalize(frozen @ weight, dim=-1)],
        lambda images, texts: multi_positive_loss(images, texts, SCALE, torch.eye(6, dtype=torch.bool)),
    )
    assert weight.grad is not None
    assert weight.grad.abs().sum() > 0

"""Preprocessing on its own: shapes, extremes, and a fingerprint that tells configurations apart."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from clipdesk.clip.config import PreprocessConfig
from clipdesk.clip.preprocess import fingerprint, normalise, resize_and_crop

CONFIG = PreprocessConfig(image_size=32)


@pytest.mark.parametrize("resize_mode", ["shortest", "squash"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (31, 33), (32, 32), (33, 97), (200, 32)])
def test_every_shape_becomes_a_square(shape: tuple[int, int], resize_mode: str) -> None:
    config = PreprocessConfig(image_size=32, resize_mode=resize_mode)  # type: ignore[arg-type]
    pixels = np.full((*shape, 3), (10, 120, 250), np.uint8)
    square = resize_and_crop(pixels, config)
    assert square.dtype == np.uint8
    assert square.shape == (32, 32, 3)
    assert (square == (10, 120, 250)).all()


def test_the_middle_is_kept() -> None:
    pixels = np.zeros((32, 96, 3), np.uint8)
    pixels[:, 32:64] = 255
    assert resize_and_crop(pixels, CONFIG).min() == 255


@pytest.mark.parametrize("shape", [(1, 100_000), (100_000, 1)])
def test_a_thread_thin_strip_needs_little_memory(shape: tuple[int, int]) -> None:
    line = np.linspace(0, 255, 100_000).astype(np.uint8)
    pixels = np.repeat(line[:, None], 3, axis=1).reshape(*shape, 3)
    square = resize_and_crop(pixels, PreprocessConfig(image_size=224))
    assert square.shape == (224, 224, 3)
    assert abs(int(square.mean()) - 127) <= 1


def test_the_input_is_left_alone() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    before = pixels.copy()
    square = torch.from_numpy(resize_and_crop(pixels, CONFIG))[None]
    held = square.clone()
    normalise(square, CONFIG)
    assert (pixels == before).all()
    assert torch.equal(square, held)


def test_normalised_values() -> None:
    batch = torch.zeros(2, 32, 32, 3, dtype=torch.uint8)
    batch[1] = 255
    result = normalise(batch, CONFIG)
    assert result.shape == (2, 3, 32, 32)
    assert result.dtype == torch.float32
    assert result.is_contiguous()
    for channel, (mean, std) in enumerate(zip(CONFIG.mean, CONFIG.std, strict=True)):
        torch.testing.assert_close(result[0, channel, 0, 0].item(), -mean / std, rtol=1e-6, atol=1e-6)
        torch.testing.assert_close(result[1, channel, 5, 7].item(), (1 - mean) / std, rtol=1e-6, atol=1e-6)


def test_the_fingerprint_tells_every_field() -> None:
    others = [
        replace(CONFIG, image_size=64), replace(CONFIG, mean=(0.5, 0.5, 0.5)), replace(CONFIG, std=(0.5, 0.5, 0.5)),
        replace(CONFIG, interpolation="bilinear"), replace(CONFIG, resize_mode="squash"),
    ]  # fmt: skip
    assert len({fingerprint(config) for config in (CONFIG, *others)}) == 6
    assert fingerprint(CONFIG) == fingerprint(PreprocessConfig(image_size=32))

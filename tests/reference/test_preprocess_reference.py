"""Our preprocessing against open_clip's evaluation transform, on photo-like pictures of many shapes."""

import random

import numpy as np
import numpy.typing as npt
import pytest
import torch
from PIL import Image

from clipdesk.clip.config import PreprocessConfig
from clipdesk.clip.preprocess import normalise, resize_and_crop

transform = pytest.importorskip("open_clip.transform")
MODES = [(mode, filter_name) for mode in ("shortest", "squash") for filter_name in ("bicubic", "bilinear")]


def _photo(width: int, height: int, seed: int) -> npt.NDArray[np.uint8]:
    """Smooth shapes with noise on top.  # [height, width, 3]"""
    values = np.random.default_rng(seed)
    coarse = Image.fromarray(values.integers(0, 256, (9, 12, 3), dtype=np.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    noisy: npt.NDArray[np.int16] = np.clip(
        np.asarray(coarse, np.int16) + values.integers(-20, 21, (height, width, 3)), 0, 255
    )
    return noisy.astype(np.uint8)


def _shapes() -> list[tuple[int, int]]:
    chance = random.Random(3)
    fixed = [
        (500, 375),
        (375, 500),
        (224, 224),
        (224, 225),
        (225, 224),
        (223, 400),
        (7, 5),
        (1, 9),
        (640, 61),
        (449, 448),
    ]
    return fixed + [(chance.randint(1, 700), chance.randint(1, 700)) for _ in range(8)]


@pytest.mark.parametrize(("mode", "filter_name"), MODES)
def test_equal_to_open_clip(mode: str, filter_name: str) -> None:
    for size in (32, 224):
        config = PreprocessConfig(image_size=size, resize_mode=mode, interpolation=filter_name)  # type: ignore[arg-type]
        theirs = transform.image_transform(size, is_train=False, resize_mode=mode, interpolation=filter_name)
        for seed, (width, height) in enumerate(_shapes()):
            pixels = _photo(width, height, seed)
            expected = theirs(Image.fromarray(pixels))
            square = resize_and_crop(pixels, config)
            ours = normalise(torch.from_numpy(square)[None], config)[0]
            torch.testing.assert_close(ours, expected, rtol=0, atol=1e-6)
            mean, std = (torch.tensor(values).view(3, 1, 1) for values in (config.mean, config.std))
            eight_bit = (expected * std + mean).mul(255).round().to(torch.uint8).permute(1, 2, 0).numpy()
            np.testing.assert_array_equal(square, eight_bit)


def test_other_means_and_deviations() -> None:
    config = PreprocessConfig(image_size=64, mean=(0.5, 0.4, 0.3), std=(0.5, 0.25, 0.125))
    pixels = _photo(300, 200, 0)
    expected = transform.image_transform(64, is_train=False, mean=config.mean, std=config.std)(Image.fromarray(pixels))
    square = resize_and_crop(pixels, config)
    ours = normalise(torch.from_numpy(square)[None], config)[0]
    torch.testing.assert_close(ours, expected, rtol=0, atol=1e-6)

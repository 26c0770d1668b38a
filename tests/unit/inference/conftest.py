"""A tiny random CLIP and small pictures: what the engine's tests run on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP
from clipdesk.inference.model import Model, from_clip


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def _clip(seed: int = 0, width: int = 32, layers: int = 2, vocab_size: int = 49_408, **vision: object) -> CLIP:
    config = CLIPConfig(
        embed_dim=24,
        vision=VisionConfig(image_size=32, patch_size=8, width=width, layers=layers, heads=2, **vision),  # type: ignore[arg-type]
        text=TextConfig(width=width, layers=layers, heads=2, vocab_size=vocab_size),
        preprocess=PreprocessConfig(image_size=32),
    )
    torch.manual_seed(seed)
    clip = CLIP(config)
    clip.reset_parameters()
    return clip.eval()


@pytest.fixture(scope="session")
def build_clip() -> Callable[..., CLIP]:
    return _clip


@pytest.fixture
def model() -> Model:
    return from_clip(_clip(), name="tiny", device="cpu", precision="fp32")


@pytest.fixture
def make_pictures(tmp_path: Path) -> Callable[..., list[Path]]:
    def make(count: int, folder: str = "pictures", seed: int = 0) -> list[Path]:
        rng = np.random.default_rng(seed)
        (tmp_path / folder).mkdir(exist_ok=True)
        paths = []
        for number in range(count):
            path = tmp_path / folder / f"{number:04}.png"
            Image.fromarray(rng.integers(0, 255, (40, 48, 3), dtype=np.uint8)).save(path, compress_level=1)
            paths.append(path)
        return paths

    return make

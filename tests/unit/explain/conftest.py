"""Small image towers of every kind, and one whose every weight is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP

TEXT = TextConfig(context_length=8, vocab_size=50, width=16, layers=1, heads=1)
TOWERS = {
    "patch": VisionConfig(image_size=32, patch_size=8, width=48, layers=6, heads=3),
    "conv": VisionConfig(image_size=32, patch_size=8, width=48, layers=5, heads=3, stem="conv"),
    "shallow": VisionConfig(
        image_size=32, patch_size=8, width=32, layers=2, heads=2, positional_encoding="sinusoidal", pre_norm=False
    ),
    "resnet": VisionConfig(kind="resnet", image_size=96, patch_size=32, width=8, layers=(1, 1, 1, 1), heads=4),
}
VITS = tuple(name for name, config in TOWERS.items() if config.kind == "vit")


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def make_clip(name: str, seed: int = 0) -> CLIP:
    """A random network in double precision, its norms and biases off their defaults."""
    vision = TOWERS[name]
    torch.manual_seed(seed)
    clip = CLIP(CLIPConfig(24, vision, TEXT, preprocess=PreprocessConfig(image_size=vision.image_size)))
    for name_, parameter in clip.named_parameters():
        if parameter.ndim == 1 and "logit" not in name_:
            nn.init.normal_(parameter, std=0.3, mean=1.0 if "weight" in name_ else 0.0)
    for module in clip.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr,operator]
    return clip.double().eval().requires_grad_(False)


@pytest.fixture(params=TOWERS)
def clip(request: pytest.FixtureRequest) -> CLIP:
    """Every kind of tower."""
    return make_clip(request.param)


@pytest.fixture(params=VITS)
def vit(request: pytest.FixtureRequest) -> CLIP:
    """Every kind of Vision Transformer."""
    return make_clip(request.param)


@pytest.fixture
def resnet() -> CLIP:
    """The convolutional tower."""
    return make_clip("resnet")


@pytest.fixture
def picture_of() -> Callable[..., Tensor]:
    def make(clip: CLIP, seed: int = 1, batch: int = 1) -> Tensor:
        size = clip.config.vision.image_size
        return torch.randn(batch, 3, size, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)

    return make


@pytest.fixture
def texts_of() -> Callable[..., Tensor]:
    def make(clip: CLIP, labels: int = 3, seed: int = 2) -> Tensor:
        generator = torch.Generator().manual_seed(seed)
        return functional.normalize(
            torch.randn(labels, clip.config.embed_dim, generator=generator, dtype=torch.float64), dim=-1
        )

    return make


@pytest.fixture(scope="session")
def planted() -> CLIP:
    """A tower that reads each patch's mean colour, lets like look at like, and tells red from green from blue.

    Patches in mid-grey, which is 0, say nothing, and the class token looks at all patches alike.
    """
    width, size = 8, 6
    vision = VisionConfig(image_size=8 * size, patch_size=8, width=width, layers=4, heads=1, pre_norm=False)
    clip = CLIP(CLIPConfig(3, vision, TEXT, preprocess=PreprocessConfig(8 * size, mean=(0.5,) * 3)))
    tower = clip.visual
    with torch.no_grad():
        for name, parameter in tower.named_parameters():
            parameter.fill_(1.0 if "ln_" in name and name.endswith("weight") else 0.0)
        for colour in range(3):
            tower.stem.conv.weight[colour, colour] = 1 / 64
            tower.proj[colour, colour] = 1.0
        for block in tower.blocks:
            block.attention.qkv.weight.copy_(torch.cat([2 * torch.eye(width), 2 * torch.eye(width), torch.eye(width)]))
            block.attention.out_proj.weight.copy_(0.2 * torch.eye(width))
    return clip.eval().requires_grad_(False)

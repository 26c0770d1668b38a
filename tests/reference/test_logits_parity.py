"""Features and logits against open_clip: the same random weights, through a file, in fp32."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from clipdesk.clip.checkpoint import build, read_checkpoint
from clipdesk.clip.config import CLIPConfig
from clipdesk.clip.model import CLIP

open_clip = pytest.importorskip("open_clip")

ARCHITECTURES = ["ViT-B-32", "ViT-B-32-quickgelu", "ViT-B-16", "RN50", "RN101", "ViT-L-14"]
Sizes = dict[str, int | float | bool]
TINY_CLIPS: dict[
    str, tuple[Sizes, Sizes]
] = {  # TinyCLIP (Wu 2023): 8M/16 and 39M/16, and a tower of ours without ln_pre
    "8M/16": (
        {"image_size": 224, "layers": 10, "width": 256, "patch_size": 16},
        {"width": 256, "heads": 4, "layers": 3},
    ),
    "39M/16": (
        {"image_size": 224, "layers": 12, "width": 512, "patch_size": 16},
        {"width": 512, "heads": 8, "layers": 6},
    ),
    "no ln_pre": (
        {"image_size": 96, "layers": 2, "width": 128, "patch_size": 16, "no_ln_pre": True, "mlp_ratio": 3.3},
        {"width": 128, "heads": 2, "layers": 2, "context_length": 32},
    ),
}
TOLERANCE = 1e-4


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def quick_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out the initial draw, which takes longer than the rest; `randomise` follows."""
    for name in ("kaiming_uniform_", "uniform_", "normal_", "trunc_normal_", "xavier_uniform_"):
        monkeypatch.setattr(nn.init, name, lambda tensor, *_args, **_options: tensor)


def randomise(model: nn.Module) -> nn.Module:
    """Weights of a trained model's size, quickly, representable in bf16; batch norms away from their defaults."""
    noise = torch.randn(1 << 20, generator=torch.Generator().manual_seed(0)).bfloat16().float()
    with torch.no_grad():
        for number, (name, parameter) in enumerate(model.named_parameters()):
            if parameter.ndim == 0:
                continue
            rolled = noise.roll(-7919 * number)
            flat = rolled.repeat(-(-parameter.numel() // len(noise)))[: parameter.numel()].view(parameter.shape)
            fan = parameter[0].numel() if parameter.ndim > 1 and "embedding" not in name else 64
            parameter.copy_(flat * fan**-0.5 + (1 if parameter.ndim == 1 and name.endswith("weight") else 0))
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                assert module.running_mean is not None
                assert module.running_var is not None
                module.running_mean.copy_(noise[: module.num_features] * 0.1)
                module.running_var.copy_(1 + noise[-module.num_features :].abs())
    return model.eval()


def some_input(config: CLIPConfig) -> tuple[Tensor, Tensor]:
    """One picture's worth of noise twice, and texts of several lengths, one of them full."""
    generator = torch.Generator().manual_seed(1)
    pixels = torch.randn(1, 3, config.vision.image_size, config.vision.image_size, generator=generator)
    tokens = torch.zeros(3, config.text.context_length, dtype=torch.int64)
    for row, length in enumerate((3, 9, config.text.context_length)):
        tokens[row, :length] = torch.randint(1, 49_000, (length,), generator=generator)
        tokens[row, 0], tokens[row, length - 1] = 49_406, 49_407
    return pixels, tokens


@torch.no_grad()
def assert_same(theirs: nn.Module, ours: CLIP) -> None:
    pixels, tokens = some_input(ours.config)
    expected = theirs.encode_image(pixels), theirs.encode_text(tokens)  # type: ignore[operator]
    found = ours.encode_image(pixels), ours.encode_text(tokens)
    for name, left, right in zip(("image_features", "text_features"), expected, found, strict=True):
        assert left.abs().max() > 0.01, f"{name} say nothing"
        torch.testing.assert_close(right, left, atol=TOLERANCE, rtol=0, msg=lambda text, name=name: f"{name}: {text}")
    images, texts = (nn.functional.normalize(features, dim=-1) for features in expected)
    logits = theirs.logit_scale.exp() * images @ texts.T  # type: ignore[operator]
    difference = (ours(pixels, tokens) - logits).abs().max()
    assert difference <= TOLERANCE, f"logits differ by {difference:.2e}"


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.usefixtures("quick_start")
def test_open_clip_architectures(tmp_path: Path, architecture: str) -> None:
    theirs = randomise(open_clip.create_model(architecture))
    state = theirs.state_dict()
    path = tmp_path / ("model.safetensors" if architecture == "ViT-B-16" else "model.pt")
    if architecture == "ViT-L-14":  # half the bytes; the values are the same, for they fit
        state = {name: tensor.bfloat16() if tensor.ndim > 1 else tensor for name, tensor in state.items()}
        theirs.load_state_dict({name: tensor.float() for name, tensor in state.items()})
    if path.suffix == ".safetensors":
        save_file(state, path)
    else:
        torch.save(state, path)
    activation = "quick_gelu" if architecture.endswith("quickgelu") else None
    checkpoint = read_checkpoint(path, activation=activation)
    path.unlink()
    assert_same(theirs, build(checkpoint))


@pytest.mark.parametrize("name", TINY_CLIPS)
@pytest.mark.parametrize("quick_gelu", [False, True])
def test_tiny_clips(tmp_path: Path, name: str, quick_gelu: bool) -> None:
    vision, text = TINY_CLIPS[name]
    theirs = randomise(open_clip.model.CLIP(512, vision, text, quick_gelu=quick_gelu))
    torch.save(theirs.state_dict(), tmp_path / "model.pt")
    checkpoint = read_checkpoint(tmp_path / "model.pt", activation="quick_gelu" if quick_gelu else None)
    assert checkpoint.config.vision.pre_norm is not vision.get("no_ln_pre", False)
    assert_same(theirs, build(checkpoint))


@pytest.mark.parametrize("image_size", [160, 320, 352])
def test_other_input_sizes_resample_positions_as_open_clip_does(tmp_path: Path, image_size: int) -> None:
    vision: Sizes = {"image_size": 224, "layers": 2, "width": 128, "patch_size": 32}
    text: Sizes = {"width": 128, "heads": 2, "layers": 1}
    native = randomise(open_clip.model.CLIP(64, vision, text))
    torch.save(native.state_dict(), tmp_path / "model.pt")
    resized = open_clip.model.CLIP(64, vision | {"image_size": image_size}, text).eval()
    state = native.state_dict()
    open_clip.model.resize_pos_embed(state, resized)
    resized.load_state_dict(state)
    pixels = torch.randn(2, 3, image_size, image_size, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        found = build(read_checkpoint(tmp_path / "model.pt")).encode_image(pixels)
        torch.testing.assert_close(found, resized.encode_image(pixels), atol=TOLERANCE, rtol=0)

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP
from clipdesk.errors import UsageError
from clipdesk.inference.model import encode_images, encode_texts, from_clip, load
from clipdesk.training.config import RunConfig
from clipdesk.training.pictures import Pictures
from clipdesk.training.recipes import StepData, Trainable, prepare
from clipdesk.training.recipes.scratch import ARCHITECTURES, new_network
from tests.helpers.runs import SMALL, shapes, small_clip, small_model

RESNET = CLIPConfig(
    embed_dim=16,
    vision=VisionConfig(kind="resnet", image_size=64, patch_size=32, width=8, layers=(1, 1, 2, 1), heads=4),
    text=TextConfig(width=32, layers=2, heads=2, token_width=8),
    preprocess=PreprocessConfig(image_size=64),
)
GRADIENT = ("adapter", "lora", "blocks", "full")


def inputs(config: CLIPConfig) -> tuple[Tensor, Tensor]:
    draw = torch.Generator().manual_seed(3)
    size = config.preprocess.image_size
    tokens = torch.randint(1, 40_000, (3, 9), generator=draw)
    tokens[:, 6] = 49_407
    return torch.randn(4, 3, size, size, generator=draw), tokens


def run_towers(trainable: Trainable, pixels: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor]:
    image, text = trainable.image, trainable.text
    held = pixels if image.held is None else image.held(pixels)
    held_text = tokens if text.held is None else text.held(tokens)
    return image.features(held), text.features(held_text)


def perturb(trainable: Trainable) -> None:
    draw = torch.Generator().manual_seed(5)
    for parameter in trainable.parameters.values():
        noise = torch.randn(parameter.shape, generator=draw)
        parameter.data.add_(0.1 * noise * (parameter.detach().abs().mean() + 0.05))


@pytest.mark.parametrize("config", [SMALL, RESNET], ids=["vit", "resnet"])
@pytest.mark.parametrize("recipe", GRADIENT)
@pytest.mark.parametrize("towers", [("image",), ("text",), ("image", "text")], ids="+".join)
def test_merged_computes_what_was_trained(recipe: str, towers: tuple[str, ...], config: CLIPConfig) -> None:
    clip = small_clip(config)
    pixels, tokens = inputs(config)
    before = {name: tensor.clone() for name, tensor in clip.state_dict().items()}
    with torch.no_grad():
        untouched = clip.encode_image(pixels), clip.encode_text(tokens)
        trainable = prepare(clip, RunConfig("", recipe, towers=towers, rank=3, blocks=1))
        started = run_towers(trainable, pixels, tokens)
        torch.testing.assert_close(started, untouched, rtol=1e-5, atol=1e-5)
        perturb(trainable)
        image, text = run_towers(trainable, pixels, tokens)
        merged = trainable.merge()
        torch.testing.assert_close(merged.encode_image(pixels), image, rtol=1e-5, atol=1e-5)
        torch.testing.assert_close(merged.encode_text(tokens), text, rtol=1e-5, atol=1e-5)
    assert merged.state_dict().keys() == before.keys()
    moved = {
        name.split(".")[0] for name, tensor in merged.state_dict().items() if not torch.equal(tensor, before[name])
    }
    assert moved == {"logit_scale"} | {{"image": "visual", "text": "text"}[tower] for tower in towers}


@pytest.mark.parametrize("recipe", GRADIENT)
def test_gradients_reach_what_trains_and_nothing_else(recipe: str) -> None:
    clip = small_clip()
    trainable = prepare(clip, RunConfig("", recipe, blocks=1))
    image, text = run_towers(trainable, *inputs(SMALL))
    (image.square().sum() + text.square().sum() + clip.logit_scale).backward()
    assert all(parameter.grad is not None for parameter in trainable.parameters.values())
    trained = {id(parameter) for parameter in trainable.parameters.values()}
    assert all(parameter.grad is None for parameter in clip.parameters() if id(parameter) not in trained)
    if recipe == "blocks":
        assert "visual.blocks.1.ln_1.weight" in trainable.parameters
        assert "visual.blocks.0.ln_1.weight" not in trainable.parameters


def test_merging_leaves_the_network_in_training_alone() -> None:
    trainable = prepare(small_clip(), RunConfig("", "lora"))
    merged = trainable.merge()
    with torch.no_grad():
        for parameter in merged.parameters():
            parameter.zero_()
    image, _ = run_towers(trainable, *inputs(SMALL))
    assert image.abs().sum() > 0


@pytest.mark.parametrize("recipe", ["lora", "full", "blocks"])
def test_gradient_checkpointing_changes_nothing(recipe: str) -> None:
    gradients = []
    for checkpointing in (False, True):
        trainable = prepare(small_clip(), RunConfig("", recipe, checkpointing=checkpointing))
        image, text = run_towers(trainable, *inputs(SMALL))
        (image.square().sum() + text.square().sum()).backward()
        gradients.append([value.grad for value in trainable.parameters.values() if value.grad is not None])
    assert len(gradients[0]) == len(gradients[1]) > 5
    for plain, again in zip(*gradients, strict=True):
        torch.testing.assert_close(plain, again, rtol=1e-5, atol=1e-6)


def test_from_nothing_learns_the_norms_statistics() -> None:
    clip = new_network(RunConfig("", "scratch", config="tiny"))
    again = new_network(RunConfig("", "scratch", config="tiny"))
    assert all(torch.equal(one, other) for one, other in zip(clip.parameters(), again.parameters(), strict=True))
    trainable = prepare(clip, RunConfig("", "scratch", config="tiny"))
    assert trainable.batch_norm
    assert len(trainable.parameters) == len(list(clip.parameters()))


def test_every_architecture_is_sound() -> None:
    assert all(CLIPConfig.from_dict(config.to_dict()) == config for config in ARCHITECTURES.values())
    with pytest.raises(UsageError, match="no architecture called 'huge'"):
        new_network(RunConfig("", "scratch", config="huge"))


def test_the_teacher_agrees_with_itself(tmp_path: Path) -> None:
    teacher = small_model(tmp_path / "teacher", seed=1)
    paths = sorted(shapes(tmp_path / "data", each=1).rglob("*.png"))
    texts = ["a red thing", "a green thing"]
    model = load(teacher, device="cpu", precision="fp32")
    trainable = prepare(small_clip(), RunConfig("", "distil", teacher=str(teacher), precision="fp32"))
    assert trainable.further_loss is not None

    def embedded(clip: CLIP) -> tuple[Tensor, Tensor]:
        held = from_clip(clip, device="cpu", precision="fp32")
        pictures = Pictures(paths, SMALL.preprocess, 0, mirrored=False)
        images = [encode_images(held, pictures.crop(row, 0)[None])[0] for row in range(len(paths))]
        return torch.from_numpy(np.stack(images)), torch.from_numpy(encode_texts(held, texts))

    scale = model.clip.logit_scale
    same = trainable.further_loss(StepData(paths, texts), *embedded(model.clip), scale)
    other = trainable.further_loss(StepData(paths, texts), *embedded(small_clip(seed=7)), scale)
    assert same.item() == pytest.approx(0, abs=1e-5)
    assert other.item() > 0.01

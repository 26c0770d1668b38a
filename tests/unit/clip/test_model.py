"""Shapes, positions, input sizes, attention records and the loss of the whole networks."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional

from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.loss import contrastive_loss
from clipdesk.clip.model import CLIP
from clipdesk.errors import CheckpointError

TEXT = TextConfig(context_length=16, vocab_size=100, width=32, layers=2, heads=2)
VIT = VisionConfig(image_size=32, patch_size=8, width=32, layers=2, heads=2)


def small(**vision: object) -> CLIPConfig:
    values = {"image_size": 32, "patch_size": 8, "width": 32, "layers": 2, "heads": 2, **vision}
    return CLIPConfig(24, VisionConfig(**values), TEXT, preprocess=PreprocessConfig(image_size=32))  # type: ignore[arg-type]


CONFIGS = {
    "patch": small(),
    "conv": small(stem="conv"),
    "sinusoidal": small(positional_encoding="sinusoidal"),
    "no pre-norm": small(pre_norm=False),
    "resnet": small(kind="resnet", patch_size=32, width=8, layers=(1, 1, 2, 1), image_size=64),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_shapes_and_gradients(name: str) -> None:
    torch.manual_seed(0)
    config = CONFIGS[name]
    model = CLIP(config)
    model.reset_parameters()
    tokens = torch.tensor([[98, 5, 6, 99, 0], [98, 7, 99, 0, 0]])
    logits = model(torch.randn(2, 3, config.vision.image_size, config.vision.image_size), tokens)
    assert logits.shape == (2, 2)
    loss = functional.cross_entropy(logits, torch.arange(2))
    loss.backward()
    missing = [key for key, value in model.named_parameters() if value.grad is None]
    assert missing == []


@pytest.mark.parametrize("name", CONFIGS)
def test_other_input_sizes(name: str) -> None:
    model = CLIP(CONFIGS[name]).eval()
    size = CONFIGS[name].vision.image_size
    assert model.encode_image(torch.randn(1, 3, 2 * size, 3 * size)).shape == (1, 24)


@pytest.mark.parametrize("name", CONFIGS)
def test_config_round_trip(name: str) -> None:
    assert CLIPConfig.from_dict(CONFIGS[name].to_dict()) == CONFIGS[name]


def test_attention_is_recorded_without_changing_the_result() -> None:
    model = CLIP(small()).eval()
    pixels, image_attentions, text_attentions = torch.randn(2, 3, 32, 32), [], []
    plain = model.encode_image(pixels)
    torch.testing.assert_close(model.encode_image(pixels, attentions=image_attentions), plain, rtol=0, atol=1e-5)
    assert [tuple(weights.shape) for weights in image_attentions] == [(2, 2, 17, 17)] * 2
    model.encode_text(torch.tensor([[98, 5, 99]]), attentions=text_attentions)
    assert [tuple(weights.shape) for weights in text_attentions] == [(1, 2, 3, 3)] * 2


def test_resnet_attention_pooling_is_recorded() -> None:
    attentions: list[torch.Tensor] = []
    CLIP(CONFIGS["resnet"]).eval().encode_image(torch.randn(1, 3, 64, 64), attentions=attentions)
    (weights,) = attentions
    assert weights.shape[-2:] == (1, 5)
    torch.testing.assert_close(weights.sum(-1), torch.ones(weights.shape[:-1]))


def test_text_cut_at_its_end_is_exact() -> None:
    model = CLIP(small()).eval()
    tokens = torch.zeros(3, 16, dtype=torch.int64)
    tokens[0, :3] = torch.tensor([98, 4, 99])
    tokens[1, :5] = torch.tensor([98, 4, 8, 9, 99])
    tokens[2, :2] = torch.tensor([98, 99])
    torch.testing.assert_close(model.encode_text(tokens[:, :5]), model.encode_text(tokens), rtol=0, atol=1e-5)


def test_factorised_token_embedding_equals_its_product() -> None:
    torch.manual_seed(0)
    narrow = CLIP(CLIPConfig(24, VIT, TextConfig(16, 100, 32, 2, 2, token_width=8))).eval()
    wide = CLIP(CLIPConfig(24, VIT, TextConfig(16, 100, 32, 2, 2))).eval()
    state = {key: value for key, value in narrow.state_dict().items() if "token_projection" not in key}
    state["text.token_embedding.weight"] = (
        narrow.text.token_embedding.weight @ narrow.text.token_projection.weight.T  # type: ignore[operator,union-attr]
    )
    wide.load_state_dict(state)
    tokens = torch.tensor([[98, 5, 6, 99]])
    torch.testing.assert_close(narrow.encode_text(tokens), wide.encode_text(tokens), rtol=0, atol=1e-5)


def test_logits_are_scaled_cosines() -> None:
    model = CLIP(small()).eval()
    pixels, tokens = torch.randn(2, 3, 32, 32), torch.tensor([[98, 5, 99], [98, 6, 99], [98, 7, 99]])
    cosines = functional.cosine_similarity(model.encode_image(pixels)[:, None], model.encode_text(tokens)[None], dim=-1)
    torch.testing.assert_close(model(pixels, tokens), cosines / 0.07, rtol=1e-4, atol=1e-4)


def test_contrastive_loss_closed_form() -> None:
    """Two orthogonal pairs at temperature 1/s: each row's loss is ln(1 + e^-s)."""
    embeddings, scale = torch.eye(2), torch.tensor(math.log(3.0))
    loss = contrastive_loss(embeddings, embeddings, scale)
    assert loss.item() == pytest.approx(math.log(1 + math.exp(-3.0)), abs=1e-6)
    same = torch.ones(8, 4) / 2
    assert contrastive_loss(same, same, scale).item() == pytest.approx(math.log(8), abs=1e-5)
    wrong = contrastive_loss(embeddings, embeddings.flip(0), scale)
    assert wrong.item() == pytest.approx(3 + math.log(1 + math.exp(-3.0)), abs=1e-5)


@pytest.mark.parametrize(
    ("part", "field", "value", "word"),
    [
        ("vision", "width", 10**9, "width"),
        ("vision", "heads", 3, "heads"),
        ("vision", "layers", "many", "layers"),
        ("vision", "layers", [1, 2], "layers"),
        ("vision", "layers", True, "layers"),
        ("vision", "patch_size", 64, "Patches"),
        ("vision", "stem", "magic", "stem"),
        ("vision", "colour", 1, "colour"),
        ("vision", "pre_norm", "yes", "pre_norm"),
        ("vision", "mlp_ratio", -1.0, "mlp_ratio"),
        ("text", "vocab_size", -5, "vocab_size"),
        ("text", "heads", 5, "heads"),
        ("preprocess", "std", [0.0, 1.0, 1.0], "std"),
        ("preprocess", "mean", [0.0, 1.0], "mean"),
    ],
)
def test_config_refuses_nonsense(part: str, field: str, value: object, word: str) -> None:
    values = small().to_dict()
    values[part][field] = value
    with pytest.raises(CheckpointError, match=word):
        CLIPConfig.from_dict(values)


def test_conv_stem_needs_a_power_of_two() -> None:
    values = small(stem="conv", patch_size=8).to_dict()
    values["vision"]["patch_size"] = 12
    with pytest.raises(CheckpointError, match="power of two"):
        CLIPConfig.from_dict(values)

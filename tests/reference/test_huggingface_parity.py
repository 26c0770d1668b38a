"""Features and logits against transformers' CLIPModel, through `save_pretrained`, in fp32."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.nn import functional

from clipdesk.clip.checkpoint import build, read_checkpoint
from clipdesk.errors import CheckpointError

transformers = pytest.importorskip("transformers")
transformers.utils.logging.disable_progress_bar()  # its bars leave a thread behind

TOLERANCE = 1e-4
START, END = 49_406, 49_407


def some_model(activation: str = "quick_gelu", eos: int = END, **text: Any) -> Any:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = transformers.CLIPConfig(
        text_config={
            "hidden_size": 128, "intermediate_size": 400, "num_hidden_layers": 3, "num_attention_heads": 4,
            "hidden_act": activation, "eos_token_id": eos, **text,
        },
        vision_config={
            "hidden_size": 192, "intermediate_size": 768, "num_hidden_layers": 2, "num_attention_heads": 3,
            "image_size": 96, "patch_size": 16, "hidden_act": activation,
        },
        projection_dim=64,
    )  # fmt: skip
    model = transformers.CLIPModel(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    return model


def tokens() -> torch.Tensor:
    """Texts of several lengths, padded with zeros as OpenAI does."""
    rows = torch.zeros(3, 77, dtype=torch.int64)
    for row, length in enumerate((4, 20, 77)):
        rows[row, :length] = torch.randint(1, 49_000, (length,))
        rows[row, 0], rows[row, length - 1] = START, END
    return rows


@pytest.mark.parametrize("activation", ["gelu", "quick_gelu"])
@pytest.mark.parametrize("eos", [END, 2], ids=["eos 49407", "legacy eos 2"])
@pytest.mark.parametrize("shards", [False, True], ids=["one file", "shards"])
def test_logits(tmp_path: Path, activation: str, eos: int, shards: bool) -> None:
    theirs = some_model(activation, eos)
    theirs.save_pretrained(tmp_path, max_shard_size="4MB" if shards else "1GB")
    assert (tmp_path / "model.safetensors.index.json").exists() is shards
    checkpoint = read_checkpoint(tmp_path)
    assert checkpoint.source == "huggingface"
    assert checkpoint.config.activation == activation
    ours = build(checkpoint)
    pixels, ids = torch.randn(2, 3, 96, 96), tokens()
    with torch.no_grad():
        expected = theirs(input_ids=ids, pixel_values=pixels)
        found = ours(pixels, ids)
        images = functional.normalize(ours.encode_image(pixels), dim=-1)
        texts = functional.normalize(ours.encode_text(ids), dim=-1)
    torch.testing.assert_close(images, expected.image_embeds, atol=TOLERANCE, rtol=0)
    torch.testing.assert_close(texts, expected.text_embeds, atol=TOLERANCE, rtol=0)
    torch.testing.assert_close(found, expected.logits_per_image, atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_and_pytorch_bin(tmp_path: Path, dtype: torch.dtype) -> None:
    theirs = some_model().to(dtype)
    theirs.config.save_pretrained(tmp_path)
    state = dict(theirs.state_dict())
    state["text_model.embeddings.position_ids"] = torch.arange(77)[None]  # written by old versions
    torch.save(state, tmp_path / "pytorch_model.bin")
    theirs.float()
    pixels, ids = torch.randn(1, 3, 96, 96), tokens()
    with torch.no_grad():
        expected = theirs(input_ids=ids, pixel_values=pixels).logits_per_image
        found = build(read_checkpoint(tmp_path))(pixels, ids)
    torch.testing.assert_close(found, expected, atol=TOLERANCE, rtol=0)


def test_preprocessing_is_read(tmp_path: Path) -> None:
    some_model().save_pretrained(tmp_path)
    processor = {"resample": 2, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.2, 0.2]}
    processor |= {"size": {"height": 96, "width": 96}, "crop_size": {"height": 96, "width": 96}}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(processor))
    checkpoint = read_checkpoint(tmp_path / "model.safetensors")
    preprocess = checkpoint.config.preprocess
    assert (preprocess.interpolation, preprocess.resize_mode, preprocess.image_size) == ("bilinear", "squash", 96)
    assert preprocess.mean == (0.5, 0.4, 0.3)
    assert checkpoint.notes == ()


def test_weights_alone_are_opened_with_a_note(tmp_path: Path) -> None:
    some_model().save_pretrained(tmp_path)
    (tmp_path / "config.json").unlink()
    checkpoint = read_checkpoint(tmp_path / "model.safetensors")
    assert checkpoint.config.activation == "quick_gelu"
    assert "quick_gelu is assumed" in checkpoint.notes[0]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"hidden_act": "gelu_new"}, "gelu_new"),
        ({"layer_norm_eps": 1e-6}, "layer_norm_eps"),
        ({"eos_token_id": 1}, "eos_token_id"),
        ({"hidden_size": 64}, "misshapen"),
        ({"num_hidden_layers": 9}, "missing"),
        ({"num_hidden_layers": 10**9}, "layers"),
        ({"num_attention_heads": 5}, "heads"),
        ({"hidden_size": "many"}, "hidden_size"),
    ],
)
def test_configs_that_lie_or_ask_for_too_much(tmp_path: Path, change: dict[str, Any], match: str) -> None:
    some_model(num_hidden_layers=1).save_pretrained(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    config["text_config"] |= change
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match=match):
        read_checkpoint(tmp_path)


@pytest.mark.parametrize("name", ["../outside.safetensors", "gone.safetensors"])
def test_shards_outside_the_folder_or_missing(tmp_path: Path, name: str) -> None:
    some_model(num_hidden_layers=1).save_pretrained(tmp_path, max_shard_size="4MB")
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"logit_scale": name}}))
    with pytest.raises(CheckpointError, match=r"not a file of its folder|missing"):
        read_checkpoint(tmp_path)

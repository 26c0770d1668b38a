"""Opening models of every kind, and our own format written and read back."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from clipdesk.clip.checkpoint import build, check_checkpoint, read_checkpoint, write_model
from clipdesk.clip.config import CLIPConfig, TextConfig, VisionConfig
from clipdesk.errors import CheckpointError, UsageError
from tests.helpers.checkpoints import TINY, TINY_RESNET, openai_names, same_tensors, save_torchscript, tiny_clip

torch.set_num_threads(1)
OPENAI_NUMBERS = {"input_resolution": 32, "context_length": 8, "vocab_size": 50}
CONV_STEM = replace(
    TINY,
    vision=replace(TINY.vision, stem="conv", positional_encoding="sinusoidal", pre_norm=False),
    text=replace(TINY.text, token_width=24, positional_encoding="sinusoidal"),
)


def logits(clip: torch.nn.Module, config: CLIPConfig) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    pixels = torch.randn(2, 3, config.vision.image_size, config.vision.image_size, generator=generator)
    tokens = torch.tensor([[48, 3, 4, 49, 0, 0, 0, 0], [48, 5, 6, 7, 8, 9, 1, 49]])
    with torch.no_grad():
        return clip(pixels, tokens)


@pytest.mark.parametrize("config", [TINY, TINY_RESNET, CONV_STEM], ids=["vit", "resnet", "conv stem"])
def test_our_own_folder_comes_back_as_it_was(tmp_path: Path, config: CLIPConfig) -> None:
    clip = tiny_clip(config)
    write_model(tmp_path / "mine", clip, config, "# Mine\n", details={"licence": "MIT"})
    checkpoint = read_checkpoint(tmp_path / "mine")
    assert checkpoint.config == config
    assert checkpoint.source == "clipdesk"
    assert checkpoint.notes == ()
    assert same_tensors(checkpoint.state_dict, dict(clip.state_dict()))
    assert torch.equal(logits(build(checkpoint), config), logits(clip, config))
    description = json.loads((tmp_path / "mine" / "config.json").read_text())
    assert description["format"] == 1
    assert description["licence"] == "MIT"
    assert len(description["sha256"]) == 64
    assert sorted(file.name for file in tmp_path.iterdir()) == ["mine"]


def test_our_own_weights_open_alone_because_they_carry_their_config(tmp_path: Path) -> None:
    write_model(tmp_path / "mine", tiny_clip(CONV_STEM), CONV_STEM, "")
    alone = (tmp_path / "mine" / "model.safetensors").rename(tmp_path / "weights.safetensors")
    assert read_checkpoint(alone).config == CONV_STEM


def test_writing_into_a_folder_keeps_its_other_files(tmp_path: Path) -> None:
    write_model(tmp_path / "mine", tiny_clip(seed=1), TINY, "old")
    (tmp_path / "mine" / "making").mkdir()
    clip = tiny_clip(seed=2)
    write_model(tmp_path / "mine", clip, TINY, "new")
    assert same_tensors(read_checkpoint(tmp_path / "mine").state_dict, dict(clip.state_dict()))
    assert (tmp_path / "mine" / "README.md").read_text() == "new"
    assert (tmp_path / "mine" / "making").is_dir()


def test_a_model_with_nan_is_not_written_over_a_good_one(tmp_path: Path) -> None:
    good = tiny_clip()
    write_model(tmp_path / "mine", good, TINY, "")
    bad = tiny_clip()
    bad.visual.proj.data[0, 0] = float("nan")
    with pytest.raises(CheckpointError, match=r"visual\.proj"):
        write_model(tmp_path / "mine", bad, TINY, "")
    assert same_tensors(read_checkpoint(tmp_path / "mine").state_dict, dict(good.state_dict()))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_stored_and_read(tmp_path: Path, dtype: torch.dtype) -> None:
    clip = tiny_clip()
    write_model(tmp_path / "half", clip, TINY, "", dtype=dtype)
    checkpoint = read_checkpoint(tmp_path / "half")
    assert checkpoint.state_dict["visual.proj"].dtype is dtype
    assert checkpoint.state_dict["visual.ln_post.weight"].dtype is torch.float32
    built = build(checkpoint)
    assert {parameter.dtype for parameter in built.parameters()} == {torch.float32}
    torch.testing.assert_close(logits(built, TINY), logits(clip, TINY), atol=0.2, rtol=0.05)


@pytest.mark.parametrize("config", [TINY, TINY_RESNET], ids=["vit", "resnet"])
@pytest.mark.parametrize("half", [False, True])
def test_openai_archive(tmp_path: Path, config: CLIPConfig, half: bool) -> None:
    state = dict(tiny_clip(config).state_dict())
    if half:
        state = {
            name: tensor.half() if tensor.is_floating_point() and tensor.ndim > 1 else tensor
            for name, tensor in state.items()
        }
    save_torchscript(tmp_path / "openai.pt", openai_names(state), OPENAI_NUMBERS)
    checkpoint = read_checkpoint(tmp_path / "openai.pt")
    assert checkpoint.source == "openai"
    assert checkpoint.config == replace(config, activation="quick_gelu")
    assert checkpoint.notes == ()
    assert same_tensors(checkpoint.state_dict, state)


def test_openai_state_dict_taken_from_the_archive(tmp_path: Path) -> None:
    state = openai_names(dict(tiny_clip().state_dict()))
    torch.save(state | {name: torch.tensor(value) for name, value in OPENAI_NUMBERS.items()}, tmp_path / "plain.pt")
    checkpoint = read_checkpoint(tmp_path / "plain.pt")
    assert checkpoint.source == "openai"
    assert checkpoint.config.activation == "quick_gelu"


@pytest.mark.parametrize("kind", ["zip", "legacy", "safetensors", "training", "distributed", "custom text"])
def test_open_clip_files(tmp_path: Path, kind: str) -> None:
    ours = dict(tiny_clip().state_dict())
    state = openai_names(ours)
    path = tmp_path / ("open_clip_model.safetensors" if kind == "safetensors" else "epoch_1.pt")
    if kind == "safetensors":
        save_file(state, path)
    elif kind == "training":
        optimizer = {"state": {0: {"exp_avg": torch.zeros(3)}}, "param_groups": [{"lr": 0.1, "params": [0]}]}
        torch.save({"epoch": 1, "name": "run", "state_dict": state, "optimizer": optimizer}, path)
    elif kind == "distributed":
        torch.save({f"module._orig_mod.{name}": tensor for name, tensor in state.items()}, path)
    elif kind == "custom text":
        text = ("transformer.", "token_", "positional_", "ln_final", "text_projection")
        torch.save({f"text.{name}" if name.startswith(text) else name: state[name] for name in state}, path)
    else:
        torch.save(state, path, _use_new_zipfile_serialization=kind == "zip")
    checkpoint = read_checkpoint(path)
    assert checkpoint.source == "open_clip"
    assert checkpoint.config == TINY
    assert "gelu is assumed" in checkpoint.notes[0]
    assert same_tensors(checkpoint.state_dict, ours)
    assert check_checkpoint(path) == TINY


def test_tensors_that_share_storage_or_are_transposed(tmp_path: Path) -> None:
    state = openai_names(dict(tiny_clip().state_dict()))
    flat = torch.cat([state["ln_final.weight"], state["ln_final.bias"]])
    shared = state | {"ln_final.weight": flat[:64], "ln_final.bias": flat[64:]}
    shared["text_projection"] = state["text_projection"].T.contiguous().T
    torch.save(shared, tmp_path / "shared.pt")
    assert same_tensors(read_checkpoint(tmp_path / "shared.pt").state_dict, dict(tiny_clip().state_dict()))


def test_the_activation_that_the_caller_gives_wins(tmp_path: Path) -> None:
    torch.save(openai_names(dict(tiny_clip().state_dict())), tmp_path / "plain.pt")
    checkpoint = read_checkpoint(tmp_path / "plain.pt", activation="quick_gelu")
    assert checkpoint.config.activation == "quick_gelu"
    assert checkpoint.notes == ()
    with pytest.raises(UsageError, match="relu"):
        read_checkpoint(tmp_path / "plain.pt", activation="relu")


def test_a_config_beside_open_clip_weights_decides(tmp_path: Path) -> None:
    save_file(openai_names(dict(tiny_clip().state_dict())), tmp_path / "open_clip_model.safetensors")
    model_cfg = {
        "embed_dim": 16,
        "quick_gelu": True,
        "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "patch_size": 8, "head_width": 32},
        "text_cfg": {"context_length": 8, "vocab_size": 50, "width": 64, "heads": 2, "layers": 2},
    }
    preprocess_cfg = {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25], "resize_mode": "squash"}
    sidecar = tmp_path / "open_clip_config.json"
    sidecar.write_text(json.dumps({"model_cfg": model_cfg, "preprocess_cfg": preprocess_cfg}))
    for path in (tmp_path, tmp_path / "open_clip_model.safetensors"):
        config = read_checkpoint(path).config
        assert (config.activation, config.vision.heads, config.text.heads) == ("quick_gelu", 2, 2)
        assert config.preprocess.mean == (0.5, 0.5, 0.5)
        assert config.preprocess.resize_mode == "squash"
    model_cfg["vision_cfg"] |= {"pool_type": "avg"}  # type: ignore[operator]
    sidecar.write_text(json.dumps({"model_cfg": model_cfg}))
    with pytest.raises(CheckpointError, match="pool_type"):
        read_checkpoint(tmp_path)


def test_heads_of_open_clips_largest_towers_are_known(tmp_path: Path) -> None:
    vision = VisionConfig(image_size=16, patch_size=8, width=1280, layers=1, heads=16, mlp_ratio=0.01)
    text = TextConfig(context_length=4, vocab_size=9, width=64, layers=1, heads=1, mlp_ratio=4.0)
    clip = tiny_clip(CLIPConfig(8, vision, text))
    torch.save(openai_names(dict(clip.state_dict())), tmp_path / "huge.pt")
    assert read_checkpoint(tmp_path / "huge.pt").config.vision.heads == 16


@pytest.mark.parametrize("path", ["nowhere", "empty", "."])
def test_no_model_is_said_so(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(CheckpointError, match=r"not there|is empty|no model"):
        read_checkpoint(tmp_path / path)


def test_opening_a_model_does_not_load_the_compiler(tmp_path: Path) -> None:
    """torch._dynamo takes seconds to import, and a careless operation on the meta device imports it."""
    write_model(tmp_path / "mine", tiny_clip(), TINY, "")
    code = (
        "import sys; from pathlib import Path; from clipdesk.clip.checkpoint import build, read_checkpoint; "
        f"build(read_checkpoint(Path({str(tmp_path / 'mine')!r}))); "
        "print(sorted({'torch._dynamo', 'sympy', 'torchvision', 'open_clip'} & sys.modules.keys()))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

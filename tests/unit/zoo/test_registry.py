"""What is installed: found, added, removed, verified."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from clipdesk import paths
from clipdesk.clip.checkpoint import read_checkpoint, write_model
from clipdesk.errors import CheckpointError, ModelNotFoundError, UsageError
from clipdesk.zoo import registry
from tests.helpers.checkpoints import TINY, openai_names, same_tensors, save_torchscript, tiny_clip

torch.set_num_threads(1)
CARD = "---\nlicense: apache-2.0\n---\n# Starter\n\nA small model that\nis always there.\n\nMore.\n"


@pytest.fixture
def starter(home: Path) -> Path:
    folder = paths.bundled_models_dir() / "clipdesk-starter"
    write_model(folder, tiny_clip(), TINY, CARD)
    return folder


def test_bundled_models_come_first_and_are_described(home: Path, starter: Path) -> None:
    write_model(home / "mine", tiny_clip(), TINY, "# Mine\n", details={"licence": "MIT", "summary": "My own."})
    (home / "unfinished").mkdir()
    (home / ".hidden").mkdir()
    (home / "note.txt").write_text("")
    first, second = registry.list_models()
    assert (first.name, first.source, first.path) == ("clipdesk-starter", "bundled", starter)
    assert (first.summary, first.licence) == ("A small model that is always there.", "apache-2.0")
    assert first.size_bytes == (starter / "model.safetensors").stat().st_size
    assert (second.name, second.source, second.summary, second.licence) == ("mine", "user", "My own.", "MIT")


def test_an_unfinished_bundled_model_is_no_model(home: Path) -> None:
    (paths.bundled_models_dir() / "clipdesk-starter" / "making").mkdir(parents=True)
    assert registry.list_models() == ()
    with pytest.raises(ModelNotFoundError, match="No model is called starter"):
        registry.resolve("starter")


@pytest.mark.parametrize("name", ["starter", "Starter", "clipdesk-starter", "CLIPDESK_starter"])
def test_names(starter: Path, name: str) -> None:
    assert registry.resolve(name) == starter


def test_paths(home: Path, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tmp_path / "weights.safetensors"
    weights.touch()
    assert registry.resolve(weights) == weights
    assert registry.resolve(str(starter)) == starter
    monkeypatch.chdir(tmp_path)
    assert registry.resolve("weights.safetensors") == Path("weights.safetensors")
    (tmp_path / "starter").mkdir()
    assert registry.resolve("starter") == starter, "an installed name goes before a folder of that name"
    assert registry.resolve("./starter") == Path("starter")
    with pytest.raises(ModelNotFoundError, match="no such file or folder"):
        registry.resolve("./nothing")


def test_unknown_names_get_near_ones(starter: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="Did you mean starter or"):
        registry.resolve("startre")


def test_add_converts_verifies_and_keeps_every_bit(home: Path, tmp_path: Path) -> None:
    state = {
        name: tensor.half() if tensor.ndim > 1 and "token" not in name else tensor
        for name, tensor in tiny_clip().state_dict().items()
    }
    save_torchscript(tmp_path / "My model (1).pt", openai_names(state), {"input_resolution": 32})
    model = registry.add(tmp_path / "My model (1).pt")
    assert model.name == "My-model-1"
    assert model.path == home / "My-model-1"
    assert "openai format" in model.summary
    checkpoint = read_checkpoint(registry.resolve("my-model-1"))
    assert checkpoint.config.activation == "quick_gelu"
    assert same_tensors(checkpoint.state_dict, state)
    assert registry.verify("My-model-1").hash_state == "matches"


def test_add_takes_the_activation_and_says_what_it_assumed(home: Path, tmp_path: Path) -> None:
    save_file(openai_names(dict(tiny_clip().state_dict())), tmp_path / "bare.safetensors")
    assert registry.add(tmp_path / "bare.safetensors", "quick", activation="quick_gelu").name == "quick"
    assert read_checkpoint(home / "quick").config.activation == "quick_gelu"
    registry.add(tmp_path / "bare.safetensors")
    assert "gelu is assumed" in (home / "bare" / "README.md").read_text()


@pytest.mark.parametrize("name", ["", "../outside", "a/b", ".hidden", "starter", "x" * 101, "clipdesk-starter", "mine"])
def test_names_that_are_unfit_or_taken(home: Path, starter: Path, tmp_path: Path, name: str) -> None:
    write_model(home / "mine", tiny_clip(), TINY, "")
    path = tmp_path / ("(" if not name else "weights.pt")
    torch.save(openai_names(dict(tiny_clip().state_dict())), path)
    with pytest.raises(UsageError, match=r"cannot be called|installed already"):
        registry.add(path, name or None)
    assert sorted(folder.name for folder in home.iterdir()) == ["mine"]


def test_a_damaged_model_is_not_added(home: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.pt").write_bytes(b"PK\x03\x04 nonsense")
    with pytest.raises(CheckpointError):
        registry.add(tmp_path / "bad.pt")
    assert not home.exists() or not any(home.iterdir())


def test_remove(home: Path, starter: Path) -> None:
    write_model(home / "mine", tiny_clip(), TINY, "")
    assert registry.remove("MINE") == home / "mine"
    assert not any(home.iterdir())
    with pytest.raises(ModelNotFoundError):
        registry.remove("mine")
    with pytest.raises(UsageError, match="came with clipdesk"):
        registry.remove("starter")
    assert starter.is_dir()


def test_remove_takes_what_a_download_left(home: Path) -> None:
    leftover = home / ".ViT-X:tag.download".replace(":", "--")
    leftover.mkdir(parents=True)
    (leftover / "w.pt.part").write_bytes(b"x")
    assert registry.remove("vit-x:TAG") == leftover
    assert not leftover.exists()


def test_remove_of_a_link_leaves_what_it_points_to(home: Path, tmp_path: Path) -> None:
    write_model(tmp_path / "elsewhere", tiny_clip(), TINY, "")
    home.mkdir(parents=True)
    try:
        (home / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    except OSError:
        pytest.skip("links are not allowed here")
    registry.remove("linked")
    assert (tmp_path / "elsewhere" / "config.json").is_file()
    assert not (home / "linked").exists()


def test_verify_finds_damage(home: Path) -> None:
    write_model(home / "mine", tiny_clip(), TINY, "")
    assert registry.verify("mine").ok
    path = home / "mine" / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-100] ^= 0x01
    path.write_bytes(data)
    report = registry.verify("mine")
    assert not report.ok
    assert report.hash_state == "differs"
    path.write_bytes(data[:-1])
    assert len(registry.verify("mine").problems) == 2
    path.unlink()
    assert not registry.verify(str(home / "mine")).ok


def test_verify_of_a_model_without_a_noted_hash(home: Path) -> None:
    write_model(home / "mine", tiny_clip(), TINY, "")
    config = json.loads((home / "mine" / "config.json").read_text())
    del config["sha256"]
    (home / "mine" / "config.json").write_text(json.dumps(config))
    report = registry.verify("mine")
    assert report.ok
    assert report.hash_state == "not noted"
    shutil.rmtree(home / "mine")
    with pytest.raises(ModelNotFoundError):
        registry.verify("mine")

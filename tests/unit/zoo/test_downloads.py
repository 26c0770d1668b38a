"""Whole models brought into the user's folder."""

import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save

from clipdesk.clip.checkpoint import read_checkpoint
from clipdesk.errors import DownloadError, ModelNotFoundError, UsageError
from clipdesk.progress import drain
from clipdesk.zoo import downloads, registry
from clipdesk.zoo.downloads import download, sources, staging_dir
from clipdesk.zoo.pretrained import PretrainedEntry
from tests.helpers.checkpoints import TINY, openai_names, tiny_clip
from tests.helpers.web_server import Manner, Web

torch.set_num_threads(1)
CONFIG = replace(TINY, activation="quick_gelu", preprocess=replace(TINY.preprocess, mean=(0.5, 0.5, 0.5)))
STATE = openai_names(dict(tiny_clip().state_dict()))


def as_pt(state: dict[str, torch.Tensor]) -> bytes:
    buffer = io.BytesIO()
    torch.save(state, buffer)
    return buffer.getvalue()


@pytest.fixture
def entry(web: Web) -> PretrainedEntry:
    """A checkpoint whose address carries its hash, as OpenAI's do."""
    web.content = as_pt(STATE)
    digest = hashlib.sha256(web.content).hexdigest()
    url = f"{web.url}/{digest}/tiny.pt"
    size = len(web.content)
    return PretrainedEntry("ViT-X-8", "openai_like", CONFIG, url, None, "tiny.pt", digest, "MIT", size, 0.5)


def on_the_hub(entry: PretrainedEntry) -> PretrainedEntry:
    return replace(entry, url=None, hf_repo="some/repo", filename="open_clip_model.safetensors", sha256=None)


def get(entry: PretrainedEntry, **options: Any) -> Path:
    return drain(download(entry, **options))


def test_a_download_is_a_model_with_the_tables_config(home: Path, web: Web, entry: PretrainedEntry) -> None:
    folder = get(entry)
    assert folder == home / "ViT-X-8--openai_like"
    assert sorted(file.name for file in folder.iterdir()) == ["README.md", "config.json", "tiny.pt"]
    assert [file.name for file in home.iterdir()] == [folder.name]
    checkpoint = read_checkpoint(folder)
    assert checkpoint.config == CONFIG
    assert checkpoint.notes == ()
    for name in ("ViT-X-8:openai_like", "vit-x-8:OPENAI-like", "ViT-X-8--openai_like", str(folder)):
        assert registry.resolve(name) == folder
    model = registry.info("ViT-X-8:openai_like")
    assert (model.name, model.licence, model.verified) == ("ViT-X-8:openai_like", "MIT", True)
    assert "50.0%" in model.summary
    assert registry.verify("ViT-X-8:openai_like").ok
    web.requests.clear()
    assert get(entry) == folder
    assert not web.requests


def test_an_interrupted_download_leaves_no_model_and_goes_on(home: Path, web: Web, entry: PretrainedEntry) -> None:
    steps = download(entry)
    while next(steps).done < 100_000:
        pass
    steps.close()
    assert registry.list_models() == ()
    assert not (home / entry.folder_name).exists()
    assert get(entry) == home / entry.folder_name
    assert "Range" in web.requests[-1][1]


@pytest.mark.parametrize("config_written", [False, True])
def test_stopped_between_check_and_name(home: Path, web: Web, entry: PretrainedEntry, config_written: bool) -> None:
    """The weights have their name already, the folder does not."""
    staging = staging_dir(home, entry.folder_name)
    staging.mkdir(parents=True)
    (staging / "tiny.pt").write_bytes(web.content)
    if config_written:
        (staging / "config.json").write_text("{}")
    assert registry.list_models() == ()
    assert read_checkpoint(get(entry)).config == CONFIG


def test_wrong_bytes_leave_no_model(home: Path, web: Web, entry: PretrainedEntry) -> None:
    web.content = b"x" * len(web.content)
    with pytest.raises(DownloadError, match="is not what it should be"):
        get(entry)
    assert registry.list_models() == ()


@pytest.mark.parametrize("kind", ["truncated", "another model", "hostile", "page"])
def test_what_cannot_be_opened_is_deleted(home: Path, web: Web, entry: PretrainedEntry, kind: str) -> None:
    """Where no hash is known, the model itself is the check."""
    web.content = {
        "truncated": web.content[:-50_000],
        "another model": as_pt({name: tensor for name, tensor in STATE.items() if "ln_post" not in name}),
        "hostile": b"\x80\x02cposix\nsystem\n.",
        "page": b"<html>Please log in</html>",
    }[kind]
    with pytest.raises(DownloadError, match="and was deleted"):
        get(on_the_hub(entry), mirror=web.url)
    assert registry.list_models() == ()
    assert not any(home.glob(".*/*"))


def test_the_hub_prefers_safetensors_and_says_unverified(home: Path, web: Web, entry: PretrainedEntry) -> None:
    web.content = save(STATE)
    folder = get(on_the_hub(entry), mirror=web.url)
    assert web.requests[0][0] == "/some/repo/resolve/main/open_clip_model.safetensors"
    assert "unverified" in (folder / "README.md").read_text()
    assert json.loads((folder / "config.json").read_text())["verified"] is False
    assert registry.verify(folder.name).hash_state == "matches"


def test_the_hub_falls_back_to_the_pickle_then_to_the_address(home: Path, web: Web, entry: PretrainedEntry) -> None:
    web.missing = {"/some/repo/resolve/main/open_clip_model.safetensors"}
    folder = get(on_the_hub(entry), mirror=web.url)
    assert (folder / "open_clip_pytorch_model.bin").is_file()
    web.missing.add("/some/repo/resolve/main/open_clip_pytorch_model.bin")
    both = replace(entry, tag="both", hf_repo="some/repo")
    assert (get(both, mirror=web.url) / "tiny.pt").is_file()


def test_nobody_has_it(home: Path, web: Web, entry: PretrainedEntry) -> None:
    web.always = Manner(status=404)
    with pytest.raises(DownloadError, match="HTTP 404"):
        get(on_the_hub(entry), mirror=web.url)


def test_the_mirror_comes_from_the_settings_or_the_environment(
    home: Path, web: Web, entry: PretrainedEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", web.url)
    get(on_the_hub(entry))
    assert web.requests
    monkeypatch.delenv("HF_ENDPOINT")
    web.requests.clear()
    monkeypatch.setattr(downloads.settings, "load", lambda: downloads.settings.Settings(mirror=web.url + "/"))
    get(replace(on_the_hub(entry), tag="other"))
    assert web.requests[0][0].startswith("/some/repo/")


def test_the_order_of_sources(entry: PretrainedEntry) -> None:
    both = replace(entry, hf_repo="some/repo")
    hosts = [source.url.split("/")[2] for source in sources(both)]
    assert hosts[0].startswith("127.0.0.1")
    assert hosts[1:] == ["huggingface.co", "huggingface.co"]
    assert sources(both, "https://mirror.example")[0].url.startswith("https://mirror.example/some/repo/")
    unpinned = replace(both, sha256="01234567")
    assert sources(unpinned)[0].url.startswith("https://huggingface.co/")
    with pytest.raises(UsageError, match="https://"):
        sources(both, "mirror.example")


def test_a_name_that_is_not_here_says_how_to_get_it(home: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="clipdesk models download ViT-B-32:laion2b_s34b_b79k"):
        registry.resolve("vit-b-32:LAION2B-s34b-b79k")
    with pytest.raises(ModelNotFoundError, match="Near names: ViT-B-32:"):
        registry.resolve("ViT-B-32:laion2b_s34b")
    with pytest.raises(ModelNotFoundError, match=r"cannot run it.*init_logit_bias"):
        registry.resolve("ViT-B-16-SigLIP:webli")

"""The table of pretrained models: names, preferences, and that looking does not go to the network."""

import subprocess
import sys
from pathlib import Path

import pytest

from clipdesk.errors import ModelNotFoundError
from clipdesk.zoo import pretrained
from clipdesk.zoo.published import ACCURACY

ROOT = Path(__file__).parents[3]


def test_recommended_entries_are_fully_described() -> None:
    entries = pretrained.recommended()
    assert 6 <= len(entries) <= 8
    for entry in entries:
        assert entry.licence == "MIT"
        assert entry.accuracy is not None
        assert 0.6 < entry.accuracy < 0.9
        assert entry.size_bytes is not None
        assert 300e6 < entry.size_bytes < 4e9
        assert entry.url or entry.hf_repo


@pytest.mark.parametrize(
    ("name", "activation", "size"),
    [
        ("ViT-B-32:openai", "quick_gelu", 354e6),
        ("ViT-B-32-quickgelu:openai", "quick_gelu", 354e6),
        ("ViT-B-32:laion400m_e32", "quick_gelu", 605e6),
        ("ViT-B-32:laion2b_s34b_b79k", "gelu", 605e6),
        ("ViT-B-16:dfn2b", "quick_gelu", 599e6),
        ("ViT-L-14:datacomp_xl_s13b_b90k", "gelu", 1711e6),
        ("ViT-H-14:laion2b_s32b_b79k", "gelu", 3944e6),
    ],
)
def test_activation_comes_from_the_checkpoint_and_sizes_are_right(name: str, activation: str, size: float) -> None:
    entry = pretrained.find(name)
    assert entry.config.activation == activation
    assert entry.size_bytes == pytest.approx(size, rel=0.01)


def test_addresses() -> None:
    openai = pretrained.find("ViT-B-32:openai")
    assert openai.sha256 is not None
    assert len(openai.sha256) == 64
    assert openai.sha256 in (openai.url or "")
    assert openai.filename == "ViT-B-32.pt"
    assert pretrained.find("RN50:cc12m").sha256 == "f000538c"
    laion = pretrained.find("ViT-B-32:laion2b_s34b_b79k")
    assert (laion.url, laion.hf_repo) == (None, "laion/CLIP-ViT-B-32-laion2B-s34B-b79K")
    assert laion.filename == "open_clip_model.safetensors"
    assert pretrained.find("ViT-H-14:dfn5b").config.preprocess.resize_mode == "squash"
    assert pretrained.find("ViT-L-14:laion2b_s32b_b82k").config.preprocess.mean == (0.5, 0.5, 0.5)
    assert pretrained.find("ViT-B-16:metaclip_400m").licence == "CC-BY-NC-4.0"


def test_every_published_figure_belongs_to_an_entry() -> None:
    names = {entry.name for entry in pretrained.table()}
    assert names >= ACCURACY.keys()


@pytest.mark.parametrize("name", ["vit-b-32:OPENAI", "ViT-B-32:laion2b-s34b-b79k", " ViT-B-32--openai "])
def test_spelling_does_not_matter(name: str) -> None:
    assert pretrained.find(name).arch == "ViT-B-32"


@pytest.mark.parametrize("name", ["ViT-B-32", "ViT-Z-1:openai", "", ":"])
def test_unknown_names(name: str) -> None:
    with pytest.raises(ModelNotFoundError, match="No pretrained model"):
        pretrained.find(name)


def test_neither_network_nor_torch_until_they_are_needed() -> None:
    """Listing what is installed imports no torch; reading the table looks up no name and connects nowhere."""
    code = """
import sys, socket
def refuse(*args, **options): raise SystemExit(f"network: {args}")
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
socket.socket.connect = refuse
from clipdesk.zoo import downloads, pretrained, registry
registry.list_models()
assert not {"torch", "open_clip", "huggingface_hub", "transformers"} & sys.modules.keys(), "too early"
assert len(pretrained.table()) > 90
downloads.sources(pretrained.find("ViT-B-32:openai"))
try:
    registry.resolve("ViT-B-16:openai")
except Exception as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

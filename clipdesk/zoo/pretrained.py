"""The pretrained models of open_clip's table that our networks can run, each called ARCH:TAG.

The table is open_clip's own, read from the files of the installed package (`open_clip_table.py`) when a model is
looked up or listed. Nothing here goes to the network.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clipdesk.clip.config import CLIPConfig
from clipdesk.clip.foreign_configs import from_open_clip
from clipdesk.errors import CheckpointError, ModelNotFoundError
from clipdesk.zoo import open_clip_table, published

_SHA256 = re.compile(r"/([0-9a-f]{64})/[^/]+$")
_SHA256_START = re.compile(r"-([0-9a-f]{8})\.(?:pt|pth)$")
_OPEN_CLIP_WEIGHTS = "open_clip_model.safetensors"

RECOMMENDED = (
    "ViT-B-32:openai",
    "ViT-B-32:laion2b_s34b_b79k",
    "ViT-B-32-256:datacomp_s34b_b86k",
    "ViT-B-16:openai",
    "ViT-B-16:datacomp_xl_s13b_b90k",
    "ViT-L-14:openai",
    "ViT-L-14:datacomp_xl_s13b_b90k",
    "ViT-H-14:laion2b_s32b_b79k",
)
"""From small to large; all of them may be used for any purpose."""


@dataclass(frozen=True)
class PretrainedEntry:
    """One checkpoint that can be downloaded.

    `filename` is the weights' file at `url` or, without one, in the Hugging Face repository. `sha256` is the whole
    hash or its first 8 digits, where the address carries it. `accuracy` is ImageNet's top-1, zero-shot. `size_bytes`
    is within some percent.
    """

    arch: str
    tag: str
    config: CLIPConfig
    url: str | None
    hf_repo: str | None
    filename: str
    sha256: str | None
    licence: str | None
    size_bytes: int | None
    accuracy: float | None

    @property
    def name(self) -> str:
        """ARCH:TAG."""
        return f"{self.arch}:{self.tag}"

    @property
    def folder_name(self) -> str:
        """The name of its folder among the user's models."""
        return f"{self.arch}--{self.tag}"


def fold(name: str) -> str:
    """What two spellings of one model's name have in common."""
    return name.strip().casefold().replace(":", "--").replace("_", "-")


def find(name: str) -> PretrainedEntry:
    """The entry of that name; case, and `-` for `_`, do not matter.

    Raises ModelNotFoundError with near names, or with the reason why the checkpoint cannot be run.
    """
    entries, unsupported = _read_table()
    wanted = fold(name)
    for entry in entries:
        if fold(entry.name) == wanted:
            return entry
    reason = next((why for other, why in unsupported.items() if fold(other) == wanted), None)
    if reason is not None:
        raise ModelNotFoundError(f"{name} is in open_clip's table, but this version cannot run it. {reason}")
    known = {fold(entry.name): entry.name for entry in entries}
    near = [known[match] for match in difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)]
    told = f" Near names: {', '.join(near)}." if near else ""
    raise ModelNotFoundError(f"No pretrained model is called {name}.{told} `clipdesk models list --all` shows them.")


def table() -> tuple[PretrainedEntry, ...]:
    """All entries that can be run, in open_clip's order."""
    return _read_table()[0]


def recommended() -> tuple[PretrainedEntry, ...]:
    """The entries that RECOMMENDED names."""
    return tuple(find(name) for name in RECOMMENDED)


def unsupported() -> Mapping[str, str]:
    """The names in open_clip's table that cannot be run, each with the reason."""
    return _read_table()[1]


@functools.cache
def _read_table() -> tuple[tuple[PretrainedEntry, ...], Mapping[str, str]]:
    described = open_clip_table.architectures()
    entries, unsupported = [], {}
    checkpoints = [
        (arch, tag, details) for arch, tags in open_clip_table.pretrained().items() for tag, details in tags.items()
    ]
    for arch, tag, details in checkpoints:
        model_cfg = described.get(arch)
        if model_cfg is None:
            unsupported[f"{arch}:{tag}"] = "Its architecture is not described."
            continue
        quick_gelu = bool(details.get("quick_gelu")) or bool(model_cfg.get("quick_gelu"))
        try:
            config = from_open_clip(model_cfg, details, quick_gelu=quick_gelu).config
        except CheckpointError as error:
            unsupported[f"{arch}:{tag}"] = str(error)
            continue
        entries.append(_entry(arch, tag, config, details))
    return tuple(entries), unsupported


def _entry(arch: str, tag: str, config: CLIPConfig, details: Mapping[str, Any]) -> PretrainedEntry:
    url = details.get("url") or None
    hf_repo, _, hf_filename = (details.get("hf_hub") or "").rpartition("/")
    match = (_SHA256.search(url) or _SHA256_START.search(url)) if url else None
    return PretrainedEntry(
        arch=arch,
        tag=tag,
        config=config,
        url=url,
        hf_repo=hf_repo or None,
        filename=url.rsplit("/", 1)[-1] if url else hf_filename or _OPEN_CLIP_WEIGHTS,
        sha256=match[1] if match else None,
        licence=published.licence(tag, hf_repo or None),
        size_bytes=_size_bytes(arch, tag, config),
        accuracy=published.accuracy(arch, tag),
    )


def _size_bytes(arch: str, tag: str, config: CLIPConfig) -> int:
    mib = published.OPENAI_SIZES_MIB.get(arch.removesuffix("-quickgelu"))
    return mib << 20 if tag == "openai" and mib else 4 * _parameters(config)


@functools.cache
def _parameters(config: CLIPConfig) -> int:
    import math

    from clipdesk.clip.state_dicts import expected_shapes

    return sum(math.prod(shape) for shape in expected_shapes(config).values())

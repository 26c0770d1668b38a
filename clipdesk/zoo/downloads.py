"""Brings a pretrained model into the user's folder of models, on request and whole.

Everything happens in a hidden folder beside the final one: the weights arrive as a part, are checked against their
hash, get their name, a config.json and a card, and are opened once as a model. Only then the folder gets its name.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from clipdesk import paths, settings
from clipdesk.clip.model_folder import CONFIG_NAME, FORMAT
from clipdesk.errors import CheckpointError, DownloadError, UsageError
from clipdesk.progress import Progress, Steps
from clipdesk.zoo import transfer
from clipdesk.zoo.pretrained import PretrainedEntry

_HUGGING_FACE = "https://huggingface.co"
_HUGGING_FACE_NAMES = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")


@dataclass(frozen=True)
class Source:
    """One place to have the weights from. `sha256` is the whole hash or its beginning, None where unknown."""

    url: str
    filename: str
    sha256: str | None = None


def download(entry: PretrainedEntry, destination_dir: Path | None = None, *, mirror: str | None = None) -> Steps[Path]:
    """Download the model and return its folder; a model that is there already is left as it is.

    `destination_dir` is the folder of models, the user's by default. `mirror` stands in for huggingface.co; without
    it, the settings' mirror or HF_ENDPOINT does. Stopped at any moment, the next call goes on from there. Raises
    DownloadError with the reason: offline, disk full, wrong content, no source has it.
    """
    models = destination_dir or paths.user_models_dir()
    folder = models / entry.folder_name
    if (folder / CONFIG_NAME).is_file():
        return folder
    mirror = mirror or settings.load().mirror or os.environ.get("HF_ENDPOINT") or None
    staging = staging_dir(models, entry.folder_name)
    failures: list[DownloadError] = []
    for source in sources(entry, mirror):
        try:
            receipt = yield from _weights(source, staging, _plain_host(mirror))
        except (transfer.NotThereError, transfer.UnreachableError) as error:
            failures.append(error)
            continue
        try:
            yield Progress("checking", 0)
            _finish(entry, source, receipt, staging)
            staging.replace(folder)
        except OSError as error:
            raise DownloadError(
                f"The model cannot be written to {folder} ({error.strerror or error}). "
                "Make room there, or choose another folder."
            ) from error
        return folder
    reached = [error for error in failures if isinstance(error, transfer.NotThereError)]
    raise (reached or failures)[0]


def staging_dir(models: Path, folder_name: str) -> Path:
    """The hidden folder in which a download gathers."""
    return models / f".{folder_name}.download"


def sources(entry: PretrainedEntry, mirror: str | None = None) -> tuple[Source, ...]:
    """Where to try, in order.

    Without a mirror, an address that carries its own full hash comes first; otherwise Hugging Face, which announces
    hashes, safetensors before pickles.
    """
    if mirror is not None and urlsplit(mirror).scheme not in ("https", "http"):
        raise UsageError(f"The mirror {mirror!r} is not an address that begins with https://.")
    direct = [Source(entry.url, entry.url.rsplit("/", 1)[-1], entry.sha256)] if entry.url else []
    hub = list(_hub_sources(entry, (mirror or _HUGGING_FACE).rstrip("/")))
    is_pinned = entry.sha256 is not None and len(entry.sha256) == 64
    return tuple(direct + hub if is_pinned and mirror is None else hub + direct)


def _hub_sources(entry: PretrainedEntry, endpoint: str) -> Iterator[Source]:
    if entry.hf_repo is None:
        return
    names = _HUGGING_FACE_NAMES if entry.url or entry.filename in _HUGGING_FACE_NAMES else (entry.filename,)
    for name in names:
        yield Source(f"{endpoint}/{entry.hf_repo}/resolve/main/{quote(name)}", name)


def _plain_host(mirror: str | None) -> str | None:
    """The host of a mirror that the user gave with http://, to be trusted without TLS."""
    parts = urlsplit(mirror or "")
    return parts.hostname if parts.scheme == "http" else None


def _weights(source: Source, staging: Path, trusted_http: str | None) -> Steps[transfer.Receipt]:
    """Fetch the source's file into the staging folder, where it waits as a part."""
    target = staging / source.filename
    if target.is_file():  # an earlier run was stopped after the check: check again
        target.replace(transfer.part_path(target))
    receipt = yield from transfer.fetch(source.url, target, sha256=source.sha256, trusted_http=trusted_http)
    return receipt


def _finish(entry: PretrainedEntry, source: Source, receipt: transfer.Receipt, staging: Path) -> None:
    """Make the staging folder a model: name the weights, describe them, and open them once."""
    from clipdesk.clip.checkpoint import check_checkpoint

    target = staging / source.filename
    receipt.part.replace(target)
    description = {
        "format": FORMAT,
        "name": entry.name,
        "weights": source.filename,
        "source": source.url,
        "sha256": receipt.sha256,
        "verified": receipt.verified,
        "licence": entry.licence,
        "summary": _summary(entry),
        "clip": entry.config.to_dict(),
    }
    (staging / CONFIG_NAME).write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
    (staging / "README.md").write_text(_card(entry, source, receipt), encoding="utf-8")
    try:
        check_checkpoint(staging)
    except CheckpointError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise DownloadError(
            f"What {source.url} sent is not the model {entry.name}, and was deleted. {error}"
        ) from error
    for name in os.listdir(staging):
        if name not in (source.filename, CONFIG_NAME, "README.md"):
            (staging / name).unlink(missing_ok=True)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _summary(entry: PretrainedEntry) -> str:
    told = f"{entry.arch} from open_clip's table, checkpoint {entry.tag}."
    return told + (f" ImageNet zero-shot {entry.accuracy:.1%}." if entry.accuracy is not None else "")


def _card(entry: PretrainedEntry, source: Source, receipt: transfer.Receipt) -> str:
    checked = (
        "compared with the hash known beforehand" if receipt.verified else "unverified: no hash was known beforehand"
    )
    return (
        f"# {entry.name}\n\n{_summary(entry)}\n\n"
        f"- Weights: <{source.url}>, {receipt.size_bytes:,} bytes\n"
        f"- SHA-256: `{receipt.sha256}` ({checked})\n"
        f"- Licence: {entry.licence or 'not known; see the page of its makers'}\n"
    )

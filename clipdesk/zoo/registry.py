"""The models that are here: those that came with clipdesk, then the user's own."""

from __future__ import annotations

import difflib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clipdesk import paths
from clipdesk.clip.model_folder import HEAD_CONFIG_NAME, HEAD_WEIGHTS_NAME, ModelFiles, find_files
from clipdesk.errors import CheckpointError, ModelNotFoundError, UsageError
from clipdesk.progress import drain
from clipdesk.zoo import pretrained
from clipdesk.zoo.downloads import staging_dir
from clipdesk.zoo.measured import Measured, measured
from clipdesk.zoo.transfer import hashing

ALIASES = {"starter": "clipdesk-starter"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class ModelInfo:
    """An installed model. `name` is what to call it by, ARCH:TAG for a downloaded one; `licence` None if unknown."""

    name: str
    source: Literal["bundled", "user"]
    path: Path
    size_bytes: int
    summary: str
    licence: str | None
    sha256: str | None = None
    verified: bool | None = None
    measured: Measured | None = None  # as its card says


@dataclass(frozen=True)
class VerifyReport:
    """What came out of reading a model whole. `hash_state` compares with the hash noted when it was installed."""

    name: str
    path: Path
    ok: bool
    sha256: str | None
    hash_state: Literal["matches", "differs", "not noted"]
    problems: tuple[str, ...]


def list_models() -> tuple[ModelInfo, ...]:
    """All installed models, bundled first, each group by name. Folders that hold no model are passed over."""
    found = []
    for source, root in _roots():
        for folder in sorted(root.iterdir()) if root.is_dir() else []:
            if folder.name.startswith(".") or not folder.is_dir():
                continue
            try:
                found.append(_info(folder, source, find_files(folder)))
            except (CheckpointError, OSError):
                continue  # an unfinished folder, or one of another program
    return tuple(found)


def info(name: str) -> ModelInfo:
    """The installed model of that name. Raises ModelNotFoundError."""
    wanted = pretrained.fold(ALIASES.get(name.strip().casefold(), name))
    models = list_models()
    for model in models:
        if wanted in (pretrained.fold(model.name), pretrained.fold(model.path.name)):
            return model
    raise ModelNotFoundError(_not_found(name, models))


def resolve(name_or_path: str | Path) -> Path:
    """The folder or file of a model, given its name, ARCH:TAG or path.

    Installed names go before paths unless the text looks like a path. Raises ModelNotFoundError, which names near
    names or says how to download the model.
    """
    text = str(name_or_path)
    path = Path(text).expanduser()
    looks_like_path = isinstance(name_or_path, Path) or any(mark in text for mark in ("/", "\\")) or text in (".", "..")
    if looks_like_path:
        if path.exists():
            return path
        raise ModelNotFoundError(f"There is no model at {path}: no such file or folder.")
    try:
        return info(text).path
    except ModelNotFoundError:
        if path.exists():
            return path
        raise


def add(path: Path, name: str | None = None, *, activation: str | None = None) -> ModelInfo:
    """Copy a local model of any kind into the user's folder, in our own format, and return it.

    `activation` is for weights that do not say theirs. Raises CheckpointError for a model that cannot be used and
    UsageError for a name that is taken or unfit.
    """
    from clipdesk.clip.checkpoint import read_checkpoint, write_model

    path = path.expanduser()
    chosen = name or re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem if path.is_file() else path.resolve().name).strip("-._")
    if not _NAME.fullmatch(chosen) or pretrained.fold(chosen) in map(pretrained.fold, ALIASES):
        raise UsageError(f"A model cannot be called {chosen!r}; use letters, digits, dots, dashes and underscores.")
    taken = {pretrained.fold(model.path.name) for model in list_models()}
    folder = paths.user_models_dir() / chosen
    if pretrained.fold(chosen) in taken or folder.exists():
        raise UsageError(
            f"A model called {chosen} is installed already. Choose another name, or remove that one first."
        )
    checkpoint = read_checkpoint(path, activation=activation)
    notes = "".join(f"\n{note}\n" for note in checkpoint.notes)
    card = f"# {chosen}\n\nAdded from {path.name} ({checkpoint.source} format).\n{notes}"
    write_model(folder, checkpoint.state_dict, checkpoint.config, card, dtype=None, details={"origin": path.name})
    for head in (HEAD_WEIGHTS_NAME, HEAD_CONFIG_NAME) if path.is_dir() else ():
        if (path / head).is_file():
            shutil.copyfile(path / head, folder / head)
    return _info(folder, "user", find_files(folder))


def remove(name: str) -> Path:
    """Delete one of the user's models, with what an unfinished download of it left, and return where it was.

    Raises UsageError for a bundled model and ModelNotFoundError for an unknown one.
    """
    root = paths.user_models_dir()
    leftover = _leftover(root, name)
    try:
        model = info(name)
    except ModelNotFoundError:
        if leftover is None:
            raise
        shutil.rmtree(leftover)
        return leftover
    if model.source == "bundled":
        raise UsageError(f"{model.name} came with clipdesk and cannot be removed.")
    try:
        if model.path.is_symlink():
            model.path.unlink()
        else:
            grave = model.path.with_name(f".{model.path.name}.removed")
            shutil.rmtree(grave, ignore_errors=True)
            os.replace(model.path, grave)
            shutil.rmtree(grave)
        if leftover is not None:
            shutil.rmtree(leftover)
    except OSError as error:
        raise UsageError(f"{model.name} cannot be removed from {model.path} ({error.strerror or error}).") from error
    return model.path


def verify(name: str) -> VerifyReport:
    """Hash the model's weights again and read every tensor. Raises ModelNotFoundError; faults go into the report."""
    from clipdesk.clip.checkpoint import check_checkpoint

    path = resolve(name)
    problems: list[str] = []
    digest: str | None = None
    noted: object = None
    try:
        files = find_files(path)
        noted = (files.own or {}).get("sha256")
        if len(files.weights) == 1:
            digest = drain(hashing(files.weights[0]))
        check_checkpoint(path)
    except CheckpointError as error:
        problems.append(str(error))
    except OSError as error:
        problems.append(f"{path} cannot be read ({error.strerror or error}).")
    state: Literal["matches", "differs", "not noted"] = "not noted"
    if digest is not None and isinstance(noted, str):
        state = "matches" if digest == noted else "differs"
    if state == "differs":
        problems.append(f"The weights' SHA-256 is {digest}, but {noted} was noted when the model was installed.")
    return VerifyReport(str(name), path, not problems, digest, state, tuple(problems))


def _roots() -> tuple[tuple[Literal["bundled", "user"], Path], ...]:
    return (("bundled", paths.bundled_models_dir()), ("user", paths.user_models_dir()))


def _info(folder: Path, source: Literal["bundled", "user"], files: ModelFiles) -> ModelInfo:
    own = files.own or {}
    card = _card(folder)
    name = own.get("name")
    is_own_name = isinstance(name, str) and pretrained.fold(name) == pretrained.fold(folder.name)
    licence, summary, sha256, verified = (own.get(key) for key in ("licence", "summary", "sha256", "verified"))
    return ModelInfo(
        name=str(name) if is_own_name else folder.name,
        source=source,
        path=folder,
        size_bytes=sum(file.stat().st_size for file in files.weights),
        summary=summary if isinstance(summary, str) else _first_paragraph(card),
        licence=licence if isinstance(licence, str) else _front_matter(card, "license"),
        sha256=sha256 if isinstance(sha256, str) else None,
        verified=verified if isinstance(verified, bool) else None,
        measured=measured(card),
    )


def _card(folder: Path) -> str:
    try:
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as file:
            return file.read(20_000)
    except OSError:
        return ""


def _first_paragraph(card: str) -> str:
    """The card's first paragraph that is no heading, on one line."""
    body = re.sub(r"\A---\n.*?\n---\n", "", card, flags=re.DOTALL)
    paragraphs = (paragraph.strip() for paragraph in re.split(r"\n\s*\n", body))
    return next((" ".join(text.split()) for text in paragraphs if text and not text.startswith("#")), "")


def _front_matter(card: str, key: str) -> str | None:
    match = re.match(r"---\n(.*?)\n---\n", card, flags=re.DOTALL)
    line = re.search(rf"^{key}:\s*(\S.*)$", match[1], flags=re.MULTILINE) if match else None
    return line[1].strip() if line else None


def _leftover(root: Path, name: str) -> Path | None:
    wanted = pretrained.fold(name)
    for folder in root.glob(".*.download"):
        if folder.name == staging_dir(root, folder.name[1:-9]).name and pretrained.fold(folder.name[1:-9]) == wanted:
            return folder
    return None


def _not_found(name: str, models: tuple[ModelInfo, ...]) -> str:
    if ":" in name:
        try:
            entry = pretrained.find(name)
        except ModelNotFoundError as error:
            return str(error)
        size = f" ({entry.size_bytes / 1e6:,.0f} MB)" if entry.size_bytes else ""
        return f"{entry.name} is not installed. Download it{size} with: clipdesk models download {entry.name}"
    names = [*ALIASES, *(model.name for model in models), *pretrained.RECOMMENDED]
    known = {pretrained.fold(known): known for known in names}
    near = [known[match] for match in difflib.get_close_matches(pretrained.fold(name), known, n=3, cutoff=0.5)]
    told = f" Did you mean {' or '.join(near)}?" if near else ""
    return (
        f"No model is called {name}, and there is no such file.{told} `clipdesk models list` shows what is installed."
    )

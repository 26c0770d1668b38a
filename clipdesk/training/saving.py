"""A tuned model as a folder like every other: weights, configuration, card, and the head where it has one."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from clipdesk import paths
from clipdesk.clip.checkpoint import read_checkpoint, write_model
from clipdesk.clip.model import CLIP
from clipdesk.clip.model_folder import HEAD_CONFIG_NAME, HEAD_WEIGHTS_NAME, find_files
from clipdesk.clip.saving import publish
from clipdesk.errors import CheckpointError, UsageError
from clipdesk.inference.head import Head, read_head, write_head
from clipdesk.training.config import RECIPES, RunConfig
from clipdesk.zoo import pretrained, registry

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def save_tuned(
    folder: Path, source: Path, *, clip: CLIP | None = None, head: Head | None = None, card: str, summary: str = ""
) -> None:
    """Write the model folder, whole or not at all: the weights of `clip`, or else those of the model at `source`.

    The licence is that of `source`. Raises CheckpointError.
    """
    checkpoint = None if clip is not None else read_checkpoint(source)
    told = {"licence": licence_of(source), "summary": summary}
    details = {name: value for name, value in told.items() if value}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        drafts = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise CheckpointError(
            f"The model cannot be written to {folder} ({error}). Make room there, or choose another folder."
        ) from error
    try:
        draft = drafts / folder.name
        if clip is not None:
            write_model(draft, clip, clip.config, card, details=details)
        else:
            assert checkpoint is not None
            write_model(draft, checkpoint.state_dict, checkpoint.config, card, dtype=None, details=details)
        if head is not None:
            write_head(draft, head)
        if folder.exists() and head is None:
            for stale in (HEAD_CONFIG_NAME, HEAD_WEIGHTS_NAME):
                (folder / stale).unlink(missing_ok=True)
        publish(draft, folder)
    except OSError as error:
        raise CheckpointError(
            f"The model cannot be written to {folder} ({error}). Make room there, or choose another folder."
        ) from error
    finally:
        shutil.rmtree(drafts, ignore_errors=True)


def add_to_list(folder: Path, name: str, card: str | None = None) -> registry.ModelInfo:
    """Copy a tuned model into the user's models under that name. Raises UsageError for a name taken or unfit."""
    check_name(name)
    target = paths.user_models_dir() / name
    head = read_head(folder, read_checkpoint(folder).config.embed_dim)
    told = card if card is not None else _card_named(folder, name)
    save_tuned(target, folder, head=head, card=told, summary=_summary(told))
    return registry.info(name)


def check_name(name: str) -> None:
    """Raise UsageError unless a new model can be called so."""
    if not _NAME.fullmatch(name) or pretrained.fold(name) in map(pretrained.fold, registry.ALIASES):
        raise UsageError(f"A model cannot be called {name!r}; use letters, digits, dots, dashes and underscores.")
    taken = {pretrained.fold(model.path.name) for model in registry.list_models()}
    if pretrained.fold(name) in taken or os.path.lexists(paths.user_models_dir() / name):
        raise UsageError(f"A model called {name} is there already. Choose another name, or remove that one first.")


def licence_of(source: Path) -> str | None:
    """The licence of a model, by its folder; None where it is unknown."""
    for model in registry.list_models():
        if model.path.resolve() == source.resolve():
            return model.licence
    try:
        told = (find_files(source).own or {}).get("licence")
    except CheckpointError:
        return None  # a file of another program, which says nothing of a licence
    return told if isinstance(told, str) else None


def card_of(name: str, config: RunConfig, source: Path, figures: Mapping[str, str]) -> str:
    """The model's README: what it comes from, what it learned from, how, and how well."""
    licence = licence_of(source)
    recipe = RECIPES[config.recipe]
    lines = ["---", f"license: {licence}", "---", ""] if licence else []
    lines += [
        f"# {name}",
        "",
        f"{source.name}, taught with {Path(config.data).name} by the recipe {config.recipe}.",
        "",
    ]
    lines += ["## How it was made", "", f"- Model before: {source.name}", f"- Pictures: {Path(config.data).name}"]
    lines += [f"- Recipe: {recipe.title}. {recipe.purpose}", f"- Seed: {config.seed}"]
    settings = {"epochs": config.epochs, "learning rate": config.learning_rate, "batch": config.batch_size}
    if recipe.gradient:
        lines += [f"- {what.capitalize()}: {value}" for what, value in settings.items() if value is not None]
    if figures:
        lines += ["", "## Measured", "", "| what | figure |", "|---|---|"]
        lines += [f"| {what} | {figure} |" for what, figure in figures.items()]
    told = f"The weights are under {licence}, as those before." if licence else "The licence of the weights is unknown."
    lines += ["", "## Licence", "", f"{told} Whoever passes the model on must also be allowed to by its pictures.", ""]
    return "\n".join(lines)


def _card_named(folder: Path, name: str) -> str:
    try:
        card = (folder / "README.md").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return f"# {name}\n"
    return re.sub(r"^# .*$", f"# {name}", card, count=1, flags=re.MULTILINE)


def _summary(card: str) -> str:
    body = re.sub(r"\A---\n.*?\n---\n", "", card, flags=re.DOTALL)
    found = (" ".join(text.split()) for text in re.split(r"\n\s*\n", body))
    return next((text for text in found if text and not text.startswith("#")), "")

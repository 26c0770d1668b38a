"""A project's part in a command: its labels, model and pictures, where the command line does not say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from clipdesk.cli import screen
from clipdesk.cli.options import EngineOptions
from clipdesk.errors import UsageError

if TYPE_CHECKING:
    from clipdesk.data.pairs import LabelledImages
    from clipdesk.inference.project import Project
    from clipdesk.inference.prompts import Mode, PromptSet


@dataclass(frozen=True)
class Work:
    """What to classify, into what, and with which model."""

    paths: tuple[str, ...]
    prompt_set: PromptSet
    options: EngineOptions
    reject: float | None


def is_one(folder: Path) -> bool:
    """Whether the folder holds a project."""
    from clipdesk.inference.project import is_project

    return is_project(folder)


def work(
    folder: Path, paths: Sequence[str], options: EngineOptions, mode: Mode | None, reject: float | None
) -> Work:  # fmt: skip
    """The project's work; given paths, mode, reject rule and model go before its own.

    Raises ProjectError, or UsageError for a project without labels or pictures.
    """
    project = _open(folder)
    prompt_set = _prompts(project)
    named = tuple(paths) or tuple(map(str, project.sources))
    if not named:
        raise UsageError(
            f"The project {project.name} has no pictures of its own yet. Name some, or add a folder to it."
        )
    if mode is not None:
        prompt_set = replace(prompt_set, mode=mode)
    return Work(named, prompt_set, _with_model(project, options), project.reject if reject is None else reject)


def verified(folder: Path, options: EngineOptions) -> tuple[LabelledImages, PromptSet, EngineOptions]:
    """The project's verified pictures, its prompts and model. Raises ProjectError, or UsageError without any."""
    from clipdesk.inference.verified import verified_images

    project = _open(folder)
    prompt_set = _prompts(project)
    return verified_images(project), prompt_set, _with_model(project, options)


def _open(folder: Path) -> Project:
    from clipdesk.inference.project import open_project

    project = open_project(folder)
    for remark in project.notes:
        screen.note(remark)
    return project


def _prompts(project: Project) -> PromptSet:
    if project.prompts is None:
        raise UsageError(f"The project {project.name} has no labels yet. Open it in the window and write some.")
    return project.prompts


def _with_model(project: Project, options: EngineOptions) -> EngineOptions:
    return options if options.model else replace(options, model=project.model)

"""The sample photos: which are installed, what they are sorted into, and the project of their own that they have."""

from __future__ import annotations

from pathlib import Path

from clipdesk.gui.opening import projects_dir
from clipdesk.inference.project import SUFFIX

SAMPLE_LABELS = ("cat", "cup of coffee", "flower", "rocket", "temple", "astronaut")


def sample_paths() -> list[Path]:
    """The sample photos that are installed here."""
    from clipdesk.data.samples import installed_samples

    return [sample.path for sample in installed_samples()]


def samples_project() -> Path:
    """Their project, which is not listed among the recent ones."""
    return projects_dir() / f"Samples{SUFFIX}"

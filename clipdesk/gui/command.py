"""`clipdesk gui`: open the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from clipdesk import paths
from clipdesk.errors import UsageError


@click.command("gui")
@click.argument("path", metavar="[FOLDER|PROJECT]", required=False, type=click.Path(path_type=Path))
@click.option("--samples", is_flag=True, help="Open the installed sample photos, in a project of their own.")
@click.option("--labels", metavar="A,B,C", help="Labels to sort into, with commas between.")
@click.option("--language", type=click.Choice(["en", "zh_CN"]), help="Instead of the system's.")
@click.option("--theme", type=click.Choice(["system", "light", "dark"]), help="Instead of the one in the settings.")
@click.option("--why", is_flag=True, help="Show what speaks for the label of the selected picture.")
@click.option(
    "--screenshot",
    type=click.Path(path_type=Path),
    help="Save the window as a PNG once everything is loaded and ranked, then quit.",
)
def command(
    path: Path | None,
    samples: bool,
    labels: str | None,
    language: str | None,
    theme: str | None,
    why: bool,
    screenshot: Path | None,
) -> None:
    """Open the window, with a folder of pictures or a project.

    Without either it opens where it was left.
    """
    _check_display()
    from clipdesk.gui.app import Options, run
    from clipdesk.inference.project import is_project

    if path is not None and not path.exists():
        raise UsageError(f"{path} is not there. Give a folder of pictures, a picture, or a project.")
    project = path if path is not None and is_project(path) else None
    sources = (path,) if path is not None and project is None else ()
    names = tuple(name.strip() for name in (labels or "").split(",") if name.strip())
    if samples:
        from clipdesk.gui.welcome_view import SAMPLE_LABELS, sample_paths

        sources, names = (*sources, *sample_paths()), names or SAMPLE_LABELS
        project = project or paths.user_data_dir() / "projects" / "Samples.clipdesk"
    run(Options(
        sources=sources,
        project=project,
        labels=names,
        theme=theme or "",
        language=language or "",
        why=why,
        screenshot=screenshot,
    ))  # fmt: skip


def _check_display() -> None:
    """Raise UsageError where no window can be shown: Qt would end the process."""
    if sys.platform.startswith(("win", "darwin")) or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise UsageError("There is no display for a window. Use a command, such as `clipdesk classify`; see --help.")

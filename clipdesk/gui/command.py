"""`clipdesk gui`: open the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from clipdesk.errors import UsageError


@click.command("gui")
@click.argument("given", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
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
    given: tuple[Path, ...],
    samples: bool,
    labels: str | None,
    language: str | None,
    theme: str | None,
    why: bool,
    screenshot: Path | None,
) -> None:
    """Open the window, with folders, pictures or a project.

    Without any of them it opens where it was left.
    """
    _check_display()
    from clipdesk.gui.app import Options, run
    from clipdesk.gui.intake import project_of

    missing = [path for path in given if not path.exists()]
    if missing:
        raise UsageError(f"{missing[0]} is not there. Give a folder of pictures, a picture, or a project.")
    projects = [path for path in map(project_of, given) if path is not None]
    if len(projects) > 1:
        raise UsageError("Only one project can be open at a time.")
    project = projects[0].absolute() if projects else None
    sources = tuple(path.absolute() for path in given if project_of(path) is None)
    names = tuple(name.strip() for name in (labels or "").split(",") if name.strip())
    if samples:
        from clipdesk.gui.samples import SAMPLE_LABELS, sample_paths, samples_project

        sources, names = (*sources, *sample_paths()), names or SAMPLE_LABELS
        project = project or samples_project()
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

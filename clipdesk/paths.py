"""Where everything lies. Nothing else in clipdesk knows a folder's place.

`models/` and `resources/` stand beside the package in a source tree and inside it once installed. Whether this is the
packaged program, which brings its own Python, is known here alone, too.
The user's own files follow the platform's customs; the variable CLIPDESK_HOME puts all of them under one folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def bundled_models_dir() -> Path:
    """The models that come with clipdesk (read only)."""
    return _shipped("models")


def resources_dir() -> Path:
    """Templates, icons and translations that come with clipdesk (read only)."""
    return _shipped("resources")


def bundled_samples_dir() -> Path:
    """Photographs of other packages that the packaged program brings, a folder each. Elsewhere it does not exist."""
    return _PACKAGE / "samples"


def is_packaged() -> bool:
    """Whether this program was installed with a Python of its own, to which nothing can be added."""
    return bool(getattr(sys, "frozen", False))


def child_command(module: str) -> list[str]:
    """The start of a command that runs one of clipdesk's modules as a process of its own.

    The packaged program takes `-m` as Python does (`clipdesk/start.py`). On Windows the one that opens the window has
    no standard output; the one beside it is for children.
    """
    program = Path(sys.executable)
    if is_packaged() and sys.platform == "win32":
        program = program.with_name("clipdesk.exe")
    return [str(program), "-m", module]


def _home() -> Path | None:
    home = os.environ.get("CLIPDESK_HOME")
    return Path(home).expanduser() if home else None


def user_data_dir() -> Path:
    """What the user would miss: models, settings beside it. May not exist yet."""
    home = _home()
    return home / "data" if home else Path(platformdirs.user_data_dir("clipdesk", appauthor=False))


def user_models_dir() -> Path:
    """Models that the user downloaded, added or trained. May not exist yet."""
    return user_data_dir() / "models"


def runs_dir() -> Path:
    """Training runs, a folder each. May not exist yet."""
    return user_data_dir() / "runs"


def user_cache_dir() -> Path:
    """What can be computed again. May not exist yet."""
    home = _home()
    return home / "cache" if home else Path(platformdirs.user_cache_dir("clipdesk", appauthor=False))


def embedding_cache_path() -> Path:
    """The SQLite file with remembered embeddings. May not exist yet."""
    return user_cache_dir() / "embeddings.sqlite3"


def settings_path() -> Path:
    """The user's settings file. May not exist yet."""
    home = _home()
    folder = home / "config" if home else Path(platformdirs.user_config_dir("clipdesk", appauthor=False))
    return folder / "settings.json"


def user_log_dir() -> Path:
    """Where faults and crashes are written down. May not exist yet."""
    home = _home()
    return home / "logs" if home else Path(platformdirs.user_log_dir("clipdesk", appauthor=False))

"""Where everything lies. Nothing else in clipdesk knows a folder's place.

`models/` and `resources/` stand beside the package in a source tree and inside it once installed.
The user's own files follow the platform's customs; the variable CLIPDESK_HOME puts all of them under one folder.
"""

from __future__ import annotations

import os
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

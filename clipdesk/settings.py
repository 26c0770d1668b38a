"""What the user chose once and for all, kept as a small JSON file."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from clipdesk import paths
from clipdesk.errors import UsageError


@dataclass(frozen=True)
class Settings:
    """The choices that outlive one run; command-line options go before them."""

    model: str = "starter"
    device: str = "auto"
    precision: str = "auto"
    mirror: str | None = None  # an address that stands in for huggingface.co
    language: str = "system"  # or en, zh_CN
    theme: str = "system"  # or light, dark


def load(path: Path | None = None) -> Settings:
    """Read the settings; a file that is not there means the defaults.

    Raises UsageError when the file is there but is not valid settings.
    """
    path = path or paths.settings_path()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The settings file {path} cannot be read ({error}). Mend or delete it.") from error
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(f"The settings file {path} is not valid JSON ({error}). Mend or delete it.") from error
    if not isinstance(values, dict) or not all(value is None or isinstance(value, str) for value in values.values()):
        raise UsageError(f"The settings file {path} must hold one object of texts. Mend or delete it.")
    known = {field.name for field in fields(Settings)}
    return Settings(**{name: value for name, value in values.items() if name in known})


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all. Raises UsageError when the folder cannot be written."""
    path = path or paths.settings_path()
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(asdict(settings), indent=2) + "\n", encoding="utf-8")
        os.replace(partial, path)
    except OSError as error:
        raise UsageError(f"The settings cannot be saved to {path} ({error.strerror or error}).") from error

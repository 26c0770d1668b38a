"""Compiles the window's translations when a wheel, an sdist or an editable installation is built."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TranslationsHook(BuildHookInterface):
    """`resources/translations/*.ts` to `*.qm`, with the lrelease that PySide6 brings."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        import PySide6

        ending = ".exe" if sys.platform == "win32" else ""
        lrelease = next(Path(PySide6.__file__).parent.rglob(f"lrelease{ending}"))
        for source in sorted((Path(self.root) / "resources/translations").glob("*.ts")):
            target = source.with_suffix(".qm")
            subprocess.run([str(lrelease), "-silent", str(source), "-qm", str(target)], check=True)  # noqa: S603 - PySide6's own program
            build_data["artifacts"].append(f"/resources/translations/{target.name}")

"""The folder that an AppImage is made of, and the program's start from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.packaging_scripts import load


@pytest.mark.skipif(sys.platform != "linux", reason="an AppImage is Linux's")
def test_the_folder_starts_the_program(tmp_path: Path) -> None:
    frozen = tmp_path / "frozen"
    frozen.mkdir()
    program = frozen / "clipdesk"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="ascii")
    program.chmod(0o755)
    load("icons/make_icons.py").make(tmp_path / "icons")
    folder = tmp_path / "a folder with blanks/clipdesk.AppDir"

    load("linux/make_appimage.py").make_folder(frozen, tmp_path / "icons", folder)

    done = subprocess.run([folder / "AppRun", "gui", "two words"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["gui", "two words"]
    entry = (folder / "clipdesk.desktop").read_text(encoding="utf-8")
    icon = next(line for line in entry.splitlines() if line.startswith("Icon=")).removeprefix("Icon=")
    assert (folder / f"{icon}.png").is_file()
    assert (folder / ".DirIcon").resolve() == (folder / f"{icon}.png").resolve()

"""The two scripts of the .run file, in a home of their own, with a stand-in for the program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.packaging_scripts import PACKAGING

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the .run file is Linux's")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "a home"
    (home / ".local/share/applications").mkdir(parents=True)
    (home / ".local/share/applications/other.desktop").write_text("theirs")
    return home


def unpacked(folder: Path, version: str) -> Path:
    """What makeself leaves before it runs install.sh."""
    for name in ("install.sh", "uninstall.sh"):
        folder.mkdir(exist_ok=True)
        shutil.copy(PACKAGING / "linux" / name, folder)
    program = folder / "program"
    (program / "_internal").mkdir(parents=True)
    (program / "clipdesk").write_text(f"#!/bin/sh\necho {version}\n")
    (program / "clipdesk").chmod(0o755)
    (program / "_internal" / version).write_text("")
    for name in ("applications/clipdesk.desktop", "icons/hicolor/16x16/apps/clipdesk.png", "man/man1/clipdesk.1.gz"):
        (folder / "share" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "share" / name).write_text("TryExec=clipdesk\nExec=clipdesk gui %F\n")
    return folder


def run(script: Path, home: Path, *arguments: str) -> str:
    variables = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["sh", str(script), *arguments], env=variables, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def paths(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.name != "mimeinfo.cache"}


def test_installed_updated_and_gone(home: Path, tmp_path: Path) -> None:
    before = paths(home)
    run(unpacked(tmp_path / "one", "1.0") / "install.sh", home)
    link = home / ".local/bin/clipdesk"
    assert subprocess.check_output([link], text=True) == "1.0\n"
    entry = (home / ".local/share/applications/clipdesk.desktop").read_text().splitlines()
    assert entry == [f"TryExec={link}", f'Exec="{link}" gui %F']
    data = home / ".local/share/clipdesk/projects"
    data.mkdir(parents=True)

    run(unpacked(tmp_path / "two", "2.0") / "install.sh", home)
    assert subprocess.check_output([link], text=True) == "2.0\n"
    assert [path.name for path in (home / ".local/lib/clipdesk/_internal").iterdir()] == ["2.0"]
    assert data.is_dir()

    told = run(home / ".local/lib/clipdesk/uninstall.sh", home)
    assert str(data.parent) in told
    assert paths(home) == before | {".local/share/clipdesk", ".local/share/clipdesk/projects"}


def test_another_prefix(home: Path, tmp_path: Path) -> None:
    run(unpacked(tmp_path / "one", "1.0") / "install.sh", home, "--prefix", str(tmp_path / "else where"))
    assert subprocess.check_output([tmp_path / "else where/bin/clipdesk"], text=True) == "1.0\n"
    run(tmp_path / "else where/lib/clipdesk/uninstall.sh", home)
    assert not [path for path in (tmp_path / "else where").rglob("*") if path.name != "mimeinfo.cache"]


def test_a_wrong_option_changes_nothing(home: Path, tmp_path: Path) -> None:
    before = paths(home)
    script = unpacked(tmp_path / "one", "1.0") / "install.sh"
    done = subprocess.run(["sh", script, "--somewhere"], env={"HOME": str(home)}, capture_output=True, check=False)
    assert done.returncode == 2
    assert paths(home) == before

"""The Windows recipe, as far as it can be run elsewhere: the checks, the endings that are offered, and makensis."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from clipdesk.data.files import SUFFIXES
from tests.helpers.packaging_scripts import PACKAGING, load

SCRIPT = PACKAGING / "windows/clipdesk.nsi"


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    folder = tmp_path / "clipdesk"
    (folder / "_internal").mkdir(parents=True)
    for name in ("clipdesk.exe", "clipdesk-window.exe"):
        (folder / name).write_bytes(b"MZ")
    for name in ("VCRUNTIME140.dll", "VCRUNTIME140_1.dll", "MSVCP140.dll"):
        (folder / "_internal" / name).write_bytes(b"MZ")
    return folder


def test_a_whole_program_passes(frozen: Path) -> None:
    load("windows/build.py").check(frozen)


@pytest.mark.parametrize(
    ("missing", "words"),
    [("clipdesk-window.exe", "clipdesk-window.exe"), ("_internal/MSVCP140.dll", r"msvcp140\.dll.*redistributable")],
)
def test_what_is_missing_is_named(frozen: Path, missing: str, words: str) -> None:
    (frozen / missing).unlink()
    with pytest.raises(SystemExit, match=words):
        load("windows/build.py").check(frozen)


@pytest.mark.parametrize(("text", "four"), [("1.2", "1.2.0.0"), ("0.1.0", "0.1.0.0"), ("3.4.5.dev6", "3.4.5.0")])
def test_a_version_in_four_numbers(text: str, four: str) -> None:
    assert load("windows/build.py").four_numbers(text) == four


def test_every_ending_is_offered() -> None:
    offered = re.findall(r'^  !insertmacro \$\{DO\} "(\.\w+)"$', SCRIPT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(offered) == SUFFIXES
    assert len(offered) == len(SUFFIXES)


@pytest.mark.skipif(shutil.which("makensis") is None, reason="NSIS is not installed")
def test_the_script_compiles_without_a_warning(frozen: Path, tmp_path: Path) -> None:
    from PIL import Image

    icon = tmp_path / "clipdesk.ico"
    Image.new("RGBA", (32, 32)).save(icon)
    made = load("windows/build.py").compile_installer(frozen, icon, tmp_path / "out", None)
    assert made.read_bytes()[:2] == b"MZ"
    assert re.fullmatch(r"clipdesk-[\w.]+-windows-x64-setup\.exe", made.name)

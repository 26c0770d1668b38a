"""The .run file: the same bytes wherever and whenever it is built, and it installs what went in."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.helpers.packaging_scripts import PACKAGING, load

pytestmark = pytest.mark.skipif(shutil.which("makeself") is None, reason="makeself is not installed")


def build(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(PACKAGING)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    frozen, icons, output = place / "frozen/clipdesk", place / "icons", place / "output"
    for folder in (frozen / "_internal", icons, output):
        folder.mkdir(parents=True)
    (frozen / "clipdesk").write_text("#!/bin/sh\necho it runs\n")
    (frozen / "clipdesk").chmod(0o755)
    for name in ("clipdesk.svg", *(f"clipdesk-{size}.png" for size in load("tree.py").SIZES)):
        (icons / name).write_text("a drawing")
    made: Path = load("selfinstalling.py").make(frozen, icons, output, "9.9")
    return made


def test_two_builds_are_the_same_and_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = build(tmp_path / "one", monkeypatch)
    time.sleep(1.1)  # gzip counts seconds
    two = build(tmp_path / "two/further", monkeypatch)
    assert one.read_bytes() == two.read_bytes()
    assert str(tmp_path).encode() not in one.read_bytes()

    command = ["sh", str(one), "--quiet", "--noprogress", "--", "--prefix", str(tmp_path / "there")]
    subprocess.run(command, env={**os.environ, "HOME": str(tmp_path)}, check=True, capture_output=True, timeout=60)
    assert subprocess.check_output([tmp_path / "there/bin/clipdesk"], text=True) == "it runs\n"

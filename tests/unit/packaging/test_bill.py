"""The bill of materials, the order of a tree, and the figures' table."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest

from tests.helpers.packaging_scripts import PACKAGING, load

EPOCH = 1_700_000_000


@pytest.fixture(autouse=True)
def _as_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    monkeypatch.syspath_prepend(str(PACKAGING))


def test_a_bill_names_the_file_and_sorts_its_parts(tmp_path: Path) -> None:
    file = tmp_path / "clipdesk.run"
    file.write_bytes(b"content")
    parts = [{"name": "b", "version": "1"}, {"name": "A", "version": "2"}]
    told = load("bill.py").bill(file, parts)
    assert json.loads(json.dumps(told)) == told
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    assert told["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    program = told["metadata"]["component"]
    assert (program["name"], program["description"]) == ("clipdesk", "clipdesk.run")
    assert program["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(b"content").hexdigest()}]
    assert [part["name"] for part in told["components"]] == ["A", "b"]


def test_frozen_files_are_traced_to_their_distribution(tmp_path: Path) -> None:
    import click
    import platformdirs

    collected = ([("click/core.py", click.core.__file__, "DATA"), ("gone", None, "DATA")],)
    (tmp_path / "COLLECT-00.toc").write_text(repr(collected))
    modules = ("x.pyz", [("platformdirs", platformdirs.__file__, "PYMODULE"), ("own", "relative.py", "PYMODULE")])
    (tmp_path / "PYZ-00.toc").write_text(repr(modules))
    origins = load("origins.py")
    assert sorted(origins.sources(tmp_path)) == sorted([click.core.__file__, platformdirs.__file__, "relative.py"])
    names = {package.metadata["Name"] for package in origins.of_environment(tmp_path)}
    assert names == {"click", "platformdirs"}
    assert origins.of_debian(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="an installation on Linux")
def test_a_settled_tree_has_one_time_and_plain_rights(tmp_path: Path) -> None:
    tree = load("tree.py")
    program, library, text = tmp_path / "a/program", tmp_path / "a/lib.so.1", tmp_path / "text"
    program.parent.mkdir()
    for path, mode in ((program, 0o700), (library, 0o755), (text, 0o600)):
        path.write_bytes(b"")
        path.chmod(mode)
    (tmp_path / "link").symlink_to("nowhere")
    tree.settle(tmp_path)
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "a", program, library, text)] == [
        0o755, 0o755, 0o644, 0o644,
    ]  # fmt: skip
    assert {os.lstat(path).st_mtime for path in tmp_path.rglob("*")} == {EPOCH}


def test_compressing_gives_the_same_bytes(tmp_path: Path) -> None:
    tree = load("tree.py")
    for name in ("one", "two"):
        tree.put_compressed(b"text", tmp_path / "below" / name)
    assert (tmp_path / "below/one").read_bytes() == (tmp_path / "below/two").read_bytes()


def test_debians_records(tmp_path: Path) -> None:
    debian = load("debian.py")
    (tmp_path / "opt").mkdir()
    (tmp_path / "opt/file").write_bytes(b"x" * 1025)
    (tmp_path / "opt/link").symlink_to("/elsewhere")
    sums, size = debian._sums(tmp_path)
    assert sums == f"{hashlib.md5(b'x' * 1025).hexdigest()}  opt/file\n"
    assert size == 2 + 1 + 1  # the file in whole KiB, its folder, the link
    control = debian._control("1.2-1", size).splitlines()
    assert control[:2] == ["Package: clipdesk", "Version: 1.2-1"]
    assert all(line.startswith(" ") or ": " in line for line in control)
    assert "Tue, 14 Nov 2023 22:13:20 +0000" in debian._changelog("1.2-1")


def test_the_table_says_what_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    report = load("report.py").Report()
    report.line("size", "1 MB", "≤ 2 MB", True)
    report.line("time", "3 s", "-")
    assert not report.missed
    report.line("errors", "1", "0", False)
    assert report.missed
    capsys.readouterr()
    report.show()
    assert "| errors | 1 | 0 | NO |" in capsys.readouterr().out

"""Paths and labels from the command line, from standard input and from files."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from clipdesk.cli import inputs
from clipdesk.cli.engine import exit_code
from clipdesk.cli.options import chosen_templates
from clipdesk.errors import UsageError


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    """What standard input will give; write to it and rewind."""
    data = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data, encoding="utf-8"))
    return data


def fill(stdin: io.BytesIO, data: bytes) -> None:
    stdin.write(data)
    stdin.seek(0)


def test_paths_are_taken_as_they_are() -> None:
    assert inputs.given_paths(["b", "a", "b"], null=False) == ["b", "a", "b"]


def test_lines_on_standard_input(stdin: io.BytesIO) -> None:
    fill(stdin, b"one.jpg\r\n\n a b .jpg\nlast.jpg")
    assert inputs.given_paths(["first.jpg", "-", "-"], null=False) == ["first.jpg", "one.jpg", " a b .jpg", "last.jpg"]


@pytest.mark.skipif(sys.platform == "win32", reason="file names are text there")
def test_nul_on_standard_input_and_bytes_that_are_no_text(stdin: io.BytesIO) -> None:
    fill(stdin, b"two\nlines.jpg\0\xff.jpg\0")
    assert inputs.given_paths(["-"], null=True) == ["two\nlines.jpg", "\udcff.jpg"]


def test_empty_standard_input(stdin: io.BytesIO) -> None:
    fill(stdin, b"\n")
    with pytest.raises(UsageError, match="names no path"):
        inputs.given_paths(["-"], null=False)


def test_null_needs_standard_input() -> None:
    with pytest.raises(UsageError, match="standard input"):
        inputs.given_paths(["a.jpg"], null=True)


def test_labels_come_from_one_place(tmp_path: Path) -> None:
    file = tmp_path / "labels.txt"
    file.write_text("red, round fruit\ncat\ncat\n")
    assert inputs.given_labels("cat, dog", None) == ("cat", "dog")
    assert inputs.given_labels(None, file) == ("red, round fruit", "cat")
    for wrong in ((None, None), ("cat", file)):
        with pytest.raises(UsageError, match="--labels-file"):
            inputs.given_labels(*wrong)


def test_what_a_label_file_repeats_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "labels.txt"
    file.write_text("cat\ncat\n")
    inputs.given_labels(None, file)
    assert "kept once: cat" in capsys.readouterr().err


def test_templates() -> None:
    assert chosen_templates((), None) == ("a photo of a {}.",)
    assert chosen_templates(("a {}", "the {}"), None) == ("a {}", "the {}")
    assert chosen_templates((), "plain") == ("{}",)
    assert len(chosen_templates((), "imagenet")) == 80
    for wrong in ((("a {}",), "plain"), ((), "nothing"), (("no place",), None)):
        with pytest.raises(UsageError):
            chosen_templates(*wrong)


@pytest.mark.parametrize(("images", "skipped", "code"), [(5, 0, 0), (5, 1, 3), (0, 1, 1), (0, 0, 1)])
def test_exit_codes(images: int, skipped: int, code: int) -> None:
    assert exit_code(images, skipped) == code

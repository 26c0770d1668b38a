"""Tables, sizes and texts as they are shown."""

from __future__ import annotations

import re

import pytest

from clipdesk.cli import screen
from clipdesk.cli.screen import Column
from clipdesk.progress import Progress


def test_a_plain_table_is_aligned_and_never_cut() -> None:
    columns = [Column("Picture", long=True), Column("Label"), Column("Share", number=True)]
    table = screen.plain_table(columns, [("a" * 200, "cat", "5.0%"), ("花.jpg", "dog", "95.0%")])
    header, first, second = table.splitlines()
    assert first == f"{'a' * 200}  cat     5.0%"
    assert second == f"花.jpg{' ' * 194}  dog    95.0%"  # a Chinese letter takes two columns
    assert header.split() == ["Picture", "Label", "Share"]
    assert table.endswith("\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ä 花 name", "plain ä 花 name"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("two\nlines", "two\\nlines"),
        ("not utf-8 \udcff", "not utf-8 \\udcff"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("[bold]markup", "[bold]markup"),
    ],
)
def test_no_file_name_can_steer_the_terminal(text: str, shown: str) -> None:
    assert screen.printable(text) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (None, "?"), (0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (9_940, "9.9 kB"), (9_960, "10 kB"),
        (999_499, "999 kB"), (999_600, "1.0 MB"), (23_842_076, "24 MB"), (1_710_000_000, "1.7 GB"),
        (10**16, "10000 TB"),
    ],
)  # fmt: skip
def test_sizes(size: int | None, shown: str) -> None:
    assert screen.size(size) == shown


def test_progress_is_quiet_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with screen.progress() as show:
        show(Progress("reading pictures", 1, 2))
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""


def test_progress_on_a_terminal_ends_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with screen.progress(in_bytes=True) as show:
        show(Progress("downloading", 0))
        show(Progress("downloading", 10, 20))
        show(Progress("verifying", 20, 20))


def test_a_table_on_a_terminal_keeps_to_its_width(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    screen.show_table([Column("Picture", long=True), Column("Label")], [("folder/" * 20, "[red]cat")])
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) <= 40
    assert "".join(line[:28].strip() for line in lines).count("folder/") == 20
    assert any("[red]cat" in line for line in lines)

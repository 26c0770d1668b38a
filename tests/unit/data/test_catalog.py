"""Finding pictures: order, links, pipes, patterns, odd names, duplicates."""

import os
import socket
from pathlib import Path

import pytest

from clipdesk.data.catalog import Scan, scan
from clipdesk.progress import Progress, drain

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX files")
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "b.jpg",
        "a.PNG",
        "notes.txt",
        ".hidden.jpg",
        "sub/c.webp",
        "sub/deep/d.tiff",
        ".git/e.jpg",
        "z/f.jpeg",
    ):
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"12345")
    return tmp_path / "tree"


def _names(found: Scan, folder: Path) -> list[str]:
    return [image.path.relative_to(folder).as_posix() for image in found.images]


def _scan(*inputs: str | Path) -> Scan:
    return drain(scan(inputs))


def test_a_folder_is_read_to_its_depths_in_order(tree: Path) -> None:
    found = _scan(tree)
    assert _names(found, tree) == ["a.PNG", "b.jpg", "sub/c.webp", "sub/deep/d.tiff", "z/f.jpeg"]
    assert found.skipped == ()
    status = (tree / "b.jpg").stat()
    assert (found.images[1].size_bytes, found.images[1].mtime_ns) == (5, status.st_mtime_ns)


def test_inputs_keep_their_order_and_come_once(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    found = _scan("z", "b.jpg", Path("b.jpg"), tree / "b.jpg", "./sub/../b.jpg", tree, "nothing", "nothing")
    assert [image.path.name for image in found.images] == ["f.jpeg", "b.jpg", "a.PNG", "c.webp", "d.tiff"]
    assert str(found.images[0].path) == os.path.join("z", "f.jpeg")
    assert [(str(item.path), item.kind) for item in found.skipped] == [("nothing", "missing")]


def test_a_file_named_outright_is_taken_whatever_it_is_called(tree: Path) -> None:
    assert _names(_scan(tree / "notes.txt", tree / ".hidden.jpg", tree / ".git"), tree) == [
        "notes.txt", ".hidden.jpg", ".git/e.jpg",
    ]  # fmt: skip


@pytest.mark.parametrize(("pattern", "names"), [
    ("*.jpg", ["b.jpg"]), ("*", ["a.PNG", "b.jpg", "sub/c.webp", "sub/deep/d.tiff", "z/f.jpeg"]), ("?.PNG", ["a.PNG"]),
    ("**/*.tiff", ["sub/deep/d.tiff"]), ("**/deep", ["sub/deep/d.tiff"]), ("sub/**", ["sub/c.webp", "sub/deep/d.tiff"]),
    ("**/sub/*.webp", ["sub/c.webp"]), ("[sz]*/*.[wj]*", ["sub/c.webp", "z/f.jpeg"]), ("*.txt", ["notes.txt"]),
    ("**/*.txt", ["notes.txt"]), ("n*", None), ("*.gif", None), ("nowhere/**/*.jpg", None), ("[", None),
])  # fmt: skip
def test_patterns(tree: Path, pattern: str, names: list[str] | None) -> None:
    found = _scan(str(tree / pattern))
    assert _names(found, tree) == (names or [])
    assert [item.kind for item in found.skipped] == ([] if names else ["missing"])


def test_a_name_with_brackets_is_a_name_first(tmp_path: Path) -> None:
    folder = tmp_path / "trip [2020]"
    folder.mkdir()
    (folder / "a [1].jpg").write_bytes(b"x")
    assert _names(_scan(folder / "a [1].jpg"), folder) == ["a [1].jpg"]
    assert _names(_scan(folder), folder) == ["a [1].jpg"]
    assert _names(_scan(str(folder / "*.jpg")), folder) == ["a [1].jpg"]
    assert _names(_scan(str(folder / "**" / "*.jpg")), folder) == ["a [1].jpg"]


@POSIX
def test_links_are_followed_and_circles_cut(tree: Path) -> None:
    (tree / "again").symlink_to(tree / "sub", target_is_directory=True)
    (tree / "sub" / "up").symlink_to(tree, target_is_directory=True)
    (tree / "zz.jpg").symlink_to("b.jpg")
    (tree / "zz gone.jpg").symlink_to("nothing")
    (tree / "zz circle").symlink_to("zz circle")
    (tree / "zz circle.jpg").symlink_to("zz circle.jpg")
    for given in (tree, str(tree / "**" / "*")):
        found = _scan(given)
        assert sorted(_names(found, tree)) == [
            "a.PNG",
            "again/c.webp",
            "again/deep/d.tiff",
            "b.jpg",
            "z/f.jpeg",
            "zz.jpg",
        ]
        assert {item.path.name: item.kind for item in found.skipped} == {
            "zz gone.jpg": "missing", "zz circle.jpg": "unreadable",
        }  # fmt: skip


@POSIX
def test_pipes_sockets_and_devices_are_skipped_with_a_reason(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tree / "pipe.jpg")
    os.mkfifo(tree / "pipe")
    monkeypatch.chdir(tree)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
    found = _scan(tree, "/dev/null")
    assert len(found.images) == 5
    assert {item.path.name: item.kind for item in found.skipped} == dict.fromkeys(
        ("pipe.jpg", "pipe", "socket", "null"), "not_a_file"
    )


@POSIX
@pytest.mark.skipif(ROOT, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_named(tree: Path) -> None:
    (tree / "sub").chmod(0)
    try:
        found = _scan(tree)
    finally:
        (tree / "sub").chmod(0o755)
    assert _names(found, tree) == ["a.PNG", "b.jpg", "z/f.jpeg"]
    assert [(item.path.name, item.kind) for item in found.skipped] == [("sub", "permission")]


def test_a_folder_that_fails_while_it_is_read_is_named(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def failing(name: str) -> object:
        if name.endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return real(name)

    monkeypatch.setattr(os, "scandir", failing)
    found = _scan(tree)
    assert _names(found, tree) == ["a.PNG", "b.jpg", "sub/c.webp", "z/f.jpeg"]
    assert [(item.path.name, item.kind) for item in found.skipped] == [("deep", "permission")]


@POSIX
def test_odd_names(tmp_path: Path) -> None:
    names = [b"-rf.jpg", b"a\nb.jpg", b"latin-\xe9.jpg", "猫 \u0301.jpg".encode(), b" .jpg", b"%s{}*?.jpg"]
    made = 0
    for name in names:
        try:
            (tmp_path / os.fsdecode(name)).write_bytes(b"x")
            made += 1
        except OSError:
            continue
    found = _scan(tmp_path)
    assert len(found.images) == made >= 4
    assert {os.fsencode(image.path.name) for image in found.images} <= set(names)


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800", "\ud800*", "n" * 5000, "\0*"])
def test_names_that_cannot_be(name: str) -> None:
    found = _scan(name)
    assert found.images == ()
    assert [item.kind for item in found.skipped] == ["missing"]


def test_ten_thousand_files_report_how_far_they_are(tmp_path: Path) -> None:
    for number in range(10_000):
        folder = tmp_path / str(number % 10)
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.jpg").touch()
    reports: list[Progress] = []
    found = drain(scan([tmp_path]), reports.append)
    assert len(found.images) == 10_000
    assert len(reports) > 20
    assert [report.done for report in reports] == sorted(report.done for report in reports)
    assert reports[-1] == Progress("scan", 10_000, 10_000)


def test_a_scan_can_be_stopped(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number}.jpg").touch()
    steps = scan([tmp_path])
    assert next(steps).done == 256
    steps.close()
    with pytest.raises(StopIteration):
        next(steps)

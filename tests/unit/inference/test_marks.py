from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from clipdesk.errors import ProjectError
from clipdesk.inference.marks import Marks

ROOT = Path(__file__).resolve().parents[3]
ODD = Path(os.fsdecode(b"/pictures/two\nlines \xff.jpg")) if os.name != "nt" else Path("C:/odd.jpg")


def test_marks_are_there_the_next_time(tmp_path):
    with Marks(tmp_path) as marks:
        marks.verify("a", ODD, "cat")
        marks.verify("b", Path("/pictures/b.jpg"), "")
        marks.verify("a", ODD, "a 'dog'\n🐕")
        marks.verify("c", Path("/pictures/c.jpg"), "cat")
        marks.unverify("c")
        marks.unverify("unknown")
    with Marks(tmp_path) as marks:
        found = marks.all()
        assert {key: (mark.label, mark.path) for key, mark in found.items()} == {
            "a": ("a 'dog'\n🐕", ODD),
            "b": ("", Path("/pictures/b.jpg")),
        }
        assert [(change.content_hash, change.label) for change in marks.history()] == [
            ("a", "cat"), ("b", ""), ("a", "a 'dog'\n🐕"), ("c", "cat"), ("c", None),
        ]  # fmt: skip
        assert marks.notes == ()
        assert found["a"].when <= marks.history()[-1].when


def test_many_at_once_or_none(tmp_path):
    with Marks(tmp_path) as marks:
        marks.verify_all((str(number), Path(f"/{number}.jpg"), "cat") for number in range(500))
        assert len(marks.all()) == 500
        with pytest.raises(ProjectError):
            marks.verify_all([("x", Path("/x.jpg"), "dog"), ("y", Path("/y.jpg"), "\ud800")])
        assert "x" not in marks.all()
        marks.unverify_all(map(str, range(499)))
        assert list(marks.all()) == ["499"]


def test_a_picture_is_found_beside_a_moved_project(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    for base in (old, new):
        (base / "work").mkdir(parents=True)
        (base / "a.jpg").touch()
    with Marks(old / "work") as marks:
        marks.verify("a", old / "a.jpg", "cat")
        assert marks.locate(marks.all()["a"]) == old / "work" / ".." / "a.jpg"
    os.replace(old / "work" / "marks.sqlite3", new / "work" / "marks.sqlite3")
    with Marks(new / "work") as marks:
        assert os.path.samefile(marks.locate(marks.all()["a"]), new / "a.jpg")
        (new / "a.jpg").unlink()
        assert marks.locate(marks.all()["a"]) == old / "a.jpg"


@pytest.mark.parametrize(
    "damage", [b"no database at all, but long enough to be seen as damage" * 40, b"", None, "pages"]
)
def test_damage_brings_the_backup_back(tmp_path, damage):
    with Marks(tmp_path) as marks:
        marks.verify_all((str(number), Path(f"/{number}.jpg"), "cat") for number in range(2000))
        (tmp_path / "backups").mkdir()
        marks.back_up(tmp_path / "backups" / "marks-20250101T000000Z.sqlite3")
    (tmp_path / "backups" / "marks-20260101T000000Z.sqlite3").write_bytes(b"a bad backup")
    path = tmp_path / "marks.sqlite3"
    if damage is None:
        path.unlink()
    elif damage == "pages":
        data = bytearray(path.read_bytes())
        data[8192:40960] = b"\xff" * 32768
        path.write_bytes(data)
    else:
        path.write_bytes(damage)
    with Marks(tmp_path) as marks:
        assert len(marks.all()) == 2000
        assert "20250101" in marks.notes[0]
        marks.verify("new", Path("/n.jpg"), "dog")
    with Marks(tmp_path) as marks:
        assert len(marks.all()) == 2001
        assert marks.notes == ()


def test_damage_without_a_backup_is_said(tmp_path):
    (tmp_path / "marks.sqlite3").write_bytes(b"no database at all" * 100)
    with Marks(tmp_path) as marks:
        assert "no backup" in marks.notes[0]
        assert marks.all() == {}
    assert [path.read_bytes()[:5] for path in tmp_path.glob("*.damaged-*")] == [b"no da"]


def test_a_newer_file_and_a_closed_one_are_refused(tmp_path):
    marks = Marks(tmp_path)
    marks.close()
    with pytest.raises(ProjectError, match="cannot be used"):
        marks.verify("a", ODD, "cat")
    database = sqlite3.connect(tmp_path / "marks.sqlite3")
    database.execute("PRAGMA user_version = 2")
    database.close()
    with pytest.raises(ProjectError, match="newer"):
        Marks(tmp_path)
    with pytest.raises(ProjectError):
        Marks(tmp_path / "missing")


def test_several_threads(tmp_path):
    with Marks(tmp_path) as marks:

        def work(name):
            for number in range(10):
                marks.verify(f"{name}{number}", ODD, "cat")

        threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(marks.all()) == 30


_WRITER = """
import sys
from pathlib import Path
from clipdesk.inference.marks import Marks
name, count = sys.argv[2], int(sys.argv[3])
with Marks(Path(sys.argv[1])) as marks:
    for number in range(count):
        marks.verify(f"{name}{number}", Path("/p.jpg"), name)
        print(number, flush=True)
"""


def _writer(folder, name, count):
    command = [sys.executable, "-c", _WRITER, str(folder), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_two_processes(tmp_path):
    with _writer(tmp_path, "a", 25) as one, _writer(tmp_path, "b", 25) as other:
        assert one.wait(timeout=60) == other.wait(timeout=60) == 0
    with Marks(tmp_path) as marks:
        assert len(marks.all()) == 50


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_a_killed_writer_loses_nothing_that_it_had_told(tmp_path):
    with _writer(tmp_path, "a", 100_000) as process:
        told = [int(process.stdout.readline()) for _ in range(20)]
        process.send_signal(signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().split(b"\n")[:-1]]
    with Marks(tmp_path) as marks:
        assert {f"a{number}" for number in told} <= marks.all().keys()
        assert marks.notes == ()

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clipdesk.errors import UsageError
from clipdesk.inference import filing, filing_files
from clipdesk.inference.filing import carry_out, journals, plan, revert
from clipdesk.progress import drain

ROOT = Path(__file__).resolve().parents[3]
POSIX = pytest.mark.skipif(os.name == "nt", reason="names and links of POSIX")


@pytest.fixture
def album(tmp_path):
    folder = tmp_path / "album"
    folder.mkdir()
    for number in range(6):
        path = folder / f"{number}.jpg"
        path.write_bytes(bytes([number]) * (1000 + number))
        os.utime(path, ns=(1_600_000_000_000_000_000, 1_500_000_000_123_456_789 + number))
    return folder


@pytest.fixture
def target(tmp_path):
    return tmp_path / "sorted"


@pytest.fixture
def journal_folder(tmp_path):
    return tmp_path / "project" / "journals"


def _entries(album):
    return [(path, "cat" if number % 2 else "dog") for number, path in enumerate(sorted(album.iterdir()))]


def _tree(folder):
    """Everything below: path to content, or to where a link leads."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def _do(entries, target, action, journal_folder):
    return drain(carry_out(plan(entries, target, action), journal_folder))


@pytest.mark.parametrize("action", ["copy", "link", "move"])
def test_there_and_back(album, target, journal_folder, action):
    before = _tree(album)
    times = {path.name: path.stat().st_mtime_ns for path in album.iterdir()}
    planned = plan(_entries(album), target, action)
    assert not target.exists()
    assert len(planned.operations) == 6
    assert planned.notes == planned.conflicts == ()
    steps = []
    result = drain(carry_out(planned, journal_folder), steps.append)
    assert (result.done, result.failures) == (6, ())
    assert (steps[0].done, steps[-1].done, steps[-1].total) == (0, 6, 6)
    assert {path.name for path in (target / "cat").iterdir()} == {"1.jpg", "3.jpg", "5.jpg"}
    assert (target / "dog" / "2.jpg").read_bytes() == before["2.jpg"]
    assert (target / "dog" / "2.jpg").stat().st_mtime_ns == times["2.jpg"]
    assert _tree(album) == ({} if action == "move" else before)
    (summary,) = journals(journal_folder)
    assert (summary.action, summary.count, summary.destination) == (action, 6, target)
    assert not summary.reverted
    again = drain(revert(summary.path))
    assert (again.done, again.failures) == (6, ())
    assert _tree(album) == before
    assert not target.exists()
    assert journals(journal_folder)[0].reverted
    assert drain(revert(summary.path)).done == 0
    assert {path.name: path.stat().st_mtime_ns for path in album.iterdir()} == times


def test_names_that_are_taken(album, target, journal_folder):
    (target / "cat").mkdir(parents=True)
    (target / "cat" / "1.JPG").write_bytes(b"another")
    (target / "cat" / "3.jpg").write_bytes((album / "3.jpg").read_bytes())
    other = album / "more"
    other.mkdir()
    (other / "5.jpg").write_bytes(b"five")
    entries = [(album / f"{number}.jpg", "cat") for number in (1, 3, 5)] + [(other / "5.jpg", "cat")]
    planned = plan(entries, target)
    assert [operation.target.name for operation in planned.operations] == ["1 (2).jpg", "5.jpg", "5 (2).jpg"]
    assert len(planned.conflicts) == 2
    assert "1 (2).jpg" in planned.conflicts[0]
    (note,) = planned.notes
    assert "same content" in note
    assert drain(carry_out(planned, journal_folder)).done == 3
    assert (target / "cat" / "1.JPG").read_bytes() == b"another"
    again = plan(entries, target)  # nothing is copied twice
    assert again.operations == ()
    assert len(again.notes) == 4


def test_odd_entries(album, target, journal_folder, tmp_path):
    entries = [
        (album / "0.jpg", "CON"),
        (album / "missing.jpg", "cat"),
        (album, "cat"),
        (album / "1.jpg", "cat"),
        (album / "1.jpg", "cat"),
        (album / "1.jpg", "a/b"),
    ]
    planned = plan(entries, target, "move")
    assert [(one.target.relative_to(target).as_posix(), one.action) for one in planned.operations] == [
        ("CON_/0.jpg", "move"),
        ("cat/1.jpg", "copy"),  # of several labels all but the last get a copy
        ("a_b/1.jpg", "move"),
    ]
    assert sum("left out" in note for note in planned.notes) == 2
    assert sum("is called" in note for note in planned.notes) == 2
    before = _tree(album)
    assert drain(carry_out(planned, journal_folder)).done == 3
    assert not (album / "1.jpg").exists()
    assert drain(revert(journals(journal_folder)[0].path)).failures == ()
    assert _tree(album) == before
    with pytest.raises(UsageError, match="no action"):
        plan(entries, target, "burn")
    with pytest.raises(UsageError, match="not a folder"):
        plan(entries, album / "0.jpg")


def test_the_source_folder_may_be_the_destination(album, journal_folder):
    (album / "cat").mkdir()
    os.replace(album / "1.jpg", album / "cat" / "1.jpg")
    entries = [(album / "cat" / "1.jpg", "cat"), (album / "2.jpg", "cat"), (album / "3.jpg", "cat")]
    planned = plan(entries, album, "move")
    assert [operation.source.name for operation in planned.operations] == ["2.jpg", "3.jpg"]
    assert "in its folder already" in planned.notes[0]
    drain(carry_out(planned, journal_folder))
    assert sorted(_tree(album)) == ["0.jpg", "4.jpg", "5.jpg", "cat/1.jpg", "cat/2.jpg", "cat/3.jpg"]
    drain(revert(journals(journal_folder)[0].path))
    assert sorted(_tree(album)) == ["0.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg", "cat/1.jpg"]


@POSIX
@pytest.mark.parametrize("action", ["copy", "link", "move"])
def test_odd_names(tmp_path, target, journal_folder, action):
    folder = tmp_path / "odd"
    folder.mkdir()
    names = [
        b"two\nlines.jpg",
        "🐈.jpg".encode(),
        b"not utf-8 \xff.jpg",
        b"-dash.jpg",
        b"con.jpg",
        b"x" * 251 + b".jpg",
    ]
    for name in names:
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(name)
    before = _tree(folder)
    entries = [(path, label) for path in folder.iterdir() for label in ("line\nbreak", "\udcfe", "猫")]
    assert _do(entries, target, action, journal_folder).done == 18
    assert {os.fsencode(path.name) for path in (target / "猫").iterdir()} == set(names)
    (summary,) = journals(journal_folder)
    assert drain(revert(summary.path)).failures == ()
    assert _tree(folder) == before
    assert not target.exists()


@POSIX
def test_a_link_is_not_moved_away(album, target, journal_folder):
    (album / "link.jpg").symlink_to(album / "0.jpg")
    planned = plan([(album / "link.jpg", "cat")], target, "move")
    assert planned.operations[0].action == "copy"
    drain(carry_out(planned, journal_folder))
    assert (album / "link.jpg").is_symlink()
    assert (target / "cat" / "link.jpg").read_bytes() == (album / "0.jpg").read_bytes()


def test_one_failure_does_not_stop_the_rest(album, target, journal_folder):
    planned = plan(_entries(album), target, "move")
    (album / "2.jpg").unlink()
    (target / "cat").mkdir(parents=True)
    (target / "cat" / "3.jpg").write_text("appeared meanwhile")
    result = drain(carry_out(planned, journal_folder))
    assert result.done == 4
    assert [(one.source.name, one.message) for one in result.failures] == [
        ("2.jpg", "There is no such file."),
        ("3.jpg", "A file of that name has appeared there meanwhile. Plan again."),
    ]
    assert (target / "cat" / "3.jpg").read_text() == "appeared meanwhile"
    assert (album / "3.jpg").exists()


def test_what_was_changed_since_stays(album, target, journal_folder):
    _do(_entries(album), target, "copy", journal_folder)
    (target / "cat" / "1.jpg").write_text("edited")
    (album / "2.jpg").write_text("edited source")
    (album / "3.jpg").unlink()
    (target / "dog" / "4.jpg").unlink()
    for both in (album / "5.jpg", target / "cat" / "5.jpg"):
        both.write_text("edited alike")
    result = drain(revert(journals(journal_folder)[0].path))
    assert sorted(one.source.name for one in result.failures) == ["1.jpg", "2.jpg", "3.jpg", "5.jpg"]
    assert result.done == 1
    assert sorted(_tree(target)) == ["cat/1.jpg", "cat/3.jpg", "cat/5.jpg", "dog/2.jpg"]
    assert not journals(journal_folder)[0].reverted
    (target / "cat" / "1.jpg").write_bytes((album / "1.jpg").read_bytes())
    assert drain(revert(journals(journal_folder)[0].path)).done == 1


def test_what_was_moved_and_changed_stays(album, target, journal_folder):
    before = _tree(album)
    _do(_entries(album), target, "move", journal_folder)
    (target / "cat" / "1.jpg").write_text("edited")
    (album / "2.jpg").write_text("something new")
    (target / "cat" / "3.jpg").unlink()
    result = drain(revert(journals(journal_folder)[0].path))
    assert sorted(one.source.name for one in result.failures) == ["1.jpg", "2.jpg", "3.jpg"]
    assert _tree(target) == {"cat/1.jpg": b"edited", "dog/2.jpg": before["2.jpg"]}
    assert (album / "2.jpg").read_text() == "something new"


@pytest.fixture
def another_disk(monkeypatch):
    """No second names from one folder to another, as between two disks."""
    link = os.link

    def refuse(source, target, **options):
        if Path(source).parent != Path(target).parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        link(source, target, **options)

    monkeypatch.setattr(os, "link", refuse)


def test_moving_to_another_disk(album, target, journal_folder, another_disk):
    before = _tree(album)
    _do(_entries(album), target, "move", journal_folder)
    assert _tree(album) == {}
    assert (target / "cat" / "1.jpg").read_bytes() == before["1.jpg"]
    assert drain(revert(journals(journal_folder)[0].path)).failures == ()
    assert _tree(album) == before


def test_a_disk_without_second_names(album, target, journal_folder, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    before = _tree(album)
    assert _do(_entries(album), target, "move", journal_folder).done == 6
    assert drain(revert(journals(journal_folder)[0].path)).failures == ()
    assert _tree(album) == before


def test_a_bad_copy_never_costs_the_source(album, target, journal_folder, another_disk, monkeypatch):
    """A disk that stores something else than what was written."""
    real = filing_files.content_hash
    monkeypatch.setattr(
        filing_files, "content_hash", lambda path: "0" * 32 if path.suffix == ".part" else real(path)
    )  # fmt: skip
    before = _tree(album)
    result = _do(_entries(album), target, "move", journal_folder)
    assert result.done == 0
    assert len(result.failures) == 6
    assert _tree(album) == before
    assert _tree(target) == {}


def test_a_full_disk(album, target, journal_folder, another_disk, monkeypatch):
    real = Path.open

    class Full:
        def __init__(self, file):
            self.file = file

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def write(self, data):
            self.file.write(data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")

    def opened(self, mode="r", *args, **options):
        file = real(self, mode, *args, **options)
        return Full(file) if self.suffix == ".part" else file

    monkeypatch.setattr(Path, "open", opened)
    before = _tree(album)
    result = _do(_entries(album), target, "move", journal_folder)
    assert result.done == 0
    assert "No space left" in result.failures[0].message
    assert _tree(album) == before
    assert _tree(target) == {}


def test_a_destination_that_cannot_be_written(album, journal_folder, tmp_path, monkeypatch):
    """Tests may run as root, whom no right to write stops; so the system's refusal is played."""
    make = os.mkdir

    def refuse(path, *rights, **options):
        if Path(path).is_relative_to(tmp_path / "locked"):
            raise PermissionError(errno.EACCES, "Permission denied")
        make(path, *rights, **options)

    monkeypatch.setattr(os, "mkdir", refuse)
    before = _tree(album)
    result = _do(_entries(album), tmp_path / "locked", "move", journal_folder)
    assert result.done == 0
    assert {one.message for one in result.failures} == {"You are not allowed to do this here."}
    assert len(result.failures) == 6
    assert _tree(album) == before
    assert drain(revert(result.journal)).failures == ()


def test_no_journal_no_filing(album, target, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="journal"):
        _do(_entries(album), target, "move", tmp_path / "file" / "journals")
    assert len(_tree(album)) == 6
    assert not target.exists()


def test_a_cancel_keeps_a_usable_journal(album, target, journal_folder):
    before = _tree(album)
    steps = carry_out(plan(_entries(album), target, "move"), journal_folder)
    for _ in range(4):
        next(steps)
    steps.close()
    assert len(_tree(target)) == 3
    (summary,) = journals(journal_folder)
    assert summary.count == 3
    half = revert(summary.path)
    next(half)
    next(half)
    half.close()
    assert len(_tree(target)) == 2
    assert drain(revert(summary.path)).failures == ()
    assert _tree(album) == before


def test_journals_that_are_none(journal_folder, tmp_path, album, target):
    assert journals(tmp_path / "missing") == []
    journal_folder.mkdir(parents=True)
    for number, text in enumerate(["", "{}", "[]", "nonsense", '{"journal": 2}', '{"journal": 1, "action": "burn"}']):
        (journal_folder / f"{number}.jsonl").write_text(text)
    assert journals(journal_folder) == []
    with pytest.raises(UsageError, match="not a journal"):
        drain(revert(journal_folder / "3.jsonl"))
    with pytest.raises(UsageError, match="cannot be read"):
        drain(revert(journal_folder / "missing.jsonl"))
    _do(_entries(album), target, "copy", journal_folder)
    _do(_entries(album)[:1], tmp_path / "second", "link", journal_folder)
    assert [summary.action for summary in journals(journal_folder)] == ["link", "copy"]


def test_a_journal_is_not_believed_beyond_its_destination(album, target, journal_folder, tmp_path):
    _do(_entries(album)[:1], target, "copy", journal_folder)
    (summary,) = journals(journal_folder)
    victim = tmp_path / "victim"
    victim.write_bytes((album / "0.jpg").read_bytes())
    text = summary.path.read_text()
    real = json.dumps(str(target / "dog" / "0.jpg"))
    for forged in (str(victim), str(target / ".." / "victim")):
        summary.path.write_text(text.replace(real, json.dumps(forged)))
        drain(revert(summary.path))
        assert victim.exists()


_CUT = """
import sys
from pathlib import Path
from clipdesk.inference.filing import carry_out, plan
album, target, journals = map(Path, sys.argv[1:4])
action, disks = sys.argv[4:]
entries = [(path, "even" if int(path.stem) % 2 == 0 else "odd") for path in sorted(album.iterdir())]
planned = plan(entries, target, action)
if disks == "two":
    import os
    link = os.link
    def refuse(source, to, **options):
        if Path(source).parent != Path(to).parent:
            raise OSError(18, "cross-device")
        link(source, to, **options)
    os.link = refuse
steps = carry_out(planned, journals)
print("go", flush=True)
for _ in steps:
    pass
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
@pytest.mark.parametrize(("action", "disks"), [("copy", "one"), ("move", "one"), ("move", "two")])
def test_killed_at_any_moment_nothing_is_lost(tmp_path, action, disks):
    """Kill while it runs, then revert in this process: every picture is back, and no other file is left."""
    cut_off = 0
    for attempt in range(2):
        base = tmp_path / str(attempt)
        album, target, journal_folder = base / "album", base / "sorted", base / "journals"
        album.mkdir(parents=True)
        for number in range(150):
            (album / f"{number:03}.jpg").write_bytes(number.to_bytes(2, "big") * 20_000)
        before = _tree(album)
        command = [sys.executable, "-c", _CUT, album, target, journal_folder, action, disks]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout.readline() == b"go\n"
            while not (journal_folder.exists() and journals(journal_folder) and journals(journal_folder)[0].count > 5):
                time.sleep(0.005 + 0.03 * attempt)
            process.send_signal(signal.SIGKILL)
        now = {**_tree(album), **{Path(name).name: data for name, data in _tree(target).items()}}
        assert {name: data for name, data in now.items() if not name.endswith(".part")} == before
        (summary,) = journals(journal_folder)
        cut_off += 0 < summary.count < 150
        assert drain(revert(summary.path)).failures == ()
        assert _tree(album) == before
        assert not target.exists() or _tree(target) == {}
    assert cut_off, "no run was cut off in its middle"


def test_a_line_that_was_cut_short(album, target, journal_folder):
    """The journal tells of an operation that began; whether it was done is seen on the disk."""
    before = _tree(album)
    _do(_entries(album), target, "move", journal_folder)
    (summary,) = journals(journal_folder)
    lines = summary.path.read_bytes().splitlines(keepends=True)
    summary.path.write_bytes(b"".join(lines[:-1]) + lines[-1][:9])
    assert drain(revert(summary.path)).failures == ()
    assert _tree(album) == before
    assert journals(journal_folder)[0].reverted


def test_moved_only_half(album, target, journal_folder):
    """Cut off between the second name and giving up the first, both ways."""
    before = _tree(album)
    result = _do(_entries(album)[:1], target, "move", journal_folder)
    os.link(target / "dog" / "0.jpg", album / "0.jpg")
    assert drain(revert(result.journal)).failures == ()
    assert _tree(album) == before
    assert not target.exists()


def test_the_name_says_what_it_does():
    assert set(filing.ACTIONS) == {"copy", "link", "move"}

"""Pictures out of clones: what sources.json names, whole or not at all, and nothing beside it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clipdesk import paths

MAKING = paths.bundled_models_dir() / "clipdesk-starter" / "making"


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def clones(tmp_path: Path) -> tuple[Path, str]:
    """A repository whose pictures were deleted later, and the commit that had them."""
    clone = tmp_path / "clones" / "someone" / "things"
    for name, content in {
        "set/train/n01/a.jpg": "a",
        "set/train/n01/a.txt": " beside it ",
        "set/train/n02/b.PNG": "b",
        "set/test/n01/c.jpg": "c",
        "words.json": json.dumps({"rows": [{"id": 1, "text": " one "}, {"id": 1, "text": "more"}]}),
        "kinds.csv": "id,kind\nn01/a,Big Things\nn02/b,Big Things\n",
    }.items():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text(content)
    git(clone, "init", "-q")
    git(clone, "add", ".")
    git(clone, "commit", "-q", "-m", "pictures")
    commit = git(clone, "rev-parse", "HEAD")
    git(clone, "rm", "-q", "-r", "set")
    git(clone, "commit", "-q", "-m", "gone")
    return tmp_path / "clones", commit


def gather(tmp_path: Path, clones: Path, *sources: dict[str, object]) -> subprocess.CompletedProcess[str]:
    (tmp_path / "sources.json").write_text(json.dumps(sources))
    command = [sys.executable, MAKING / "gather.py", clones, tmp_path / "raw", "--sources", tmp_path / "sources.json"]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


def test_a_set_as_it_was_at_its_commit(tmp_path: Path, clones: tuple[Path, str]) -> None:
    folder, commit = clones
    asked = {"folder": "things", "repository": "someone/things", "commit": commit, "take": "set/", "only": "^train/"}
    assert gather(tmp_path, folder, asked).stdout == "things: 3 files\n"
    there = sorted(path.relative_to(tmp_path / "raw").as_posix() for path in (tmp_path / "raw").rglob("*.*"))
    assert there == ["things/train/n01/a.jpg", "things/train/n01/a.txt", "things/train/n02/b.PNG"]
    assert gather(tmp_path, folder, asked).stdout == ""  # what is there stays


def test_a_pool_is_pictures_alone_with_what_is_written_of_them(tmp_path: Path, clones: tuple[Path, str]) -> None:
    folder, commit = clones
    words = {"file": "words.json", "rows": "rows", "picture": "train/n0{id}/a.jpg", "caption": "{text}"}
    asked = {"folder": "more/things", "repository": "someone/things", "commit": commit, "take": "set/"}
    assert gather(tmp_path, folder, asked | {"labels": {"n01": "thing"}, "captions": words}).returncode == 0
    assert not list((tmp_path / "raw").rglob("*.txt"))
    [pool] = json.loads((tmp_path / "raw/more/pools.json").read_text())
    assert pool == {"folder": "things", "labels": {"n01": "thing"}}
    written = json.loads((tmp_path / "raw/more/things.captions.json").read_text())
    assert written == {"train/n01/a.jpg": ["one", "more"]}


def test_words_beside_pictures_and_classes_in_their_names(tmp_path: Path, clones: tuple[Path, str]) -> None:
    folder, commit = clones
    asked = {"folder": "more/beside", "repository": "someone/things", "commit": commit, "take": "set/"}
    assert gather(tmp_path, folder, asked | {"captions": "beside"}).returncode == 0
    written = json.loads((tmp_path / "raw/more/beside.captions.json").read_text())
    assert written == {"train/n01/a.jpg": ["beside it"]}
    assert gather(tmp_path, folder, asked | {"folder": "more/named", "class": "/([ab])[.]"}).returncode == 0
    there = sorted(path.name for path in (tmp_path / "raw/more/named").iterdir())
    assert there == ["a", "b"]


def test_a_table_without_a_first_row_of_names_and_pictures_padded_to_squares(
    tmp_path: Path, clones: tuple[Path, str]
) -> None:
    folder, commit = clones
    words = {"file": "kinds.csv", "columns": ["id", "text"], "picture": "train/{id}.jpg", "caption": "{text}"}
    asked = {"folder": "more2/things", "repository": "someone/things", "commit": commit, "take": "set/", "padded": True}
    assert gather(tmp_path, folder, asked | {"captions": words}).returncode == 0
    written = json.loads((tmp_path / "raw/more2/things.captions.json").read_text())
    assert written == {"train/n01/a.jpg": ["Big Things"]}
    [pool] = json.loads((tmp_path / "raw/more2/pools.json").read_text())
    assert pool == {"folder": "things", "labels": {}, "padded": True}


def test_classes_out_of_a_table(tmp_path: Path, clones: tuple[Path, str]) -> None:
    folder, commit = clones
    table = {"repository": "someone/things", "commit": commit, "file": "kinds.csv", "class": "{kind}"}
    asked = {"repository": "someone/things", "commit": commit, "take": "set/train/"}
    upper = {"folder": "more/upper", "class": {**table, "picture": "{id}.PNG", "most": 9}}  # a.jpg has no row
    assert gather(tmp_path, folder, asked | upper).returncode == 0
    assert [path.name for path in (tmp_path / "raw/more/upper").rglob("*.*")] == ["b.PNG"]
    assert (tmp_path / "raw/more/upper/Big Things/n02/b.PNG").exists()
    none = {"folder": "more/none", "class": {**table, "picture": "{id}.jpg", "most": 0}}
    assert "has nothing that sources.json asks for" in gather(tmp_path, folder, asked | none).stderr
    elsewhere = {"folder": "more/else", "class": {**table, "repository": "a/b", "picture": "{id}.jpg", "most": 9}}
    assert "a/b is not in" in gather(tmp_path, folder, asked | elsewhere).stderr


def test_what_is_missing_is_said(tmp_path: Path, clones: tuple[Path, str]) -> None:
    folder, commit = clones
    asked = {"folder": "things", "repository": "someone/else", "commit": commit, "take": "set/"}
    assert "someone/else is not in" in gather(tmp_path, folder, asked).stderr
    asked |= {"repository": "someone/things", "take": "sets/"}
    assert "has nothing that sources.json asks for" in gather(tmp_path, folder, asked).stderr


def test_the_starters_own_sources_are_complete() -> None:
    for source in json.loads((MAKING / "sources.json").read_text()):
        assert set(source) <= {
            "folder",
            "repository",
            "commit",
            "take",
            "only",
            "class",
            "licence",
            "labels",
            "captions",
            "padded",
        }
        re.compile(source.get("only", ""))
        assert len(source["commit"]) == 40
        assert source["licence"]

"""Pictures with classes and captions: folders of classes, CSV, JSONL."""

import codecs
import json
import os
from pathlib import Path

import numpy as np
import pytest

from clipdesk.data.pairs import read_captioned, read_labelled
from clipdesk.errors import UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("cat/1.jpg", "cat/deep/2.png", "dog/3.jpg", "empty/notes.txt", ".hidden/4.jpg", "5.jpg"):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path / "data"


def _table(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_folder_of_classes(folder: Path) -> None:
    found = read_labelled(folder)
    assert found.classes == ("cat", "dog")
    assert [path.relative_to(folder).as_posix() for path in found.paths] == ["cat/1.jpg", "cat/deep/2.png", "dog/3.jpg"]
    assert found.targets.dtype == np.int64
    assert found.targets.tolist() == [0, 0, 1]
    assert found.skipped == ()


def test_a_folder_without_classes(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    with pytest.raises(UsageError, match="each class needs a folder"):
        read_labelled(tmp_path)


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_of_labels(folder: Path, mark: bytes, end: str) -> None:
    text = end.join(
        ["FilePath,note,label", "dog/3.jpg,x,dog", 'cat/1.jpg,"a, b",cat', "", "gone.jpg,,dog", "5.jpg,,", "cat,x,cat"]
    )
    encoding = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(mark, "utf-8")
    found = read_labelled(_table(folder, mark + text.encode(encoding)))
    assert found.classes == ("cat", "dog")
    assert [path.name for path in found.paths] == ["3.jpg", "1.jpg"]
    assert found.targets.tolist() == [1, 0]
    assert [(item.path.name, item.kind) for item in found.skipped] == [
        ("gone.jpg", "missing"), ("5.jpg", "unreadable"), ("cat", "not_a_file"),
    ]  # fmt: skip
    assert "Line 6" in found.skipped[1].message


def test_jsonl_of_labels(folder: Path) -> None:
    lines = [{"filepath": "cat/1.jpg", "label": "cat"}, {"filepath": str(folder / "dog/3.jpg"), "label": 7, "more": []}]
    found = read_labelled(_table(folder, "\n\n".join(map(json.dumps, lines)), "table.jsonl"))
    assert found.classes == ("7", "cat")
    assert found.targets.tolist() == [1, 0]


def test_captions_of_one_picture_come_together(folder: Path) -> None:
    found = read_captioned(_table(folder, 'filepath,caption\n5.jpg,one\ncat/1.jpg,"two, or so"\n5.jpg,three\n5.jpg,\n'))
    assert [path.name for path in found.paths] == ["5.jpg", "1.jpg"]
    assert found.captions == (("one", "three"), ("two, or so",))
    assert [item.kind for item in found.skipped] == ["unreadable"]
    lines = [{"filepath": "5.jpg", "caption": ["one", " ", "two"]}, {"filepath": "cat/1.jpg", "caption": "three"}]
    found = read_captioned(_table(folder, "\n".join(map(json.dumps, lines)), "table.jsonl"))
    assert found.captions == (("one", "two"), ("three",))


def test_paths_count_from_the_table_and_may_lead_out(folder: Path) -> None:
    inner = folder / "tables"
    inner.mkdir()
    found = read_labelled(_table(inner, "filepath,label\n../dog/3.jpg,dog\n"))
    assert [path.name for path in found.paths] == ["3.jpg"]


@pytest.mark.parametrize(("name", "text", "says"), [
    ("a.csv", "file,label\nx,y\n", r"no filepath in .*a\.csv, which has: file, label"),
    ("a.csv", "filepath,title\nx,y\n", r"no label in .*, which has: filepath, title"),
    ("a.csv", "x", r"no filepath and no label in .*, which has: x"), ("a.csv", "\n\n", "which has: nothing"),
    ("a.csv", "filepath,label\ngone.jpg,cat\n", r"names no picture that is there.*gone\.jpg: There is no such file"),
    ("a.csv", "filepath,label\n", "names no picture"), ("a.csv", "filepath,label\n\0", "NUL"), ("a.csv", "", "empty"),
    ("a.csv", 'filepath,label\n"' + "x" * 200_000, "line 2 is not valid CSV"),
    ("a.jsonl", "nonsense", "line 1 is not valid JSON"), ("a.jsonl", "[1]", "line 1 must be an object"),
    ("a.jsonl", '{"filepath": "a"}', r"no label in line 1 of .*which has: filepath"), ("a.jsonl", "[" * 99_999, "JSON"),
    ("a.jsonl", '{"filepath": "a", "label": null}', "must be texts"),
    ("a.jsonl", '{"filepath": ["a"], "label": "x"}', "must be texts"),
    ("a.jsonl", '{"filepath": "a\\u0000", "label": "x"}', "names no picture"),
    ("a.jsonl", '{"filepath": "", "label": "x"}', "names no file"),
])  # fmt: skip
def test_what_is_refused(folder: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_labelled(_table(folder, text, name))


def test_what_is_no_table(folder: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_labelled(folder / "nothing.csv")
    with pytest.raises(UsageError, match="is a folder"):
        read_captioned(folder)
    with pytest.raises(UsageError, match="no caption"):
        read_captioned(_table(folder, "filepath,label\n5.jpg,x\n"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.csv")
        with pytest.raises(UsageError, match="a pipe"):
            read_labelled(folder / "pipe.csv")

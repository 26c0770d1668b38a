"""Label files as people really have them."""

import codecs
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clipdesk.data.labels import read_labels, split_labels
from clipdesk.errors import UsageError


def _read(folder: Path, data: bytes | str, name: str = "labels.txt") -> tuple[str, ...]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_labels(path).labels


@pytest.mark.parametrize("data", [
    b"cat\nred dog\nsmall bird\n", b"cat\r\nred dog\r\nsmall bird", b"cat\rred dog\rsmall bird\r",
    b"\n\n  cat \n\t\nred  dog\n\n\nsmall bird  \n", codecs.BOM_UTF8 + b"cat\nred dog\nsmall bird\n",
    codecs.BOM_UTF16_LE + "cat\r\nred dog\r\nsmall bird".encode("utf-16-le"),
    codecs.BOM_UTF16_BE + "cat\nred dog\nsmall bird\n".encode("utf-16-be"),
    codecs.BOM_UTF32_LE + "cat\nred dog\nsmall bird\n".encode("utf-32-le"), b"cat\ncat\nred dog\nsmall bird\nred dog\n",
])  # fmt: skip
def test_one_a_line(tmp_path: Path, data: bytes) -> None:
    assert _read(tmp_path, data) == ("cat", "red dog", "small bird")


@pytest.mark.parametrize("data", [
    "label,count\ncat,1\n\"dog, red\",2\n", "count,Class\r\n1,cat\r\n2,\"dog, red\"\r\n", "NAME\ncat\n\"dog, red\"",
    "cat,1\n\"dog, red\",2", "id;label\n1;cat\n2;dog, red\n", "id\tname\n1\tcat\n2\tdog, red\n3\n,,\n",
])  # fmt: skip
def test_csv(tmp_path: Path, data: str) -> None:
    assert _read(tmp_path, data, "labels.csv") == ("cat", "dog, red")
    assert _read(tmp_path, codecs.BOM_UTF16_LE + data.encode("utf-16-le"), "labels.CSV") == ("cat", "dog, red")


def test_json(tmp_path: Path) -> None:
    assert _read(tmp_path, json.dumps(["cat", "  dog ", "", "猫", "cat"]), "labels.json") == ("cat", "dog", "猫")


@pytest.mark.parametrize(
    "text", ["{}", '{"cat": ["a"]}', "[1]", '["a", null]', "[", "", "nul", "[" * 100_000, '"cat"', "1" * 9000]
)
def test_json_that_is_no_list_of_texts(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"labels\.json"):
        _read(tmp_path, text, "labels.json")


def test_duplicates_are_said(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_text("cat\ndog\ncat\nDog\n")
    found = read_labels(path)
    assert found.labels == ("cat", "dog", "Dog")
    assert found.notes == (
        "Named more than once, kept once: cat.",
        "Alike but for capital letters, which the model does not see: dog, Dog.",
    )
    assert read_labels(_written(tmp_path, "cat\ndog")).notes == ()


def _written(folder: Path, text: str) -> Path:
    path = folder / "written.txt"
    path.write_text(text)
    return path


@pytest.mark.parametrize(("name", "data", "says"), [
    ("a.txt", b"", "empty"), ("a.txt", b"\n \r\n\t", "no labels"), ("a.txt", codecs.BOM_UTF8, "no labels"),
    ("a.csv", b"label\n\n", "no labels"), ("a.json", b"[]", "no labels"), ("a.json", b'[" "]', "no labels"),
    ("a.txt", b"cat\nd\0g", "line 2 holds a NUL"), ("a.txt", b"cat\ndog\nna\xefve\n", "line 3 is not UTF-8"),
    ("a.txt", "cat\ndog".encode("utf-16-le"), "NUL"), ("a.txt", codecs.BOM_UTF16_LE + b"\x00", "UTF-16"),
    ("a.json", b'["\\u0000"]', "not text"), ("a.json", b'["\\ud800"]', "not text"),
    ("a.txt", b"x\n" * 4_000_001, "8 MB"), ("a.csv", b'label\n"' + b"x" * 200_000, "line 2 is not valid CSV"),
])  # fmt: skip
def test_what_is_refused(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        _read(tmp_path, data, name)
    assert name in str(caught.value)


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_labels(tmp_path / "nothing.txt")
    with pytest.raises(UsageError, match="a folder"):
        read_labels(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(UsageError, match="a pipe"):
            read_labels(tmp_path / "pipe")


@given(data=st.binary(max_size=200), name=st.sampled_from(["a.txt", "a.csv", "a.json"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_labels_or_a_usage_error(tmp_path: Path, data: bytes, name: str) -> None:
    try:
        labels = _read(tmp_path, data, name)
    except UsageError:
        return
    assert labels
    assert len(set(labels)) == len(labels)
    assert all(label == label.strip() and label and "\n" not in label for label in labels)


def test_labels_on_the_command_line() -> None:
    assert split_labels("cat, dog") == ("cat", "dog")
    assert split_labels(' cat,,dog ,"a cat, asleep", cat,') == ("cat", "dog", "a cat, asleep")
    assert split_labels("cat\ndog") == ("cat", "dog")
    for nothing in ("", " ", ",,", "\n"):
        with pytest.raises(UsageError, match="no labels"):
            split_labels(nothing)

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.inference.folder_names import folder_names, free_name, key, numbered, safe_name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("cat", "cat"),
        ("a/b\\c", "a_b_c"),
        ("../../etc", "_._.._etc"),
        ("..", "_"),
        (".hidden", "_hidden"),
        ("ends. . ", "ends"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("com¹", "com¹_"),
        ("LPT9 .x", "LPT9_.x"),
        ("console", "console"),
        ('what? "this" <or> that|: *', "what_ _this_ _or_ that_ _"),
        ("two\nlines\t\0", "two_lines_"),
        ("", "_"),
        ("   ", "_"),
        ("🐈 猫", "🐈 猫"),
        ("e\u0301", "é"),
        ("x" * 500, "x" * 120),
        ("\udcff", "_"),
    ],
)
def test_safe_names(label, name):
    assert safe_name(label) == name


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="conCONaux.lpt1 ./\\¹", max_size=12))
def test_every_label_is_a_name_everywhere(label):
    name = safe_name(label)
    assert name
    assert not set(name) & set('<>:"/\\|?*')
    assert all(letter >= " " for letter in name)
    assert not name.endswith((".", " "))
    assert not name.startswith((".", " "))
    assert len(os.fsencode(name)) <= 125
    assert name.split(".")[0].strip().lower() not in ("con", "prn", "aux", "nul", "com1", "lpt1", "com¹")
    assert safe_name(name) == name


@settings(max_examples=50, deadline=None)
@given(
    st.sets(st.text(alphabet="aAbß. /é", max_size=3), max_size=8),
    st.sets(st.sampled_from(["a", "A", "b"]), max_size=2),
)
def test_no_two_labels_share_a_folder(labels, occupied):
    names = folder_names(labels, occupied=occupied)
    assert len({key(name) for name in names.values()}) == len(labels)
    assert not {key(name) for name in names.values()} & {key(name) for name in occupied}


def test_folders_that_are_there_keep_their_spelling():
    assert folder_names(["cat", "Dog"], existing=["CAT", "Dog", "dog"]) == {"cat": "CAT", "Dog": "Dog"}
    assert folder_names(["cat", "Cat"]) == {"Cat": "Cat", "cat": "cat (2)"}
    assert folder_names(["cat"], occupied=["Cat"]) == {"cat": "cat (2)"}


def test_numbers_go_before_the_ending():
    assert numbered("a.b.jpg", 2) == "a.b (2).jpg"
    assert numbered("plain", 3) == "plain (3)"
    assert len(numbered("é" * 200 + ".jpg", 12).encode()) <= 255
    assert free_name("a.jpg", {key("A.JPG"), key("a (2).jpg")}) == "a (3).jpg"

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.errors import UsageError
from clipdesk.inference.prompt_files import PromptDraft, from_json, read_prompts, to_json, tokens_of, warnings_for
from clipdesk.inference.prompts import Label, Prompt, PromptEmbeddings, PromptSet

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
NAME = TEXT.filter(str.strip)
LABELS = st.lists(
    st.builds(
        Label,
        NAME,
        st.lists(st.builds(Prompt, TEXT, st.floats(0.001, 100)), max_size=3).map(tuple),
        st.lists(TEXT, max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda label: label.name,
).map(tuple)
SETS = st.builds(
    PromptSet, LABELS, st.lists(TEXT.map(lambda text: text + "{}"), min_size=1, max_size=3).map(tuple),
    st.sampled_from(["single", "multi"]), st.lists(TEXT, max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(SETS)
def test_saved_and_read_again(prompt_set):
    assert from_json(json.loads(json.dumps(to_json(prompt_set)))) == prompt_set


@pytest.mark.parametrize(
    ("name", "text", "labels"),
    [
        ("classes.txt", "cat\r\n\r\n dog \r\n", (Label("cat"), Label("dog"))),
        ("a.csv", "cat\ndog,a dog\ndog,a puppy,0.5\n",
         (Label("cat"), Label("dog", (Prompt("a dog"), Prompt("a puppy", 0.5))))),
        ("b.csv", "weight;class\n2;cat\n", (Label("cat", (Prompt("cat", 2.0),)),)),
        ("c.tsv", "label\tprompt\ncat\ta cat, sitting\n", (Label("cat", (Prompt("a cat, sitting"),)),)),
        ("d.json", '["cat", "dog"]', (Label("cat"), Label("dog"))),
        ("e.json", '{"cat": null, "dog": "a dog", "bird": ["a bird", "a gull"], "x": []}',
         (Label("cat"), Label("dog", (Prompt("a dog"),)), Label("bird", (Prompt("a bird"), Prompt("a gull"))),
          Label("x"))),
    ],
)  # fmt: skip
def test_files(tmp_path, name, text, labels):
    (tmp_path / name).write_text(text, newline="")
    assert read_prompts(tmp_path / name).prompt_set == PromptSet(labels)


def test_our_own_file(tmp_path):
    prompt_set = PromptSet((Label("cat", (Prompt("a cat", 0.25),), ("dog",)),), ("{}!",), "multi", ("nothing",))
    (tmp_path / "saved.json").write_text(json.dumps(to_json(prompt_set)))
    assert read_prompts(tmp_path / "saved.json").prompt_set == prompt_set


def test_repeated_rows_are_told(tmp_path):
    (tmp_path / "a.csv").write_text("cat,a cat\ncat,a cat\n")
    read = read_prompts(tmp_path / "a.csv")
    assert read.prompt_set.labels == (Label("cat", (Prompt("a cat"),)),)
    assert "Line 2" in read.notes[0]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"cat,a cat,heavy\n", "line 1: a prompt of 'cat' has the weight 'heavy'"),
        ("a.csv", b"cat,a cat,-1\n", "weight"),
        ("a.csv", b"cat,a cat,inf\n", "weight"),
        ("a.csv", b"cat,a cat,0\n", "switched off"),
        ("a.csv", b",a cat\n", "line 1 names no label"),
        ("a.csv", b"label,prompt\n", "no labels"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"\n\n", "no labels"),
        ("a.txt", b"cat\n\xff\n", "line 2"),
        ("a.txt", b"c\0t\n", "NUL"),
        ("a.json", b"{", "JSON"),
        ("a.json", b"[" * 100_000, "JSON"),
        ("a.json", b"3", "list of labels"),
        ("a.json", b"[]", "no labels"),
        ("a.json", b'["cat", 3]', "not a text"),
        ("a.json", b'["cat", "cat"]', "more than once"),
        ("a.json", b'["\\ud800"]', "character"),
        ("a.json", b'["a\\u0000b"]', "character"),
        ("a.json", b'{"cat": 3}', "list of texts"),
        ("a.json", b'{"clipdesk_prompts": 2}', "newer"),
        ("a.json", b'{"clipdesk_prompts": 1}', "no list of labels"),
        ("a.json", b'{"clipdesk_prompts": 1, "labels": [1]}', "object"),
        ("a.json", b'{"clipdesk_prompts": 1, "labels": [{"name": "a", "prompts": [{"text": "b", "weight": true}]}]}',
         "weight"),
        ("a.json", b'{"clipdesk_prompts": 1, "labels": [{"name": "a", "prompts": [{"text": "b", "weight": 1'
         + b"0" * 400 + b"}]}]}", "weight"),
        ("a.json", b'{"clipdesk_prompts": 1, "labels": [{"name": "a"}], "mode": "x"}', "mode"),
        ("a.json", b'{"clipdesk_prompts": 1, "labels": [{"name": "a"}], "templates": ["x"]}', "{}"),
        ("a.json", b'{"clipdesk_prompts": 1, "labels": [{"name": "a"}], "templates": "x"}', "templates"),
    ],
)  # fmt: skip
def test_what_is_refused_is_named(tmp_path, name, data, sentence):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_prompts(tmp_path / name)
    assert sentence in str(caught.value)
    assert str(tmp_path / name) in str(caught.value)


def test_a_missing_file(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        read_prompts(tmp_path / "missing.csv")


def _kinds(*labels, templates=("{}",), embeddings=None):
    draft = PromptDraft(tuple(label if isinstance(label, Label) else Label(label) for label in labels), templates)
    return [(one.label_index, one.kind) for one in warnings_for(draft, embeddings)]


def test_warnings():
    assert _kinds("cat", "dog") == []
    assert _kinds() == [(None, "empty")]
    assert _kinds("cat", templates=()) == [(None, "empty")]
    assert _kinds("cat", templates=("{}", "a photo")) == [(None, "template")]
    assert _kinds("cat", " ", "Cat ") == [(1, "empty"), (2, "duplicate")]
    assert _kinds(Label("cat", (Prompt(" "),)), Label("dog", (Prompt("x", 0.0),))) == [(0, "empty"), (1, "empty")]
    assert _kinds(Label("cat", (Prompt("a pet"),)), Label("dog", (Prompt("A  pet"),))) == [(1, "duplicate")]
    assert _kinds(Label("cat", (Prompt("dog"),)), "dog") == [(1, "duplicate")]


def test_near_identical_meaning():
    rows = np.array([[1, 0, 0], [0, 1, 0], [0.999, 0.0447, 0], [0, 0.98, 0.199]], dtype=np.float32)
    embeddings = PromptEmbeddings(rows, (rows[:0],) * 4, rows[:0], rows[0])
    draft = PromptDraft(tuple(map(Label, ("cat", "dog", "kitty", "puppy"))), ("{}",))
    found = warnings_for(draft, embeddings)
    assert [(one.label_index, one.kind) for one in found] == [(2, "near_identical"), (3, "near_identical")]
    assert "'kitty'" in found[0].sentence
    assert "'cat'" in found[0].sentence
    assert _kinds("cat", "dog", embeddings=embeddings) == []  # those of another set
    assert _kinds("cat", "dog", "CAT", "puppy", embeddings=embeddings)[0] == (2, "duplicate")


def test_tokens():
    tokenizer = Tokenizer.default()
    short = tokens_of(tokenizer, "a photo of a cat.", 77)
    assert (short.count, short.limit, short.lost_words) == (8, 77, ())
    cut = tokens_of(tokenizer, "one two  three\nfour five", 5)
    assert (cut.count, cut.lost_words) == (7, ("four", "five"))
    assert tokens_of(tokenizer, "one two three", 5).lost_words == ()
    assert tokens_of(tokenizer, "one supercalifragilistic two", 5).lost_words == ("supercalifragilistic", "two")
    assert tokens_of(tokenizer, "", 77).count == 2
    assert tokens_of(tokenizer, "\udcff", 77).count > 2


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab'. 9é猫&;#", max_size=60), st.integers(3, 20))
def test_words_are_lost_exactly_when_there_are_too_many(text, limit):
    found = tokens_of(Tokenizer.default(), text, limit)
    assert bool(found.lost_words) == (found.count > limit)
    assert text.split()[len(text.split()) - len(found.lost_words) :] == list(found.lost_words)

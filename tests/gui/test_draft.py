from __future__ import annotations

from dataclasses import replace

import pytest

from clipdesk.errors import UsageError
from clipdesk.gui.draft import PromptDraft, draft_of
from clipdesk.inference.prompts import Label, PromptSet


def _draft(*names):
    draft = PromptDraft()
    for name in names:
        draft = draft.with_label(name)
    return draft


def test_labels_get_the_free_keys_in_turn():
    draft = _draft("cat", "dog", "bird")
    assert [row.key for row in draft.rows] == ["1", "2", "3"]
    assert [row.key for row in draft.without({1}).with_label("cow").rows] == ["1", "3", "2"]


def test_a_taken_key_moves():
    draft = _draft("cat", "dog")
    assert [row.key for row in draft.with_row(1, replace(draft.rows[1], key="1")).rows] == ["", "1"]


@pytest.mark.parametrize("name", ["", "   ", "cat", " cat "])
def test_names_that_cannot_be(name):
    with pytest.raises(UsageError):
        _draft("cat").with_label(name)


def test_only_labels_that_are_on_are_scored():
    draft = _draft("cat", "dog")
    draft = draft.with_row(0, replace(draft.rows[0], enabled=False))
    assert [label.name for label in draft.prompt_set.labels] == ["dog"]
    assert [label.name for label in draft.whole_set.labels] == ["cat", "dog"]
    assert PromptDraft().prompt_set is None


def test_there_and_back():
    prompt_set = PromptSet((Label("cat"), Label("dog", negatives=("wolf",))), ("a {}",), "multi", ("nothing",))
    draft = draft_of(prompt_set, frozenset({"dog"}), {"cat": "5"})
    assert [(row.enabled, row.key) for row in draft.rows] == [(True, "5"), (False, "")]
    assert draft.whole_set == prompt_set


def test_moving():
    assert _draft("a", "b", "c").moved(2, 0).names == ("c", "a", "b")

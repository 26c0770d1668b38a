"""What becomes of verified pictures: what is said of them, and their label under another name."""

from __future__ import annotations

from dataclasses import replace

from clipdesk.inference.prompts import Label
from tests.helpers.ranked import fill, verify


def test_training_is_named_once_when_there_is_enough_to_learn_from(qtbot, operations, tmp_path):
    fill(qtbot, operations, tmp_path / "pictures", count=24)
    notes = []
    operations.state.noted.connect(notes.append)
    verify(qtbot, operations, dict.fromkeys(range(19), "cat"))
    assert notes == []
    verify(qtbot, operations, {19: "dog"})
    assert len(notes) == 1
    assert notes[0].startswith("20 pictures are verified")
    verify(qtbot, operations, {20: "dog"})
    assert len(notes) == 1


def test_pictures_of_one_label_are_not_enough(qtbot, operations, tmp_path):
    fill(qtbot, operations, tmp_path / "pictures", count=24)
    notes = []
    operations.state.noted.connect(notes.append)
    verify(qtbot, operations, dict.fromkeys(range(22), "cat"))
    assert notes == []


def _labels(operations):
    return sorted(mark.label for mark in operations.state.marks.values())


def test_a_label_under_another_name_keeps_its_pictures(qtbot, operations, tmp_path):
    fill(qtbot, operations, tmp_path / "pictures")
    verify(qtbot, operations, {0: "cat", 1: "cat", 2: "dog"})
    draft = operations.state.draft
    operations.change_label(0, replace(draft.rows[0], label=Label("kitten")))
    assert operations.state.draft.names == ("kitten", "dog", "bird")
    assert _labels(operations) == ["dog", "kitten", "kitten"]
    operations.undo_stack.undo()
    assert operations.state.draft == draft
    assert _labels(operations) == ["cat", "cat", "dog"]
    operations.undo_stack.redo()
    assert _labels(operations) == ["dog", "kitten", "kitten"]


def test_a_name_that_another_prompt_set_has_too_stays_with_its_pictures(qtbot, operations, tmp_path):
    fill(qtbot, operations, tmp_path / "pictures")
    verify(qtbot, operations, {0: "cat", 2: "dog"})
    operations.new_set("Other words", operations.state.draft)
    operations.change_label(0, replace(operations.state.draft.rows[0], label=Label("kitten")))
    assert _labels(operations) == ["cat", "dog"]

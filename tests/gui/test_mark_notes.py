"""What is said once enough pictures are verified."""

from __future__ import annotations

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

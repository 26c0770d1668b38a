"""Prompt sets in a project, finished or not."""

from __future__ import annotations

import pytest

from clipdesk.gui.draft import LabelRow, PromptDraft
from clipdesk.gui.kept_sets import sets_of, with_sets
from clipdesk.gui.operations import Operations
from clipdesk.gui.state import FIRST_SET, WindowState
from clipdesk.inference.project import create, open_project, save
from clipdesk.inference.prompts import Label, Prompt

WHOLE = PromptDraft((LabelRow(Label("cat"), key="1"), LabelRow(Label("dog"), enabled=False)))
SETS = {
    "empty": PromptDraft((), ("a drawing of a {}.",), "multi", ("nothing",)),
    "whole": WHOLE,
    "no place": PromptDraft((LabelRow(Label("cat", (Prompt("kitty", 2.0),), ("lion",)), False, "3"),), ("a photo",)),
    "whole too": PromptDraft((LabelRow(Label("x"), key="2"),)),
}


@pytest.mark.parametrize("active", SETS)
def test_all_sets_come_back_in_their_order(tmp_path, active):
    save(with_sets(create(tmp_path / "p.clipdesk"), SETS, active))
    project = open_project(tmp_path / "p.clipdesk")
    found, used = sets_of(project)
    assert found == SETS
    assert list(found) == list(SETS)
    assert used == active
    prompts = project.prompts
    assert (prompts.labels if prompts is not None else ()) == (
        tuple(row.label for row in SETS[active].rows) if active.startswith("whole") else ()
    )


def test_a_new_project_has_one_empty_set(tmp_path):
    assert sets_of(create(tmp_path / "p.clipdesk")) == ({FIRST_SET: PromptDraft()}, FIRST_SET)


def test_a_set_without_labels_is_there_the_next_time(qtbot, tmp_path):
    folder = tmp_path / "p.clipdesk"
    for visit in range(2):
        state = WindowState()
        operations = Operations(state)
        state.setParent(operations)
        operations.keeper.open(folder)
        if visit == 0:
            operations.add_labels(["cat"])
            operations.new_set("later")
        assert (list(state.sets), state.active_set) == ([FIRST_SET, "later"], "later")
        assert state.sets[FIRST_SET].names == ("cat",)
        assert operations.close()

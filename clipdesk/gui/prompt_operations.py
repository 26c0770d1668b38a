"""What a user can do with labels, prompts and prompt sets; all of it can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from clipdesk.errors import UsageError
from clipdesk.gui import history
from clipdesk.gui.draft import LabelRow, PromptDraft, set_name
from clipdesk.gui.mark_operations import MarkOperations


class PromptOperations(MarkOperations):
    """Edits the prompt sets of `state`."""

    def edit_prompts(self, text: str, draft: PromptDraft) -> None:
        """Replace the prompts, undoably."""
        before = self.state.draft
        if draft != before:
            history.push(
                self.undo_stack, text, lambda: self.state.set_draft(draft), lambda: self.state.set_draft(before)
            )

    def add_labels(self, names: Sequence[str]) -> None:
        """Add labels by name; those that are there already are passed over."""
        draft = self.state.draft
        for name in names:
            if name.strip() and name.strip() not in draft.names:
                draft = draft.with_label(name)
        self.edit_prompts(self.tr("add labels"), draft)

    def remove_labels(self, indexes: Sequence[int]) -> None:
        """Remove labels."""
        self.edit_prompts(self.tr("remove labels"), self.state.draft.without(set(indexes)))

    def change_label(self, index: int, row: LabelRow) -> None:
        """Change a label; under another name it keeps its verified pictures. Raises UsageError for a wrong name."""
        text, before = self.tr("change a label"), self.state.draft.rows[index].name
        draft = self.state.draft.with_row(index, row)
        after = draft.rows[index].name
        elsewhere = {
            name for one, other in self.state.sets.items() if one != self.state.active_set for name in other.names
        }
        verified = after != before and before not in elsewhere and self.is_verified(before)
        if verified:
            self.undo_stack.beginMacro(text)
        self.edit_prompts(text, draft)
        if verified:
            self.rename_marks(before, after)
            self.undo_stack.endMacro()

    def use_set(self, name: str) -> None:
        """Work with another of the prompt sets, undoably."""
        if name in self.state.sets and name != self.state.active_set:
            self._change_sets(self.tr("choose a prompt set"), self.state.sets, name)

    def new_set(self, name: str, copy_of: PromptDraft | None = None) -> None:
        """A further prompt set to work with, empty or a copy. Raises UsageError for a name that cannot be."""
        sets = self.state.sets
        name = set_name(name, sets)
        self._change_sets(self.tr("add a prompt set"), {**sets, name: copy_of or PromptDraft()}, name)

    def rename_set(self, old: str, new: str) -> None:
        """Give a prompt set another name. Raises UsageError for one that cannot be."""
        sets, active = self.state.sets, self.state.active_set
        if new.strip() != old:
            new = set_name(new, sets)
            renamed = {new if name == old else name: draft for name, draft in sets.items()}
            self._change_sets(self.tr("rename a prompt set"), renamed, new if active == old else active)

    def delete_set(self, name: str) -> None:
        """Remove a prompt set; the one after it is used then. Raises UsageError for the only one."""
        sets, active = self.state.sets, self.state.active_set
        left = {other: draft for other, draft in sets.items() if other != name}
        if not left:
            raise UsageError("This is the only prompt set. Make another one first.")
        names = list(left)
        after = names[min(list(sets).index(name), len(names) - 1)] if active == name else active
        self._change_sets(self.tr("delete a prompt set"), left, after)

    def _change_sets(self, text: str, sets: dict[str, PromptDraft], active: str) -> None:
        state, before, used = self.state, self.state.sets, self.state.active_set
        history.push(self.undo_stack, text, lambda: state.set_sets(sets, active), lambda: state.set_sets(before, used))

    def set_reject(self, reject: float | None) -> None:
        """Choose the probability below which a picture belongs to no label, undoably."""
        before = self.state.reject
        if reject != before:
            history.push(
                self.undo_stack, self.tr("change the reject threshold"),
                lambda: self.state.set_reject(reject), lambda: self.state.set_reject(before),
            )  # fmt: skip

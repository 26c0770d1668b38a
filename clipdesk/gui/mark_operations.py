"""What a user can do to verify labels; all of it can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from clipdesk.gui import history
from clipdesk.gui.project_keeper import ProjectKeeper
from clipdesk.gui.undoable import Undoable

_ENOUGH = 20  # verified pictures to learn from


class MarkOperations(Undoable):
    """Gives verified labels, and takes them back."""

    keeper: ProjectKeeper

    def verify(self, label: str, rows: Sequence[int] | None = None) -> None:
        """Give a label ("" for none of them) to the selected pictures, undoably."""
        state = self.state
        rows = state.selected if rows is None else rows
        given = {
            state.pictures.content_hashes[row]: (state.pictures.refs[row].path, label)
            for row in rows
            if state.pictures.content_hashes[row]
        }
        if given:
            text = self.tr("verify") if label else self.tr("verify as none of the labels")
            self._change_marks(text, given)

    def verify_by_key(self, key: str, rows: Sequence[int] | None = None) -> bool:
        """Give the label that has a key to the selected pictures; False where no label has it."""
        for row in self.state.draft.rows:
            if row.key == key and row.enabled:
                self.verify(row.name, rows)
                return True
        return False

    def unverify(self, rows: Sequence[int] | None = None) -> None:
        """Take the verified labels of the selected pictures back, undoably."""
        state = self.state
        rows = state.selected if rows is None else rows
        hashes = [state.pictures.content_hashes[row] for row in rows]
        known = [one for one in hashes if one in state.marks]
        if known:
            self._change_marks(self.tr("take verified labels back"), dict.fromkeys(known))

    def is_verified(self, label: str) -> bool:
        """Whether a picture was verified as this."""
        return any(mark.label == label for mark in self.state.marks.values())

    def rename_marks(self, old: str, new: str) -> None:
        """The pictures that were verified as one label are verified as another, undoably."""
        marks = self.state.marks.items()
        given = {content_hash: (mark.path, new) for content_hash, mark in marks if mark.label == old}
        self._change_marks(self.tr("verify"), given)

    def _change_marks(self, text: str, wanted: Mapping[str, tuple[Path, str] | None]) -> None:
        before = {
            content_hash: (mark.path, mark.label) if (mark := self.state.marks.get(content_hash)) else None
            for content_hash in wanted
        }
        self._tell_of_training(wanted)
        keeper = self.keeper
        history.push(self.undo_stack, text, lambda: keeper.set_marks(wanted), lambda: keeper.set_marks(before))

    def _tell_of_training(self, wanted: Mapping[str, tuple[Path, str] | None]) -> None:
        """Once there is enough to learn from, say where that is done."""
        given = {content_hash for content_hash, mark in wanted.items() if mark is not None}
        marks = self.state.marks
        count = len(given | marks.keys())
        labels = {mark.label for mark in marks.values()} | {mark[1] for mark in wanted.values() if mark is not None}
        if len(marks) < _ENOUGH <= count and len(labels - {""}) > 1:
            self.state.note(
                self.tr("{count} pictures are verified: the model can learn from them, see “Train”.").format(
                    count=count
                )
            )

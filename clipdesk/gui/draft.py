"""The prompts as they are being edited: also unfinished, with labels switched off, and with keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from clipdesk.errors import UsageError
from clipdesk.inference.prompts import DEFAULT_TEMPLATES, Label, Mode, PromptSet

KEYS = "123456789"


@dataclass(frozen=True)
class LabelRow:
    """A label in the editor. `key` gives it to the selected pictures; "" for none."""

    label: Label
    enabled: bool = True
    key: str = ""

    @property
    def name(self) -> str:
        """The label's name."""
        return self.label.name


@dataclass(frozen=True)
class PromptDraft:
    """What the editor holds. Unlike a PromptSet it may be empty."""

    rows: tuple[LabelRow, ...] = ()
    templates: tuple[str, ...] = DEFAULT_TEMPLATES
    mode: Mode = "single"
    none_of_these: tuple[str, ...] = ()

    @property
    def prompt_set(self) -> PromptSet | None:
        """The labels that are switched on, ready to be scored; None while that is not possible."""
        return self._set_of(tuple(row.label for row in self.rows if row.enabled))

    @property
    def whole_set(self) -> PromptSet | None:
        """All labels; None while that is not possible."""
        return self._set_of(tuple(row.label for row in self.rows))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all labels, switched on or not."""
        return tuple(row.name for row in self.rows)

    def with_label(self, name: str) -> PromptDraft:
        """One more label at the end, with the next free key. Raises UsageError for an empty or repeated name."""
        name = name.strip()
        if not name:
            raise UsageError("A label needs a name.")
        if name in self.names:
            raise UsageError(f"There is a label {name!r} already.")
        return replace(self, rows=(*self.rows, LabelRow(Label(name), key=self._free_key())))

    def without(self, indexes: set[int]) -> PromptDraft:
        """Without the labels at those places."""
        return replace(self, rows=tuple(row for index, row in enumerate(self.rows) if index not in indexes))

    def with_row(self, index: int, row: LabelRow) -> PromptDraft:
        """Another label at a place; a key that it takes is taken from the label that had it.

        Raises UsageError for an empty or repeated name.
        """
        if not row.name.strip():
            raise UsageError("A label needs a name.")
        others = [other.name for place, other in enumerate(self.rows) if place != index]
        if row.name in others:
            raise UsageError(f"There is a label {row.name!r} already.")
        rows = [replace(other, key="") if row.key and other.key == row.key else other for other in self.rows]
        rows[index] = row
        return replace(self, rows=tuple(rows))

    def moved(self, index: int, target: int) -> PromptDraft:
        """A label moved to another place."""
        rows = list(self.rows)
        rows.insert(target, rows.pop(index))
        return replace(self, rows=tuple(rows))

    def _set_of(self, labels: tuple[Label, ...]) -> PromptSet | None:
        try:
            return PromptSet(labels, self.templates, self.mode, self.none_of_these)
        except UsageError:
            return None

    def _free_key(self) -> str:
        taken = {row.key for row in self.rows}
        return next((key for key in KEYS if key not in taken), "")


def draft_of(
    prompt_set: PromptSet, off: frozenset[str] = frozenset(), keys: dict[str, str] | None = None
) -> PromptDraft:
    """A prompt set in the editor. Without `keys` the first nine labels have 1 to 9."""
    keys = dict(zip((label.name for label in prompt_set.labels), KEYS, strict=False)) if keys is None else keys
    rows = tuple(LabelRow(label, label.name not in off, keys.get(label.name, "")) for label in prompt_set.labels)
    return PromptDraft(rows, prompt_set.templates, prompt_set.mode, prompt_set.none_of_these)


def set_name(name: str, taken: Iterable[str]) -> str:
    """A name for a prompt set. Raises UsageError for an empty one, or one that another set has."""
    name = " ".join(name.split())
    if not name:
        raise UsageError("A prompt set needs a name.")
    if name in taken:
        raise UsageError(f"There is a prompt set {name!r} already.")
    return name


def free_name(name: str, taken: Iterable[str]) -> str:
    """The name, with a number after it where it is taken."""
    known = set(taken)
    numbered = (f"{name} {number}" for number in range(2, len(known) + 3))
    return name if name not in known else next(other for other in numbered if other not in known)


def split_names(text: str) -> list[str]:
    """The labels of a typed line, with commas of any keyboard between."""
    return [name.strip() for name in re.split("[,，、]", text) if name.strip()]

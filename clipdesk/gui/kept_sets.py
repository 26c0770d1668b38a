"""The named prompt sets as a project keeps them, those included that cannot be scored yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clipdesk.gui.draft import LabelRow, PromptDraft, draft_of
from clipdesk.gui.state import FIRST_SET
from clipdesk.inference.project import NamedPrompts, Project, UnfinishedPrompts


def sets_of(project: Project) -> tuple[dict[str, PromptDraft], str]:
    """A project's prompt sets in their order, and the name of the one in use; an empty one where there is none."""
    names = [*(one.name for one in project.prompt_sets), *(one.name for one in project.unfinished)]
    drafts = [(one.name, draft_of(one.prompt_set, one.off, dict(one.keys))) for one in project.prompt_sets]
    for half in sorted(project.unfinished, key=lambda half: half.place):
        drafts.insert(half.place, (half.name, _draft(half)))
    if not names:
        return {FIRST_SET: PromptDraft()}, FIRST_SET
    return dict(drafts), names[project.active]


def with_sets(project: Project, sets: Mapping[str, PromptDraft], active: str) -> Project:
    """The project with other prompt sets."""
    whole: list[NamedPrompts] = []
    half: list[UnfinishedPrompts] = []
    for place, (name, draft) in enumerate(sets.items()):
        off = frozenset(row.name for row in draft.rows if not row.enabled)
        keys = tuple((row.name, row.key) for row in draft.rows if row.key)
        prompt_set = draft.whole_set
        if prompt_set is not None:
            whole.append(NamedPrompts(name, prompt_set, off, keys))
        else:
            labels = tuple(row.label for row in draft.rows)
            half.append(UnfinishedPrompts(
                name, place, labels, draft.templates, draft.mode, draft.none_of_these, off, keys
            ))  # fmt: skip
    names = [*(one.name for one in whole), *(one.name for one in half)]
    used = names.index(active) if active in names else 0
    return replace(project, prompt_sets=tuple(whole), unfinished=tuple(half), active=used)


def _draft(one: UnfinishedPrompts) -> PromptDraft:
    keys = dict(one.keys)
    rows = tuple(LabelRow(label, label.name not in one.off, keys.get(label.name, "")) for label in one.labels)
    return PromptDraft(rows, one.templates, one.mode, one.none_of_these)

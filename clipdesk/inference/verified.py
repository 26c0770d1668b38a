"""A project's verified pictures as data to measure with."""

from __future__ import annotations

import numpy as np

from clipdesk.data.catalog import Skipped
from clipdesk.data.pairs import LabelledImages
from clipdesk.errors import UsageError
from clipdesk.inference.marks import Marks
from clipdesk.inference.project import Project


def verified_images(project: Project) -> LabelledImages:
    """The pictures that were verified with a label of the active prompt set, in the order of its labels.

    Pictures that are gone, or that were verified with another label or with none, are skipped with their reason. Raises
    ProjectError for marks that cannot be read, UsageError where nothing is left.
    """
    classes = tuple(label.name for label in project.prompts.labels) if project.prompts is not None else ()
    number = {name: index for index, name in enumerate(classes)}
    paths, targets, skipped = [], [], []
    with Marks(project.folder) as marks:
        for mark in marks.all().values():
            path = marks.locate(mark)
            if mark.label not in number:
                what = f"the label {mark.label!r}, which is none of the prompt set's" if mark.label else "no label"
                skipped.append(Skipped(path, "label", f"It was verified as having {what}."))
            elif not path.is_file():
                skipped.append(Skipped(path, "missing", "The verified picture is not where it was."))
            else:
                paths.append(path)
                targets.append(number[mark.label])
    if not paths:
        raise UsageError(f"The project {project.name} has no verified pictures that are there. Verify some first.")
    return LabelledImages(classes, tuple(paths), np.array(targets, dtype=np.int64), tuple(skipped))

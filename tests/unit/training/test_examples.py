"""What is learned from, and how it is parted."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clipdesk.errors import UsageError
from clipdesk.inference.marks import Marks
from clipdesk.inference.project import NamedPrompts, create, save
from clipdesk.inference.prompts import Label, PromptSet
from clipdesk.progress import drain
from clipdesk.training.examples import Examples, arrange, read_examples, split
from tests.helpers.shapes import CLASSES, shape_folder


def test_class_folders(tmp_path: Path) -> None:
    found = drain(read_examples(shape_folder(tmp_path, 3)))
    assert found.examples.classes == CLASSES
    assert found.examples.kind == "labels"
    assert found.splits is None
    assert [CLASSES[target] for target in found.examples.targets] == [path.parent.name for path in found.examples.paths]


def test_folders_of_parts_above_class_folders(tmp_path: Path) -> None:
    shape_folder(tmp_path / "train", 3)
    shape_folder(tmp_path / "val", 1, first=10)
    shape_folder(tmp_path / "test", 2, first=20)
    shutil.rmtree(tmp_path / "val" / "cross")
    found = drain(read_examples(tmp_path))
    assert found.splits is not None
    assert [len(part) for part in (found.splits.train, found.splits.validation, found.splits.test)] == [9, 2, 6]
    assert found.splits.validation.classes == CLASSES
    assert [CLASSES[target] for target in found.splits.validation.targets] == ["circle", "square"]
    assert arrange(found).validation is found.splits.validation


def test_a_class_called_train_is_a_class(tmp_path: Path) -> None:
    shape_folder(tmp_path, 2)
    (tmp_path / "circle").rename(tmp_path / "train")
    assert drain(read_examples(tmp_path)).examples.classes == ("cross", "square", "train")
    for name in ("cross", "square"):
        shutil.rmtree(tmp_path / name)
    assert drain(read_examples(tmp_path)).examples.classes == ("train",)


def test_what_has_no_validation_gets_one(tmp_path: Path) -> None:
    shape_folder(tmp_path / "train", 10)
    shape_folder(tmp_path / "test", 2, first=20)
    splits = arrange(drain(read_examples(tmp_path)), 0.2)
    assert [len(part) for part in (splits.train, splits.validation, splits.test)] == [24, 6, 6]


def test_a_table_with_captions_and_a_column_of_parts(tmp_path: Path) -> None:
    shape_folder(tmp_path, 2)
    table = tmp_path / "data.csv"
    table.write_text(
        "filepath,caption,split\ncircle/0000.png,a disc,train\ncircle/0000.png,something round,train\n"
        "square/0000.png,a box,val\ncross/0000.png,a plus,\ngone.png,nothing,test\n"
    )
    found = drain(read_examples(table))
    assert found.examples.kind == "captions"
    assert found.examples.captions == (("a disc", "something round"), ("a box",), ("a plus",))
    assert found.splits is not None
    assert [len(part) for part in (found.splits.train, found.splits.validation, found.splits.test)] == [2, 1, 0]
    assert [one.kind for one in found.skipped] == ["missing"]


def test_a_table_with_both_is_read_as_asked(tmp_path: Path) -> None:
    shape_folder(tmp_path, 1)
    table = tmp_path / "data.jsonl"
    rows = [{"filepath": f"{name}/0000.png", "label": name, "caption": [f"a {name}", "x"]} for name in CLASSES]
    table.write_text("\n".join(map(json.dumps, rows)))
    assert drain(read_examples(table)).examples.classes == CLASSES
    assert drain(read_examples(table, "captions")).examples.captions == tuple((f"a {name}", "x") for name in CLASSES)


@pytest.mark.parametrize(
    "rows", ["circle/0000.png,circle,elsewhere", "circle/0000.png,circle,train\ncircle/0000.png,circle,test"]
)
def test_parts_that_make_no_sense(tmp_path: Path, rows: str) -> None:
    shape_folder(tmp_path, 1)
    (tmp_path / "data.csv").write_text(f"filepath,label,split\n{rows}\n")
    with pytest.raises(UsageError, match="split"):
        drain(read_examples(tmp_path / "data.csv"))


def test_a_projects_verified_pictures(tmp_path: Path) -> None:
    pictures = shape_folder(tmp_path / "pictures", 2)
    project = create(tmp_path / "project")
    project = replace(
        project, prompt_sets=(NamedPrompts("shapes", PromptSet(tuple(map(Label, ("square", "circle", "dog"))))),)
    )
    save(project)
    with Marks(project.folder) as marks:
        for name in ("square", "circle"):
            marks.verify(name, pictures / name / "0000.png", name)
    examples = drain(read_examples(project.folder)).examples
    assert examples.classes == ("circle", "square")
    assert Counter(path.parent.name for path in examples.paths) == {"circle": 1, "square": 1}


def test_a_split_is_stratified_and_seeded(tmp_path: Path) -> None:
    shape_folder(tmp_path, 10)
    for seed in range(10, 40):  # one class is much larger
        shutil.copyfile(tmp_path / "circle" / f"{seed % 10:04}.png", tmp_path / "circle" / f"{seed:04}.png")
        with (tmp_path / "circle" / f"{seed:04}.png").open("ab") as file:
            file.write(bytes([seed]))
    examples = drain(read_examples(tmp_path)).examples
    splits = split(examples, 0.2, 0.1, seed=3)
    counts = [Counter(CLASSES[target] for target in part.targets) for part in vars(splits).values()]
    assert counts == [
        {"circle": 28, "cross": 7, "square": 7},
        {"circle": 8, "cross": 2, "square": 2},
        {"circle": 4, "cross": 1, "square": 1},
    ]
    every = [path for part in vars(splits).values() for path in part.paths]
    assert sorted(every) == sorted(examples.paths)
    again, other = split(examples, 0.2, 0.1, seed=3), split(examples, 0.2, 0.1, seed=4)
    assert again.validation.paths == splits.validation.paths
    assert other.validation.paths != splits.validation.paths


def test_equal_files_stay_together(tmp_path: Path) -> None:
    shape_folder(tmp_path, 12)
    for number in range(12):
        for copy in "ab":
            shutil.copyfile(tmp_path / "circle" / f"{number:04}.png", tmp_path / "circle" / f"{number:04}{copy}.png")
    examples = drain(read_examples(tmp_path)).examples
    for seed in range(5):
        splits = split(examples, 0.3, 0.2, seed=seed)
        part_of: dict[bytes, set[str]] = {}
        for name, part in vars(splits).items():
            for path in part.paths:
                part_of.setdefault(path.read_bytes(), set()).add(name)
        assert all(len(parts) == 1 for parts in part_of.values())
        assert {len(part) > 0 for part in vars(splits).values()} == {True}


def test_few_pictures_and_captions_are_parted_too(tmp_path: Path) -> None:
    shape_folder(tmp_path, 2)
    splits = split(drain(read_examples(tmp_path)).examples, 0.2)
    assert [len(splits.train), len(splits.validation)] == [3, 3]
    paths = tuple(sorted(tmp_path.rglob("*.png")))
    captioned = split(Examples(paths, captions=tuple((f"text {row}",) for row in range(6))), 0.34)
    assert [len(captioned.train), len(captioned.validation)] == [4, 2]
    with pytest.raises(UsageError):
        split(captioned.train, 0.6, 0.5)


def test_a_subset_keeps_what_belongs_together() -> None:
    examples = Examples((Path("a"), Path("b"), Path("c")), ("x", "y"), np.array([1, 0, 1]))
    some = examples.subset([2, 1])
    assert (some.paths, some.targets.tolist(), some.classes) == ((Path("c"), Path("b")), [1, 0], ("x", "y"))
    with pytest.raises(ValueError, match="class or its captions"):
        Examples((Path("a"),))

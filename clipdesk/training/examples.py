"""What a run learns from: pictures with their class or their captions, and how they are parted.

Knows nothing of torch. Files with equal content stay together, so that nothing is measured on what was learned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from clipdesk.data import pairs
from clipdesk.data.catalog import Skipped
from clipdesk.errors import UsageError
from clipdesk.progress import Progress, Steps

Kind = Literal["labels", "captions"]
Part = Literal["train", "validation", "test"]

PARTS: Mapping[str, Part] = {
    "train": "train", "training": "train", "val": "validation", "valid": "validation", "validation": "validation",
    "dev": "validation", "test": "test", "testing": "test",
}  # fmt: skip
"""What folders and the column `split` may call the parts."""

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, eq=False)
class Examples:
    """Pictures of known class, `paths[i]` shows `classes[targets[i]]`, or with one or more captions each."""

    paths: tuple[Path, ...]
    classes: tuple[str, ...] = ()
    targets: npt.NDArray[np.int64] | None = None  # [n]
    captions: tuple[tuple[str, ...], ...] | None = None

    def __post_init__(self) -> None:
        told = [values for values in (self.targets, self.captions) if values is not None]
        if len(told) != 1 or len(told[0]) != len(self.paths):
            raise ValueError("each picture needs its class or its captions, and not both")

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def kind(self) -> Kind:
        """What is known of the pictures."""
        return "labels" if self.targets is not None else "captions"

    def subset(self, rows: Iterable[int] | npt.NDArray[np.intp]) -> Examples:
        """Those rows, in their order; the classes stay as they are."""
        chosen = [int(row) for row in rows]
        paths = tuple(self.paths[row] for row in chosen)
        if self.targets is not None:
            return Examples(paths, self.classes, self.targets[np.array(chosen, dtype=np.intp)])
        assert self.captions is not None
        return Examples(paths, captions=tuple(self.captions[row] for row in chosen))


@dataclass(frozen=True, eq=False)
class Splits:
    """To learn from, to choose by, and to report on. The last two may be empty."""

    train: Examples
    validation: Examples
    test: Examples


@dataclass(frozen=True, eq=False)
class Found:
    """All that was read; `splits` where the data say themselves what belongs where (a part they lack is empty)."""

    examples: Examples
    splits: Splits | None
    skipped: tuple[Skipped, ...]


def read_examples(data: Path, kind: Kind | None = None) -> Steps[Found]:
    """Read a folder of class folders (train, validation and test folders may stand above them), a CSV or JSONL with
    `filepath` and `label` or `caption` (perhaps `split`), or a project's verified pictures.

    A table with both columns is read as `kind`, labels where that is None. Raises UsageError or ProjectError.
    """
    data = Path(data).expanduser()
    yield Progress("finding pictures", 0)
    if not data.is_dir():
        found = _from_table(data, kind)
    elif kind == "captions":
        raise UsageError(f"{data} is a folder; captions come in a CSV or JSONL file with filepath and caption.")
    else:
        found = _from_project(data) or (yield from _from_parts(data)) or _from_classes(data)
    yield Progress("finding pictures", len(found.examples), len(found.examples))
    return found


def split(examples: Examples, validation: float = 0.2, test: float = 0.0, seed: int = 0) -> Splits:
    """Part the pictures at random, each class alike; the same seed parts the same files alike.

    Files of equal content come to the same part. A class of two different pictures or more keeps at least one to learn
    from and gives at least one to each part that is asked for, as far as they go. Raises UsageError for shares that are
    no shares.
    """
    if not (0 <= validation < 1 and 0 <= test < 1 and validation + test < 1):
        raise UsageError("The shares for validation and test must be at least 0 and together below 1.")
    groups = _equal_files(examples.paths)
    targets = examples.targets if examples.targets is not None else np.zeros(len(examples), dtype=np.int64)
    by_class: dict[int, list[list[int]]] = {}
    for group in groups:
        by_class.setdefault(int(targets[group[0]]), []).append(group)
    rows: dict[Part, list[int]] = {"train": [], "validation": [], "test": []}
    for number, members in sorted(by_class.items()):
        order = np.random.default_rng([seed, number]).permutation(len(members))
        shuffled = [members[place] for place in order]
        count = sum(map(len, members))
        for part, share in (("validation", validation), ("test", test)):
            wanted = max(1, round(share * count)) if share else 0
            taken = 0
            while taken < wanted and len(shuffled) > 1:
                group = shuffled.pop()
                rows[part].extend(group)  # type: ignore[index]
                taken += len(group)
        rows["train"].extend(row for group in shuffled for row in group)
    return Splits(*(examples.subset(sorted(rows[part])) for part in ("train", "validation", "test")))


def arrange(found: Found, validation: float = 0.2, seed: int = 0) -> Splits:
    """The parts that the data give; where they have none to choose by, that share of the pictures to learn from.

    Raises UsageError when nothing is left to learn from.
    """
    splits = found.splits
    if splits is None:
        splits = split(found.examples, validation, seed=seed)
    elif not len(splits.validation):
        parted = split(splits.train, validation, seed=seed)
        splits = Splits(parted.train, parted.validation, splits.test)
    if not len(splits.train):
        raise UsageError("The data give no pictures to learn from: there is nothing in their part train.")
    return splits


def content_hash(path: Path) -> str | None:
    """BLAKE2b, 128 bits, of the file's bytes as in the embedding cache, or None where it cannot be read."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except (OSError, ValueError):
        return None
    return digest.hexdigest()


def _equal_files(paths: Sequence[Path]) -> list[list[int]]:
    """Rows whose files have the same content, in order. Only files of the same size are read."""
    by_size: dict[int, list[int]] = {}
    for row, path in enumerate(paths):
        try:
            size = path.stat().st_size
        except (OSError, ValueError):
            size = -1 - row  # alone: it will be skipped when it is read
        by_size.setdefault(size, []).append(row)
    groups: dict[tuple[int, str], list[int]] = {}
    for size, alike in by_size.items():
        for row in alike:
            content = content_hash(paths[row]) if len(alike) > 1 else None
            groups.setdefault((size, content or f"row {row}"), []).append(row)
    return sorted(groups.values())


def _from_project(data: Path) -> Found | None:
    from clipdesk.inference.project import is_project, open_project
    from clipdesk.inference.verified import verified_images

    if not is_project(data):
        return None
    return _labelled(verified_images(open_project(data)))


def _from_classes(data: Path) -> Found:
    return _labelled(pairs.read_labelled(data))


def _from_parts(data: Path) -> Steps[Found | None]:
    """Folders called train, validation and test above the class folders; None where it is not so."""
    try:
        folders = sorted(item for item in data.iterdir() if item.is_dir() and not item.name.startswith("."))
    except OSError:
        return None
    parts = {PARTS[folder.name.lower()]: folder for folder in folders if folder.name.lower() in PARTS}
    if "train" not in parts or len(parts) != len(folders):
        return None
    if not any(item.is_dir() for item in parts["train"].iterdir()):
        return None  # a class that is called train
    read: dict[Part, pairs.LabelledImages] = {}
    for part, folder in parts.items():
        yield Progress("finding pictures", sum(len(one.paths) for one in read.values()))
        read[part] = pairs.read_labelled(folder)
    labels = {part: [one.classes[target] for target in one.targets] for part, one in read.items()}
    paths = [path for one in read.values() for path in one.paths]
    of_parts = [part for part, one in read.items() for _ in one.paths]
    examples = _of_names(paths, [name for names in labels.values() for name in names])
    return Found(examples, _given(examples, of_parts), tuple(fault for one in read.values() for fault in one.skipped))


def _from_table(data: Path, kind: Kind | None) -> Found:
    columns = pairs.columns_of(data)
    if kind is None:
        kind = "captions" if "caption" in columns and "label" not in columns else "labels"
    if kind == "captions":
        captioned = pairs.read_captioned(data)
        examples, skipped = Examples(captioned.paths, captions=captioned.captions), captioned.skipped
    else:
        found = _labelled(pairs.read_labelled(data))
        examples, skipped = found.examples, found.skipped
    if "split" not in columns:
        return Found(examples, None, skipped)
    of_path = pairs.read_column(data, "split")
    parts: list[Part] = []
    for path in examples.paths:
        name = of_path.get(path, "train").lower()
        if name not in PARTS:
            raise UsageError(f"{data}: the split {name[:40]!r} is unknown. Use train, validation or test.")
        parts.append(PARTS[name])
    return Found(examples, _given(examples, parts), skipped)


def _labelled(images: pairs.LabelledImages) -> Found:
    examples = _of_names(images.paths, [images.classes[target] for target in images.targets])
    return Found(examples, None, images.skipped)


def _of_names(paths: Sequence[Path], names: Sequence[str]) -> Examples:
    classes = tuple(sorted(set(names)))
    number = {name: index for index, name in enumerate(classes)}
    return Examples(tuple(paths), classes, np.array([number[name] for name in names], dtype=np.int64))


def _given(examples: Examples, parts: Sequence[Part]) -> Splits:
    rows = {wanted: [row for row, part in enumerate(parts) if part == wanted] for wanted in PARTS.values()}
    return Splits(*(examples.subset(rows[part]) for part in ("train", "validation", "test")))

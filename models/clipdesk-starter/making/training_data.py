"""The pictures and texts that prepare_images.py and prepare_teachers.py wrote, as the trainings read them."""

import argparse
import os
import re
from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from open_clip.zero_shot_metadata import IMAGENET_CLASSNAMES
from text_sources import ALSO, Nouns, read_rows
from timm.data import ImageNetInfo
from torch import Tensor
from torch.nn import functional

# Pictures that a core takes at once.
PACKS = {"large160": 12, "more160": 17, "web160": 3, "mid84": 9, "small64": 11}
POOLS = {"more160", "web160"}
LARGE = {"large160", *POOLS}
IMAGENET = 1000  # names, the first
WIDEST = 400  # of them that a word for a kind may cover: animals, not things
NEAR = 0.5  # cosine of sentence embeddings from which on names nearly mean the same
ENOUGH = 10  # pictures of each in a set, from which on the set tells two names apart
# How many times each picture of a set, or of a label, counts.
OFTENER = {"imagenette": 2, "astronaut": 8}


class Rows:
    """Rows of a .npy file, read when asked for. A memory map would hold Python's lock while the disk is slow."""

    def __init__(self, path: Path) -> None:
        mapped = np.load(path, mmap_mode="r")
        self.shape, self.dtype, self.start = mapped.shape[1:], mapped.dtype, mapped.offset
        self.bytes = mapped[0].nbytes
        self.file = os.open(path, os.O_RDONLY)

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        """The rows of those numbers, [n, ...]."""
        out = np.empty((len(rows), *self.shape), self.dtype)
        for row, place in zip(rows.tolist(), out.reshape(len(rows), -1), strict=True):
            os.preadv(self.file, [place], self.start + row * self.bytes)
        return out


@dataclass
class Pack:
    """Pictures of one size with what is known of them."""

    pixels: Rows  # uint8 [n, side, side, 3]
    target: np.ndarray  # int64 [n], index of the name or -1
    maps: Rows  # fp16 [n, side, side, depth], the teacher's class activation maps along its axes
    usable: np.ndarray  # int64, rows, some several times
    captions: dict[int, list[int]]


def read_sentences(data: Path, group: str) -> dict[str, np.ndarray]:
    """Texts of a group, plain names where there are templates, with their sentence embeddings, float32 [384]."""
    rows = read_rows(data / f"text_{group}.jsonl")
    embeddings = np.load(data / f"text_{group}.npy").astype(np.float32)
    return {row.get("name", row["text"]): embedding for row, embedding in zip(rows, embeddings, strict=True)}


def class_names(data: Path) -> list[str]:
    """ImageNet's 1,000 names in their order, then those that only other training pictures have."""
    indexes = [index for pack in PACKS if (index := data / f"{pack}.index.jsonl").exists()]
    found = {row["label"] for index in indexes for row in read_rows(index) if row["label"]}
    return [*IMAGENET_CLASSNAMES, *sorted(found - set(IMAGENET_CLASSNAMES))]


def told_apart(data: Path, names: list[str]) -> Tensor:
    """Bool [names, names]: labels of one set of pictures, each of which has one of them, and no kind of the other.

    Sets that have a picture or two for each of many words tell nothing apart: they have both sofas and couches.
    """
    number = {name: i for i, name in reversed(list(enumerate(names)))}
    labels: dict[str, Counter[int]] = defaultdict(Counter)
    for pack in PACKS:
        if (index := data / f"{pack}.index.jsonl").exists():
            for row in read_rows(index):
                if row["label"]:
                    labels[row.get("pool", row["set"])][number[row["label"]]] += 1
    apart = torch.zeros(len(names), len(names), dtype=torch.bool)
    for found in labels.values():
        together = torch.tensor([name for name, count in found.items() if count >= ENOUGH], dtype=torch.long)
        apart[together[:, None], together] = True
    for word, kinds in ALSO.items():
        for kind in set(kinds) & set(names) if word in number else ():
            apart[number[word], number[kind]] = apart[number[kind], number[word]] = False
    return apart


def load_pack(
    data: Path,
    name: str,
    index_of: dict[str, int],
    caption_of: dict[str, int],
    held_out: Set[str] = frozenset(),
    without: Set[str] = frozenset(),
    share: float = 1.0,
) -> Pack:
    """Open one pack; pictures stay on disk. Names held out and sets `without` are not used, of the rest a `share`."""
    rows = read_rows(data / f"{name}.index.jsonl")
    target = np.array([index_of.get(row["label"] or "", -1) for row in rows], dtype=np.int64)
    drawn = np.random.default_rng(0).random(len(rows)) < share
    kept = [bool(drawn[i]) and row["label"] not in held_out and row["set"] not in without for i, row in enumerate(rows)]
    captions = {
        i: [caption_of[text] for text in row["captions"]]
        for i, row in enumerate(rows)
        if row.get("captions") and kept[i] and not any(names_any(text, held_out) for text in row["captions"])
    }
    times = [kept[i] * OFTENER.get(row["label"], OFTENER.get(row["set"], 1)) for i, row in enumerate(rows)]
    usable = np.repeat(np.arange(len(rows)), times)
    return Pack(Rows(data / f"{name}.npy"), target, Rows(data / f"teacher_{name}.npy"), usable, captions)


def add_held_out(parser: argparse.ArgumentParser) -> None:
    """The options that keep names and sets out of a training."""
    parser.add_argument("--held-out", type=Path, metavar="NAMES_FILE")
    parser.add_argument("--without", nargs="+", default=[], metavar="SET")


def read_held_out(file: Path | None) -> frozenset[str]:
    """The names in a file, one a line."""
    return frozenset(file.read_text(encoding="utf-8").split("\n")) - {""} if file else frozenset()


def names_any(text: str, names: Set[str]) -> bool:
    """Whether one of the names stands in the text as words of their own."""
    return any(re.search(rf"\b{re.escape(name)}s?\b", text, re.IGNORECASE) for name in names)


@dataclass
class Axes:
    """Between the teacher's maps and its 1,000 logits."""

    mean: Tensor  # [1000]
    axes: Tensor  # [1000, depth]
    deviation: Tensor  # [depth]

    @classmethod
    def load(cls, data: Path) -> "Axes":
        """What prepare_teachers.py stored."""
        with np.load(data / "teacher_axes.npz") as stored:
            return cls(*(torch.from_numpy(stored[name]) for name in ("mean", "axes", "deviation")))


class Wording:
    """Names, and other words for them and for what they are kinds of, as sentence embeddings."""

    def __init__(
        self,
        names: list[str],
        sentence_of: dict[str, np.ndarray],
        data: Path,
        wordnet: Path,
        held_out: Set[str] = frozenset(),
    ) -> None:
        row_of = {text.lower(): row for text, row in (read_sentences(data, "lemmas") | sentence_of).items()}
        place: dict[str, int] = {}

        def put(text: str) -> int:
            return place.setdefault(text.lower(), len(place))

        self.own = np.array([put(name) for name in names])
        synonyms, kinds = other_words(names, Nouns(wordnet))
        usable = {word for word in row_of if not names_any(word, held_out)} if held_out else row_of.keys()
        self.synonyms = [np.array([put(word) for word in some if word in usable], dtype=int) for some in synonyms]
        members = defaultdict(list)
        for name, some in enumerate(kinds):
            for kind in some:
                if words := tuple(put(word) for word in kind if word in usable):
                    members[words].append(name)
        self.texts = list(place)
        self.embeddings = torch.from_numpy(np.stack([row_of[text] for text in self.texts]))  # [words, 384]
        holds = torch.zeros(len(names), len(self.texts), dtype=torch.bool)  # whether a word is true of a name
        self.kinds = []  # the words for each, and whether a name is one, [names]
        for words, some in members.items():
            of_kind = np.isin(np.arange(len(names)), some)
            self.kinds.append((np.array(words), of_kind))
            holds[:, list(words)] |= torch.from_numpy(of_kind)[:, None]
        for name, some in enumerate(self.synonyms):
            holds[name, self.own[name]] = True
            holds[name, some] = True
        below = holds[:, self.own].T.float()  # [names, names]: the second is a kind of the first
        apart = told_apart(data, names)
        apart[:IMAGENET, :IMAGENET] = True
        self.never = below @ holds.float() > 0  # [names, words], no negative: true of it, or of some of its kinds
        near = self.embeddings[self.own] @ self.embeddings[self.own].T > NEAR
        self.never[:, self.own] = (self.never[:, self.own] | near) & ~apart

    def draw(self, generator: np.random.Generator, wider: float) -> Tensor:
        """The number of a word for each name, [names]; names may share one.

        For the share `wider` of draws names are put as kinds, each as the first of half of them, shuffled, that it is.
        In the others they are put as themselves or, that share of them, as a synonym.
        """
        chosen = self.own.copy()
        if generator.random() < wider:
            free = np.ones(len(chosen), dtype=bool)
            for kind in generator.permutation(len(self.kinds))[: len(self.kinds) // 2]:
                words, of_kind = self.kinds[kind]
                chosen[of_kind & free] = generator.choice(words)
                free &= ~of_kind
        else:
            for name in np.flatnonzero(generator.random(len(self.own)) < wider):
                if len(self.synonyms[name]):
                    chosen[name] = generator.choice(self.synonyms[name])
        return torch.from_numpy(chosen)


def other_words(names: list[str], nouns: Nouns) -> tuple[list[list[str]], list[list[tuple[str, ...]]]]:
    """Synonyms of each name, ImageNet's coming first, and what it is a kind of, each kind by all of its words."""
    senses = [wordnet_id[1:] for wordnet_id in ImageNetInfo("imagenet-1k").label_names()]
    above = [nouns.kinds(sense) for sense in senses]
    covered = Counter(kind for some in above for kind in some)
    called = {kind: tuple(nouns.kind_words(kind)) for kind in covered}
    kind_of = {words[0]: kind for kind, words in called.items() if words and words[0] == nouns.words[kind][0]}

    def put_as(word: str) -> list[tuple[str, ...]]:
        return [called[kind] for kind in (kind_of[word], *nouns.kinds(kind_of[word])) if covered[kind] <= WIDEST]

    synonyms = [nouns.words[sense] for sense in senses] + [[]] * (len(names) - len(senses))
    kinds = [[called[kind] for kind in some if covered[kind] <= WIDEST and called[kind]] for some in above]
    kinds += [put_as(name) if name in kind_of else [] for name in names[len(senses) :]]
    for name, some in zip(names, kinds, strict=True):
        for word, held in ALSO.items():
            if name in held or any(held_word in kind for kind in some for held_word in held):
                some.extend(put_as(word) if word in kind_of else [(word,)])
    return synonyms, kinds


@dataclass
class Shared:
    """What every worker reads."""

    packs: dict[str, Pack]
    wording: Wording
    captions: Tensor  # [captions, 384]
    spare: np.ndarray  # numbers of the captions that may serve as negatives
    unseen: Tensor  # bool [names], held out of every loss
    nouns: tuple[Tensor, Tensor]
    axes: Axes


def load_nouns(
    data: Path, sentence_of: dict[str, np.ndarray], held_out: Set[str] = frozenset()
) -> tuple[Tensor, Tensor]:
    """Sentence embeddings [n, 384] of nouns and CLIP's own of them, centred and normalised [n, 512]."""
    nouns = [row["plain"] for row in read_rows(data / "clip_names.jsonl")]
    kept = [i for i, noun in enumerate(nouns) if not names_any(noun, held_out)]
    nouns = [nouns[i] for i in kept]
    clip = torch.from_numpy(np.load(data / "clip_names.npy").astype(np.float32)[kept])
    sentence = torch.from_numpy(np.stack([sentence_of[noun] for noun in nouns]))
    return sentence, functional.normalize(clip - clip.mean(dim=0), dim=-1)

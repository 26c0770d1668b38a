"""Pack the training and evaluation pictures of the starter model into uint8 arrays.

usage: prepare_images.py RAW_DIR OUT_DIR [--exclude LIST ...] [--only PACK ...] [--workers N]

RAW_DIR holds one folder a data set, as its public repository lays it out and gather.py writes it:
  imagenette/ imagewoof/ clothing/ scenes/   train|val|test|validation folders of class folders
  tiny/                                      tiny-imagenet-200 (train, val, test)
  mini/                                      train and val folders of class folders (all used for training)
  flickr8k/images/, flickr8k_text/           photos; captions.txt and the three lists of the official split
  coco/                                      resized2014/ and val_resized2014/
  sea/ cifar10/                              class folders (all of cifar10 for testing)
  grocery/                                   train.txt, test.txt, classes.csv and the photos they name
  more/ more2/                               further pools, and pools.json: [{"folder", "labels": {folder: name}}];
                                             the nearest named folder above a picture says what it is; "padded" where
                                             white bars are to be cut off
For each pack, OUT_DIR gets PACK.npy (pictures, height, width, 3) and PACK.index.jsonl, one row a picture. LISTs name
pictures that must not be trained on, one path a line, beginning with the set's name in PREFIXES or its folder.
"""

import argparse
import csv
import functools
import hashlib
import json
import multiprocessing
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from gather import PICTURES
from numpy.lib.format import open_memmap
from open_clip.zero_shot_metadata import IMAGENET_CLASSNAMES
from PIL import Image, ImageOps
from text_sources import write_rows
from timm.data import ImageNetInfo

from clipdesk.data.images import decode
from clipdesk.errors import ImageError

Row = dict[str, Any]
SIZES = {"small64": 64, "mid84": 84, "large160": 160, "eval_tiny": 64, "eval_cifar10": 32}
PREFIXES = {
    "tiny-imagenet-200": "tiny",
    "miniimagenet": "mini",
    "imagenette224": "imagenette",
    "imagewoof224": "imagewoof",
    "coco_resized": "coco",
    "flickr8k": "flickr8k",
    "more": "more",
    "more2": "more2",
}
WHITE = 245  # and more, of 255, is a bar's
SCENES = {"buildings": "buildings", "forests": "forest", "glacier": "glacier", "mountains": "mountain",
          "sea": "sea", "street": "street"}  # fmt: skip
CLOTHING = {"longsleeve": "long-sleeve shirt", "outwear": "outerwear"}
SEA = {"Jelly Fish": "jellyfish", "Clams": "clam", "Corals": "coral", "Crabs": "crab", "Nudibranchs": "nudibranch",
       "Puffers": "pufferfish", "Sea Rays": "sea ray", "Sea Urchins": "sea urchin", "Sharks": "shark",
       "Turtle_Tortoise": "turtle"}  # fmt: skip


DRAWN = re.compile(
    r"\b(cartoons?|vectors?|illustrat\w*|clip ?art|draw(n|ings?)|sketch\w*|t-? ?shirts?|posters?|logos?|icons?"
    r"|silhouettes?|seamless|patterns?|comics?|anime|paintings?|watercolou?rs?|wallpaper|templates?|prints?|graphics?|3d|abstract|doodle"
    r"|tattoos?|coloring|banners?|infographic|screenshots?|maps?|diagrams?|charts?|covers?|stickers?|flyers?|words?"
    r"|pillow)\b"
)  # in a caption: not a photograph
STOCK = re.compile(
    r"(\s*\b(stock|royalty free) (images?|photos?|photography|pictures?)\b.*|^(a|an) (photo|picture|image) of )"
)


@functools.cache
def imagenet_index() -> dict[str, int]:
    """WordNet ids in ImageNet's order, which is their sorted order."""
    ids = ImageNetInfo("imagenet-1k").label_names()
    if ids != sorted(ids) or len(ids) != len(IMAGENET_CLASSNAMES):
        raise ValueError("the list of WordNet ids does not fit the list of class names")
    return {wordnet_id: index for index, wordnet_id in enumerate(ids)}


@functools.cache
def first_words(raw: Path) -> dict[str, str]:
    """WordNet id to its first term, for ids outside ImageNet's thousand."""
    lines = (raw / "tiny/words.txt").read_text().splitlines()
    return {line.split("\t")[0]: line.split("\t")[1].split(",")[0].strip() for line in lines}


def row(raw: Path, path: Path, label: str | None = None, index: int | None = None, **more: Any) -> Row:
    relative = path.relative_to(raw)
    return {"set": relative.parts[0], "path": relative.as_posix(), "label": label, "imagenet_index": index, **more}


def pictures(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in PICTURES)


def wordnet_row(raw: Path, path: Path, wordnet_id: str) -> Row:
    index = imagenet_index().get(wordnet_id)
    label = first_words(raw)[wordnet_id] if index is None else IMAGENET_CLASSNAMES[index]
    return row(raw, path, label, index)


def wordnet_folders(raw: Path, folder: str) -> Iterator[Row]:
    for path in pictures(raw / folder):
        yield wordnet_row(raw, path, path.relative_to(raw / folder).parts[0])


def named_folders(raw: Path, folder: str, names: dict[str, str]) -> Iterator[Row]:
    for path in pictures(raw / folder):
        name = path.parent.name
        yield row(raw, path, names.get(name, name.lower()))


def tiny_val(raw: Path) -> Iterator[Row]:
    for line in (raw / "tiny/val/val_annotations.txt").read_text().splitlines():
        name, wordnet_id = line.split("\t")[:2]
        yield wordnet_row(raw, raw / "tiny/val/images" / name, wordnet_id)


def flickr8k(raw: Path, split: str) -> Iterator[Row]:
    captions: dict[str, list[str]] = defaultdict(list)
    with (raw / "flickr8k_text/captions.txt").open(newline="") as lines:
        for entry in csv.DictReader(lines):
            captions[entry["image"]].append(entry["caption"].strip())
    for name in (raw / f"flickr8k_text/Flickr_8k.{split}Images.txt").read_text().split():
        yield row(raw, raw / "flickr8k/images" / name, captions=captions[name])


def sea(raw: Path, test: bool) -> Iterator[Row]:
    """A fifth is kept for testing, chosen by content so that equal files fall on the same side."""
    for entry in named_folders(raw, "sea", SEA):
        digest = hashlib.sha1(b"split 1" + (raw / entry["path"]).read_bytes()).digest()
        if (digest[0] * 256 + digest[1] < 65536 // 5) == test:
            yield entry


def grocery(raw: Path, split: str) -> Iterator[Row]:
    with (raw / "grocery/classes.csv").open(newline="") as lines:
        classes = {int(entry["Class ID (int)"]): entry for entry in csv.DictReader(lines)}
    for line in (raw / f"grocery/{split}.txt").read_text().splitlines():
        name, fine, _coarse = (part.strip() for part in line.split(","))
        entry = classes[int(fine)]
        label, exact = entry["Coarse Class Name (str)"], entry["Class Name (str)"]
        yield row(raw, raw / "grocery" / name, label.replace("-", " ").lower(), fine=exact.replace("-", " ").lower())


def train_large(raw: Path) -> Iterator[Row]:
    yield from wordnet_folders(raw, "imagenette/train")
    yield from wordnet_folders(raw, "imagewoof/train")
    yield from flickr8k(raw, "train")
    yield from (row(raw, path) for path in pictures(raw / "coco"))
    yield from sea(raw, test=False)
    yield from named_folders(raw, "clothing/train", CLOTHING)
    yield from grocery(raw, "train")


def pools(raw: Path, name: str) -> Iterator[Row]:
    """POOL.captions.json holds what was written of a picture."""
    folder = raw / name
    for entry in json.loads((folder / "pools.json").read_text()):
        pool = entry["folder"]
        labels: dict[str, str] = entry["labels"]
        captions = json.loads(path.read_text()) if (path := folder / f"{pool}.captions.json").exists() else {}
        for path in pictures(folder / pool):
            known = path.parent.name in imagenet_index()
            folders = path.relative_to(folder).parent.parts
            label = next((labels[part] for part in reversed(folders) if part in labels), None)
            found = wordnet_row(raw, path, path.parent.name) if known else row(raw, path, label)
            found |= {"pool": pool, **({"padded": True} if entry.get("padded") else {})}
            name = path.relative_to(folder / pool).as_posix()
            if name in captions:
                texts = captions[name]
                if any(DRAWN.search(text.lower()) for text in texts):
                    continue
                found["captions"] = [first_sentence(text) for text in texts]
            yield found


def first_sentence(description: str) -> str:
    """What the picture shows, without saying that it is a picture."""
    sentence = STOCK.sub("", description.partition(". ")[0].rstrip("."))
    return re.sub(
        r"^(the|this) (image|picture|photo|photograph) (depicts|shows|features|is of|is) ",
        "",
        sentence,
        flags=re.IGNORECASE,
    )


def train_small(raw: Path) -> Iterator[Row]:
    yield from wordnet_folders(raw, "tiny/train")
    yield from (row(raw, path) for path in pictures(raw / "tiny/test"))
    yield from named_folders(raw, "scenes/train", SCENES)


def train_mid(raw: Path) -> Iterator[Row]:
    yield from wordnet_folders(raw, "mini/train")
    yield from wordnet_folders(raw, "mini/val")


PACKS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "large160": train_large,
    "more160": lambda raw: pools(raw, "more"),
    "web160": lambda raw: pools(raw, "more2"),
    "mid84": train_mid,
    "small64": train_small,
    "eval_imagenette": lambda raw: wordnet_folders(raw, "imagenette/val"),
    "eval_imagewoof": lambda raw: wordnet_folders(raw, "imagewoof/val"),
    "eval_tiny": tiny_val,
    "eval_flickr8k_test": lambda raw: flickr8k(raw, "test"),
    "eval_clothing": lambda raw: named_folders(raw, "clothing/test", CLOTHING),
    "eval_grocery": lambda raw: grocery(raw, "test"),
    "eval_sea": lambda raw: sea(raw, test=True),
    "eval_cifar10": lambda raw: named_folders(raw, "cifar10", {}),
}


def without_bars(pixels: np.ndarray) -> np.ndarray:
    """A picture [height, width, 3] without the rows and columns of white at its edges; as it is where all are."""
    drawn = (pixels < WHITE).any(axis=2)
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else pixels


def square(path: Path, size: int, *, padded: bool = False) -> np.ndarray:
    """The centre square of a picture, its short side brought to `size`."""
    pixels = decode(path, shortest_side=None if padded else size).pixels
    image = Image.fromarray(without_bars(pixels) if padded else pixels)
    if image.size != (size, size):
        image = ImageOps.fit(image, (size, size), Image.Resampling.BICUBIC)
    return np.asarray(image)


def fill(job: tuple[Path, Path, int, int, list[Row]]) -> list[int]:
    """Write a run of pictures into the array file; the positions that could not be read come back."""
    array_path, raw, size, start, rows = job
    array = np.load(array_path, mmap_mode="r+")
    unreadable = []
    for position, entry in enumerate(rows, start):
        try:
            array[position] = square(raw / entry["path"], size, padded=entry.get("padded", False))
        except ImageError:
            unreadable.append(position)
    return unreadable


def load_exclusions(lists: list[Path]) -> set[str]:
    lines = (line.strip().partition("/") for path in lists for line in path.read_text().splitlines() if line.strip())
    return {f"{PREFIXES.get(prefix, prefix)}/{rest}" for prefix, _, rest in lines}


def copy_pictures(source: Path, target: Path, places: list[int]) -> None:
    """Write the pictures of an array file at those places into another."""
    old = np.load(source, mmap_mode="r")
    new = open_memmap(target, "w+", np.uint8, (len(places), *old.shape[1:]))
    for start in range(0, len(places), 1000):
        new[start : start + 1000] = old[places[start : start + 1000]]
    new.flush()


def pack(name: str, raw: Path, out: Path, excluded: set[str], workers: int) -> None:
    rows = list(PACKS[name](raw))
    if not name.startswith("eval_"):
        dropped = [entry["set"] for entry in rows if entry["path"] in excluded]
        rows = [entry for entry in rows if entry["path"] not in excluded]
        print(f"{name}: excluded { ({s: dropped.count(s) for s in sorted(set(dropped))}) }", flush=True)
    size = SIZES.get(name, 160)
    partial = out / f"{name}.partial.npy"
    open_memmap(partial, "w+", np.uint8, (len(rows), size, size, 3)).flush()
    jobs = [(partial, raw, size, start, rows[start : start + 256]) for start in range(0, len(rows), 256)]
    with multiprocessing.Pool(workers) as pool:
        unreadable = {position for part in pool.imap_unordered(fill, jobs) for position in part}
    if unreadable:
        print(f"{name}: unreadable {[rows[p]['path'] for p in sorted(unreadable)]}", flush=True)
        keep = [position for position in range(len(rows)) if position not in unreadable]
        copy_pictures(partial, out / f"{name}.npy", keep)
        partial.unlink()
        rows = [rows[position] for position in keep]
    else:
        partial.rename(out / f"{name}.npy")
    write_rows(out / f"{name}.index.jsonl", rows)
    sets = [entry["set"] for entry in rows]
    print(f"{name}.npy done: {len(rows)} pictures { ({s: sets.count(s) for s in sorted(set(sets))}) }", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--exclude", type=Path, nargs="+", default=[])
    parser.add_argument("--only", nargs="+", choices=PACKS, default=list(PACKS))
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    excluded = load_exclusions(arguments.exclude)
    for name in arguments.only:
        pack(name, arguments.raw, arguments.out, excluded, arguments.workers)


if __name__ == "__main__":
    main()

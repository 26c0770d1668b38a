"""How well do overlays mark what their label names? Every method on photographs with masks, and two that know nothing.

    python tests/benchmark/overlays.py FOLDER [--model starter] [--images N] [--no-perturbation]

FOLDER holds `index.csv` (columns file, mask), `category_ids.json` (value in the mask -> name) and the files themselves;
a mask is a grey picture of category numbers, 0 for none. Every category of the list is a label that the others are set
apart from; those that fill at least 1 % of what the model sees are explained.

Columns: pixel accuracy and mean IoU of two classes at the map's own mean as threshold, from totals over all pixels; the
best mean IoU of any one threshold; mean average precision; how often the hottest pixel lies in the mask; "disc", the
share of object pixels where the right label's map is the hottest of those present; how often the model keeps its first
choice when 10 to 90 % of the pixels are covered from the hottest down (less is better) and from the coldest up (more is
better); the processor time of an overlay for five labels, and the same in forward passes of one picture.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from clipdesk.clip.vision import VisionTransformer
from clipdesk.data.images import decode
from clipdesk.explain.direct import LAYERS, direct
from clipdesk.explain.faithfulness import covered
from clipdesk.explain.overlay import seen_area, to_picture
from clipdesk.explain.scale import minmax
from clipdesk.inference.explaining import Explainer
from clipdesk.inference.model import encode_texts, load

THRESHOLDS = np.linspace(0, 1, 51)
SHARES = np.arange(0.1, 0.95, 0.1)
LEAST_SHARE = 0.01
TIMED_LABELS = 5

Mapper = Callable[[np.ndarray, np.ndarray], np.ndarray]  # picture, texts [labels, dim] -> maps [labels, rows, columns]


@dataclass
class Tally:
    """What one method has done so far."""

    at_mean: np.ndarray = field(default_factory=lambda: np.zeros(4))  # true and false positives, false, true negatives
    at_each: np.ndarray = field(default_factory=lambda: np.zeros((len(THRESHOLDS), 4)))
    precisions: list[float] = field(default_factory=list)
    pointed: list[bool] = field(default_factory=list)
    right: int = 0
    object_pixels: int = 0
    kept_from_top: list[float] = field(default_factory=list)
    kept_from_bottom: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def row(self, forward: float) -> list[str]:
        """The columns after the name."""
        accuracy = (self.at_mean[0] + self.at_mean[3]) / self.at_mean.sum()
        best = max(mean_iou(counts) for counts in self.at_each)
        disc = self.right / self.object_pixels if self.object_pixels else float("nan")
        figures = [accuracy, mean_iou(self.at_mean), best, np.mean(self.precisions), np.mean(self.pointed), disc]
        kept = [np.mean(kept) if kept else float("nan") for kept in (self.kept_from_top, self.kept_from_bottom)]
        spent = statistics.median(self.seconds)
        return [f"{figure:.3f}" for figure in (*figures, *kept)] + [f"{1000 * spent:.1f}", f"{spent / forward:.1f}"]


def counts(marked: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """True positives, false positives, false negatives, true negatives."""
    both, either = (marked & mask).sum(), (marked | mask).sum()
    return np.array([both, marked.sum() - both, mask.sum() - both, mask.size - either], dtype=np.float64)


def mean_iou(four: np.ndarray) -> float:
    """Of the object and of the rest."""
    hit, over, under, rest = four
    return float((hit / max(hit + over + under, 1) + rest / max(rest + over + under, 1)) / 2)


def average_precision(values: np.ndarray, mask: np.ndarray) -> float:
    """The area under precision over recall; equal values count as one step."""
    order = np.argsort(-values, kind="stable")
    found = np.cumsum(mask[order])
    ends = np.append(np.flatnonzero(np.diff(values[order])), len(order) - 1)
    hits = found[ends]
    return float((np.diff(hits, prepend=0) * hits / (ends + 1)).sum() / found[-1])


def mappers(explainer: Explainer, neutral: np.ndarray, seed: int) -> dict[str, Mapper]:
    """Every method, and random and centred maps of the same grid."""
    random = np.random.default_rng(seed)
    side = explainer.model.config.vision.grid_size
    steps = (np.arange(side) + 0.5) / side - 0.5
    gaussian = np.exp(-(steps[:, None] ** 2 + steps**2) / (2 * 0.25**2))
    gaussian = (gaussian - gaussian.min()) / max(np.ptp(gaussian), 1e-9)
    found: dict[str, Mapper] = {
        "random": lambda picture, texts: random.random((len(texts), side, side)).astype(np.float32),
        "centre Gaussian": lambda picture, texts: np.repeat(gaussian[None], len(texts), 0).astype(np.float32),
    }
    for method in reversed(explainer.methods):
        found[method.name] = lambda picture, texts, name=method.name: (
            explainer.explain(  # type: ignore[misc]
                picture, texts, name, neutral=neutral
            ).maps
        )
    if explainer.methods[0].name == "decomposition":
        found["  last 4 layers"] = lambda picture, texts: split(explainer, picture, texts - neutral, LAYERS)
        found["  all layers"] = lambda picture, texts: split(explainer, picture, texts - neutral, 10_000)
    return found


def split(explainer: Explainer, picture: np.ndarray, towards: np.ndarray, layers: int) -> np.ndarray:
    """The default's maps as if it showed the last `layers`."""
    tower, side = explainer.clip.visual, explainer.model.config.vision.grid_size
    assert isinstance(tower, VisionTransformer)
    with torch.no_grad():
        found = direct(tower, explainer.pixels(picture), torch.from_numpy(towards), layers=layers)
    return minmax(found.blend()).reshape(-1, side, side).numpy()


def kept(explainer: Explainer, picture: np.ndarray, texts: torch.Tensor, patch_map: np.ndarray) -> tuple[float, float]:
    """The share of steps at which the first choice stays, covering from the hottest pixels, and from the coldest."""
    pixels = explainer.pixels(picture)
    size = pixels.shape[-1]
    order = np.argsort(-to_picture(patch_map, size, size, explainer.model.config.preprocess), axis=None, kind="stable")
    covers = np.zeros((1 + 2 * len(SHARES), size * size), dtype=np.bool_)
    for step, share in enumerate(SHARES):
        some = round(share * size * size)
        covers[1 + step, order[:some]] = True
        covers[1 + len(SHARES) + step, order[-some:]] = True
    with torch.inference_mode():
        batch = covered(explainer.clip, pixels, torch.from_numpy(covers.reshape(-1, size, size)))
        choices = (explainer.clip.encode_image(batch) @ texts.T).argmax(dim=1)
    same = (choices[1:] == choices[0]).float()
    return float(same[: len(SHARES)].mean()), float(same[len(SHARES) :].mean())


def compare(tally: Tally, maps: np.ndarray, mask: np.ndarray, ids: list[int], explainer: Explainer) -> None:
    """Add one picture: maps [labels, rows, columns] of the categories `ids` against the mask [height, width]."""
    height, width = mask.shape
    config = explainer.model.config.preprocess
    area = seen_area(width, height, config)
    rows, columns = slice(area.top, area.bottom), slice(area.left, area.right)
    seen = mask[rows, columns]
    values = np.stack([to_picture(one, width, height, config)[rows, columns] for one in maps])
    for one, category in zip(values, ids, strict=True):
        spread = (one - one.min()) / max(np.ptp(one), 1e-9)
        inside = seen == category
        tally.at_mean += counts(spread > spread.mean(), inside)
        tally.at_each += np.stack([counts(spread > threshold, inside) for threshold in THRESHOLDS])
        tally.precisions.append(average_precision(spread.ravel(), inside.ravel()))
        tally.pointed.append(bool(inside.flat[spread.argmax()]))
    if len(ids) > 1:
        objects = np.isin(seen, ids)
        tally.right += int((np.asarray(ids)[values.argmax(axis=0)] == seen)[objects].sum())
        tally.object_pixels += int(objects.sum())


def main() -> None:
    """Print one row a method."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--model", default="starter")
    parser.add_argument("--images", type=int)
    parser.add_argument("--template", default="a photo of a {}.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-perturbation", action="store_true")
    options = parser.parse_args()
    if options.folder is None:
        sys.exit("overlays: skipped; name a folder of photographs with masks")
    torch.set_num_threads(1)
    explainer = Explainer(load(options.model, device="cpu", precision="fp32"))
    names = {
        int(number): name for number, name in json.loads((options.folder / "category_ids.json").read_text()).items()
    }
    numbers = list(names)
    texts = encode_texts(explainer.model, [options.template.replace("{}", names[number]) for number in numbers])
    neutral, all_texts = texts.mean(axis=0), torch.from_numpy(texts)
    tallies = {name: Tally() for name in mappers(explainer, neutral, options.seed)}
    methods = mappers(explainer, neutral, options.seed)
    with (options.folder / "index.csv").open(newline="") as file:
        entries = list(csv.DictReader(file))[: options.images]
    forwards, pairs = [], 0
    for entry in entries:
        picture = decode(options.folder / entry["file"]).pixels
        with Image.open(options.folder / entry["mask"]) as opened:
            mask = np.asarray(opened)
        height, width = mask.shape
        area = seen_area(width, height, explainer.model.config.preprocess)
        seen, shares = np.unique(mask[area.top : area.bottom, area.left : area.right], return_counts=True)
        size = shares.sum()
        ids = [
            int(one) for one, share in zip(seen, shares, strict=True) if one in names and share / size >= LEAST_SHARE
        ]
        if not ids:
            continue
        pairs += len(ids)
        rows = [numbers.index(number) for number in ids]
        pixels = explainer.pixels(picture)
        with torch.inference_mode():
            features = explainer.clip.encode_image(pixels)
            start = time.thread_time()
            explainer.clip.encode_image(pixels)
            forwards.append(time.thread_time() - start)
        first = int((functional.normalize(features, dim=-1) @ all_texts.T).argmax())
        for name, method in methods.items():
            tally = tallies[name]
            compare(tally, method(picture, texts[rows]), mask, ids, explainer)
            if not options.no_perturbation:
                top, bottom = kept(explainer, picture, all_texts, method(picture, texts[first : first + 1])[0])
                tally.kept_from_top.append(top)
                tally.kept_from_bottom.append(bottom)
            start = time.thread_time()
            method(picture, texts[:TIMED_LABELS])
            tally.seconds.append(time.thread_time() - start)
    forward = statistics.median(forwards)
    print(
        f"overlays: {len(forwards)} photos, {pairs} pairs of photo and label, {len(names)} labels, "
        f"model {explainer.model.name}; a forward pass takes {1000 * forward:.1f} ms on one thread"
    )
    heads = ["accuracy", "mIoU", "best mIoU", "mAP", "pointing", "disc", "top", "bottom", "ms", "passes"]
    print(f"{'method':16}" + "".join(f"{head:>10}" for head in heads))
    for name, tally in tallies.items():
        print(f"{name:16}" + "".join(f"{cell:>10}" for cell in tally.row(forward)))


if __name__ == "__main__":
    main()

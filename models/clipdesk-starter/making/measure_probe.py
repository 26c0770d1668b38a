"""Linear probes on a model's features: how well labels can be told apart by what its image tower makes of pictures.

usage: measure_probe.py DATA_DIR RAW_DIR [--model NAME] [--sets SET ...]

Two kinds of features: the embedding, on which `clipdesk train --recipe probe` stands, and, as image towers are usually
probed (Caron 2021, "DINO"), the class token and the patches' mean of each of the last four blocks. Multinomial logistic
regression on standardised features; a seeded fifth of the training pictures chooses the penalty, then all are learned.
Prints a Markdown table of top-1 accuracies on the test pictures, which nothing was chosen by.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

import clipdesk
from clipdesk.clip.model import CLIP
from clipdesk.clip.preprocess import normalise, resize_and_crop
from clipdesk.clip.vision import VisionTransformer
from clipdesk.data.images import decode
from clipdesk.training.heads import linear_path

SETS = ("clothing", "grocery", "sea")
BLOCKS = 4
PENALTIES = tuple(10.0 ** (-step / 2) for step in range(9))  # of the summed squares, by the labels' number


@torch.inference_mode()
def features(clip: CLIP, paths: list[Path]) -> dict[str, np.ndarray]:
    """Both kinds of features of pictures: [n, embed_dim] and [n, 2 · BLOCKS · width]."""
    tower = clip.visual
    assert isinstance(tower, VisionTransformer)
    found: dict[str, list[Tensor]] = {"embedding": [], "tokens": []}
    preprocess = clip.config.preprocess
    for start in range(0, len(paths), 64):
        read = [decode(path, shortest_side=preprocess.image_size) for path in paths[start : start + 64]]
        crops = np.stack([resize_and_crop(picture.pixels, preprocess) for picture in read])
        tokens, parts = tower.ln_pre(tower.embed(normalise(torch.from_numpy(crops), preprocess))), []
        for block in tower.blocks:
            tokens = block(tokens)
            level = functional.layer_norm(tokens, tokens.shape[-1:])
            parts += [level[:, 0], level[:, 1:].mean(dim=1)]
        found["embedding"].append(functional.normalize(tower.ln_post(tokens[:, 0]) @ tower.proj, dim=-1))
        found["tokens"].append(torch.cat(parts[-2 * BLOCKS :], dim=1))
    return {kind: torch.cat(batches).numpy() for kind, batches in found.items()}


def probed(train: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]) -> float:
    """Share of the test pictures that the probe names right; both are features [n, dim] and classes [n]."""
    (x, y), (asked, truth) = train, test
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-6
    x, asked = ((np.pad((part - mean) / deviation, ((0, 0), (0, 1)), constant_values=1)) for part in (x, asked))
    none = np.zeros((int(y.max()) + 1, x.shape[1]), dtype=np.float32)
    kept = np.random.default_rng(0).random(len(x)) >= 0.2

    def accuracy(weights: np.ndarray, pictures: np.ndarray, classes: np.ndarray) -> float:
        return float(((pictures @ weights.T).argmax(axis=1) == classes).mean())

    tried = linear_path(x[kept], y[kept], none, 1.0, PENALTIES)
    best, _ = max(((p, accuracy(w, x[~kept], y[~kept])) for p, w in tried), key=lambda one: one[1])
    *_, (_, weights) = linear_path(x, y, none, 1.0, tuple(p for p in PENALTIES if p >= best))
    return accuracy(weights, asked, truth)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--sets", nargs="+", default=SETS)
    options = parser.parse_args()
    clip = clipdesk.load(options.model, precision="fp32").clip
    print(f"| set | training / test pictures | embedding | class token and patches' mean, {BLOCKS} blocks |")
    print("|---|---|---|---|")
    for name in options.sets:
        lists = [(options.data / f"{pack}.index.jsonl").read_text("utf-8") for pack in ("large160", f"eval_{name}")]
        rows = [[row for row in map(json.loads, lines.splitlines()) if row["set"] == name] for lines in lists]
        labels = sorted({row["label"] for row in rows[0]})
        known, asked = (features(clip, [options.raw / row["path"] for row in part]) for part in rows)
        targets = [np.array([labels.index(row["label"]) for row in part]) for part in rows]
        shares = [probed((known[kind], targets[0]), (asked[kind], targets[1])) for kind in known]
        counts = " / ".join(f"{len(part):,}" for part in rows)
        print(f"| {name} | {counts} |", " | ".join(f"{share:.1%}" for share in shares), "|", flush=True)


if __name__ == "__main__":
    main()

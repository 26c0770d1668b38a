"""Pictures from the disk to ranked labels: clipdesk against open_clip with a DataLoader, same weights, in one run.

usage: python tests/benchmark/end_to_end.py [--small N] [--large N] [--rounds N] [--starter] [--precision auto]

Makes N photos of 500×375 and N of 12 megapixels out of the sample photographs that scikit-image and scikit-learn
install, then times both programs A/B/B/A on ViT-B/32 with the same random weights and ten labels. open_clip runs as its
documentation shows: its eval transform in a DataLoader with a worker a core, fp32, prompts embedded once. clipdesk runs
its Classifier without a cache. Prints images/s, the ratio, and how often both name the same best label. With --starter,
the bundled model's images/s follow.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import open_clip
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

import clipdesk
from clipdesk.data.samples import installed_samples

LABELS = ("cat", "dog", "person", "cup of coffee", "rocket", "temple", "flower", "car", "tree", "house")
TARGETS = {"500x375": 1.5, "12 MP": 3.0}


def make_photos(folder: Path, count: int, size: tuple[int, int], seed: int) -> list[Path]:
    """`count` distinct JPEGs (quality 90) of `size`: random cuts of the sample photos, mirrored, with grain."""
    rng = np.random.default_rng(seed)
    sources = [Image.open(sample.path).convert("RGB") for sample in installed_samples()]
    folder.mkdir()
    paths = []
    for number in range(count):
        source = sources[rng.integers(len(sources))]
        share = rng.uniform(0.5, 1.0)
        width, height = int(source.width * share), int(source.height * share)
        left, top = rng.integers(source.width - width + 1), rng.integers(source.height - height + 1)
        photo = source.resize(size, Image.Resampling.BICUBIC, box=(left, top, left + width, top + height))
        grain = rng.integers(-6, 7, size=(size[1], size[0], 1), dtype=np.int16)
        pixels = np.clip(np.asarray(photo, dtype=np.int16) + grain, 0, 255).astype(np.uint8)
        paths.append(folder / f"{number:05}.jpg")
        Image.fromarray(pixels[:, :: rng.choice([-1, 1])]).save(paths[-1], quality=90)
    return paths


class Photos(Dataset[torch.Tensor]):
    """The peer's data set."""

    def __init__(self, paths: list[Path], preprocess: object) -> None:
        self.paths, self.preprocess = paths, preprocess

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> torch.Tensor:
        pixels: torch.Tensor = self.preprocess(Image.open(self.paths[index]))  # type: ignore[operator]
        return pixels


def run_open_clip(peer: torch.nn.Module, preprocess: object, tokenizer: object, paths: list[Path]) -> list[str]:
    """Best label of each path."""
    loader = DataLoader(Photos(paths, preprocess), batch_size=32, num_workers=os.cpu_count() or 1)
    best: list[str] = []
    with torch.no_grad():
        text = peer.encode_text(tokenizer([f"a photo of a {label}." for label in LABELS]))  # type: ignore[operator]
        text /= text.norm(dim=-1, keepdim=True)
        for pixels in loader:
            image = peer.encode_image(pixels)  # type: ignore[operator]
            image /= image.norm(dim=-1, keepdim=True)
            best += [LABELS[index] for index in (100.0 * image @ text.T).softmax(dim=-1).argmax(dim=-1)]
    return best


def run_clipdesk(model: clipdesk.Model, paths: list[Path]) -> list[str]:
    """Best label of each path."""
    classifier = clipdesk.Classifier(model, labels=LABELS)
    return [result.predictions[0].label for result in classifier.classify(paths)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--starter", action="store_true")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", message="QuickGELU mismatch")
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        peer, _, preprocess = open_clip.create_model_and_transforms("ViT-B-32")
        peer.eval()
        tokenizer = open_clip.get_tokenizer("ViT-B-32")
        torch.save(peer.state_dict(), folder / "weights.pt")
        model = clipdesk.load(folder / "weights.pt", precision=options.precision)
        print(f"{os.cpu_count()} cores, torch {torch.__version__}, clipdesk in {model.precision}")
        sets = {
            "500x375": make_photos(folder / "small", options.small, (500, 375), 1),
            "12 MP": make_photos(folder / "large", options.large, (4000, 3000), 2),
        }
        for name, paths in sets.items():
            seconds: dict[str, list[float]] = {"clipdesk": [], "open_clip": []}
            answers: dict[str, list[str]] = {}
            for who in ("clipdesk", "open_clip", "open_clip", "clipdesk") * options.rounds:
                start = time.perf_counter()
                if who == "clipdesk":
                    answers[who] = run_clipdesk(model, paths)
                else:
                    answers[who] = run_open_clip(peer, preprocess, tokenizer, paths)
                seconds[who].append(time.perf_counter() - start)
            same = np.mean([ours == theirs for ours, theirs in zip(*answers.values(), strict=True)])
            ours, theirs = (len(paths) / float(np.median(seconds[who])) for who in ("clipdesk", "open_clip"))
            print(
                f"{len(paths):5} photos of {name:8}: clipdesk {ours:6.1f}/s, open_clip {theirs:6.1f}/s, "
                f"ratio {ours / theirs:.2f} (target {TARGETS[name]}), same best label {same:.1%}"
            )
        if options.starter:
            starter = clipdesk.load("starter")
            for name, paths in sets.items():
                start = time.perf_counter()
                run_clipdesk(starter, paths)
                rate = len(paths) / (time.perf_counter() - start)
                print(f"{len(paths):5} photos of {name:8}: starter {rate:.1f}/s in {starter.precision} (target 100)")


if __name__ == "__main__":
    main()

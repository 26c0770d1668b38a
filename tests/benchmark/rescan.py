"""An unchanged folder of 10,000 pictures classified a second time: nothing may be read or computed again.

    python tests/benchmark/rescan.py [--images 10000]

Makes tiny, all different JPEGs in a temporary folder; the target is for a new process once its model is loaded.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.classifier import Classifier, ImageResult
from clipdesk.inference.model import from_clip

TARGET_SECONDS = 2.0


def main() -> None:
    """Print both visits' times and the target."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    torch.manual_seed(0)
    vision = VisionConfig(image_size=32, patch_size=16, width=32, layers=1, heads=2)
    text = TextConfig(width=32, layers=1, heads=2)
    clip = CLIP(CLIPConfig(options.dim, vision, text, preprocess=PreprocessConfig(image_size=32)))
    model = from_clip(clip, device="cpu", precision="fp32")
    labels = [f"label {number}" for number in range(20)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "pictures"
        _make(folder, options.images)
        times = []
        for visit in range(1 + options.rounds):
            start, cpu_start = time.perf_counter(), time.process_time()
            with EmbeddingCache(Path(name) / "cache.sqlite3") as cache:
                steps = Classifier(model, labels, cache=cache).steps(folder)
                results = []
                while True:
                    try:
                        step = next(steps)
                    except StopIteration as stop:
                        tally = stop.value
                        break
                    if isinstance(step, ImageResult):
                        results.append(step)
            times.append(time.perf_counter() - start)
            cpu_seconds = time.process_time() - cpu_start
            assert len(results) == options.images
            assert tally.computed == (0 if visit else options.images), tally
        first, again = times[0], sorted(times[1:])[options.rounds // 2]
        print(f"first visit: {first:.1f} s ({options.images / first:.0f} pictures/s, a tiny model)")
        verdict = "ok" if again <= TARGET_SECONDS else "MISSED"
        print(
            f"unchanged folder of {options.images}: median {again:.2f} s ({cpu_seconds:.2f} s of CPU), "
            f"target {TARGET_SECONDS} s: {verdict}"
        )


def _make(folder: Path, count: int) -> None:
    rng = np.random.default_rng(0)
    for number in range(count):
        if number % 1000 == 0:
            (folder / f"{number // 1000:03}").mkdir(parents=True)
        data = io.BytesIO()
        Image.fromarray(rng.integers(0, 255, (16, 16, 3), dtype=np.uint8)).save(data, "JPEG")
        (folder / f"{number // 1000:03}" / f"{number:05}.jpg").write_bytes(data.getvalue())


if __name__ == "__main__":
    main()

"""One prompt edited in a collection of 10,000 cached pictures and 20 labels: how long until the new ranking is there?

    python tests/benchmark/rerank.py [--images 10000] [--labels 20] [--dim 512]

The text tower's own time is taken out: it is the model's, and the target is for everything around it.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np
import torch

from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP
from clipdesk.inference import scoring
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.model import from_clip
from clipdesk.inference.prompts import Label, PromptSet, embed_prompts
from clipdesk.progress import drain

TARGET_MS = 50


def main() -> None:
    """Print the median, the worst and the target."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--labels", type=int, default=20)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    vision = VisionConfig(image_size=32, patch_size=8, width=64, layers=1, heads=2)
    text = TextConfig(width=64, layers=1, heads=2)
    clip = CLIP(CLIPConfig(options.dim, vision, text, preprocess=PreprocessConfig(image_size=32)))
    model = from_clip(clip, device="cpu", precision="fp32")
    images = np.random.default_rng(0).standard_normal((options.images, options.dim)).astype(np.float32)
    images /= np.linalg.norm(images, axis=1, keepdims=True)
    inside_tower = 0.0
    original = clip.encode_text

    def timed(tokens: torch.Tensor, **options: object) -> torch.Tensor:
        nonlocal inside_tower
        start = time.perf_counter()
        features = original(tokens, **options)  # type: ignore[arg-type]
        inside_tower += time.perf_counter() - start
        return features

    clip.encode_text = timed  # type: ignore[method-assign]
    cache = EmbeddingCache(None)
    names = [f"label {number}" for number in range(options.labels)]
    for mode in ("single", "multi"):
        times = []
        for number in range(options.rounds + 1):
            names[number % options.labels] = f"edited {mode} {number}"
            inside_tower = 0.0
            start = time.perf_counter()
            prompt_set = PromptSet(tuple(Label(name) for name in names), mode=mode)  # type: ignore[arg-type]
            prompts = drain(embed_prompts(model, prompt_set, cache))
            probabilities, _, none = scoring.score(images, prompts, model.scale, prompt_set.mode)
            scoring.top_k(probabilities, 5)
            scoring.rejected(probabilities, none, 0.2)
            times.append((time.perf_counter() - start - inside_tower) * 1000)
        median, worst = statistics.median(times[1:]), max(times[1:])
        verdict = "ok" if median <= TARGET_MS else "MISSED"
        print(
            f"rerank {mode}: {options.images} x {options.labels}: median {median:.1f} ms, worst {worst:.1f} ms, "
            f"target {TARGET_MS} ms: {verdict}"
        )


if __name__ == "__main__":
    main()

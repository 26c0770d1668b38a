"""From an edited prompt to the new ranking on held embeddings: 10,000, 100,000 and 1,000,000 pictures × 20 labels.

    python tests/benchmark/ranking.py [--dim 512] [--labels 20] [--sizes 10000,100000,1000000]

`all`: every column anew, as after a change of model or mode. `one`: one edited label. Both with best label, margin and
reject rule. Beside the time on the clock stands the processor's, which other work on the computer does not touch.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from clipdesk.inference.prompts import Mode, PromptEmbeddings
from clipdesk.inference.ranking import Held, rescore, score_all

TARGETS_MS = {10_000: 50, 100_000: 200, 1_000_000: 1000}
MODES: tuple[Mode, ...] = ("single", "multi")
_ROWS_AT_ONCE = 50_000


def main() -> None:
    """Print a table with the medians and the targets."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--labels", type=int, default=20)
    parser.add_argument("--sizes", default=",".join(map(str, TARGETS_MS)))
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    texts = _unit(rng, options.labels + 1, options.dim)
    prompts = PromptEmbeddings(texts[:-1], (texts[:0],) * options.labels, texts[:0], texts[-1])
    edited = PromptEmbeddings(np.roll(texts, 1, axis=0)[:-1].copy(), prompts.negatives, texts[:0], texts[-1])
    edited.labels[1:] = prompts.labels[1:]
    print(f"{options.labels} labels, {options.dim} dimensions")
    print(f"{'pictures':>10} {'mode':>7} {'all ms':>9} {'cpu':>7} {'one ms':>9} {'cpu':>7} {'target':>7}")
    for count in map(int, options.sizes.split(",")):
        held = Held(options.dim)
        held.resize(count)
        for start in range(0, count, _ROWS_AT_ONCE):
            rows = range(start, min(start + _ROWS_AT_ONCE, count))
            held.put(rows, _unit(rng, len(rows), options.dim))
        for mode in MODES:
            _measure(held, prompts, edited, mode, options.rounds)


def _measure(held: Held, prompts: PromptEmbeddings, edited: PromptEmbeddings, mode: Mode, rounds: int) -> None:
    """Print one line."""
    count = len(held)
    first = score_all(held, prompts, 100.0, mode, 0.2)
    whole = _timed(lambda: score_all(held, prompts, 100.0, mode, 0.2), rounds)
    one = _timed(lambda: rescore(first, held, edited, [0], 100.0, mode, 0.2), rounds)
    target = TARGETS_MS.get(count)
    verdict = ""
    if target is not None:
        words = [
            f"{name} {'ok' if figure <= target else 'MISSED'}" for name, figure in (("all", whole[0]), ("one", one[0]))
        ]
        verdict = f"{target:>7} {', '.join(words)}"
    print(f"{count:>10,} {mode:>7} {whole[0]:9.1f} {whole[1]:7.0f} {one[0]:9.1f} {one[1]:7.0f} {verdict}", flush=True)


def _unit(rng: np.random.Generator, count: int, dim: int) -> np.ndarray:
    rows = rng.standard_normal((count, dim), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def _timed(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median milliseconds on the clock and of the processor."""
    clock, processor = [], []
    for _ in range(rounds):
        start, used = time.perf_counter(), time.process_time()
        work()
        clock.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - used) * 1000)
    return statistics.median(clock), statistics.median(processor)


if __name__ == "__main__":
    main()

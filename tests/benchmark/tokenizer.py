"""Tokens a second of our tokenizer and of open_clip's, interleaved; run as `python tests/benchmark/tokenizer.py`."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from open_clip.tokenizer import SimpleTokenizer

from clipdesk.clip.tokenizer import Tokenizer

ROUNDS = 5
SYLLABLES = (
    "ka", "lo", "mi", "ter", "an", "der", "sto", "ri", "ver", "ne", "ol", "pra", "shi", "tun", "ga", "el", "mo", "rin",
)  # fmt: skip
TEMPLATES = ("a photo of a {}.", "a blurry photo of the {}.", "itap of my {}.", "art of the {}, on a wooden table.")
FOREIGN = (
    "una fotografía de {} añejo",
    "фотография: {} на столе",
    "一张{}的照片",
    "ein schönes {} für Gäste",
    "{} ☕️🐶",
)


def prompts(chance: random.Random) -> list[str]:
    """Label prompts, as a run with template sets makes them: few words, many times."""
    labels = [_word(chance) for _ in range(500)]
    return [template.format(label) for label in labels for template in TEMPLATES]


def captions(chance: random.Random) -> list[str]:
    """Plain captions of 12 words, half of them never seen before."""
    common = [_word(chance) for _ in range(300)]
    return [
        " ".join(chance.choice(common) if chance.random() < 0.5 else _word(chance) for _ in range(12)) + "."
        for _ in range(1500)
    ]


def foreign(chance: random.Random) -> list[str]:
    """Texts beyond ASCII, which both repair with ftfy."""
    return [chance.choice(FOREIGN).format(_word(chance)) for _ in range(1500)]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print tokens/s of both and the ratio for each kind of text; every round has new texts."""
    start = time.perf_counter()
    ours = Tokenizer.default()
    loaded = time.perf_counter()
    theirs = SimpleTokenizer()
    print(f"load: ours {1e3 * (loaded - start):.0f} ms, open_clip {1e3 * (time.perf_counter() - loaded):.0f} ms")
    for make in (prompts, captions, foreign):
        rates: dict[str, list[float]] = {"ours": [], "open_clip": []}
        for number in range(ROUNDS):
            texts = make(random.Random(number))
            tokens = sum(map(ours.count, make(random.Random(number + 10_000))))  # same make-up, other words
            order = ("ours", "open_clip") if number % 2 else ("open_clip", "ours")
            for name in order:
                run = (lambda: ours.tokenize(texts)) if name == "ours" else (lambda: theirs(texts))  # noqa: B023
                rates[name].append(tokens / _seconds(run))
        own, peer = (statistics.median(rates[name]) for name in ("ours", "open_clip"))
        print(f"{make.__name__:9} ours {own:12,.0f} tokens/s   open_clip {peer:12,.0f}   ratio {own / peer:.2f}")


if __name__ == "__main__":
    main()

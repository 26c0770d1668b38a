"""Learn labels on top of the unchanged model: a linear or kernel probe, or a vote of the learned pictures (Zhang 2022).

All embeddings are held, so it takes seconds. Each head that is tried counts as an epoch; the best on the validation
part stays, and the words alone are among those tried.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from clipdesk import paths
from clipdesk.errors import UsageError
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.model import load
from clipdesk.training.config import RunConfig
from clipdesk.training.control import Control
from clipdesk.training.embedded import class_rows, embed_splits
from clipdesk.training.events import Command, EpochEnd, Event, Finished, Note, Paused
from clipdesk.training.examples import Splits
from clipdesk.training.heads import TRIALS, Candidate, candidates, said_of
from clipdesk.training.recipes.solved import end, started, working

_UNCHECKED_PENALTY = 0.1  # with nothing to choose by


def run(
    config: RunConfig, examples: Splits, control: Control | None
) -> Generator[Event, Command | None, Finished | Paused]:
    """Find the best head and write the model with it to `config.output`/model.

    A pause or stop between two heads ends it: a paused run starts anew, a stopped one keeps the best so far. Raises
    UsageError when the pictures have no classes or cannot be read.
    """
    model = load(config.model, device=config.device, precision=config.precision)
    with EmbeddingCache(paths.embedding_cache_path()) as cache:
        held = yield from working(embed_splits(model, examples, cache))
        if not len(held.train):
            raise UsageError("None of the pictures to learn from can be read.")
        classes = held.train.examples.classes
        words = yield from working(class_rows(replace(model, head=None), classes, config.templates, cache))
    remembered = control.measure(model.clip) if control is not None else None
    train, validation = held.train, held.validation
    trials = config.epochs or TRIALS
    tried: list[Candidate] = []
    best = 0
    for number, candidate in enumerate(
        candidates(
            (train.embeddings, train.targets),
            (validation.embeddings, validation.targets),
            classes,
            words,
            model.scale,
            config.seed,
        )
    ):
        tried.append(candidate)
        if number == 0:
            yield started(config, held, model, candidate.accuracy, remembered, trials)
            if not len(validation):
                yield Note("There is nothing to choose by, so the probe is taken with a middling penalty.")
            continue
        unchecked = not len(validation) and candidate.said == said_of(_UNCHECKED_PENALTY)
        not_worse = (candidate.accuracy or 0.0) >= (tried[0].accuracy or 0.0)
        better = (candidate.beats(tried[best]) and not_worse) or unchecked
        best = number if better else best
        command = yield EpochEnd(number, trials, candidate.train_loss, candidate.accuracy, remembered, better)
        if command == "pause":
            return Paused(config.output, number)
        if command == "stop":
            break
    yield Note(f"Kept: {tried[best].said}, the best of {len(tried)} tried.")
    kept = tried[best]
    return end(config, model, kept.head if best else None, best, (tried[0].accuracy, kept.accuracy))

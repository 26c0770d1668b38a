"""From a command's options to a model that is ready to run and the cache beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clipdesk import paths, settings
from clipdesk.cli import screen
from clipdesk.cli.options import EngineOptions

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.inference.model import Model

NOTHING_READ = "no picture could be read."
NOTHING_THERE = "there is no picture there."


def open_model(options: EngineOptions) -> Model:
    """Load the model that the options, or else the settings, name.

    Raises ModelNotFoundError, CheckpointError, DeviceError, or UsageError for damaged settings.
    """
    chosen = settings.load()
    from clipdesk.inference.model import load

    return load(
        options.model or chosen.model,
        device=options.device or chosen.device,
        precision=options.precision or chosen.precision,
    )


@contextmanager
def open_cache(options: EngineOptions) -> Iterator[EmbeddingCache | None]:
    """The user's cache of embeddings, or None without one; what it found wrong is said at the end."""
    if not options.use_cache:
        yield None
        return
    from clipdesk.inference.cache import EmbeddingCache

    with EmbeddingCache(paths.embedding_cache_path()) as cache:
        try:
            yield cache
        finally:
            for remark in cache.notes:
                screen.note(remark)


def exit_code(images: int, skipped: int) -> int:
    """0 when every input was read, 3 when some were not, 1 when none was."""
    if not images:
        return 1
    return 3 if skipped else 0

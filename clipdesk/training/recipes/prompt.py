"""Learn the words around the labels: CoOp's context vectors (Zhou 2022), one set for all classes.

The towers stay as they are and every picture is held as its embedding, so a step costs one pass of the class names
through the text tower. The context starts as the words "a photo of a" and ends as one text embedding a class.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from clipdesk import paths
from clipdesk.clip.text import TextTransformer
from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.errors import UsageError
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.head import Head
from clipdesk.inference.model import Model, load
from clipdesk.training.config import RunConfig
from clipdesk.training.control import Control
from clipdesk.training.embedded import embed_splits
from clipdesk.training.events import Command, EpochEnd, Event, Finished, Note, Paused
from clipdesk.training.examples import Splits
from clipdesk.training.heads import measured
from clipdesk.training.recipes.solved import end, started, working

_CONTEXT = "a photo of a"
_LEAST_BATCH = 256  # pictures cost nothing here, the class names do
_NAMES_AT_ONCE = 64


class LearnedPrompts(nn.Module):
    """The class names behind learned vectors. `context [words, width]` is all that trains."""

    def __init__(self, text: TextTransformer, classes: Sequence[str], context_length: int) -> None:
        super().__init__()
        sentences = [f"{_CONTEXT} {name.replace('_', ' ')}." for name in classes]
        ids = Tokenizer.default().tokenize(sentences, context_length)
        ids = ids[:, : int(ids.argmax(axis=1).max()) + 1]
        self._ids = torch.from_numpy(ids).to(text.ln_final.weight.device)
        words = len(Tokenizer.default().encode(_CONTEXT))
        self._text = [text]  # in a list: it is not this module's, and not saved or trained with it
        with torch.no_grad():
            start = text.token_projection(text.token_embedding(self._ids[:1, 1 : 1 + words]))[0]
        self.context = nn.Parameter(start.float().clone())

    def forward(self) -> Tensor:
        """The classes as unit-length embeddings `[classes, dim]`."""
        rows = [self._features(self._ids[at : at + _NAMES_AT_ONCE]) for at in range(0, len(self._ids), _NAMES_AT_ONCE)]
        return functional.normalize(torch.cat(rows).float(), dim=-1)

    def _features(self, ids: Tensor) -> Tensor:
        text = self._text[0]
        x = text.token_projection(text.token_embedding(ids))  # [classes, length, width]
        context = self.context.to(x.dtype).expand(len(ids), -1, -1)
        x = torch.cat([x[:, :1], context, x[:, 1 + context.shape[1] :]], dim=1)
        x = x + text.positional_embedding[: ids.shape[1]].to(x.dtype)
        for block in text.blocks:
            x = block(x, causal=True)
        at_end = x[torch.arange(len(ids), device=x.device), ids.argmax(dim=-1)]
        features: Tensor = text.ln_final(at_end) @ text.text_projection
        return features


def run(
    config: RunConfig, examples: Splits, control: Control | None
) -> Generator[Event, Command | None, Finished | Paused]:
    """Learn the context by AdamW with a cosine schedule and write the model, with the best epoch's words as its head.

    A pause or stop after an epoch ends it: a paused run starts anew, a stopped one keeps the best epoch. Raises
    UsageError when the pictures have no classes or cannot be read.
    """
    model = load(config.model, device=config.device, precision="fp32")
    with EmbeddingCache(paths.embedding_cache_path()) as cache:
        held = yield from working(embed_splits(model, examples, cache))
    if not len(held.train):
        raise UsageError("None of the pictures to learn from can be read.")
    classes = held.train.examples.classes
    validation = held.validation.embeddings, held.validation.targets
    remembered = control.measure(model.clip) if control is not None else None
    epochs = config.epochs or 1
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        learned = LearnedPrompts(model.clip.text, classes, model.config.text.context_length)
        before = _head(learned, classes, model)
        best, best_epoch = before, 0
        best_figures = baseline = measured(before, *validation)
        yield started(config, held, model, baseline[0], remembered, epochs)
        losses = _epochs(learned, held.train.embeddings, held.train.targets, model, config)
        for epoch, loss in enumerate(losses, start=1):
            head = _head(learned, classes, model)
            figures = measured(head, *validation)
            better = _better(figures, best_figures)
            if better:
                best, best_epoch, best_figures = head, epoch, figures
            command = yield EpochEnd(epoch, epochs, loss, figures[0], remembered, better)
            if command == "pause":
                return Paused(config.output, epoch)
            if command == "stop":
                break
    if not best_epoch:
        yield Note("No epoch did better than the words as they were, so the model stays as it was.")
    return end(config, model, best if best_epoch else None, best_epoch, (baseline[0], best_figures[0]))


def _epochs(
    learned: LearnedPrompts,
    embeddings: npt.NDArray[np.float32],
    targets: npt.NDArray[np.int64],
    model: Model,
    config: RunConfig,
) -> Iterator[float]:
    """The mean loss of each epoch, after it."""
    x, y = torch.from_numpy(embeddings).to(model.device), torch.from_numpy(targets).to(model.device)
    epochs, size = config.epochs or 1, max(_LEAST_BATCH, config.batch_size)
    steps = -(-len(x) // size)
    optimiser = torch.optim.AdamW(
        learned.parameters(), lr=config.learning_rate or 2e-3, weight_decay=config.weight_decay or 0.0
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs * steps)
    for epoch in range(epochs):
        order = torch.from_numpy(np.random.default_rng([config.seed, epoch]).permutation(len(x))).to(model.device)
        total = 0.0
        for rows in (order[at : at + size] for at in range(0, len(order), size)):
            with torch.enable_grad():
                loss = functional.cross_entropy(model.scale * x[rows] @ learned().T, y[rows])
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * len(rows)
        yield total / len(x)


def _head(learned: LearnedPrompts, classes: tuple[str, ...], model: Model) -> Head:
    with torch.inference_mode():
        rows = learned().cpu().numpy()
    return Head("prompt", classes, rows, model.scale)


def _better(figures: tuple[float | None, float | None], best: tuple[float | None, float | None]) -> bool:
    """More right, or as many with a lower loss; with nothing to measure on, the later one."""
    (accuracy, loss), (best_accuracy, best_loss) = figures, best
    if accuracy is None or loss is None or best_accuracy is None or best_loss is None:
        return True
    return (accuracy, -loss) > (best_accuracy, -best_loss)

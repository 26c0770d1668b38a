"""How the recipes that hold all embeddings begin and end a run."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from clipdesk.inference.head import Head
from clipdesk.inference.model import Model
from clipdesk.progress import Steps
from clipdesk.training.config import RunConfig
from clipdesk.training.embedded import EmbeddedSplits
from clipdesk.training.events import Finished, Started, Working
from clipdesk.training.saving import card_of, save_tuned

MODEL_FOLDER = "model"

Result = TypeVar("Result")


def working(steps: Steps[Result]) -> Generator[Working, object, Result]:
    """The work's progress as events. Commands that come meanwhile are not heard: it is what takes seconds."""
    try:
        while True:
            try:
                step = next(steps)
            except StopIteration as stop:
                result: Result = stop.value
                return result
            yield Working(step.stage, step.done, step.total or step.done)
    finally:
        steps.close()


def started(
    config: RunConfig, held: EmbeddedSplits, model: Model, baseline: float | None, control: float | None, epochs: int
) -> Started:
    """The run's first event; an epoch is a step."""
    return Started(
        folder=config.output,
        recipe=config.recipe,
        steps=epochs,
        step=0,
        epochs=epochs,
        examples=len(held.train),
        validation_examples=len(held.validation),
        trained_parameters=len(held.train.examples.classes) * model.embed_dim,
        parameters=sum(parameter.numel() for parameter in model.clip.parameters()),
        device=model.device,
        precision=model.precision,
        baseline=baseline,
        control=control,
        config=config.to_json(),
    )


def end(
    config: RunConfig,
    model: Model,
    head: Head | None,
    best_epoch: int,
    accuracies: tuple[float | None, float | None],
) -> Finished:
    """Write the model with its head; without one it is the model as it was. Raises CheckpointError."""
    folder = Path(config.output) / MODEL_FOLDER
    assert model.path is not None
    before, after = accuracies
    figures = {}
    if before is not None and after is not None:
        figures = {"validation accuracy before": f"{before:.1%}", "validation accuracy after": f"{after:.1%}"}
    save_tuned(folder, model.path, head=head or model.head, card=card_of(folder.name, config, model.path, figures))
    return Finished(best_epoch, str(folder))

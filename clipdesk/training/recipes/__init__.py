"""What a recipe is. One small file each.

A gradient recipe offers `prepare(clip, config) -> Trainable`, and the trainer does the rest. The others (probe, prompt)
offer `run(config, examples, control) -> Generator[Event, Command | None, Finished | Paused]`: they are handed the
resolved config, the data as examples.Splits and a control.Control, keep to the same run folder (`config.output`), and
end with a model folder `config.output/model`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor, nn

from clipdesk.clip.model import CLIP
from clipdesk.errors import UsageError
from clipdesk.training.config import RunConfig
from clipdesk.training.events import Command, Event, Finished, Paused

if TYPE_CHECKING:
    from pathlib import Path

    from clipdesk.training.control import Control
    from clipdesk.training.examples import Splits


@dataclass(frozen=True)
class Tower:
    """One tower cut in two: `held` is frozen and the same whenever its input is the same; `features` is trained.

    Images: `held` takes normalised pixels `[batch, 3, height, width]`; texts: token ids `[batch, length]`, and gives
    one row a text whatever the length. `features` takes what `held` gives (or, where that is None, its input) to raw
    features `[batch, embed_dim]`. `trained` is False when no trained parameter stands in the tower.
    """

    features: Callable[[Tensor], Tensor]
    held: Callable[[Tensor], Tensor] | None = None
    trained: bool = True


@dataclass(frozen=True)
class StepData:
    """What a further loss may want to know of a step's batch: the pictures' files, and the texts."""

    paths: Sequence[Path]
    texts: Sequence[str]


FurtherLoss = Callable[[StepData, Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Trainable:
    """A network in training.

    `parameters` are those that train, by a name that stays the same from start to start. `depths` counts the layers
    above a parameter: its learning rate is `layer_decay ** depth` of the top's. `merge` gives a plain CLIP in float32
    on the CPU, of the same architecture, that shares nothing with the network and computes the same. `further_loss`
    (step, image embeddings, text embeddings, logit_scale) is added to the contrastive loss. `batch_norm`: batch norms
    follow the batches instead of keeping the statistics they came with. `matrices` are the parameters that Muon steps.
    """

    clip: CLIP
    parameters: Mapping[str, nn.Parameter]
    depths: Mapping[str, int]
    image: Tower
    text: Tower
    merge: Callable[[], CLIP]
    further_loss: FurtherLoss | None = None
    batch_norm: bool = False
    matrices: Collection[str] = ()


Prepare = Callable[[CLIP, RunConfig], Trainable]
Solve = Callable[[RunConfig, "Splits", "Control | None"], Generator[Event, Command | None, Finished | Paused]]


def prepare(clip: CLIP, config: RunConfig) -> Trainable:
    """Make `clip` (changed in place) ready for the recipe of `config`.

    Raises UsageError when the recipe does not run in the trainer or does not suit the model.
    """
    from clipdesk.training.recipes import adapter, blocks, distil, full, lora, scratch

    recipes: dict[str, Prepare] = {
        "adapter": adapter.prepare,
        "blocks": blocks.prepare,
        "distil": distil.prepare,
        "full": full.prepare,
        "lora": lora.prepare,
        "scratch": scratch.prepare,
    }
    if config.recipe not in recipes:
        raise UsageError(f"The recipe {config.recipe} does not train a network; choose one of {', '.join(recipes)}.")
    return recipes[config.recipe](clip, config)


def solvers() -> dict[str, Solve]:
    """The recipes that do not train by gradients, by name."""
    from clipdesk.training.recipes import probe, prompt

    return {"probe": probe.run, "prompt": prompt.run}

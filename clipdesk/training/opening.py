"""From what was asked to what runs: the model, the data, the device, the network made ready by its recipe."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from clipdesk.clip.checkpoint import build, read_checkpoint
from clipdesk.clip.model import CLIP
from clipdesk.errors import RunError, UsageError
from clipdesk.inference.imagenet import class_names
from clipdesk.inference.model import weights_digest
from clipdesk.inference.precision import pick_device
from clipdesk.inference.prompts import DEFAULT_TEMPLATES
from clipdesk.progress import Progress
from clipdesk.training import checkpoints, precision, runs
from clipdesk.training.batches import all_texts, class_text
from clipdesk.training.checkpoints import State
from clipdesk.training.config import RECIPES, RunConfig, resolved
from clipdesk.training.control import Control, open_control
from clipdesk.training.events import Note, Working
from clipdesk.training.examples import Examples, Splits, arrange, read_examples
from clipdesk.training.pictures import Pictures
from clipdesk.training.recipes import prepare
from clipdesk.training.recipes.scratch import new_network
from clipdesk.training.session import Session
from clipdesk.zoo import registry

_WIDTH_OF_RESNETS = 768

Notes = Generator[Note | Working, object, "Opened"]


@dataclass(frozen=True, eq=False)
class Data:
    """The run's pictures, and a digest that changes with them."""

    splits: Splits
    digest: str


@dataclass(frozen=True, eq=False)
class Opened:
    """Everything that a trainer needs. `config` is resolved; `state` is where to go on, None at a new start."""

    config: RunConfig
    session: Session
    data: Data
    control: Control | None
    source: Path
    identity: dict[str, str]
    state: State | None


def run_of(config: RunConfig, *, resume: bool) -> runs.Run:
    """The run's folder: a new one, or with `resume` the one that is there, with the settings that it was begun with.

    More epochs than before may be asked for when resuming. Raises RunError, UsageError.
    """
    if not resume:
        if config.output and (Path(config.output).expanduser() / "config.json").exists():
            run = runs.open_run(Path(config.output))
            if run.state == "new":
                return run
        return runs.create(config)
    if not config.output:
        raise UsageError("To resume a run, name its folder.")
    run = runs.open_run(Path(config.output))
    if config.epochs is not None and run.config.epochs is not None and config.epochs > run.config.epochs:
        return runs.add_epochs(run, config.epochs - run.config.epochs)
    return run


def read_data(config: RunConfig) -> Generator[Note | Working, object, Data]:
    """Read and part the pictures. Raises UsageError."""
    needs = RECIPES[config.recipe].needs
    reading = read_examples(Path(config.data), None if needs == "either" else needs)
    try:
        while True:
            step: Progress = next(reading)
            yield Working(step.stage, step.done, step.total or step.done)
    except StopIteration as stop:
        found = stop.value
    if found.skipped:
        first = found.skipped[0]
        yield Note(f"{len(found.skipped)} files cannot be used; the first, {first.path.name}: {first.message}")
    splits = arrange(found, config.validation, config.seed)
    if needs != "either" and splits.train.kind != needs:
        raise UsageError(f"The recipe {config.recipe} needs {needs}; {config.data} gives {splits.train.kind}.")
    return Data(splits, _digest(splits, Path(config.data)))


def open_session(run: runs.Run, data: Data, control: Control | None) -> Notes:
    """Load the model and make it ready; the newest checkpoint, if there is one, is read but not yet used.

    Raises RunError when the checkpoint belongs to other data or another model, and what loading a model raises.
    """
    config, device = run.config, pick_device(run.config.device)
    state = checkpoints.load_newest(run.folder / runs.CHECKPOINTS)
    if config.recipe == "scratch":
        source, clip = Path(config.config or "a new network"), new_network(config)
    else:
        source = registry.resolve(config.model)
        clip = build(read_checkpoint(source))
    config = resolved(config, len(data.splits.train), _width_of(clip))
    chosen, note = precision.chosen(config.precision, device, clip)
    if note:
        yield Note(note)
    config = replace(config, device=device, precision=chosen)
    identity = {"data": data.digest, "model": weights_digest(clip), "recipe": config.recipe}
    if state is not None and state.values["identity"] != identity:
        changed = " and ".join(name for name in identity if state.values["identity"].get(name) != identity[name])
        raise RunError(
            f"The run in {run.folder} cannot go on: its {changed} changed since it was paused. Start a new run."
        )
    if state is not None and device == "cpu":
        torch.set_num_threads(int(state.values["threads"]))  # sums over another number of threads end in other bits
    runs.write_config(run.folder, config)
    examples = data.splits.train
    pictures = Pictures(examples.paths, clip.config.preprocess, config.seed, mirrored=examples.targets is not None)
    trainable = prepare(clip.to(device), config)
    texts = [text for part in (examples, data.splits.validation) for text in all_texts(part, config.templates)]
    session = Session(trainable, config, pictures, texts, device, _kept(examples, config))
    if control is None:
        control = open_control(config.control, clip.config.preprocess, config.seed)
    return Opened(config, session, data, control, source, identity, state)


def _kept(examples: Examples, config: RunConfig) -> tuple[str, ...]:
    """Texts that a model which learns class names must not forget: ImageNet's 1,000 names."""
    if examples.targets is None or config.recipe in ("scratch", "distil"):
        return ()
    return tuple(class_text(DEFAULT_TEMPLATES[0], name) for name in class_names())


def _width_of(clip: CLIP) -> int:
    """Of the image tower, for its learning rate; a ResNet's is taken as that of a ViT-B."""
    return clip.config.vision.width if clip.config.vision.kind == "vit" else _WIDTH_OF_RESNETS


def _digest(splits: Splits, root: Path) -> str:
    """A hash over which pictures are learned from and checked on, with what is said of them."""
    described = [_described(part, root.expanduser().absolute()) for part in (splits.train, splits.validation)]
    return hashlib.blake2b(json.dumps(described).encode(), digest_size=16).hexdigest()


def _described(examples: Examples, root: Path) -> list[object]:
    names = [os.path.relpath(Path(path).absolute(), root) for path in examples.paths]
    targets = examples.targets.tolist() if examples.targets is not None else None
    return [names, list(examples.classes), targets, examples.captions]

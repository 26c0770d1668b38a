"""`clipdesk train`: teach a model with pictures of one's own, and see what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from clipdesk import paths, settings
from clipdesk.cli import engine, screen, training
from clipdesk.cli.main import INTERRUPTED
from clipdesk.cli.options import Device, EngineOptions, debug_option
from clipdesk.errors import UsageError
from clipdesk.progress import drain
from clipdesk.training.config import RECIPES, RunConfig
from clipdesk.training.heap import keep_freed_memory
from clipdesk.training.patience import be_patient

if TYPE_CHECKING:
    from clipdesk.inference.cache import EmbeddingCache
    from clipdesk.training.examples import Found, Splits

_RESULT_NAME = "result.json"


@dataclass(frozen=True)
class _Data:
    splits: Splits
    skipped: int
    report: dict[str, Any] | None


@click.command("train")
@click.argument("data", metavar="DATA", required=False)
@click.option("--recipe", type=click.Choice(tuple(RECIPES)), help="How it is learned.  [default: probe]")
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), help="The run's folder; its model lies in model/."
)
@click.option("--model", metavar="NAME|PATH|ARCH:TAG", help="The model to begin with.")
@click.option("--resume", is_flag=True, help="Go on with the run in --output, as it was begun.")
@click.option("--name", help="Also put the tuned model among the installed ones, under this name.")
@click.option("--epochs", type=click.IntRange(1), help="Passes over the pictures.")
@click.option("--batch-size", type=click.IntRange(2), help="Pictures that are compared at a time.")
@click.option("--micro-batch", type=click.IntRange(1), help="Pictures in memory at a time; the result is the same.")
@click.option("--learning-rate", type=float, help="The largest step.")
@click.option("--rank", type=click.IntRange(1), help="Of the additions of LoRA and adapter.")
@click.option("--blocks", type=click.IntRange(1), help="How many of the last blocks learn.")
@click.option("--validation", type=click.FloatRange(0, 0.9), help="Share to choose by.  [default: 0.2]")
@click.option("--template", "templates", multiple=True, metavar="TEXT", help="The sentence of a label, with a {}.")
@click.option("--control", metavar="FOLDER", help="Class folders that tell what the model must not forget.")
@click.option("--teacher", metavar="MODEL", help="For distil: the larger model.")
@click.option("--config", metavar="ARCH", help="For scratch: the architecture.")
@click.option("--seed", type=int, help="Of everything that is drawn.  [default: 0]")
@click.option("--device", type=Device(), help="Where it runs.  [default: auto]")
@click.option("--precision", type=click.Choice(["auto", "fp32", "bf16"]), help="Of the products.  [default: auto]")
@click.option("--no-check", is_flag=True, help="Do not look at the data first.")
@click.option("--blend", is_flag=True, help="Measure the models between the one before and the tuned one.")
@click.option("--alpha", type=click.FloatRange(0, 1), help="With --name: the share of the tuned weights in it.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@debug_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    data: str | None,
    recipe: str | None,
    output: Path | None,
    resume: bool,
    name: str | None,
    no_check: bool,
    blend: bool,
    alpha: float | None,
    form: Literal["table", "json"],
    **chosen: Any,
) -> None:
    """Teach a model with your pictures, and measure it before and after.

    DATA is a folder of class folders (train, validation and test folders may stand above them), a CSV or JSONL file
    with filepath and label or caption (and perhaps split), or a project. The result is a model like every other:
    clipdesk classify PHOTOS --labels ... --model DIR/model

    Exit status: 0 learned from everything, 3 some pictures were skipped, 1 nothing was learned, 2 wrong usage, 130
    paused by Ctrl-C; go on with --resume.
    """
    be_patient()
    keep_freed_memory()
    config = _config(data, recipe, output, resume, chosen)
    if name is not None:
        from clipdesk.training.saving import check_name

        check_name(name)
    elif alpha is not None:
        raise UsageError("--alpha says what goes into the model of --name. Give a name, too.")
    with engine.open_cache(_engine_options(config)) as cache:
        found = _found(config)
        checked = None if no_check or resume else _checked(config, found, cache)
        skipped = len(found.skipped) if checked is None else checked["unreadable_count"]
        watched = _run(config, resume=resume)
        if watched.paused:
            screen.note(f"paused. Go on with: clipdesk train --resume --output {watched.folder}")
            ctx.exit(INTERRUPTED)
        assert watched.folder is not None
        figures = _measured(config, found, Path(watched.folder), cache, form)
    figures |= {
        "model": watched.folder,
        "best_epoch": watched.best_epoch,
        "control": {"before": watched.control_before, "after": watched.control_after},
        "data": checked,
    }
    if blend:
        figures |= _blended(config, found, Path(watched.folder), form)
    _write(Path(config.output) / _RESULT_NAME, figures)
    if name is not None:
        _add(config, Path(watched.folder), name, alpha)
    if form == "json":
        click.echo(json.dumps(figures, allow_nan=False))
    else:
        if watched.control_before is not None and watched.control_after is not None:
            click.echo(f"\nControl pictures: {watched.control_before:.1%} before, {watched.control_after:.1%} after")
        click.echo(f"\nThe model: {screen.printable(name or watched.folder)}")
    ctx.exit(3 if skipped else 0)


def _config(
    data: str | None, recipe: str | None, output: Path | None, resume: bool, chosen: dict[str, Any]
) -> RunConfig:
    """The run that the options ask for, or the one that is resumed. Raises UsageError, RunError."""
    if output is None:
        raise UsageError("Name the run's folder with --output.")
    if resume:
        from clipdesk.training import runs

        config = runs.open_run(output).config
        return replace(config, epochs=chosen["epochs"]) if chosen["epochs"] else config
    if data is None:
        raise UsageError("Name the data to learn from: a folder of class folders, a CSV or JSONL file, or a project.")
    given = {option: value for option, value in chosen.items() if value not in (None, ())}
    given.setdefault("model", settings.load().model)
    data_path = str(Path(data).expanduser().absolute())
    return RunConfig(data_path, recipe or "probe", output=str(output.expanduser().absolute()), **given)


def _found(config: RunConfig) -> Found:
    from clipdesk.training.examples import read_examples

    needs = RECIPES[config.recipe].needs
    with screen.progress() as show:
        return drain(read_examples(Path(config.data), None if needs == "either" else needs), show)


def _checked(config: RunConfig, found: Found, cache: EmbeddingCache | None) -> dict[str, Any]:
    from clipdesk.inference.model import load
    from clipdesk.training.checks import check
    from clipdesk.training.estimate import estimate
    from clipdesk.training.examples import arrange

    model = load("starter" if config.recipe == "scratch" else config.model, device=config.device)
    splits = arrange(found, config.validation, config.seed)
    with screen.progress() as show:
        steps = check(model, splits, found.skipped, cache=cache, batch_size=config.batch_size, seed=config.seed)
        report = drain(steps, show)
    training.show_data(report)
    classes = len(splits.train.classes) if splits.train.kind == "labels" else None
    measured = len(splits.validation)
    training.show_estimate(estimate(config, len(splits.train), splits.train.paths, classes=classes, measured=measured))
    for one in report.unreadable:
        screen.skipped(one.path, one.kind, one.message)
    return report.to_json() | {"unreadable_count": len(report.unreadable)}


def _run(config: RunConfig, *, resume: bool) -> training.Watched:
    from clipdesk.training.trainer import train

    watched = training.Watched()
    running = train(config, resume=resume)
    try:
        with training.listening() as asked, training.shown() as show:
            command = None
            while True:
                try:
                    event = running.send(command)
                except StopIteration:
                    break
                show(event, watched)
                command = asked.command
    finally:
        running.close()
    if resume:
        _recall_control(watched, Path(config.output))
    return watched


def _recall_control(watched: training.Watched, run: Path) -> None:
    """The best epoch may have ended before the run was paused."""
    from clipdesk.training.events import EpochEnd
    from clipdesk.training.runs import read_events

    for event in read_events(run):
        if isinstance(event, EpochEnd) and event.epoch == watched.best_epoch:
            watched.control_after = event.control


def _measured(
    config: RunConfig, found: Found, folder: Path, cache: EmbeddingCache | None, form: Literal["table", "json"]
) -> dict[str, Any]:
    """Before and after, on the test part where there is one, else on the part that the best was chosen by."""
    from clipdesk.inference.model import load
    from clipdesk.training.examples import arrange
    from clipdesk.training.result import compare, recall

    splits = arrange(found, config.validation, config.seed)
    part, examples = ("test", splits.test) if len(splits.test) else ("validation", splits.validation)
    if not len(examples):
        screen.note("there are no pictures to measure on.")
        return {"part": None}
    before = load("starter" if config.recipe == "scratch" else config.model, device=config.device)
    after = load(folder, device=config.device)
    with screen.progress() as show:
        if examples.kind == "labels":
            result = drain(compare(before, after, examples, config.templates, cache), show)
            if form == "table":
                training.show_result(result, part.capitalize())
            return {"part": part, **result.to_json()}
        old = drain(recall(before, examples, cache), show)
        new = drain(recall(after, examples, cache), show)
    if form == "table":
        training.show_recall(old, new, part.capitalize())
    return {"part": part, "before": old.to_json(), "after": new.to_json()}


def _blended(config: RunConfig, found: Found, folder: Path, form: Literal["table", "json"]) -> dict[str, Any]:
    from clipdesk.training.blend import blend_points, open_blend, proposed
    from clipdesk.training.control import open_control
    from clipdesk.training.examples import arrange
    from clipdesk.zoo import registry

    splits = arrange(found, config.validation, config.seed)
    blend = open_blend(registry.resolve(config.model), folder)
    control = open_control(config.control, blend.tuned.config.preprocess, config.seed)
    with screen.progress() as show:
        points = drain(blend_points(blend, splits.validation, control, config.templates, device=config.device), show)
    if form == "table":
        training.show_blend(points)
    best = proposed(points)
    told = [{"alpha": point.alpha, "target": point.target, "control": point.control} for point in points]
    return {"blend": told, "proposed": None if best is None else best.alpha}


def _add(config: RunConfig, folder: Path, name: str, alpha: float | None) -> None:
    from clipdesk.training.blend import open_blend, save_point
    from clipdesk.training.saving import add_to_list
    from clipdesk.zoo import registry

    if alpha is None or alpha == 1:
        add_to_list(folder, name)
        return
    source = registry.resolve(config.model)
    drain(save_point(open_blend(source, folder), alpha, paths.user_models_dir() / name, source, config))


def _write(path: Path, figures: dict[str, Any]) -> None:
    try:
        path.write_text(json.dumps(figures, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    except OSError as error:
        screen.note(f"{path} cannot be written ({error.strerror or error}).")


def _engine_options(config: RunConfig) -> EngineOptions:
    return EngineOptions(config.model, config.device, None, "auto", True)

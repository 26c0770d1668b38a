"""`clipdesk evaluate`: how often a model and its prompts are right on pictures whose class is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from clipdesk.cli import engine, projects, screen
from clipdesk.cli.options import EngineOptions, chosen_templates, debug_option, engine_options, template_options
from clipdesk.cli.screen import Column
from clipdesk.errors import ClipdeskError, UsageError
from clipdesk.progress import drain

if TYPE_CHECKING:
    from clipdesk.inference.evaluate import Evaluation

_CONFUSIONS = 10


@click.command("evaluate")
@click.argument("data", metavar="DATA", type=click.Path(path_type=Path))
@template_options
@engine_options
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@debug_option
@click.pass_context
def command(
    ctx: click.Context,
    data: Path,
    template: tuple[str, ...],
    templates: str | None,
    options: EngineOptions,
    form: Literal["table", "json"],
) -> None:
    """Measure how many pictures get their true label, without any training.

    DATA is a folder whose subfolders are named after the classes, or a CSV or JSONL file with the columns filepath and
    label. The classes are the labels that the model chooses from. DATA may also be a project: then its prompts and
    model are measured on the labels that were verified in it.

    Exit status: 0 everything was read, 3 something was skipped, 1 nothing was read, 2 wrong usage.
    """
    from clipdesk.data.pairs import read_labelled
    from clipdesk.inference.evaluate import evaluate_steps

    sentences = chosen_templates(template, templates)
    prompt_set = None
    if projects.is_one(data):
        if template or templates:
            raise UsageError("A project brings its own templates. Leave --template and --templates out.")
        labelled, prompt_set, options = projects.verified(data, options)
    else:
        labelled = read_labelled(data)
    with screen.progress() as show, engine.open_cache(options) as cache:
        model = engine.open_model(options)
        steps = evaluate_steps(
            model, labelled, sentences, cache=cache, batch_size=options.batch_size, prompt_set=prompt_set
        )
        try:
            evaluation = drain(steps, show)
        except UsageError as error:  # the command was right, its data give nothing to measure
            raise ClipdeskError(str(error)) from error
    for one in evaluation.skipped:
        screen.skipped(one.path, one.kind, one.message)
    if form == "json":
        click.echo(json.dumps(evaluation.to_json(), allow_nan=False))
    else:
        _show(evaluation)
    ctx.exit(engine.exit_code(evaluation.images, len(evaluation.skipped)))


def _show(evaluation: Evaluation) -> None:
    counted = f"{evaluation.images} pictures, {len(evaluation.classes)} classes"
    click.echo(f"{counted}: {evaluation.top1:.1%} right (top-1), {evaluation.top5:.1%} among the five best (top-5)\n")
    per_class = [
        (name, figures["images"], figures["correct"], "-" if figures["top1"] is None else f"{figures['top1']:.1%}")
        for name, figures in evaluation.per_class.items()
    ]
    numbers = [Column("Pictures", number=True), Column("Right", number=True), Column("Top-1", number=True)]
    screen.show_table([Column("Class", long=True), *numbers], per_class)
    confusions = _biggest_confusions(evaluation)
    if confusions:
        click.echo("\nMost often taken for another class:\n")
        columns = [Column("Class", long=True), Column("Taken for", long=True), Column("Pictures", number=True)]
        screen.show_table(columns, confusions)


def _biggest_confusions(evaluation: Evaluation) -> list[tuple[str, str, int]]:
    """True class, predicted class and count, the most frequent first."""
    classes = evaluation.classes
    wrong = [
        (classes[row], classes[column], int(evaluation.confusion[row, column]))
        for row, column in zip(*evaluation.confusion.nonzero(), strict=True)
        if row != column
    ]
    return sorted(wrong, key=lambda entry: -entry[2])[:_CONFUSIONS]

"""`clipdesk classify`: which of these labels does each picture show?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clipdesk.cli import engine, inputs, projects, results, screen
from clipdesk.cli.options import EngineOptions, chosen_templates, debug_option, engine_options, template_options
from clipdesk.errors import UsageError

if TYPE_CHECKING:
    from clipdesk.inference.prompts import Mode


@click.command("classify")
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Take the labels, prompts, mode, reject rule and model of a project; without PATH also its pictures.",
)
@click.option("--labels", metavar="A,B,C", help="The labels, with commas between.")
@click.option(
    "--labels-file",
    type=click.Path(path_type=Path),
    help="A file of labels: one a line, a CSV or a JSON list. Here labels may hold commas.",
)
@template_options
@click.option(
    "--mode",
    type=click.Choice(["single", "multi"]),
    default="single",
    show_default=True,
    help="single: the labels share 100 %. multi: each label has a figure of its own.",
)
@click.option("--top-k", type=click.IntRange(min=1), default=5, show_default=True, help="Labels shown for a picture.")
@click.option(
    "--reject",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="A picture whose best label is less probable than this belongs to none of them.",
)
@engine_options
@click.option(
    "--format",
    "form",
    type=click.Choice(results.FORMATS),
    default="table",
    show_default=True,
    help="jsonl and csv are never rounded.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Write the results to this file, whole or not at all.")
@click.option("-0", "--null", is_flag=True, help="Paths on standard input are separated by NUL, not by line ends.")
@debug_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    project: Path | None,
    labels: str | None,
    labels_file: Path | None,
    template: tuple[str, ...],
    templates: str | None,
    mode: Mode,
    top_k: int,
    reject: float | None,
    options: EngineOptions,
    form: results.Format,
    output: Path | None,
    null: bool,
) -> None:
    """Rank the labels for each picture.

    PATH is a picture, a folder with all that is in it, a pattern such as 'photos/*.jpg', or - for paths on standard
    input. Results go to standard output; what cannot be read is named on standard error.

    Exit status: 0 everything was read, 3 something was skipped, 1 nothing was read, 2 wrong usage.
    """
    from clipdesk.inference.classifier import Classifier
    from clipdesk.inference.prompts import Label, PromptSet

    if project is not None:
        if labels is not None or labels_file is not None or template or templates:
            raise UsageError("A project brings its own labels and templates. Leave --labels and --template out.")
        mode_given = ctx.get_parameter_source("mode") is not click.core.ParameterSource.DEFAULT
        work = projects.work(project, paths, options, mode if mode_given else None, reject)
        paths, prompt_set, options, reject = work.paths, work.prompt_set, work.options, work.reject
        named = inputs.given_paths(paths, null=null)
    else:
        if not paths:
            raise click.UsageError(
                "Name the pictures: files, folders or patterns, or - for paths on standard input.", ctx
            )
        named = inputs.given_paths(paths, null=null)
        words = inputs.given_labels(labels, labels_file)
        prompt_set = PromptSet(tuple(map(Label, words)), chosen_templates(template, templates), mode)
    with engine.open_cache(options) as cache:
        model = engine.open_model(options)
        classifier = Classifier(
            model, prompt_set, top_k=top_k, reject=reject, cache=cache, batch_size=options.batch_size
        )
        read = results.Read()
        with screen.progress(beside_results=output is None and form != "table") as show:
            found = results.found(classifier, named, read, show)
            table = results.write(found, form, output, columns=min(top_k, len(prompt_set.labels)))
        if table is not None:
            screen.show_table(results.COLUMNS, table)
    ctx.exit(engine.exit_code(read.images, read.skipped))

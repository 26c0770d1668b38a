"""`clipdesk demo`: the main job, once, on photographs that are installed here."""

from __future__ import annotations

from pathlib import Path

import click

from clipdesk.cli import engine, results, screen
from clipdesk.cli.options import EngineOptions, debug_option, engine_options
from clipdesk.cli.screen import Column
from clipdesk.errors import UsageError

# Ordinary things, chosen before any picture was looked at.
LABELS = (
    "astronaut", "cat", "dog", "cup of coffee", "rocket", "temple", "flower", "car", "bicycle", "horse", "bird", "fish",
    "tree", "mountain", "beach", "bridge", "guitar", "book", "computer", "airplane", "boat", "pizza", "coins", "galaxy",
)  # fmt: skip
COLUMNS = (
    Column("Picture"),
    Column("What it shows", long=True),
    Column("Label"),
    Column("Probability", number=True),
    Column("Then", long=True),
)
_RUNNERS_UP = 2


@click.command("demo")
@engine_options
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder for the results as demo.jsonl, as `clipdesk classify --format jsonl` writes them.",
)
@debug_option
@click.pass_context
def command(ctx: click.Context, options: EngineOptions, output: Path | None) -> None:
    """Rank labels for the sample photos that scikit-image and scikit-learn install.

    The labels are a fixed list of ordinary things; the photos are the same on every computer.
    """
    from clipdesk.data.samples import installed_samples

    samples = installed_samples()
    if not samples:
        raise UsageError("No sample photos are installed here. Install them with: pip install 'clipdesk[samples]'")
    from clipdesk.inference import export
    from clipdesk.inference.classifier import Classifier

    with engine.open_cache(options) as cache:
        model = engine.open_model(options)
        classifier = Classifier(model, LABELS, cache=cache, batch_size=options.batch_size)
        read = results.Read()
        with screen.progress() as show:
            ranked = list(results.found(classifier, [str(sample.path) for sample in samples], read, show))
    rows = []
    for sample, result in zip(samples, ranked, strict=True):
        if result.error is None:
            best, *others = result.predictions
            then = ", ".join(f"{other.label} {other.probability:.1%}" for other in others[:_RUNNERS_UP])
            rows.append((sample.path.name, sample.shows, best.label, f"{best.probability:.1%}", then))
    click.echo(
        f"{read.images} photos, {len(LABELS)} labels, model {model.name} on {model.device} in {model.precision}:\n"
    )
    screen.show_table(COLUMNS, rows)
    click.echo(f"\nThe labels were: {', '.join(LABELS)}.")
    click.echo('Try your own: clipdesk classify FOLDER --labels "cat,dog,a plate of food"')
    if output is not None:
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"The folder {output} cannot be made ({error.strerror or error}).") from error
        export.write_jsonl(output / "demo.jsonl", ranked)
    ctx.exit(engine.exit_code(read.images, read.skipped))

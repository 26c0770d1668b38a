"""`clipdesk demo`: the main job, once, on photographs that are installed here, and what in each spoke for its label."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clipdesk.cli import engine, overlays, results, screen
from clipdesk.cli.options import EngineOptions, debug_option, engine_options
from clipdesk.cli.screen import Column
from clipdesk.data.samples import ORDINARY_THINGS as LABELS
from clipdesk.errors import UsageError

if TYPE_CHECKING:
    from clipdesk.inference.classifier import Classifier, ImageResult

COLUMNS = (
    Column("Picture"),
    Column("What it shows", long=True),
    Column("Label"),
    Column("Probability", number=True),
    Column("Then", long=True),
)
_RUNNERS_UP = 2
_FOLDER = Path("demo-output")


@click.command("demo")
@engine_options
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=_FOLDER,
    show_default=True,
    help="The folder for an overlay of each photo, and for the results as demo.jsonl.",
)
@debug_option
@click.pass_context
def command(ctx: click.Context, options: EngineOptions, output: Path) -> None:
    """Rank labels for the sample photos that scikit-image and scikit-learn install.

    The labels are a fixed list of ordinary things; the photos are the same on every computer. An overlay shows what in
    a photo speaks for its best label, as `clipdesk explain` draws it.
    """
    from clipdesk.data.samples import installed_samples

    samples = installed_samples()
    if not samples:
        raise UsageError("No sample photos are installed here. Install them with: pip install 'clipdesk[samples]'")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"The folder {output} cannot be made ({error.strerror or error}). Name another with --output."
        ) from error
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
    export.write_jsonl(output / "demo.jsonl", ranked)
    drawn = _draw(classifier, ranked, output)
    click.echo(f"\nWhat spoke for each label, drawn over its photo: {drawn} PNGs in {screen.printable(output)}")
    ctx.exit(engine.exit_code(read.images, read.skipped))


def _draw(classifier: Classifier, ranked: Sequence[ImageResult], folder: Path) -> int:
    """Write PHOTO-overlay.png for each photo's best label among all labels; returns how many."""
    from clipdesk.inference.explaining import Explainer
    from clipdesk.progress import drain

    explainer = Explainer(classifier.model)
    texts = drain(classifier.prompt_steps()).labels
    method, every = explainer.methods[0].name, texts.mean(axis=0)
    read = [result for result in ranked if result.error is None]
    for result in read:
        best = classifier.label_names.index(result.predictions[0].label)
        pixels = overlays.ranked_pixels(result.path, classifier.model)
        found = explainer.explain(pixels, texts[best : best + 1], method, neutral=every)
        overlays.write(folder / f"{result.path.stem}-overlay.png", result.path, found.maps[0], classifier.model)
    return len(read)

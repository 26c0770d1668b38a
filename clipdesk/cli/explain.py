"""`clipdesk explain`: what in a picture speaks for a label?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clipdesk.cli import engine, overlays, screen
from clipdesk.cli.options import EngineOptions, chosen_templates, debug_option, engine_options, template_options
from clipdesk.cli.screen import Column
from clipdesk.errors import UsageError
from clipdesk.explain.methods import METHODS

if TYPE_CHECKING:
    from clipdesk.explain.faithfulness import Faithfulness

COLUMNS = (
    Column("Label"),
    Column("Probability", number=True),
    Column("Cosine", number=True),
    Column("Signed sum", number=True),
    Column("Faithfulness", long=True),
    Column("Overlay", long=True),
)
NOT_RELIABLE = "not reliable for this image"


@click.command("explain")
@click.argument("image", metavar="IMAGE", type=click.Path(path_type=Path))
@click.option(
    "--label", "asked", metavar="TEXT", multiple=True, required=True, help="What to look for; may be repeated."
)
@click.option("--versus", metavar="TEXT", help="Show why the label and not this one, as one signed map.")
@click.option("--labels", metavar="A,B,C", help="Further labels to set it apart from; the map changes with them.")
@click.option(
    "--method",
    type=click.Choice([method.name for method in METHODS]),
    help="How the map is made.  [default: decomposition, or gradcam for a ResNet]",
)
@template_options
@engine_options
@click.option(
    "--output", type=click.Path(path_type=Path), required=True, metavar="PNG", help="The picture with its map over it."
)
@click.option("--array", type=click.Path(path_type=Path), metavar="NPY", help="The map's values at the picture's size.")
@click.option(
    "--opacity", type=click.FloatRange(0, 1), default=overlays.OPACITY, show_default=True, help="Of the map's colours."
)
@click.option("--grid", is_flag=True, help="Show patches as they are, not smoothed.")
@debug_option
def command(
    image: Path,
    asked: tuple[str, ...],
    versus: str | None,
    labels: str | None,
    method: str | None,
    template: tuple[str, ...],
    templates: str | None,
    options: EngineOptions,
    output: Path,
    array: Path | None,
    opacity: float,
    grid: bool,
) -> None:
    """Draw what in a picture speaks for a label.

    The brightest place is only the brightest: look at the signed sum (what all places together add to the cosine beyond
    the other labels) and at the faithfulness (how much more the score falls when the marked fifth of the picture is
    covered than when a random fifth is). What the model does not see is shaded.

    With several --label there is one overlay each; the second is named OUTPUT-2.png, and so on.
    """
    asked = tuple(dict.fromkeys(asked))
    _check(image, asked, versus, method, output, array)
    words = (*asked, *((versus,) if versus is not None else ()), *_listed(labels))
    from clipdesk.inference.classifier import Classifier
    from clipdesk.inference.explaining import Explainer
    from clipdesk.inference.model import encode_images
    from clipdesk.inference.prompts import Label, PromptSet
    from clipdesk.progress import drain

    prompt_set = PromptSet(tuple(Label(word) for word in dict.fromkeys(words)), chosen_templates(template, templates))
    with engine.open_cache(options) as cache:
        model = engine.open_model(options)
        classifier = Classifier(model, prompt_set, cache=cache)
        prompts = drain(classifier.prompt_steps())
        explainer = Explainer(model)
        pixels = overlays.ranked_pixels(image, model)
        embedding = encode_images(model, explainer.seen(pixels)[None])
        texts = explainer.rows(pixels, prompts)
        if versus is not None:
            found = explainer.versus(pixels, texts[0], texts[1])
        else:
            every = texts.mean(axis=0) if len(texts) > 1 else None
            chosen = method or explainer.methods[0].name
            found = explainer.explain(pixels, texts[: len(asked)], chosen, neutral=every)
        probabilities, cosines, _ = classifier.score(embedding)
    rows = []
    for index, label in enumerate(asked):
        target, values = _numbered(output, index), None if array is None else _numbered(array, index)
        overlays.write(
            target,
            image,
            found.maps[index],
            model,
            array=values,
            opacity=opacity,
            palette="cividis" if versus is None else "diverging",
            smooth=not grid,
        )
        compared = texts if versus is None else texts[:2]
        trust = explainer.faithfulness(pixels, compared, index, found.maps[index])
        share = f"{probabilities[0, index]:.1%}" if len(texts) > 1 else "-"
        signed = float(found.signed_sum[index])
        total = "-" if math.isnan(signed) else f"{signed:+.4f}"
        name = label if versus is None else f"{label}, not {versus}"
        rows.append((name, share, f"{cosines[0, index]:.4f}", total, _verdict(trust), str(target)))
    screen.show_table(COLUMNS, rows)
    used = next(one for one in METHODS if one.name == found.method)
    click.echo(f"\n{used.title}: {used.description}")


def _check(
    image: Path, asked: tuple[str, ...], versus: str | None, method: str | None, output: Path, array: Path | None
) -> None:
    """Raise UsageError for options that do not go together."""
    if versus is not None and len(asked) != 1:
        raise UsageError("--versus compares with one --label. Give only one.")
    if versus is not None and versus == asked[0]:
        raise UsageError("--versus names the label itself. Give another one.")
    if versus is not None and method is not None:
        raise UsageError("--versus has a method of its own. Leave --method out.")
    for path, ending in ((output, ".png"), (array, ".npy")):
        if path is not None and path.suffix.lower() != ending:
            raise UsageError(f"{path} must be named with {ending} at its end.")
        if path is not None and any(
            _numbered(path, index).absolute() == image.absolute() for index in range(len(asked))
        ):
            raise UsageError(f"{path} is the picture itself. Name another file.")


def _listed(labels: str | None) -> tuple[str, ...]:
    from clipdesk.data.labels import split_labels

    return () if labels is None else split_labels(labels)


def _numbered(path: Path, index: int) -> Path:
    return path if index == 0 else path.with_name(f"{path.stem}-{index + 1}{path.suffix}")


def _verdict(trust: Faithfulness) -> str:
    figure = "random parts do nothing" if math.isinf(trust.ratio) else f"{trust.ratio:.2f} × random"
    return figure if trust.reliable else f"{figure}: {NOT_RELIABLE}"

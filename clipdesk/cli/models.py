"""`clipdesk models`: what is installed, what can be fetched, and whether it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clipdesk.cli import screen
from clipdesk.cli.options import debug_option
from clipdesk.cli.screen import Column
from clipdesk.progress import drain

if TYPE_CHECKING:
    from clipdesk.zoo.registry import ModelInfo


@click.group("models", invoke_without_command=True)
@debug_option
@click.pass_context
def command(ctx: click.Context) -> None:
    """List, fetch, add, check and remove models."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Also every pretrained model that can be downloaded.")
@debug_option
def list_command(everything: bool) -> None:
    """List the installed models, and those worth downloading."""
    from clipdesk.zoo import pretrained, registry

    rows = [(one.name, one.source, screen.size(one.size_bytes), one.licence or "?") for one in registry.list_models()]
    columns = [Column("Installed"), Column("From"), Column("Size", number=True), Column("Licence", long=True)]
    screen.show_table(columns, rows)
    click.echo()
    offered = pretrained.table() if everything else pretrained.recommended()
    columns = [
        Column("To download"),
        Column("ImageNet top-1", number=True),
        Column("Size", number=True),
        Column("Licence", long=True),
    ]
    screen.show_table(
        columns,
        [(one.name, _share(one.accuracy), screen.size(one.size_bytes), one.licence or "?") for one in offered],
    )
    click.echo("\nDownload one with: clipdesk models download NAME")
    if not everything:
        click.echo("All other models: clipdesk models list --all")


@command.command("info")
@click.argument("name")
@debug_option
def info_command(name: str) -> None:
    """Show what is known about an installed or downloadable model."""
    from clipdesk.errors import ModelNotFoundError
    from clipdesk.zoo import pretrained, registry

    try:
        facts = _installed_facts(registry.info(name))
    except ModelNotFoundError:
        if ":" not in name:
            raise
        entry = pretrained.find(name)
        facts = [
            ("name", entry.name),
            ("state", f"not installed; clipdesk models download {entry.name}"),
            ("size", screen.size(entry.size_bytes)),
            ("licence", entry.licence or "not known; see the page of its makers"),
            ("ImageNet top-1", _share(entry.accuracy)),
            ("weights", entry.url or f"{entry.hf_repo} on Hugging Face, {entry.filename}"),
            ("input", f"{entry.config.preprocess.image_size} px"),
            ("embedding", f"{entry.config.embed_dim} numbers"),
        ]
    width = max(len(title) for title, _ in facts)
    for title, value in facts:
        click.echo(f"{title:<{width}}  {screen.printable(value)}")


@command.command("download")
@click.argument("name", metavar="ARCH:TAG")
@debug_option
def download_command(name: str) -> None:
    """Download a pretrained model. Stopped at any moment, the next download goes on from there."""
    from clipdesk.zoo import pretrained
    from clipdesk.zoo.downloads import download

    entry = pretrained.find(name)
    screen.note(f"{entry.name}: about {screen.size(entry.size_bytes)}, licence: {entry.licence or 'not known'}.")
    with screen.progress(in_bytes=True) as show:
        folder = drain(download(entry), show)
    click.echo(f"{entry.name} is in {screen.printable(folder)}. Use it with: --model {entry.name}")


@command.command("add")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", help="What to call it.  [default: the name of the file or folder]")
@click.option("--activation", type=click.Choice(["gelu", "quick_gelu"]), help="For weights that do not say theirs.")
@debug_option
def add_command(path: Path, name: str | None, activation: str | None) -> None:
    """Copy a model that is on this computer (OpenAI, open_clip, Hugging Face or clipdesk) to the others."""
    from clipdesk.zoo import registry

    added = registry.add(path, name, activation=activation)
    click.echo(f"{added.name} is in {screen.printable(added.path)}. Use it with: --model {added.name}")


@command.command("export")
@click.argument("name")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@debug_option
def export_command(name: str, folder: Path) -> None:
    """Write a model to a new folder in open_clip's form; what a probe learned is not part of it."""
    from clipdesk.training.export import export_open_clip
    from clipdesk.zoo import registry

    export_open_clip(registry.resolve(name), folder)
    click.echo(f"{name} is in {screen.printable(folder)}.")


@command.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@debug_option
def remove_command(name: str, yes: bool) -> None:
    """Delete a model that was downloaded or added."""
    from clipdesk.zoo import registry

    if not yes:
        click.confirm(f"Delete the model {name}?", abort=True, err=True)
    click.echo(f"{screen.printable(registry.remove(name))} is deleted.")


@command.command("verify")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@debug_option
@click.pass_context
def verify_command(ctx: click.Context, names: tuple[str, ...]) -> None:
    """Read models whole and compare them with the hash noted when they came; without NAME, all of them.

    Exit status: 0 all are sound, 1 otherwise.
    """
    from clipdesk.zoo import registry

    reports = [registry.verify(name) for name in names or [one.name for one in registry.list_models()]]
    if not reports:
        screen.note("no model is installed.")
    for report in reports:
        click.echo(f"{report.name}: {'sound' if report.ok else 'NOT sound'}, hash {report.hash_state}")
        for problem in report.problems:
            screen.note(problem)
    ctx.exit(0 if reports and all(report.ok for report in reports) else 1)


def _installed_facts(model: ModelInfo) -> list[tuple[str, str]]:
    from clipdesk.clip.checkpoint import read_checkpoint

    config = read_checkpoint(model.path).config
    return [
        ("name", model.name),
        ("state", "came with clipdesk" if model.source == "bundled" else "installed by you"),
        ("summary", model.summary or "none"),
        ("size", screen.size(model.size_bytes)),
        ("licence", model.licence or "not known"),
        ("SHA-256", model.sha256 or "not noted"),
        ("folder", str(model.path)),
        ("image tower", f"{config.vision.kind}, width {config.vision.width}, input {config.preprocess.image_size} px"),
        ("text tower", f"width {config.text.width}, {config.text.layers} layers, {config.text.context_length} tokens"),
        ("embedding", f"{config.embed_dim} numbers"),
    ]


def _share(figure: float | None) -> str:
    return "?" if figure is None else f"{figure:.1%}"

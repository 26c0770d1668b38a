"""`clipdesk embed`: the embeddings of pictures as a file for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from clipdesk.cli import engine, inputs, screen
from clipdesk.cli.options import EngineOptions, debug_option, engine_options
from clipdesk.errors import UsageError
from clipdesk.progress import drain

ENDINGS = (".parquet", ".npz")


@click.command("embed")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--output", type=click.Path(path_type=Path), required=True, help="The file to write, ending in .parquet or .npz."
)
@engine_options
@click.option("-0", "--null", is_flag=True, help="Paths on standard input are separated by NUL, not by line ends.")
@debug_option
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], output: Path, options: EngineOptions, null: bool) -> None:
    """Write the embedding of each picture, of unit length, with its path and the hash of its content.

    PATH is a picture, a folder, a pattern, or - for paths on standard input. The file also names the model: compare
    embeddings only where the model's fingerprint is the same.

    Exit status: 0 everything was read, 3 something was skipped, 1 nothing was read, 2 wrong usage.
    """
    if output.suffix.lower() not in ENDINGS:
        raise UsageError(f"--output must end in {' or '.join(ENDINGS)}, not in {output.suffix or output.name!r}.")
    if not output.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {output.absolute().parent} to write to.")
    named = inputs.given_paths(paths, null=null)
    from clipdesk.data.catalog import ImageRef
    from clipdesk.inference import export
    from clipdesk.inference.classifier import scan_in_order
    from clipdesk.inference.encoder import embed

    with screen.progress() as show, engine.open_cache(options) as cache:
        entries = drain(scan_in_order(named), show)
        refs = [entry for entry in entries if isinstance(entry, ImageRef)]
        model = engine.open_model(options)
        done = drain(embed(model, refs, cache, batch_size=options.batch_size), show)
    skipped = [entry for entry in entries if not isinstance(entry, ImageRef)] + list(done.skipped)
    for one in skipped:
        screen.skipped(one.path, one.kind, one.message)
    read = [(ref.path, key) for ref, key in zip(refs, done.content_hashes, strict=True) if key is not None]
    if read:
        images, hashes = [path for path, _ in read], [key for _, key in read]
        export.write_embeddings(output, images, hashes, done.embeddings[done.valid], model.fingerprint)
        click.echo(f"{len(read)} embeddings of {model.embed_dim} numbers are in {screen.printable(output)}.")
    else:
        screen.note(engine.NOTHING_READ if skipped else engine.NOTHING_THERE)
    ctx.exit(engine.exit_code(len(read), len(skipped)))

"""The program's commands, and the one place where errors become sentences and exit codes.

0: everything was read. 1: nothing was done. 2: the command was put wrongly. 3: some inputs were skipped. 130: Ctrl-C.
"""

from __future__ import annotations

import errno
import importlib
from typing import Any

import click

from clipdesk import __version__
from clipdesk.cli import ELSEWHERE
from clipdesk.cli.options import debug_option, is_debugging
from clipdesk.errors import ClipdeskError, UsageError

COMMANDS = {
    "classify": "Rank labels for pictures.",
    "explain": "Draw what in a picture speaks for a label.",
    "embed": "Write the embeddings of pictures to a file.",
    "evaluate": "Measure a model on pictures whose class is known.",
    "train": "Teach a model with pictures of your own.",
    "models": "List, fetch, add, check and remove models.",
    "demo": "Rank labels for sample photos that are installed here.",
    "doctor": "Check the installation.",
}
"""Every command and its line in the overview; `clipdesk/cli/NAME.py` holds it as `command`."""

INTERRUPTED = 130


class Failure(click.ClickException):
    """An error to show as one sentence, with the exit code that goes with it."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        setattr(self, "exit_code", exit_code)  # noqa: B010 - click declares it for the class, and reads it here

    def show(self, file: Any = None) -> None:
        """Print the sentence to standard error."""
        click.echo(f"clipdesk: {self.message}", file=file, err=True)


class Program(click.Group):
    """Reads a command's file when the command is used: `--help` and `--version` load nothing slow."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands in the order of a user's first steps."""
        return [*ELSEWHERE, *COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, or None."""
        if cmd_name in ELSEWHERE:
            module = ELSEWHERE[cmd_name][0]
        elif cmd_name in COMMANDS:
            module = f"clipdesk.cli.{cmd_name}"
        else:
            return None
        command: click.Command = importlib.import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the overview without reading the commands' files."""
        with formatter.section("Commands"):
            formatter.write_dl([*((name, line) for name, (_, line) in ELSEWHERE.items()), *COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; every error leaves as a sentence and an exit code, unless --debug wants its traceback."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException):
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("clipdesk: stopped.", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None
        except Exception as error:
            if is_debugging(ctx) or (isinstance(error, OSError) and error.errno == errno.EPIPE):
                raise  # click keeps quiet about a broken pipe
            raise _failure(error) from error


def _failure(error: Exception) -> Failure:
    if isinstance(error, UsageError):
        return Failure(str(error), 2)
    if isinstance(error, ClipdeskError):
        return Failure(str(error), 1)
    if isinstance(error, MemoryError):
        return Failure("There is not enough memory. Close other programs, or choose a smaller model.", 1)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return Failure(f"Something unexpected went wrong ({what}). Run it again with --debug to see where.", 1)


@click.group(cls=Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="clipdesk %(version)s")
@debug_option
@click.pass_context
def program(ctx: click.Context) -> None:
    """Sort and label pictures on this computer with CLIP: write labels, get a ranking.

    Try it first with `clipdesk demo`, then with a folder of your own:

    clipdesk classify photos --labels "cat,dog,a plate of food"
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())

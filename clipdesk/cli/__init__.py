"""The command line: one small file a command, each read only when it is used. `main` is the program's entry."""

from __future__ import annotations

import io
import sys
import warnings

ELSEWHERE: dict[str, tuple[str, str]] = {}
"""Commands of others: the module that holds each as `command`, and its line in the overview."""


def main() -> None:
    """Run the command that the process's arguments name, and exit with its status."""
    _prepare_streams()
    if "--debug" not in sys.argv and not sys.warnoptions:
        warnings.simplefilter("ignore")  # what other packages remark is of no use to a user
    try:
        from clipdesk.cli.main import program

        program(prog_name="clipdesk")
    except KeyboardInterrupt:  # before a command had begun
        sys.exit(130)


def _prepare_streams() -> None:
    """Any file name can be printed, and a pipe carries UTF-8 on every platform."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")

"""The program's entry: the window without a command, the command line with one. The only place that knows both."""

from __future__ import annotations

import importlib
import sys

_CHILDREN = ("clipdesk.data.trial", "clipdesk.training.process")


def main() -> None:
    """Run what the process's arguments name, and exit with its status."""
    if sys.argv[1:2] == ["-m"] and sys.argv[2:3] and sys.argv[2] in _CHILDREN:  # paths.child_command
        del sys.argv[:2]
        importlib.import_module(sys.argv[0]).main()
        return
    from clipdesk import cli

    cli.ELSEWHERE["gui"] = ("clipdesk.gui.command", "Open the window; the same as no command.")
    if len(sys.argv) == 1:
        sys.argv.append("gui")
    cli.main()

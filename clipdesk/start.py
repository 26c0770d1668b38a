"""The program's entry: the window without a command, the command line with one. The only place that knows both."""

from __future__ import annotations

import sys


def main() -> None:
    """Run what the process's arguments name, and exit with its status."""
    from clipdesk import cli

    cli.ELSEWHERE["gui"] = ("clipdesk.gui.command", "Open the window; the same as no command.")
    if len(sys.argv) == 1:
        sys.argv.append("gui")
    cli.main()

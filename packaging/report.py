"""The table of figures beside their targets."""

from __future__ import annotations

import traceback


class Report:
    """Lines are printed as they come, and all together at the end."""

    def __init__(self) -> None:
        self._lines: list[tuple[str, str, str, str]] = []
        self.missed = False

    def line(self, what: str, figure: str, target: str, reached: bool | None = None) -> None:
        """One figure; `reached` is None where there is no target."""
        mark = {True: "yes", False: "NO", None: "-"}[reached]
        self.missed = self.missed or reached is False
        self._lines.append((what, figure, target, mark))
        print(f"{what}: {figure} (target {target}; {mark})", flush=True)

    def note(self, text: str) -> None:
        """Something to read beside the figures."""
        if text.strip():
            print(text.strip(), flush=True)

    def broken(self, part: str, error: Exception) -> None:
        """A part that did not come to its end."""
        traceback.print_exception(error)
        self.line(part, f"broke off ({type(error).__name__})", "to the end", False)

    def show(self) -> None:
        """Print the table."""
        print("\n| what | figure | target | reached |\n|---|---|---|---|")
        for line in self._lines:
            print(f"| {' | '.join(line)} |")

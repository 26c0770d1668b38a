"""What a user can do about which pictures are shown, and in what order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clipdesk.gui.state import Filter, Order
from clipdesk.gui.undoable import Undoable


class ShowOperations(Undoable):
    """Changes the selection of `state`."""

    def show(self, filter_name: Filter) -> None:
        """Show the pictures of a kind."""
        self.state.set_selection(replace(self.state.selection, filter=filter_name, cell=None, like=None))

    def order_by(self, order: Order) -> None:
        """Show pictures in an order."""
        self.state.set_selection(replace(self.state.selection, order=order))

    def show_source(self, source: Path | None) -> None:
        """Show the pictures of a source, or of all."""
        self.state.set_selection(replace(self.state.selection, source=source))

    def show_label(self, label: str | None) -> None:
        """Show the pictures of a label, or of all."""
        self.state.set_selection(replace(self.state.selection, label=label))

    def show_cell(self, cell: tuple[str, str] | None) -> None:
        """Show the pictures of a cell of the confusion matrix."""
        self.state.set_selection(replace(self.state.selection, cell=cell, filter="all", label=None))

    def search(self, text: str) -> None:
        """Order pictures by their likeness to a text; an empty one ends the search."""
        self.state.set_selection(replace(self.state.selection, search=text, like=None))

    def show_similar(self, row: int | None) -> None:
        """Order pictures by their likeness to one of them."""
        self.state.set_selection(replace(self.state.selection, like=row, search=""))

"""Every key that does something, on one sheet."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMainWindow, QMenu, QScrollArea, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import Dialog, button

_NATIVE = QKeySequence.SequenceFormat.NativeText

Group = tuple[str, list[tuple[str, str]]]  # a title, and lines of what is done and by which key


class ShortcutsDialog(Dialog):
    """Reads the menus of the window each time it is shown."""

    def __init__(self, window: QMainWindow, parent: QWidget | None = None) -> None:
        super().__init__(parent if parent is not None else window)
        self._window = window
        self._scroll, self._close = QScrollArea(), button(self.close, default=True)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        self.column.addWidget(self._scroll, 1)
        self.column.addLayout(foot)
        self.retranslate()
        self.resize(760, 520)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._scroll.setAccessibleName(self.tr("Keyboard shortcuts"))
        self._close.setText(self.tr("Close"))
        self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Be up to date, and show everything where there is room."""
        inside = self._fill()
        beside = self.sizeHint() - self._scroll.sizeHint()
        self.grow_to(self.width(), inside.sizeHint().height() + beside.height())
        super().showEvent(event)

    def groups(self) -> list[Group]:
        """The keys of the pictures, then those of each menu."""
        found: list[Group] = [(self.tr("In the pictures"), [
            (self.tr("Give a label"), "1 – 9"), (self.tr("One back, one on"), "A, D"),
            (self.tr("Move about"), "← ↑ → ↓"), (self.tr("Open the picture large"), _pressed("Return")),
            (self.tr("Hide the map while held"), "H"),
            (self.tr("Select several while held"), f"{_held('Shift+A')} / {_held('Ctrl+A')}"),
            (self.tr("Close a window"), _pressed("Escape")),
        ])]  # fmt: skip
        for entry in self._window.menuBar().actions():
            lines = _lines(entry)
            if lines:
                found.append((_plain(entry.text()), lines))
        return found

    def _fill(self) -> QWidget:
        groups = self.groups()
        sizes = [len(lines) + 2 for _, lines in groups]
        columns: list[list[Group]] = [[], []]
        heights = [0, 0]
        for group, size in zip(groups, sizes, strict=True):
            place = 0 if heights[0] <= heights[1] else 1
            columns[place].append(group)
            heights[place] += size
        inside = QWidget()
        across = QHBoxLayout(inside)
        across.setSpacing(theme.GROUP)
        across.setContentsMargins(0, 0, theme.SPACE, 0)
        for column in columns:
            down = QVBoxLayout()
            down.setSpacing(theme.GROUP)
            for title, lines in column:
                down.addLayout(self._block(title, lines))
            down.addStretch(1)
            across.addLayout(down, 1)
        self._scroll.setWidget(inside)
        return inside

    def _block(self, title: str, lines: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.SPACE)
        grid.setColumnStretch(0, 1)
        head = QLabel(title)
        head.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        grid.addWidget(head, 0, 0, 1, 2)
        for row, (what, keys) in enumerate(lines, start=1):
            name, key = QLabel(what), QLabel(keys)
            name.setWordWrap(True)
            key.setStyleSheet("border: 1px solid palette(mid); border-radius: 4px; padding: 1px 6px;")
            name.setBuddy(key)
            key.setAccessibleName(f"{what}: {keys}")
            grid.addWidget(name, row, 0)
            grid.addWidget(key, row, 1, Qt.AlignmentFlag.AlignRight)
        return grid


def _lines(action: QAction) -> list[tuple[str, str]]:
    """What an action, or the menu under it, does by which keys."""
    menu = action.menu()
    if isinstance(menu, QMenu):
        return [line for inner in menu.actions() for line in _lines(inner)]
    shortcut = action.shortcut().toString(_NATIVE)
    return [(_plain(action.text()), shortcut)] if shortcut and action.text() else []


def _plain(text: str) -> str:
    """A menu's text without its mark for the keyboard and without dots."""
    plain = re.sub(r"\(&\w\)", "", text)  # as it is put in Chinese
    return plain.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")


def _pressed(keys: str) -> str:
    """A combination as the keyboard of this system calls it."""
    return QKeySequence(keys).toString(_NATIVE)


def _held(keys: str) -> str:
    """The same without its last key, an A."""
    return _pressed(keys).removesuffix("A").removesuffix("+")

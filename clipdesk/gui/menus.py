"""The menus: everything that the window can do, with its shortcut."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from clipdesk.gui.rooms import SORT, TRAIN

if TYPE_CHECKING:
    from clipdesk.gui.main_window import MainWindow

Keys = str | QKeySequence.StandardKey

_OF_PICTURES = (
    "paste", "find", "select all", "larger", "smaller", "maps", "similar", "none", "unverify", "retry",
)  # fmt: skip
"""What acts on the pictures to sort, and waits while they are out of sight."""


class Menus(QObject):
    """Fills the window's menu bar. `actions` holds each action by its name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._menus = {name: window.menuBar().addMenu("") for name in ("file", "edit", "view", "pictures", "help")}
        self.actions: dict[str, QAction] = {}
        self._file()
        self._edit()
        self._view_and_pictures()
        self._add("help", "shortcuts", window.dialogs.show_shortcuts, "?")
        self._add("help", "about", window.dialogs.show_about)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        for name, text in (
            ("file", self.tr("&File")), ("edit", self.tr("&Edit")), ("view", self.tr("&View")),
            ("pictures", self.tr("&Pictures")), ("help", self.tr("&Help")),
        ):  # fmt: skip
            self._menus[name].setTitle(text)
        self._recent.setTitle(self.tr("Recent projects"))
        for name, text in (
            ("open folder", self.tr("Add a folder…")), ("open files", self.tr("Add pictures…")),
            ("project", self.tr("Open or start a project…")), ("rescan", self.tr("Look for new pictures")),
            ("export", self.tr("Export results…")), ("filing", self.tr("File into folders…")),
            ("models", self.tr("Models…")), ("settings", self.tr("Settings…")), ("quit", self.tr("Quit")),
            ("paste", self.tr("Paste pictures")), ("find", self.tr("Search by words")),
            ("select all", self.tr("Select all")), ("maps", self.tr("Maps side by side")),
            ("sort", self.tr("Sort pictures")), ("train", self.tr("Train a model")),
            ("prompts", self.tr("Prompts…")), ("compare", self.tr("Compare prompt sets…")),
            ("larger", self.tr("Larger pictures")), ("smaller", self.tr("Smaller pictures")),
            ("confusion", self.tr("Agreement with verified labels")), ("inspector", self.tr("Inside the model")),
            ("similar", self.tr("More like this")), ("none", self.tr("None of the labels")),
            ("unverify", self.tr("Take the verified label back")),
            ("retry", self.tr("Try unreadable pictures again")), ("skipped", self.tr("Skipped…")),
            ("shortcuts", self.tr("Keyboard shortcuts")), ("about", self.tr("About clipdesk")),
        ):  # fmt: skip
            self.actions[name].setText(text)

    def show_room(self, room: int) -> None:
        """Offer nothing that would change pictures that are out of sight."""
        sorting, stack = room == SORT, self._window.operations.undo_stack
        for name in _OF_PICTURES:
            self.actions[name].setEnabled(sorting)
        self._undo.setEnabled(sorting and stack.canUndo())
        self._redo.setEnabled(sorting and stack.canRedo())

    def _file(self) -> None:
        window, standard = self._window, QKeySequence.StandardKey
        self._add("file", "open folder", window.intake.choose_folder, standard.Open)
        self._add("file", "open files", window.intake.choose_files, "Ctrl+Shift+O")
        self._add("file", "project", window.intake.choose_project, "Ctrl+Alt+O")
        self._recent = self._menus["file"].addMenu("")
        self._fill_recent()
        window.recent.changed.connect(self._fill_recent)
        self._add("file", "rescan", window.operations.rescan, standard.Refresh)
        self._menus["file"].addSeparator()
        self._add("file", "export", window.dialogs.show_export, "Ctrl+E")
        self._add("file", "filing", window.dialogs.show_filing, "Ctrl+Shift+E")
        self._menus["file"].addSeparator()
        self._add("file", "models", window.dialogs.show_models, "Ctrl+M")
        self._add("file", "settings", window.dialogs.show_settings, standard.Preferences)
        self._add("file", "quit", window.close, standard.Quit)

    def _fill_recent(self) -> None:
        """The projects that were open before; without any the menu cannot be entered."""
        window = self._window
        self._recent.clear()
        for folder in window.recent.folders:
            action = self._recent.addAction(folder.stem.replace("&", "&&"))
            action.setToolTip(str(folder))
            action.triggered.connect(lambda _=False, folder=folder: window.operations.open_project(folder))
        self._recent.setToolTipsVisible(True)
        self._recent.setEnabled(not self._recent.isEmpty())

    def _edit(self) -> None:
        window, stack = self._window, self._window.operations.undo_stack
        self._undo, self._redo = stack.createUndoAction(window), stack.createRedoAction(window)
        self._undo.setShortcut(QKeySequence.StandardKey.Undo)
        self._redo.setShortcut(QKeySequence("Ctrl+Shift+Z"))
        self._menus["edit"].addActions([self._undo, self._redo])
        self._add("edit", "paste", window.intake.paste, QKeySequence.StandardKey.Paste)
        self._add("edit", "find", window.top.search.setFocus, QKeySequence.StandardKey.Find)
        self._add("edit", "select all", window.grid.selectAll, QKeySequence.StandardKey.SelectAll)
        self._add("edit", "prompts", window.dialogs.show_prompts, "Ctrl+P")
        self._add("edit", "compare", window.dialogs.show_compare, "Ctrl+Shift+P")

    def _view_and_pictures(self) -> None:
        window, grid, operations = self._window, self._window.grid, self._window.operations
        standard = QKeySequence.StandardKey
        self._add("view", "sort", lambda: window.rooms.enter(SORT), "Ctrl+1")
        self._add("view", "train", lambda: window.rooms.enter(TRAIN), "Ctrl+2")
        self._menus["view"].addSeparator()
        self._add("view", "larger", lambda: grid.set_tile_size(grid.tile_size + 32), standard.ZoomIn)
        self._add("view", "smaller", lambda: grid.set_tile_size(grid.tile_size - 32), standard.ZoomOut)
        self._add("view", "maps", window.show_maps, "M")
        self._add("view", "confusion", window.dialogs.show_confusion, "Ctrl+K")
        self._add("view", "inspector", window.dialogs.show_inspector, "Ctrl+I")
        self._add("pictures", "similar", window.show_similar, "Ctrl+L")
        self._add("pictures", "none", lambda: operations.verify(""), "0")
        self._add("pictures", "unverify", operations.unverify, "Backspace")
        self._add("pictures", "retry", operations.retry_skipped, "Ctrl+R")
        self._add("pictures", "skipped", window.dialogs.show_skipped)

    def _add(self, menu: str, name: str, called: Callable[[], object], keys: Keys | None = None) -> None:
        action = QAction(self._window)
        action.triggered.connect(lambda _checked=False: called())
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        self._menus[menu].addAction(action)
        self.actions[name] = action

"""The windows beside the main one, each made when it is first wanted and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from clipdesk.gui.dialog import Dialog
from clipdesk.gui.operations import Operations

if TYPE_CHECKING:
    from clipdesk.gui.models_dialog import ModelsDialog

_Made = TypeVar("_Made", bound=Dialog)


class Dialogs(QObject):
    """One function a window; nothing is imported before its window is wanted."""

    language_chosen = Signal(str)
    picture_chosen = Signal(int)

    def __init__(self, operations: Operations, window: QMainWindow) -> None:
        super().__init__(window)
        self._operations, self._window = operations, window
        self._made: dict[str, Dialog] = {}

    def show_prompts(self) -> None:
        """Labels in words."""
        from clipdesk.gui.prompt_editor import PromptEditor

        def made() -> PromptEditor:
            dialog = PromptEditor(self._operations, self._window)
            dialog.compare_wanted.connect(self.show_compare)
            return dialog

        self._show("prompts", made)

    def show_compare(self) -> None:
        """Two prompt sets on the same pictures."""
        from clipdesk.gui.compare_dialog import CompareDialog

        def made() -> CompareDialog:
            dialog = CompareDialog(self._operations, self._window)
            dialog.picture_chosen.connect(self.picture_chosen)
            return dialog

        self._show("compare", made)

    def show_export(self) -> None:
        """Write results to a file."""
        from clipdesk.gui.export_dialog import ExportDialog

        self._show("export", lambda: ExportDialog(self._operations, self._window))

    def show_filing(self) -> None:
        """File pictures into folders, or take an earlier filing back."""
        from clipdesk.gui.filing_dialog import FilingDialog

        self._show("filing", lambda: FilingDialog(self._operations, self._window))

    def show_skipped(self) -> None:
        """What could not be read."""
        from clipdesk.gui.skipped_dialog import SkippedDialog

        self._show("skipped", lambda: SkippedDialog(self._operations, self._window))

    def show_models(self) -> ModelsDialog:
        """Models to use and to fetch."""
        from clipdesk.gui.models_dialog import ModelsDialog

        return self._show("models", lambda: ModelsDialog(self._operations, self._window))

    def refresh_models(self) -> None:
        """Another model has been put among the installed ones."""
        from clipdesk.gui.models_dialog import ModelsDialog

        dialog = self._made.get("models")
        if isinstance(dialog, ModelsDialog):
            dialog.installed.refresh()
            dialog.offered.refresh()

    def show_settings(self) -> None:
        """Language, theme, device and the like."""
        from clipdesk.gui.settings_dialog import SettingsDialog

        def made() -> SettingsDialog:
            dialog = SettingsDialog(self._operations, self._window)
            dialog.language_chosen.connect(self.language_chosen)
            return dialog

        self._show("settings", made)

    def show_confusion(self) -> None:
        """Verified labels against the ranking's."""
        from clipdesk.gui.confusion_dialog import ConfusionDialog

        self._show("confusion", lambda: ConfusionDialog(self._operations, self._window))

    def show_inspector(self) -> None:
        """Views of the model itself."""
        from clipdesk.gui.inspector_dialog import InspectorDialog

        self._show("inspector", lambda: InspectorDialog(self._operations, self._window))

    def show_shortcuts(self) -> None:
        """Every key."""
        from clipdesk.gui.shortcuts_dialog import ShortcutsDialog

        self._show("shortcuts", lambda: ShortcutsDialog(self._window))

    def show_about(self) -> None:
        """What this is."""
        from clipdesk.gui.about_dialog import AboutDialog

        self._show("about", lambda: AboutDialog(self._operations, self._window))

    def _show(self, name: str, make: Callable[[], _Made]) -> _Made:
        if name not in self._made:
            self._made[name] = make()
        dialog = cast("_Made", self._made[name])
        dialog.show_in_front()
        return dialog

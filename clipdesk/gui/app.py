"""Starts the window: first paint, then the model."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QObject, QSettings, QTimer

from clipdesk import paths, settings
from clipdesk.errors import ClipdeskError
from clipdesk.gui import theme
from clipdesk.gui.application import Application
from clipdesk.gui.closing import Closer, Signals, end
from clipdesk.gui.fault_dialog import FaultReporter
from clipdesk.gui.languages import Languages
from clipdesk.gui.main_window import MainWindow
from clipdesk.gui.opening import open_first
from clipdesk.gui.operations import Operations
from clipdesk.gui.protection import Protection
from clipdesk.gui.state import WindowState
from clipdesk.gui.tasks import Fault

_CHECK_MS = 100
_MODELS_PATIENCE_S = 0.2  # at the end: nothing of what it does is kept, and a library's import cannot be stopped


@dataclass(frozen=True)
class Options:
    """What the command line may say of the window."""

    sources: tuple[Path, ...] = ()
    project: Path | None = None
    labels: tuple[str, ...] = ()
    theme: str = ""
    language: str = ""
    why: bool = False
    screenshot: Path | None = None
    arguments: Sequence[str] = field(default_factory=tuple)


def run(options: Options) -> NoReturn:
    """Show the window until it is closed, then end the process."""
    app = Application([sys.argv[0], *options.arguments])
    chosen = _settings()
    theme.apply(app, options.theme or chosen.theme)
    languages = Languages(app)
    languages.use(options.language or chosen.language)
    protection = Protection(paths.user_log_dir(), paths.user_cache_dir() / "reading")
    window = open_window(options)
    window.dialogs.language_chosen.connect(languages.use)
    app.files_opened.connect(window.intake.open_given)
    reporter = FaultReporter(window.state, window, protection.log_path)
    reporter.watch()
    if protection.crash is not None:
        reporter.show_crash(protection.crash)
    Signals(window)
    window.show()
    if options.screenshot is not None:
        _Photographer(window, options.screenshot)
    end(app, window, int(app.exec()), protection.close)


def open_window(options: Options) -> MainWindow:
    """The window with its project opened; the model is loaded once the window has been painted."""
    state = WindowState()
    operations = Operations(state)
    operations.models.patience_s = _MODELS_PATIENCE_S
    state.setParent(operations)
    memory = QSettings(str(paths.settings_path().with_name("window.ini")), QSettings.Format.IniFormat)
    window = MainWindow(operations, memory)
    memory.setParent(window)
    operations.setParent(window)
    Closer(window)
    window.detail.why.setChecked(options.why)
    told = open_first(operations.keeper, options.project, window.recent.last)
    if options.labels:
        operations.add_labels(options.labels)
    if state.sources:
        operations.rescan()
    if options.sources:
        window.intake.open_given(options.sources)
    project = operations.keeper.project
    name = project.model if project is not None and project.fingerprint is not None else _settings().model
    window.painted.connect(lambda: operations.load_model(name))
    if told:
        window.painted.connect(lambda: state.fail(Fault(told)))
    return window


def _settings() -> settings.Settings:
    """The settings; damaged ones are as good as none, and the window says so when it loads the model."""
    try:
        return settings.load()
    except ClipdeskError:
        return settings.Settings()


class _Photographer(QObject):
    """Waits until everything is loaded and ranked, saves a picture of the window, and closes it."""

    def __init__(self, window: MainWindow, target: Path) -> None:
        super().__init__(window)
        self._window, self._target, self._calm = window, target, 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_CHECK_MS)

    def _look(self) -> None:
        window = self._window
        ready = window.state.model is not None or bool(window.state.model_problem)
        explained = window.detail.settled
        self._calm = self._calm + 1 if ready and window.operations.idle and explained else 0
        if self._calm >= 12:
            self._timer.stop()
            if not window.grab().save(str(self._target)):
                window.state.note(f"The picture cannot be saved as {self._target}.")
            window.close()

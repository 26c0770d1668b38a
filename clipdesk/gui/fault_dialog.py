"""One dialog for what went wrong: a sentence, the details to copy, and the program goes on. The details are logged."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from clipdesk import __version__
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.crash_log import Crash
from clipdesk.gui.state import WindowState
from clipdesk.gui.tasks import Fault

_LOG = logging.getLogger("clipdesk.window")
_LOG_BYTES, _LOGS = 1_000_000, 2
_MOST_SENTENCES = 4  # in one dialog; further ones are among the details
_MOST_LOGGED = 20  # times that one fault is written down


def log_to(path: Path) -> logging.Handler:
    """Have what goes wrong written to a file. Raises OSError when the folder cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=_LOGS, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    _LOG.addHandler(handler)
    return handler


class FaultReporter(QObject):
    """Shows faults of jobs, slots and threads, all that come while the dialog is open in the one that is there.

    What is unexpected is shown once: a fault that comes with every movement of the mouse would leave no room to work.
    """

    _raised = Signal(object)

    def __init__(self, state: WindowState, window: QWidget, log_path: Path | None = None) -> None:
        super().__init__(window)
        self._window, self._log_path = window, log_path
        self._box: QMessageBox | None = None
        self._faults: list[Fault] = []  # in the dialog that is open
        self._times: dict[str, int] = {}  # that an unexpected fault has come
        state.failed.connect(self.show_fault)
        self._raised.connect(self.show_fault, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        """Be told of every exception that nobody catches, in slots and in threads."""
        sys.excepthook = self.on_exception
        threading.excepthook = lambda given: self.on_exception(given.exc_type, given.exc_value, given.exc_traceback)
        sys.unraisablehook = lambda given: _LOG.error(
            "in %r: %s", given.object, _told(given.exc_type, given.exc_value, given.exc_traceback)
        )

    def on_exception(self, kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> None:
        """Report what nobody caught, from any thread."""
        if value is None or issubclass(kind, KeyboardInterrupt):
            return
        what = " ".join(f"{kind.__name__}: {value}".split())
        self._raised.emit(Fault(f"Something unexpected went wrong ({what}).", _told(kind, value, trace)))

    def show_fault(self, fault: Fault) -> None:
        """Show it, without holding anything up."""
        if fault.details:
            times = self._times[fault.sentence] = self._times.get(fault.sentence, 0) + 1
            if times <= _MOST_LOGGED:
                _LOG.error("%s\n%s", fault.sentence, fault.details)
            if times > 1:
                return
        self._show(fault, self.tr("clipdesk goes on. The details help to find the fault."))

    def show_crash(self, crash: Crash) -> None:
        """Offer what an earlier process left when it crashed."""
        sentence = self.tr("clipdesk ended unexpectedly the last time. Your work was kept.")
        self._show(Fault(sentence, f"{crash.path}\n{crash.details}"), self.tr("The details help to find the fault."))

    def _show(self, fault: Fault, about: str) -> None:
        if any(fault.sentence == shown.sentence for shown in self._faults):
            return
        self._faults.append(fault)
        box = self._box if self._box is not None else self._made()
        box.setText("\n\n".join(in_words(one.sentence) for one in self._faults[:_MOST_SENTENCES]))
        if any(one.details for one in self._faults):
            box.setInformativeText(about)
            box.setDetailedText(self._details())
            self._copy.setVisible(True)
        box.show()

    def _made(self) -> QMessageBox:
        self._box = box = QMessageBox(QMessageBox.Icon.Warning, "clipdesk", "", parent=self._window)
        box.setWindowModality(Qt.WindowModality.NonModal)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        box.setDefaultButton(QMessageBox.StandardButton.Close)
        self._copy = box.addButton(self.tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
        self._copy.setVisible(False)
        self._copy.clicked.disconnect()  # copying does not close
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details()))
        box.finished.connect(self._on_finished)
        return box

    def _details(self) -> str:
        lines = [f"clipdesk {__version__}, Python {sys.version.split()[0]}, {sys.platform}"]
        if self._log_path is not None:
            lines.append(self.tr("Written to {path}").format(path=self._log_path))
        return "\n".join([*lines, *(f"\n{one.sentence}\n{one.details}" for one in self._faults)])

    def _on_finished(self) -> None:
        self._box, self._faults = None, []


def _told(kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> str:
    return "".join(traceback.format_exception(kind, value, trace))

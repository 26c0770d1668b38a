"""One dialog for what went wrong: a sentence, the details to copy, and the program goes on."""

from __future__ import annotations

import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from clipdesk import __version__
from clipdesk.gui.state import WindowState
from clipdesk.gui.tasks import Fault


class FaultReporter(QObject):
    """Shows faults of jobs and exceptions of slots; a fault that is shown already is not shown twice."""

    _raised = Signal(object)

    def __init__(self, state: WindowState, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._open: QMessageBox | None = None
        state.failed.connect(self.show_fault)
        self._raised.connect(self.show_fault, Qt.ConnectionType.QueuedConnection)

    def on_exception(self, kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> None:
        """Report what nobody caught, from any thread."""
        if value is None or issubclass(kind, KeyboardInterrupt):
            return
        details = "".join(traceback.format_exception(kind, value, trace))
        what = " ".join(f"{kind.__name__}: {value}".split())
        self._raised.emit(Fault(f"Something unexpected went wrong ({what}).", details))

    def show_fault(self, fault: Fault) -> None:
        """Show it, without holding anything up."""
        if self._open is not None and self._open.text() == fault.sentence:
            return
        box = QMessageBox(QMessageBox.Icon.Warning, "clipdesk", fault.sentence, parent=self._window)
        box.setWindowModality(Qt.WindowModality.NonModal)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setStandardButtons(QMessageBox.StandardButton.Close)
        if fault.details:
            box.setInformativeText(self.tr("clipdesk goes on. The details help to find the fault."))
            box.setDetailedText(f"clipdesk {__version__}\n{fault.details}")
            copy = box.addButton(self.tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(box.detailedText()))
        box.finished.connect(self._on_finished)
        self._open = box
        box.show()

    def _on_finished(self) -> None:
        self._open = None

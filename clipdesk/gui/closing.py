"""The end of the window: everything is told to stop at once, other windows go with it, and the process ends in time."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from PySide6.QtCore import QEvent, QObject, QSettings, QSocketNotifier
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from clipdesk.gui.tasks import Lane, stop_all

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Closer(QObject):
    """Stands before the window's own close event, which then finds its work stopped or about to stop."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell all lanes, and close what else is open."""
        if event.type() == QEvent.Type.Close and watched is self._window:
            stop_all(self._window)
            for other in QApplication.topLevelWidgets():
                if other is not self._window and other.isVisible():
                    other.close()
        return False


def end(app: QApplication, window: QMainWindow, code: int, last: Callable[[], None]) -> NoReturn:
    """End the process here and now: all that is the user's has been written. `last` is called before.

    Python's own way out takes seconds once torch is loaded, and waits for work that could not be stopped in time: a
    library that is being imported, a network disk that does not answer.
    """
    for memory in window.findChildren(QSettings):
        memory.sync()
    if all(lane.ended for lane in window.findChildren(Lane)):
        app.shutdown()  # hands the clipboard over; not while a thread may still speak to a window
    last()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


class Signals(QObject):
    """Ctrl-C and the system's wish that the program end close the window as its button does."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._read, self._write = socket.socketpair()
        for half in (self._read, self._write):
            half.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _noted)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)

    def _on_signal(self) -> None:
        with suppress(BlockingIOError):
            self._read.recv(64)
        self._window.close()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Python's own part of a signal: nothing, for the wake-up has been written."""

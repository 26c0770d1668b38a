"""What is set up once against faults: a log, a file for native crashes, and a guard around decoders."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from clipdesk.data import guard
from clipdesk.gui.crash_log import Crash, CrashLog, last_crash
from clipdesk.gui.fault_dialog import log_to

_LOG_NAME = "clipdesk.log"


class Protection:
    """Stands for the whole process, until `close`. Where a folder cannot be written the window does without."""

    def __init__(self, logs: Path, reading: Path) -> None:
        self.log_path: Path | None = None
        self.crash: Crash | None = None
        self._crash_log: CrashLog | None = None
        self._guard: guard.Guard | None = None
        with suppress(OSError):
            log_to(logs / _LOG_NAME)
            self.log_path = logs / _LOG_NAME
        with suppress(OSError):
            self.crash = last_crash(logs)
            self._crash_log = CrashLog(logs)
        with suppress(OSError):
            self._guard = guard.Guard(reading)
            guard.install(self._guard)

    def close(self) -> None:
        """An orderly end: nothing is left for the next start to ask about."""
        guard.install(None)
        if self._guard is not None:
            self._guard.close()
        logging.shutdown()
        if self._crash_log is not None:
            self._crash_log.close()

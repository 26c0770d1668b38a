"""A dialog's own work: how far it is, a way to stop it, and afterwards a sentence on what came of it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import text_line
from clipdesk.gui.operations import Operations
from clipdesk.gui.tasks import Fault, Job
from clipdesk.progress import Progress


class JobRow(QWidget):
    """Runs one piece of work at a time. Faults become the sentence; `described` puts a progress into words.

    `pausing`: what is stopped goes on from there the next time. `steady`: it keeps its room while there is nothing to
    show, so that nothing moves under the mouse.
    """

    begun = Signal()
    ended = Signal(bool)  # whether it was stopped

    def __init__(
        self,
        operations: Operations,
        purpose: str,
        described: Callable[[Progress], str] | None = None,
        *,
        pausing: bool = False,
        steady: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._operations, self._purpose, self._pausing = operations, purpose, pausing
        self._described = described or self._counted
        self._job: Job | None = None
        self._doing, self._steady = "", steady
        self._text, self._bar, self._stop = text_line(), QProgressBar(), QPushButton()
        self._bar.setTextVisible(False)
        self._stop.setAutoDefault(False)
        self._stop.clicked.connect(lambda _checked=False: self.stop())
        if steady:
            self._text.setText(" ")  # as high as a line
            for widget in (self._bar, self._stop):
                policy = widget.sizePolicy()
                policy.setRetainSizeWhenHidden(True)
                widget.setSizePolicy(policy)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self._bar, 1)
        line.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        column.addWidget(self._text)
        column.addLayout(line)
        operations.state.progress_changed.connect(self._on_progress_changed)
        self.retranslate()
        self._show_busy()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._stop.setText(self.tr("Pause") if self._pausing else self.tr("Stop"))
        self._bar.setAccessibleName(self.tr("Progress"))

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self._job is not None

    @property
    def sentence(self) -> str:
        """What is shown."""
        return self._text.text().strip()

    def run(self, doing: str, work: Callable[[], Generator[Any, None, Any]], on_result: Callable[[Any], None]) -> None:
        """Start; `doing` says what, as in "Copying". While something is under way, nothing happens."""
        if self._job is not None:
            return
        self._doing = doing
        self.say(doing + "…")

        def on_fault(fault: Fault) -> None:
            self.say(in_words(fault.sentence))
            if fault.details:
                self._operations.state.fail(fault)

        def on_end() -> None:
            stopped = job.cancelled
            self._job = None
            self._show_busy()
            self.ended.emit(stopped)

        job = self._operations.run(self._purpose, work, on_result, on_fault, on_end)
        self._job = job
        self._bar.setRange(0, 0)
        self._show_busy()
        self.begun.emit()

    def stop(self) -> None:
        """Ask the work to stop at its next step."""
        if self._job is not None:
            self._job.cancel()
            self._stop.setEnabled(False)
            self.say(self.tr("Stopping…"))

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self._text.setText(sentence or (" " if self._steady else ""))
        self._text.setVisible(bool(sentence) or self._steady)
        self._text.setAccessibleName(sentence)

    def _show_busy(self) -> None:
        self._bar.setVisible(self.busy)
        self._stop.setVisible(self.busy)
        self._stop.setEnabled(self.busy)

    def _on_progress_changed(self) -> None:
        step = self._operations.state.progress.get(self._purpose)
        if self._job is None or self._job.cancelled or step is None:
            return
        total = step.total or 0
        scale = max(1, total // 1_000_000)  # a progress bar counts in 32 bits
        self._bar.setRange(0, total // scale)
        self._bar.setValue(step.done // scale)
        self.say(self._described(step))

    def _counted(self, step: Progress) -> str:
        done = self.locale().toString(step.done)
        if step.total is None:
            return self.tr("{doing}: {done} so far").format(doing=self._doing, done=done)
        total = self.locale().toString(step.total)
        return self.tr("{doing}: {done} of {total}").format(doing=self._doing, done=done, total=total)

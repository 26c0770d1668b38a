"""The work under way, in one line at the bottom: what, how far, how fast, how long still, and a way to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import size_text
from clipdesk.gui.state import WindowState
from clipdesk.progress import Progress

_BUSY_AFTER_SECONDS = 0.3
_LEFT_AFTER_SECONDS = 5
_NOTE_MS = 8000
_TEXT_WIDTH = 400  # pixels, of what is said of most jobs
_IN_BYTES = ("downloading", "waiting", "verifying")  # stages that count bytes


class JobTray(QWidget):
    """Shows `state.progress` and notes."""

    stop_wanted = Signal()
    skipped_wanted = Signal()

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._begun: dict[str, tuple[float, int]] = {}
        self._text, self._bar = QLabel(), QProgressBar()
        self._bar.setMaximumWidth(240)
        self._bar.setTextVisible(False)
        self._stop, self._skipped = QPushButton(), QPushButton()
        self._skipped.setFlat(True)
        self._stop.clicked.connect(self.stop_wanted)
        self._skipped.clicked.connect(self.skipped_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, 4, theme.PANEL, 4)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(self._text)
        layout.addWidget(self._bar)
        layout.addWidget(self._stop)
        layout.addStretch(1)
        layout.addWidget(self._skipped)
        self._note, self._hinting = "", True
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.timeout.connect(self._on_forget)
        state.progress_changed.connect(self._show_progress)
        state.contents_changed.connect(self._show_skipped)
        state.pictures_reset.connect(self._show_skipped)
        for changed in (state.model_changed, state.ranking_changed, state.marks_changed):
            changed.connect(self._show_progress)
        state.noted.connect(self._on_noted)
        self.setMinimumHeight(self._stop.sizeHint().height() + 8)  # the same with and without a job
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._stop.setText(self.tr("Stop"))
        self._bar.setAccessibleName(self.tr("Progress"))
        self._names = {
            "scan": self.tr("Looking for pictures"), "embed": self.tr("Reading pictures"),
            "export": self.tr("Exporting"), "filing": self.tr("Filing"), "download": self.tr("Downloading"),
            "verifying": self.tr("Checking what has arrived"), "waiting": self.tr("Waiting for the connection"),
            "checking": self.tr("Opening the model"),
        }  # fmt: skip
        self._show_progress()
        self._show_skipped()

    def _show_progress(self) -> None:
        progress = self._state.progress
        for ended in set(self._begun) - set(progress):
            del self._begun[ended]
        now = time.monotonic()
        for name, step in progress.items():
            self._begun.setdefault(name, (now, step.done))
        purpose: str | None = next((name for name in ("embed", *progress) if name in progress), None)
        loading = self._state.model is None and not self._state.model_problem
        late = purpose is not None and now - self._begun[purpose][0] > _BUSY_AFTER_SECONDS
        self._bar.setVisible(late)
        self._stop.setVisible(late)
        if not late:
            self._text.setMinimumWidth(0)
        if purpose is None or not late:
            self._text.setText(self._note or (self.tr("Loading the model…") if loading else self._hint()))
            return
        step = progress[purpose]
        begun, first = self._begun[purpose]
        what = self._names.get(step.stage) or self._names.get(purpose, step.stage)
        if not step.total:
            self._bar.setRange(0, 0)
            self._text.setText(self.tr("{name}: {done} so far").format(name=what, done=self._amount(step, step.done)))
            return
        scale = max(1, step.total // 1_000_000)  # a progress bar counts in 32 bits
        self._bar.setRange(0, step.total // scale)
        self._bar.setValue(step.done // scale)
        text = self.tr("{name}: {done} of {total}").format(
            name=what, done=self._amount(step, step.done), total=self._amount(step, step.total)
        )
        rate = (step.done - first) / max(now - begun, 1e-3)
        if rate > 0:
            quick = rate >= 1 or step.stage in _IN_BYTES
            text += self.tr(" · {rate} a second").format(
                rate=self._amount(step, round(rate)) if quick else f"{rate:.1f}"
            )
            left = (step.total - step.done) / rate
            if left > _LEFT_AFTER_SECONDS:
                text += self.tr(" · {left} left").format(left=self._duration(left))
        self._text.setText(text)
        room = max(_TEXT_WIDTH, self._text.sizeHint().width(), self._text.minimumWidth())
        self._text.setMinimumWidth(room)  # the button stays under the mouse

    def show_hint(self, wanted: bool) -> None:
        """Whether it is the moment to tell how pictures are put right."""
        self._hinting = wanted
        self._show_progress()

    def _hint(self) -> str:
        """What to do next, until it has been done once."""
        if not self._hinting or self._state.ranking is None or self._state.marks:
            return ""
        return self.tr(
            "A wrong label? Select the picture and press the key of the right one, 1 to 9. Press ? for all keys."
        )

    def _show_skipped(self) -> None:
        count = len(self._state.pictures.faults) + len(self._state.not_found)
        self._skipped.setVisible(count > 0)
        self._skipped.setText(self.tr("%n skipped ▸", "", count))

    def _on_noted(self, sentence: str) -> None:
        self._note = in_words(sentence)
        self._forget.start(_NOTE_MS)
        self._show_progress()

    def _on_forget(self) -> None:
        self._note = ""
        self._show_progress()

    def _amount(self, step: Progress, value: int) -> str:
        """So many pictures or files, or so many megabytes of a download."""
        return size_text(value, self.locale()) if step.stage in _IN_BYTES else self._number(value)

    def _number(self, value: int) -> str:
        return self.locale().toString(value)

    def _duration(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("%n s", "", round(seconds))
        return self.tr("%n min", "", round(seconds / 60))

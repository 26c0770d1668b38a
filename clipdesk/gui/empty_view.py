"""What stands in the place of the grid while there is nothing to show: what to do next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.state import WindowState

SAMPLE_LABELS = ("cat", "cup of coffee", "flower", "rocket", "temple", "astronaut")


class EmptyView(QWidget):
    """Says what to drop, offers the sample photos, or says why nothing is found."""

    folder_wanted = Signal()
    sources_wanted = Signal(list)
    labels_wanted = Signal(list)

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._title, self._text = QLabel(), QLabel()
        self._title.setFont(theme.sized(self.font(), theme.TITLE, bold=True))
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self._folder, self._samples = QPushButton(), QPushButton()
        self._folder.setDefault(True)
        self._folder.clicked.connect(self.folder_wanted)
        self._samples.clicked.connect(self._on_samples)
        self._found = sample_paths()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._folder)
        buttons.addWidget(self._samples)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addStretch(2)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addLayout(buttons)
        layout.addStretch(3)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._folder.setText(self.tr("Add a folder…"))
        self._samples.setText(self.tr("Try it on sample photos"))
        self.refresh()

    def refresh(self) -> None:
        """Say what fits the situation."""
        nothing = not len(self._state.pictures)
        self._samples.setVisible(nothing and bool(self._found))
        self._folder.setVisible(nothing)
        if nothing and self._state.sources and "scan" in self._state.progress:
            self._title.setText(self.tr("Looking for pictures…"))
            self._text.setText("")
        elif nothing and self._state.sources:
            self._title.setText(self.tr("No pictures there"))
            self._text.setText(self.tr("The sources hold no pictures that can be read. Add another folder."))
        elif nothing:
            self._title.setText(self.tr("Drop pictures or a folder here"))
            self._text.setText(self.tr("Then type labels on the right, and every picture is sorted as you type."))
        else:
            self._title.setText(self.tr("Nothing to show"))
            self._text.setText(self.tr("No picture fits this filter or search."))

    def _on_samples(self) -> None:
        self.sources_wanted.emit(self._found)
        if not self._state.draft.rows:
            self.labels_wanted.emit(list(SAMPLE_LABELS))


def sample_paths() -> list[Path]:
    """The sample photos that are installed here."""
    from clipdesk.data.samples import installed_samples

    return [sample.path for sample in installed_samples()]

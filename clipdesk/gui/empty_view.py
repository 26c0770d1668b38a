"""What stands in the place of the grid while there is nothing to show there: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.state import WindowState


class EmptyView(QWidget):
    """Says that pictures are being looked for, or why none is found."""

    folder_wanted = Signal()

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._title, self._text = QLabel(), QLabel()
        self._title.setFont(theme.sized(self.font(), theme.TITLE, bold=True))
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self._folder = QPushButton()
        self._folder.setDefault(True)
        self._folder.clicked.connect(self.folder_wanted)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._folder)
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

    @property
    def sentence(self) -> str:
        """What is said."""
        return f"{self._title.text()} {self._text.text()}".strip()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._folder.setText(self.tr("Add a folder…"))
        self.refresh()

    def refresh(self) -> None:
        """Say what fits the situation."""
        nothing = not len(self._state.pictures)
        looking = "scan" in self._state.progress
        behind = self._state.counts.get("all", 0) < len(self._state.pictures)  # found, and not arranged yet
        self._folder.setVisible(nothing and not looking)
        if behind or (nothing and looking):
            self._title.setText(self.tr("Looking for pictures…"))
            self._text.setText("")
        elif nothing:
            self._title.setText(self.tr("No pictures there"))
            self._text.setText(self.tr("The sources hold no pictures that can be read. Add another folder."))
        else:
            self._title.setText(self.tr("Nothing to show"))
            self._text.setText(self.tr("No picture fits this filter or search."))

"""What this program is, and on what it runs: for curiosity, and for a report of a fault."""

from __future__ import annotations

import platform
import sys

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clipdesk import __version__
from clipdesk.gui import theme
from clipdesk.gui.dialog import Dialog, button, heading, text_line
from clipdesk.gui.operations import Operations


class AboutDialog(Dialog):
    """Every line can be copied."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = operations.state
        self._icon, self._title, self._about, self._facts = QLabel(), heading(), text_line(), text_line()
        self._icon.setFixedSize(64, 64)
        self._icon.setPixmap(QGuiApplication.windowIcon().pixmap(64, 64))
        self._icon.setVisible(not QGuiApplication.windowIcon().isNull())
        self._facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy, self._close = button(self._on_copy), button(self.close, default=True)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE)
        words.addWidget(self._title)
        words.addWidget(self._about)
        head = QHBoxLayout()
        head.setSpacing(theme.PANEL)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self._close)
        self.column.addLayout(head)
        self.column.addSpacing(theme.SPACE)
        self.column.addWidget(self._facts)
        self.column.addStretch(1)
        self.column.addLayout(foot)
        self._state.model_changed.connect(self._show_facts)
        self.retranslate()
        self.resize(480, 320)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("About clipdesk"))
        self._title.setText(f"clipdesk {__version__}")
        self._about.setText(
            self.tr(
                "Sorts and labels pictures with words, on your own computer: nothing leaves it. "
                "Free software under the Apache License 2.0."
            )
        )
        self.copy.setText(self.tr("Copy"))
        self._close.setText(self.tr("Close"))
        self._show_facts()

    def showEvent(self, event: QShowEvent) -> None:
        """Torch may have been imported since."""
        self._show_facts()
        super().showEvent(event)

    @property
    def text(self) -> str:
        """The facts as lines."""
        return f"clipdesk {__version__}\n{self._facts.text()}"

    def _show_facts(self) -> None:
        torch = sys.modules.get("torch")
        model = self._state.model
        version = getattr(torch, "__version__", None) if torch is not None else None
        lines = [
            (self.tr("Model"), model.name if model is not None else self._state.model_name),
            (self.tr("Fingerprint"), model.fingerprint[:16] if model is not None else "–"),
            (self.tr("Device"), f"{model.device}, {model.precision}" if model is not None else "–"),
            ("PyTorch", str(version) if version is not None else self.tr("not loaded yet")),
            ("Qt", f"{qVersion()} (PySide6 {PySide6.__version__})"),
            ("Python", platform.python_version()),
            (self.tr("System"), platform.platform()),
        ]
        self._facts.setText("\n".join(f"{name}: {value}" for name, value in lines))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)

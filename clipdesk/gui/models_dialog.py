"""The models: what is installed, and what can be fetched. A model file can be dropped anywhere on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import Dialog, button
from clipdesk.gui.models_installed import InstalledModels
from clipdesk.gui.models_offered import OfferedModels
from clipdesk.gui.operations import Operations


class ModelsDialog(Dialog):
    """Downloads go on while the window is closed."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.installed = InstalledModels(operations)
        self.offered = OfferedModels(operations)
        self._close = button(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        self.column.addWidget(self.installed, 2)
        self.column.addSpacing(theme.SPACE)
        self.column.addWidget(self.offered, 3)
        self.column.addLayout(foot)
        self.installed.changed.connect(self.offered.refresh)
        self.offered.changed.connect(self.installed.refresh)
        self.setAcceptDrops(True)
        self.retranslate()
        self.resize(780, 720)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("Models"))
        self._close.setText(self.tr("Close"))
        self.installed.retranslate()
        self.offered.retranslate()

    def add(self, path: Path) -> None:
        """Add a model from a file or folder."""
        self.installed.add(path)

    def showEvent(self, event: QShowEvent) -> None:
        """Be up to date."""
        self.installed.refresh()
        self.offered.refresh()
        super().showEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the model that was dropped."""
        dropped = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if dropped:
            self.add(dropped[0])
            event.acceptProposedAction()

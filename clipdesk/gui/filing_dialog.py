"""Filing pictures into label folders: first what would be done, then, when it is wanted, done; and taken back."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QWidget

from clipdesk.gui.dialog import Dialog, button
from clipdesk.gui.filing_history import FilingHistory
from clipdesk.gui.filing_page import FilingPage
from clipdesk.gui.job_row import JobRow
from clipdesk.gui.operations import Operations


class FilingDialog(Dialog):
    """Two tabs: file now, and what was filed earlier."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = JobRow(operations, "filing", steady=True)
        self.now = FilingPage(operations, self.job)
        self.history = FilingHistory(operations, self.job)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.now, "")
        self.tabs.addTab(self.history, "")
        self._close = button(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        self.column.addWidget(self.tabs, 1)
        self.column.addWidget(self.job)
        self.column.addLayout(foot)
        self.job.ended.connect(self._on_ended)
        self.tabs.currentChanged.connect(lambda _place: self.history.refresh())
        self.retranslate()
        self.resize(760, 640)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("File pictures into folders"))
        self.tabs.setTabText(0, self.tr("File pictures"))
        self.tabs.setTabText(1, self.tr("Earlier filings"))
        self._close.setText(self.tr("Close"))
        for part in (self.now, self.history, self.job):
            part.retranslate()

    def _on_ended(self, stopped: bool) -> None:
        if stopped and self.now.planning and self.tabs.currentWidget() is self.now:
            self.job.say(self.tr("Stopped. Nothing was touched."))
        elif stopped:
            self.job.say(self.tr("Stopped. What was done is listed under “Earlier filings” and can be taken back."))

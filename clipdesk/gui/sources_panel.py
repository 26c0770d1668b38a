"""Where the pictures come from, and which of them are shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import button
from clipdesk.gui.state import FILTERS, Filter, WindowState


class SourcesPanel(QWidget):
    """Sources above, filters below; both with the number of their pictures."""

    add_wanted = Signal()
    removed = Signal(list)
    source_chosen = Signal(object)  # Path or None
    filter_chosen = Signal(str)
    export_wanted = Signal()
    filing_wanted = Signal()

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._sources, self._filters = _list(), _list()
        self._sources_title, self._filters_title = _title(), _title()
        self._add = QPushButton()
        self._add.clicked.connect(self.add_wanted)
        self._sources.currentItemChanged.connect(self._on_source)
        self._filters.currentItemChanged.connect(self._on_filter)
        remove = QShortcut(QKeySequence.StandardKey.Delete, self._sources)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self._on_remove)
        self._keep_title = _title()
        self.export, self.filing = button(self.export_wanted.emit), button(self.filing_wanted.emit)
        head = QHBoxLayout()
        head.addWidget(self._sources_title, 1)
        head.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, theme.PANEL, theme.SPACE, theme.PANEL)
        layout.setSpacing(theme.SPACE)
        layout.addLayout(head)
        layout.addWidget(self._sources, 3)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(self._filters_title)
        layout.addWidget(self._filters, 2)
        layout.addSpacing(theme.SPACE)
        layout.addWidget(self._keep_title)
        layout.addWidget(self.export)
        layout.addWidget(self.filing)
        state.sources_changed.connect(self._fill_sources)
        state.pictures_added.connect(self._count_sources)
        state.pictures_reset.connect(self._count_sources)
        state.counts_changed.connect(self._count_filters)
        state.selection_changed.connect(self._on_selection_changed)
        state.ranking_changed.connect(self._on_ranking_changed)
        self.retranslate()
        self._on_ranking_changed()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._sources_title.setText(self.tr("Sources"))
        self._filters_title.setText(self.tr("Show"))
        self._keep_title.setText(self.tr("Keep the result"))
        self.export.setText(self.tr("Export…"))
        self.export.setToolTip(self.tr("Write a table, a report or keywords (Ctrl+E)"))
        self.filing.setText(self.tr("File into folders…"))
        self.filing.setToolTip(self.tr("Copy, link or move the pictures into a folder for each label (Ctrl+Shift+E)"))
        self._add.setText(self.tr("Add…"))
        self._add.setToolTip(self.tr("Add a folder of pictures (Ctrl+O)"))
        self._sources.setAccessibleName(self.tr("Sources"))
        self._filters.setAccessibleName(self.tr("Which pictures to show"))
        self._names: dict[Filter, str] = {
            "all": self.tr("All"), "unlabelled": self.tr("Not verified"), "uncertain": self.tr("Uncertain"),
            "rejected": self.tr("None of the labels"), "verified": self.tr("Verified"),
            "failed": self.tr("Not readable"),
        }  # fmt: skip
        self._fill_sources()
        self._fill_filters()

    def _fill_sources(self) -> None:
        chosen = self._state.selection.source
        self._sources.blockSignals(True)
        self._sources.clear()
        for source in (None, *self._state.sources):
            item = QTreeWidgetItem([source.name or str(source) if source is not None else self.tr("All sources"), ""])
            item.setData(0, Qt.ItemDataRole.UserRole, source)
            item.setToolTip(0, str(source) if source is not None else "")
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._sources.addTopLevelItem(item)
            if source == chosen:
                self._sources.setCurrentItem(item)
        self._sources.blockSignals(False)
        self._count_sources()

    def _count_sources(self, *_: object) -> None:
        numbers = self._state.pictures.sources
        for place in range(self._sources.topLevelItemCount()):
            item = self._sources.topLevelItem(place)
            count = len(numbers) if place == 0 else numbers.count(place - 1)
            if item is not None:
                item.setText(1, self.locale().toString(count))

    def _fill_filters(self) -> None:
        self._filters.blockSignals(True)
        self._filters.clear()
        for name in FILTERS:
            item = QTreeWidgetItem([self._names[name], ""])
            item.setData(0, Qt.ItemDataRole.UserRole, name)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._filters.addTopLevelItem(item)
        self._filters.blockSignals(False)
        self._on_selection_changed()
        self._count_filters()

    def _count_filters(self) -> None:
        for place, name in enumerate(FILTERS):
            item = self._filters.topLevelItem(place)
            if item is not None:
                item.setText(1, self.locale().toString(self._state.counts.get(name, 0)))

    def _on_selection_changed(self) -> None:
        item = self._filters.topLevelItem(FILTERS.index(self._state.selection.filter))
        self._filters.blockSignals(True)
        if item is not None:
            self._filters.setCurrentItem(item)
        self._filters.blockSignals(False)

    def _on_ranking_changed(self) -> None:
        for widget in (self.export, self.filing):
            widget.setEnabled(self._state.ranking is not None)

    def _on_source(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.source_chosen.emit(item.data(0, Qt.ItemDataRole.UserRole))

    def _on_filter(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.filter_chosen.emit(item.data(0, Qt.ItemDataRole.UserRole))

    def _on_remove(self) -> None:
        item = self._sources.currentItem()
        source = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        if isinstance(source, Path):
            self.removed.emit([source])


def _list() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName("plain")
    tree.setColumnCount(2)
    tree.setHeaderHidden(True)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, header.ResizeMode.Stretch)
    header.setSectionResizeMode(1, header.ResizeMode.ResizeToContents)
    return tree


def _title() -> QLabel:
    label = QLabel()
    label.setFont(theme.sized(label.font(), theme.BODY, bold=True))
    return label

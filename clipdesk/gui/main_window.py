"""The main window: puts the panels together and ties what they ask for to operations. Nothing else."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.browsing import Browsing
from clipdesk.gui.centre import Centre
from clipdesk.gui.detail_panel import DetailPanel
from clipdesk.gui.dialogs import Dialogs
from clipdesk.gui.draft import KEYS
from clipdesk.gui.empty_view import EmptyView
from clipdesk.gui.fair_split import FairSplit
from clipdesk.gui.grid_view import GridView
from clipdesk.gui.intake import Intake
from clipdesk.gui.job_tray import JobTray
from clipdesk.gui.label_keys import LabelKeys
from clipdesk.gui.labels_panel import LabelsPanel
from clipdesk.gui.large_view import LargeView
from clipdesk.gui.map_saving import MapSaver
from clipdesk.gui.menus import Menus
from clipdesk.gui.operations import Operations
from clipdesk.gui.overlays import Overlays
from clipdesk.gui.picture_model import PictureModel
from clipdesk.gui.recent_projects import RecentProjects
from clipdesk.gui.rooms import SORT, Rooms
from clipdesk.gui.sources_panel import SourcesPanel
from clipdesk.gui.thumbnails import Thumbnails
from clipdesk.gui.tile_delegate import TileDelegate
from clipdesk.gui.top_bar import TopBar
from clipdesk.gui.welcome_view import WelcomeView


class MainWindow(QMainWindow):
    """Composes the panels around `operations.state`."""

    painted = Signal()  # for the first time

    def __init__(self, operations: Operations, memory: QSettings) -> None:
        super().__init__()
        self.operations, self.state, self._memory = operations, operations.state, memory
        self._was_painted = False
        self.thumbnails = Thumbnails(self)
        self.overlays = Overlays(self.state, operations.models, self)
        self.model, self.grid = PictureModel(self.state, self), GridView()
        self.grid.setModel(self.model)
        self.grid.setItemDelegate(TileDelegate(self.thumbnails, self.grid))
        self.browsing = Browsing(operations, self.grid, self.model, self.thumbnails)
        self.top, self.empty = TopBar(self.state), EmptyView(self.state)
        self.recent = RecentProjects(self.state, memory, self)
        self.welcome = WelcomeView(self.state, self.recent)
        self.sources, self.labels = SourcesPanel(self.state), LabelsPanel(self.state)
        self.detail = DetailPanel(self.state, self.overlays, self.thumbnails)
        self.tray = JobTray(self.state)
        self._lay_out()
        LabelKeys(self._across, self._give_label)
        self.dialogs = Dialogs(operations, self)
        self.intake, self._saver = Intake(operations, self.dialogs, self), MapSaver(operations, self)
        self.menus = Menus(self)
        self.browsing.offer_menu(self.menus)
        self._connect()
        self.setAcceptDrops(True)
        self.retranslate()
        self._restore()

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, theme.SPACE)
        column.setSpacing(theme.SPACE)
        column.addWidget(self.top)
        column.addWidget(Centre(self.state, self.welcome, self.empty, self.grid), 1)
        self._right = FairSplit(self.labels, self.detail, lambda: self.labels.needed_height)
        self.labels.grown.connect(self._right.share)
        self.detail.controls.more.toggled.connect(lambda: QTimer.singleShot(0, self._right.share))
        self._across = QSplitter()
        for part in (self.sources, middle, self._right):
            self._across.addWidget(part)
        self._across.setSizes([220, 740, 360])
        self._across.setStretchFactor(1, 1)
        for splitter in (self._across, self._right):
            splitter.setChildrenCollapsible(False)
        self.rooms = Rooms(self.operations, self._across)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rooms, 1)
        layout.addWidget(self.tray)
        self.setCentralWidget(whole)
        self.resize(1320, 860)

    def _connect(self) -> None:
        operations, dialogs, intake = self.operations, self.dialogs, self.intake
        self.sources.add_wanted.connect(intake.choose_folder)
        self.sources.removed.connect(operations.remove_sources)
        self.sources.source_chosen.connect(operations.show_source)
        self.sources.filter_chosen.connect(operations.show)
        self.sources.export_wanted.connect(dialogs.show_export)
        self.sources.filing_wanted.connect(dialogs.show_filing)
        self.empty.folder_wanted.connect(intake.choose_folder)
        self.welcome.folder_wanted.connect(intake.choose_folder)
        self.welcome.project_wanted.connect(intake.choose_project)
        self.welcome.project_chosen.connect(operations.open_project)
        self.welcome.samples_wanted.connect(intake.open_samples)
        self.labels.labels_added.connect(operations.add_labels)
        self.labels.labels_removed.connect(operations.remove_labels)
        self.labels.label_changed.connect(operations.change_label)
        self.labels.draft_changed.connect(operations.edit_prompts)
        self.labels.label_chosen.connect(operations.show_label)
        self.labels.editor_wanted.connect(dialogs.show_prompts)
        self.tray.stop_wanted.connect(operations.stop_work)
        self.tray.stop_wanted.connect(operations.stop_files)
        self.tray.skipped_wanted.connect(dialogs.show_skipped)
        self.top.searched.connect(operations.search)
        self.top.order_chosen.connect(operations.order_by)
        self.top.larger.connect(self.menus.actions["larger"].trigger)
        self.top.smaller.connect(self.menus.actions["smaller"].trigger)
        self.top.model_wanted.connect(dialogs.show_models)
        self.top.device_wanted.connect(dialogs.show_settings)
        dialogs.picture_chosen.connect(self.browsing.show_row)
        self.browsing.opened.connect(self.open_large)
        self.detail.export_wanted.connect(self._on_map_wanted)
        self.detail.maps_wanted.connect(self.show_maps)
        self.rooms.model_saved.connect(lambda _name: dialogs.refresh_models())
        self.rooms.entered.connect(self._on_entered)
        self.state.project_changed.connect(self._on_project_changed)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.menus.retranslate()
        panels = (self.top, self.sources, self.labels, self.detail, self.tray, self.empty, self.welcome, self.rooms)
        for panel in panels:
            panel.retranslate()
        self._on_project_changed()

    def open_large(self, row: int) -> LargeView:
        """Show a picture in a window of its own."""
        opened = LargeView(row, self.operations, self.overlays, self.detail.look, self)
        opened.stepped.connect(lambda step: self._step(opened, step))
        opened.show()
        return opened

    def show_maps(self) -> None:
        """Show the current picture large, with several labels' maps."""
        if self.state.current is not None:
            self.open_large(self.state.current).show_maps()

    def show_similar(self) -> None:
        """Order the pictures by their likeness to the current one."""
        if self.state.current is not None:
            self.operations.show_similar(self.state.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Where pictures are sorted digits give labels, A and D go back and on, H hides the map."""
        if not self.rooms.sorting:
            super().keyPressEvent(event)
        elif event.text() in KEYS and not event.modifiers() and self._give_label(event.text()):
            event.accept()
        elif event.key() in (Qt.Key.Key_A, Qt.Key.Key_D) and not event.modifiers():
            self.browsing.go(1 if event.key() == Qt.Key.Key_D else -1)
        elif event.key() == Qt.Key.Key_H and not event.isAutoRepeat():
            self.detail.view.hide_map(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """H shows the map again."""
        if event.key() == Qt.Key.Key_H and not event.isAutoRepeat():
            self.detail.view.hide_map(False)
        else:
            super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files, folders and pictures are welcome."""
        if self.rooms.sorting and self.intake.welcomes(event.mimeData()):
            self.welcome.show_target(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went by."""
        self.welcome.show_target(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        self.welcome.show_target(False)
        if self.intake.take(event.mimeData()):
            event.acceptProposedAction()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that there is something to be seen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop all work, save, and go."""
        self._memory.setValue("geometry", self.saveGeometry())
        self._memory.setValue("across", self._across.saveState())
        if self._right.kept is not None:
            self._memory.setValue("border", self._right.kept)
        self._memory.setValue("tile", self.grid.tile_size)
        self.top.stop()
        self.rooms.prepare_shut()
        self.hide()
        self.operations.close()
        self.rooms.shut()
        self.thumbnails.close()
        event.accept()

    def _give_label(self, key: str) -> bool:
        """Give the selected pictures the label of a key, and go on to the next; False where it is no label's."""
        given = self.operations.verify_by_key(key)
        if given:
            self.browsing.go(1)
        return given

    def _step(self, opened: LargeView, step: int) -> None:
        row = self.browsing.go_from(opened.row, step)
        if row is not None:
            opened.show_row(row)

    def _on_entered(self, room: int) -> None:
        self.menus.show_room(room)
        self.tray.show_hint(room == SORT)
        if room == SORT:
            self.grid.setFocus()

    def _on_map_wanted(self) -> None:
        answer = self.detail.answer
        if answer is not None:
            path = self.state.pictures.refs[answer.asked.row].path
            self._saver.ask(path, answer.asked.label, self.detail.view)

    def _on_project_changed(self) -> None:
        folder = self.state.project_folder
        self.setWindowTitle("clipdesk" if folder is None else folder.stem)  # Qt adds the program's name

    def _restore(self) -> None:
        for name, restore in (
            ("geometry", self.restoreGeometry), ("across", self._across.restoreState),
            ("border", self._right.restore),
        ):  # fmt: skip
            value = self._memory.value(name)
            if isinstance(value, QByteArray):
                restore(value)
        tile = self._memory.value("tile")
        if tile is not None and str(tile).isdigit():
            self.grid.set_tile_size(int(tile))

"""The main window: puts the panels together and ties what they ask for to operations. Nothing else."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QItemSelectionModel, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.detail_panel import DetailPanel
from clipdesk.gui.dialogs import Dialogs
from clipdesk.gui.draft import KEYS
from clipdesk.gui.empty_view import EmptyView
from clipdesk.gui.grid_view import GridView
from clipdesk.gui.job_tray import JobTray
from clipdesk.gui.labels_panel import LabelsPanel
from clipdesk.gui.large_view import LargeView, save_map
from clipdesk.gui.menus import Menus
from clipdesk.gui.operations import Operations
from clipdesk.gui.overlays import Overlays
from clipdesk.gui.picture_model import ROW, PictureModel
from clipdesk.gui.sources_panel import SourcesPanel
from clipdesk.gui.state import ORDERS, Order
from clipdesk.gui.thumbnails import Thumbnails
from clipdesk.gui.tile_delegate import TileDelegate

MODEL_SUFFIXES = (".safetensors", ".pt", ".pth", ".bin")
_SEARCH_MS = 250


class MainWindow(QMainWindow):
    """Composes the panels around `operations.state`."""

    painted = Signal()  # for the first time

    def __init__(self, operations: Operations, memory: QSettings) -> None:
        super().__init__()
        self.operations, self.state, self._memory = operations, operations.state, memory
        self._was_painted = False
        self.thumbnails = Thumbnails(self)
        self.overlays = Overlays(self.state, operations.models, self)
        self._build_centre()
        self.sources = SourcesPanel(self.state)
        self.labels = LabelsPanel(self.state)
        self.detail = DetailPanel(self.state, self.overlays, self.thumbnails)
        self.tray = JobTray(self.state)
        self._lay_out()
        self.dialogs = Dialogs(operations, self)
        self.menus = Menus(self)
        self._connect()
        self.setAcceptDrops(True)
        self.retranslate()
        self._restore()
        self._on_shown_changed()

    # building

    def _build_centre(self) -> None:
        self.model = PictureModel(self.state, self)
        self.grid = GridView()
        self.grid.setModel(self.model)
        self.grid.setItemDelegate(TileDelegate(self.thumbnails, self.grid))
        self.empty = EmptyView(self.state)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.grid)
        self.search, self._order = QLineEdit(), QComboBox()
        self.search.setClearButtonEnabled(True)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_SEARCH_MS)
        self._larger, self._smaller = QToolButton(), QToolButton()
        self._back = QPushButton()
        self._model_chip, self._device_chip = QPushButton(), QPushButton()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE, theme.PANEL, theme.SPACE, 0)
        bar.setSpacing(theme.SPACE)
        for widget, stretch in (
            (self.search, 1), (self._back, 0), (self._order, 0), (self._smaller, 0), (self._larger, 0),
            (self._model_chip, 0), (self._device_chip, 0),
        ):  # fmt: skip
            bar.addWidget(widget, stretch)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
        self._right = QSplitter(Qt.Orientation.Vertical)
        self._right.addWidget(self.labels)
        self._right.addWidget(self.detail)
        self._right.setSizes([290, 570])
        self._across = QSplitter()
        for part in (self.sources, centre, self._right):
            self._across.addWidget(part)
        self._across.setSizes([210, 740, 370])
        self._across.setStretchFactor(1, 1)
        for splitter in (self._across, self._right):
            splitter.setChildrenCollapsible(False)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._across, 1)
        layout.addWidget(self.tray)
        self.setCentralWidget(whole)
        self.resize(1320, 860)

    def _connect(self) -> None:
        state, operations = self.state, self.operations
        self.sources.add_wanted.connect(self.choose_folder)
        self.sources.removed.connect(operations.remove_sources)
        self.sources.source_chosen.connect(operations.show_source)
        self.sources.filter_chosen.connect(operations.show)
        self.empty.folder_wanted.connect(self.choose_folder)
        self.empty.sources_wanted.connect(operations.open_sources)
        self.empty.labels_wanted.connect(operations.add_labels)
        self.labels.labels_added.connect(operations.add_labels)
        self.labels.labels_removed.connect(operations.remove_labels)
        self.labels.label_changed.connect(operations.change_label)
        self.labels.draft_changed.connect(operations.edit_prompts)
        self.labels.label_chosen.connect(operations.show_label)
        self.tray.stop_wanted.connect(operations.stop_work)
        self.tray.stop_wanted.connect(operations.stop_files)
        self.tray.skipped_wanted.connect(self.dialogs.show_skipped)
        self._model_chip.clicked.connect(self.dialogs.show_models)
        self._device_chip.clicked.connect(self.dialogs.show_settings)
        self.labels.editor_wanted.connect(self.dialogs.show_prompts)
        self.dialogs.picture_chosen.connect(self._on_picture_wanted)
        self.grid.activated_place.connect(self._on_opened)
        self.grid.doubleClicked.connect(lambda index: self._on_opened(index.row()))
        self.detail.export_wanted.connect(self._on_map_wanted)
        self.search.textEdited.connect(lambda _text: self._typed.start())
        self.search.returnPressed.connect(self._on_searched)
        self._typed.timeout.connect(self._on_searched)
        self._order.activated.connect(lambda place: operations.order_by(ORDERS[place]))
        self._larger.clicked.connect(self.menus.actions["larger"].trigger)
        self._smaller.clicked.connect(self.menus.actions["smaller"].trigger)
        self._back.clicked.connect(lambda: operations.search(""))
        self.grid.selectionModel().selectionChanged.connect(self._on_selected)
        self.grid.selectionModel().currentChanged.connect(self._on_selected)
        self.grid.seen.connect(self._on_seen)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._on_menu)
        self.model.modelAboutToBeReset.connect(self._remember_selection)
        self.model.modelReset.connect(self._select_again)
        self.thumbnails.arrived.connect(lambda _path: self.grid.viewport().update())
        state.shown_changed.connect(self._on_shown_changed)
        state.pictures_reset.connect(self._on_shown_changed)
        state.pictures_added.connect(self._on_shown_changed)
        state.selection_changed.connect(self._on_selection_changed)
        state.model_changed.connect(self._on_model_changed)
        state.project_changed.connect(self._on_project_changed)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.menus.retranslate()
        self.search.setPlaceholderText(self.tr("Search by words"))
        self.search.setAccessibleName(self.tr("Search by words"))
        self._order.setAccessibleName(self.tr("Order of the pictures"))
        self._order.clear()
        names: dict[Order, str] = {
            "found": self.tr("As found"), "uncertain first": self.tr("Uncertain first"),
            "certain first": self.tr("Certain first"), "label": self.tr("By label"),
        }  # fmt: skip
        self._order.addItems([names[order] for order in ORDERS])
        self._larger.setText("+")
        self._smaller.setText("−")
        self._larger.setToolTip(self.tr("Larger pictures"))
        self._smaller.setToolTip(self.tr("Smaller pictures"))
        self._larger.setAccessibleName(self.tr("Larger pictures"))
        self._smaller.setAccessibleName(self.tr("Smaller pictures"))
        self._back.setText(self.tr("End search"))
        for panel in (self.sources, self.labels, self.detail, self.tray, self.empty):
            panel.retranslate()
        self._on_selection_changed()
        self._on_model_changed()
        self._on_project_changed()

    # what the user does

    def choose_folder(self) -> None:
        """Ask for a folder and add it."""
        folder = QFileDialog.getExistingDirectory(self, self.tr("Add a folder of pictures"))
        if folder:
            self.operations.open_sources([Path(folder)])

    def choose_project(self) -> None:
        """Ask for a project's folder, or a new one's, and open it."""
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Open a project, or choose an empty folder for a new one")
        )
        if folder:
            self.operations.open_project(Path(folder))

    def choose_files(self) -> None:
        """Ask for pictures and add them."""
        files, _ = QFileDialog.getOpenFileNames(self, self.tr("Add pictures"))
        if files:
            self.operations.open_sources([Path(file) for file in files])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits give labels, A and D go back and on."""
        if event.text() in KEYS and not event.modifiers() and self.operations.verify_by_key(event.text()):
            self._go(1)
        elif event.key() == Qt.Key.Key_A and not event.modifiers():
            self._go(-1)
        elif event.key() == Qt.Key.Key_D and not event.modifiers():
            self._go(1)
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
        """Files and folders are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        dropped = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        models = [path for path in dropped if path.suffix.lower() in MODEL_SUFFIXES]
        for path in models:
            self.dialogs.show_models().add(path)
        pictures = [path for path in dropped if path not in models]
        if pictures:
            self.operations.open_sources(pictures)
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
        self._memory.setValue("right", self._right.saveState())
        self._memory.setValue("tile", self.grid.tile_size)
        self._typed.stop()
        self.hide()
        self.operations.close()
        self.thumbnails.close()
        event.accept()

    def _go(self, step: int) -> None:
        place = self.grid.currentIndex().row() + step
        if 0 <= place < self.model.rowCount():
            index = self.model.index(place, 0)
            self.grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _on_picture_wanted(self, row: int) -> None:
        place = self.model.place_of(row)
        if place < 0:
            self.state.note(self.tr("This filter hides the picture. Show all pictures to see it."))
            return
        index = self.model.index(place, 0)
        self.grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.grid.scrollTo(index)

    def _on_opened(self, place: int) -> None:
        row = int(self.model.index(place, 0).data(ROW))
        opened = LargeView(self.state.pictures.refs[row].path, self.operations, self)
        opened.show()

    def _on_map_wanted(self) -> None:
        painted, values = self.detail.view.painted, self.detail.view.values
        if painted is None or values is None:
            return
        target, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the map"),
            "map.png",
            self.tr("Picture with the map (*.png);;Values as an array (*.npy)"),
        )
        if target:
            self.operations.run_at_once("save map", lambda: save_map(Path(target), painted, values), self.state.note)

    def _on_searched(self) -> None:
        self._typed.stop()
        self.operations.search(self.search.text())

    def show_similar(self) -> None:
        """Order the pictures by their likeness to the selected one."""
        if self.state.current is not None:
            self.operations.show_similar(self.state.current)

    def _on_menu(self) -> None:
        menu = QMenu(self)
        for row in self.state.draft.rows:
            if row.enabled:
                menu.addAction(row.name).triggered.connect(lambda _=False, name=row.name: self.operations.verify(name))
        menu.addSeparator()
        for name in ("none", "unverify", "similar"):
            menu.addAction(self.menus.actions[name])
        menu.exec(self.cursor().pos())

    # what the state says

    def _on_selected(self) -> None:
        chosen = self.grid.selectionModel()
        rows = [index.data(ROW) for index in chosen.selectedIndexes()]
        current = chosen.currentIndex()
        row = current.data(ROW) if current.isValid() else None
        self.state.set_current(row if row in rows or not rows else rows[0], rows)

    def _remember_selection(self) -> None:
        self._kept = (self.state.current, self.state.selected)

    def _select_again(self) -> None:
        current, _ = self._kept
        place = self.model.place_of(current) if current is not None else -1
        if place >= 0:
            index = self.model.index(place, 0)
            self.grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        elif self.model.rowCount() == 0:
            self.state.set_current(None)

    def _on_seen(self) -> None:
        rows = [int(self.model.index(place, 0).data(ROW)) for place in self.grid.places_in_sight()]
        refs = self.state.pictures.refs
        self.state.visible = tuple(rows)
        self.thumbnails.want([str(refs[row].path) for row in rows if row < len(refs)])

    def _on_shown_changed(self, *_: object) -> None:
        empty = not len(self.state.pictures)
        self._stack.setCurrentWidget(self.empty if empty or not len(self.state.shown) else self.grid)
        self.empty.refresh()
        if not empty and self.grid.currentIndex().row() < 0 and self.model.rowCount():
            self._go(1)

    def _on_selection_changed(self) -> None:
        selection = self.state.selection
        self._order.setCurrentIndex(ORDERS.index(selection.order))
        searching = bool(selection.search.strip()) or selection.like is not None
        self._order.setEnabled(not searching)
        self._back.setVisible(searching)
        if self.search.text() != selection.search and not self.search.hasFocus():
            self.search.setText(selection.search)
        self.empty.refresh()

    def _on_model_changed(self) -> None:
        state = self.state
        loading = state.model is None and not state.model_problem
        self._model_chip.setText(self.tr("{name} …").format(name=state.model_name) if loading else state.model_name)
        self._model_chip.setAccessibleName(self.tr("Model: {name}").format(name=state.model_name))
        self._model_chip.setToolTip(state.model_problem or self.tr("The model in use"))
        model = state.model
        self._device_chip.setVisible(model is not None)
        if model is not None:
            self._device_chip.setText(f"{model.device.upper()} {model.precision}")
            self._device_chip.setToolTip("\n".join(model.notes))
            self._device_chip.setAccessibleName(self.tr("Device: {name}").format(name=model.device))

    def _on_project_changed(self) -> None:
        folder = self.state.project_folder
        self.setWindowTitle("clipdesk" if folder is None else f"clipdesk – {folder.stem}")

    def _restore(self) -> None:
        for name, restore in (
            ("geometry", self.restoreGeometry), ("across", self._across.restoreState),
            ("right", self._right.restoreState),
        ):  # fmt: skip
            value = self._memory.value(name)
            if isinstance(value, QByteArray):
                restore(value)
        tile = self._memory.value("tile")
        if tile is not None and str(tile).isdigit():
            self.grid.set_tile_size(int(tile))

"""A picture in a window of its own, as large as it fits: alone, or with maps of several labels side by side."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.draft import KEYS
from clipdesk.gui.map_bar import MapBar, MapLook
from clipdesk.gui.map_saving import MapSaver
from clipdesk.gui.operations import Operations
from clipdesk.gui.overlays import Answered, Overlays, Together
from clipdesk.gui.picture_view import PictureView, as_image
from clipdesk.gui.side_by_side import MapCell, SideBySide
from clipdesk.gui.tasks import Fault

_SIDE = 1600  # of the shorter side, at least
_STEPS: dict[int, int] = {Qt.Key.Key_Right: 1, Qt.Key.Key_D: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_A: -1}


class LargeView(QWidget):
    """Goes through the pictures and gives labels by the same keys as the grid; Escape or Enter close it.

    M shows the maps; H hides them while it is held.
    """

    stepped = Signal(int)  # so many pictures on

    def __init__(self, row: int, operations: Operations, overlays: Overlays, look: MapLook, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that keys are meant for the picture
        self._operations, self._overlays, self._state = operations, overlays, operations.state
        self.view, self.maps, self._says = PictureView(), SideBySide(), QLabel(self.tr("Reading…"))
        self._says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._says.setWordWrap(True)
        self.bar, self.side_by_side = MapBar(overlays, look), QPushButton()
        self.side_by_side.setCheckable(True)
        self.side_by_side.setAutoDefault(False)
        self.side_by_side.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.verdict = QLabel()
        self.verdict.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self._stack = QStackedWidget()
        for page in (self._says, self.view, self.maps):
            self._stack.addWidget(page)
        head = QHBoxLayout()
        head.setContentsMargins(theme.PANEL, theme.SPACE, theme.PANEL, 0)
        head.setSpacing(theme.SPACE)
        head.addWidget(self.side_by_side)
        head.addWidget(self.bar, 1)
        head.addStretch()  # while the bar is hidden
        head.addWidget(self.verdict)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.resize(1040, 820)
        self._open, self._read, self._mapped = True, False, False
        self._saver = MapSaver(operations, self)
        self._connect()
        self.show_row(row)
        self.retranslate()
        self.setFocus()

    def show_row(self, row: int) -> None:
        """Show another picture, in the place of the one before."""
        path = self._state.pictures.refs[row].path
        self.row, self._path, self._mapped = row, path, False
        self.setWindowTitle(path.name)
        self._on_ranking_changed()
        self._operations.run_at_once("open picture", lambda: _pixels_of(path), self._on_read, self._on_fault)

    def _connect(self) -> None:
        self.side_by_side.toggled.connect(self._on_toggled)
        self.bar.asked.connect(self._ask)
        self.bar.redrawn.connect(self._draw)
        self.bar.save_wanted.connect(self._on_save_all)
        self.maps.save_wanted.connect(self._on_save)
        self._overlays.answered_together.connect(self._on_answered)
        self._state.ranking_changed.connect(self._on_ranking_changed)
        self._state.marks_changed.connect(self._show_verdict)
        self._state.model_changed.connect(self.bar.fill_methods)
        self._state.pictures_reset.connect(self.close)  # rows now mean other pictures
        shortcut = QShortcut(QKeySequence("M"), self)
        shortcut.activated.connect(self.side_by_side.click)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.side_by_side.setText(self.tr("Maps side by side"))
        self.side_by_side.setToolTip(self.tr("What speaks for up to four labels, on one colour scale (M)"))
        self.bar.retranslate()
        self.maps.retranslate()
        self._show_verdict()

    @property
    def shown(self) -> list[tuple[str, PictureView]]:
        """The labels whose maps are shown, and where."""
        return [(cell.answer.asked.label, cell.view) for cell in self.maps.cells if cell.answer is not None]

    def show_maps(self) -> None:
        """Show the maps, once there are any to show."""
        self.side_by_side.setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and Enter close; arrows, A and D go on; the key of a label gives it, and goes on."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        elif plain and key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif plain and event.text() in KEYS and self._operations.verify_by_key(event.text(), [self.row]):
            self.stepped.emit(1)
        elif event.key() == Qt.Key.Key_H and not event.isAutoRepeat():
            self.maps.hide_maps(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """H shows the maps again."""
        if event.key() == Qt.Key.Key_H and not event.isAutoRepeat():
            self.maps.hide_maps(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: object) -> None:  # noqa: ARG002
        """What arrives later is for nobody."""
        self._open = False

    def _on_save(self, cell: MapCell) -> None:
        if cell.answer is not None:
            self._saver.ask(self._path, cell.answer.asked.label, cell.view)

    def _on_save_all(self) -> None:
        self._saver.ask_folder(self._path, self.shown)

    def _on_ranking_changed(self) -> None:
        ranking = self._state.ranking
        scored = ranking is not None and self.row < len(ranking.scores) and ranking.scores.best[self.row] >= 0
        self.side_by_side.setEnabled(bool(scored))
        if ranking is not None and scored:
            order = np.argsort(-ranking.scores.probabilities[self.row], kind="stable")
            self.bar.show_ranked([ranking.names[column] for column in order])
            self._ask()
        self._show_verdict()
        self._show()

    def _show_verdict(self) -> None:
        """The picture's label: the verified one, with a tick, or the best."""
        mark, ranking = self._state.mark_of(self.row), self._state.ranking
        none, text = self.tr("None of the labels"), ""
        if mark is not None:
            text = f"✓ {mark.label or none}"
        elif ranking is not None and self.row < len(ranking.scores) and ranking.scores.best[self.row] >= 0:
            best = int(ranking.scores.best[self.row])
            share = float(ranking.scores.probabilities[self.row, best])
            text = none if ranking.scores.rejected[self.row] else f"{ranking.names[best]}  {share:.0%}"
        self.verdict.setText(text)

    def _on_toggled(self) -> None:
        self._ask()
        self._show()

    def _ask(self) -> None:
        if self.side_by_side.isChecked() and self._open:
            self._overlays.ask_together(Together(self.row, self.bar.labels, self.bar.look.method))

    def _on_answered(self, answers: tuple[Answered, ...]) -> None:
        ranking = self._state.ranking
        asked = [(answer.asked.row, answer.asked.label) for answer in answers]
        wanted = [(self.row, label) for label in self.bar.labels]
        if not self._open or ranking is None or asked != wanted:
            return
        columns = [ranking.names.index(answer.asked.label) for answer in answers]
        shares = [float(ranking.scores.probabilities[self.row, column]) for column in columns]
        self.maps.show_maps(answers, columns, shares)
        self._mapped = True
        self._draw()
        self._show()

    def _draw(self) -> None:
        look = self.bar.look
        self.maps.draw(look.opacity, smooth=look.smooth)
        alike = not self._overlays.uses_label(look.method)
        self.maps.say(self.tr("This method does not depend on the label: every map is the same.") if alike else "")

    def _show(self) -> None:
        with_maps = self.side_by_side.isChecked() and self.side_by_side.isEnabled()
        self.bar.setVisible(with_maps)
        if with_maps and self._mapped:
            self._stack.setCurrentWidget(self.maps)
        else:
            self._stack.setCurrentWidget(self.view if self._read else self._says)

    def _on_read(self, pixels: npt.NDArray[np.uint8]) -> None:
        if self._open:
            self._read = True
            self.view.show_picture(as_image(pixels))
            self._show()

    def _on_fault(self, fault: Fault) -> None:
        if self._open:
            self._read = False
            self._says.setText(in_words(fault.sentence))
            self._show()


def _pixels_of(path: Path) -> npt.NDArray[np.uint8]:
    from clipdesk.data.images import decode

    return decode(path, shortest_side=_SIDE).pixels

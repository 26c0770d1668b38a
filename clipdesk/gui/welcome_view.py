"""The first page: what to do, in three steps, while nothing is loaded."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.dialog import button
from clipdesk.gui.recent_projects import RecentProjects
from clipdesk.gui.samples import sample_paths
from clipdesk.gui.state import WindowState

_WIDTH = 620
_MOST_RECENT = 4


class WelcomeView(QScrollArea):
    """Offers a folder, a project and the sample photos, and says that things can be dropped."""

    folder_wanted = Signal()
    project_wanted = Signal()
    project_chosen = Signal(object)  # Path
    samples_wanted = Signal()

    def __init__(self, state: WindowState, recent: RecentProjects, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._recent = state, recent
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._target = _Target()
        self.setWidget(self._target)
        self._title, self._text = QLabel(), QLabel()
        self._title.setFont(theme.sized(self.font(), theme.TITLE, bold=True))
        self._text.setWordWrap(True)
        self._steps = tuple((QLabel(), QLabel()) for _ in range(3))
        self.folder, self.project = button(self.folder_wanted.emit, default=True), button(self.project_wanted.emit)
        self.folder.setObjectName("primary")
        self.samples = button(self.samples_wanted.emit)
        self.samples.setVisible(bool(sample_paths()))
        self._recent_title, self._private = QLabel(), QLabel()
        self._recent_title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self._private.setWordWrap(True)
        self._private.setFont(theme.sized(self.font(), theme.SECONDARY))
        self._private.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._projects = QVBoxLayout()
        self._projects.setSpacing(0)
        self._lay_out()
        recent.changed.connect(self._fill_recent)
        self.retranslate()

    def _lay_out(self) -> None:
        steps = QGridLayout()
        steps.setHorizontalSpacing(theme.PANEL)
        steps.setVerticalSpacing(2)
        steps.setColumnStretch(1, 1)
        for place, (name, text) in enumerate(self._steps):
            name.setFont(theme.sized(self.font(), theme.BODY, bold=True))
            text.setWordWrap(True)
            text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            steps.addWidget(_Number(place + 1), 3 * place, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
            steps.addWidget(name, 3 * place, 1)
            steps.addWidget(text, 3 * place + 1, 1)
            steps.setRowMinimumHeight(3 * place + 2, theme.SPACE)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        for widget in (self.folder, self.project, self.samples):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        page = QWidget()
        page.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(theme.PANEL)
        column.addLayout(steps)
        column.addSpacing(theme.SPACE)
        column.addLayout(buttons)
        column.addSpacing(theme.PANEL)
        column.addWidget(self._recent_title)
        column.addLayout(self._projects)
        column.addSpacing(theme.SPACE)
        column.addWidget(self._private)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(page, 8)
        across.addStretch(1)
        whole = QVBoxLayout(self._target)
        whole.setContentsMargins(theme.GROUP * 2, theme.GROUP * 2, theme.GROUP * 2, theme.GROUP * 2)
        whole.addStretch(2)
        whole.addLayout(across)
        whole.addStretch(3)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("Sort your pictures with words"))
        self._text.setText(self.tr("Drop pictures or folders anywhere in this window, or paste a picture, to begin."))
        for (name, text), (title, more) in zip(self._steps, (
            (self.tr("Add pictures"), self.tr("A folder with all that is in it. The files stay where they are.")),
            (
                self.tr("Type labels"),
                self.tr("Any words: “cat”, “dog”, “people at a table”. Every picture is sorted as you type."),
            ),
            (
                self.tr("Check and keep"),
                self.tr("Put right what is wrong with the keys 1 to 9, then export it or file it into folders."),
            ),
        ), strict=True):  # fmt: skip
            name.setText(title)
            text.setText(more)
        self.folder.setText(self.tr("Add a folder…"))
        self.project.setText(self.tr("Open a project…"))
        self.samples.setText(self.tr("Try with the sample photos"))
        self._recent_title.setText(self.tr("Recent projects"))
        self._private.setText(
            self.tr("Nothing leaves this computer: pictures and words are read here, without a connection.")
        )
        self._fill_recent()

    def show_target(self, shown: bool) -> None:
        """Show that what is being dragged can be dropped here."""
        self._target.show_target(shown)

    @property
    def recent(self) -> tuple[QPushButton, ...]:
        """The buttons of recent projects."""
        found = (self._projects.itemAt(place) for place in range(self._projects.count()))
        widgets = (item.widget() for item in found if item is not None)
        return tuple(widget for widget in widgets if isinstance(widget, QPushButton))

    def _fill_recent(self) -> None:
        for old in self.recent:
            self._projects.removeWidget(old)
            old.hide()
            old.deleteLater()
        folders = self._recent.folders[:_MOST_RECENT]
        for folder in folders:
            made = button(lambda folder=folder: self.project_chosen.emit(folder))  # type: ignore[misc]
            made.setText(f"{folder.name.removesuffix('.clipdesk')}  –  {_short(folder.parent)}".replace("&", "&&"))
            made.setToolTip(str(folder))
            made.setFlat(True)
            made.setStyleSheet("text-align: left; padding: 4px 0; border: none; color: palette(link);")
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            self._projects.addWidget(made)
        self._recent_title.setVisible(bool(folders))


class _Target(QWidget):
    """A dashed frame, which lights up while something is dragged over the window."""

    def __init__(self) -> None:
        super().__init__()
        self._lit = False

    def show_target(self, lit: bool) -> None:
        self._lit = lit
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.Highlight if self._lit else QPalette.ColorRole.Mid
        colour = self.palette().color(role)
        painter.setPen(QPen(colour, 2 if self._lit else 1.5, Qt.PenStyle.DashLine))
        if self._lit:
            fill = QColor(colour)
            fill.setAlphaF(0.08)
            painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.end()


class _Number(QWidget):
    """A step's number in a circle."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setFixedSize(28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        painter.drawEllipse(QRectF(1, 1, 26, 26))
        painter.setPen(self.palette().color(QPalette.ColorRole.HighlightedText))
        painter.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), str(self._number))
        painter.end()


def _short(folder: Path) -> str:
    """A folder with "~" for the user's own."""
    try:
        return f"~/{folder.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return str(folder)

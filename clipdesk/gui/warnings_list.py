"""What is doubtful about the prompts, one line each; a line leads to its label."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.prompt_checking import Checked

_PLACE = Qt.ItemDataRole.UserRole
_HEIGHT = 56


class WarningsList(QWidget):
    """Shows what a check has found, or that all is well."""

    label_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self.list, self._calm, self._either = QLabel(), QListWidget(), QLabel(), QStackedWidget()
        self._title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self._calm.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._calm.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self._either.addWidget(self._calm)
        self._either.addWidget(self.list)
        self._either.setFixedHeight(_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self._either)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("To look at"))
        self._calm.setText(self.tr("Nothing is doubtful about these prompts."))
        self.list.setAccessibleName(self.tr("What is doubtful about the prompts"))

    @property
    def sentences(self) -> list[str]:
        """What is shown."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def show_checked(self, checked: Checked, names: Sequence[str]) -> None:
        """Show what was found about labels with these names."""
        found = [(in_words(one.sentence), one.label_index) for one in checked.warnings]
        too_long = self.tr("A prompt of “{name}” is too long; the model will not read its end.")
        found += [(too_long.format(name=names[place]), place) for place in checked.too_long if place < len(names)]
        self.list.clear()
        for sentence, place in found:
            item = QListWidgetItem(sentence)
            item.setData(_PLACE, place)
            self.list.addItem(item)
        self._either.setCurrentWidget(self.list if found else self._calm)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        place = item.data(_PLACE)
        if place is not None:
            self.label_chosen.emit(int(place))

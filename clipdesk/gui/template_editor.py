"""The templates that every prompt goes through: a set that comes with clipdesk, or lines of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clipdesk.errors import ClipdeskError, UsageError
from clipdesk.gui import theme
from clipdesk.gui.lines_edit import LinesEdit
from clipdesk.inference.prompts import check_templates, template_set, template_set_names

_ORDER = ("plain", "photo", "imagenet")


class TemplateEditor(QWidget):
    """What cannot be used yet, such as a line without `{}`, stays in the box and is not signalled."""

    changed = Signal(object)  # tuple[str, ...], usable
    typed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self.choice, self.edit = QLabel(), QComboBox(), LinesEdit(4)
        self._title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        self._sets: dict[str, tuple[str, ...]] = {}
        self.choice.activated.connect(self._on_chosen)
        self.edit.lines_changed.connect(self._on_lines)
        self.edit.typed.connect(self._on_typed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.choice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE)
        layout.addLayout(head)
        layout.addWidget(self.edit, 1)
        self._read_sets()
        self.retranslate()

    @property
    def templates(self) -> tuple[str, ...]:
        """What stands there now, usable or not."""
        return self.edit.lines

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("Templates"))
        self._title.setToolTip(self.tr("Every prompt goes through every template; {} stands for the prompt."))
        self.choice.setAccessibleName(self.tr("Set of templates"))
        self.edit.setAccessibleName(self.tr("Templates, one a line"))
        self.edit.setPlaceholderText(self.tr("a photo of a {}."))
        titles = {
            "plain": self.tr("Plain: the prompt alone"), "photo": self.tr("Photo: one sentence"),
            "imagenet": self.tr("ImageNet: 80 sentences"),
        }  # fmt: skip
        self.choice.clear()
        for name in self._sets:
            self.choice.addItem(titles.get(name, name), name)
        self.choice.addItem(self.tr("Own"), "")
        self._show_choice()

    def show_templates(self, templates: Sequence[str], *, afresh: bool = False) -> None:
        """Show the templates in use; `afresh` in place of what is being typed."""
        self.edit.show_lines(templates, afresh=afresh)
        self._show_choice()

    def flush(self) -> None:
        """Signal what is still being typed."""
        self.edit.flush()

    def _read_sets(self) -> None:
        names = template_set_names()
        for name in sorted(names, key=lambda one: _ORDER.index(one) if one in _ORDER else len(_ORDER)):
            try:
                self._sets[name] = template_set(name)
            except ClipdeskError:  # those of ImageNet need open_clip; without it they are not offered
                continue

    def _show_choice(self) -> None:
        name = next((name for name, templates in self._sets.items() if templates == self.templates), "")
        self.choice.setCurrentIndex(self.choice.findData(name))

    def _on_chosen(self, place: int) -> None:
        name = self.choice.itemData(place)
        if name in self._sets:
            self.edit.setPlainText("\n".join(self._sets[name]))
            self.edit.flush()
        else:
            self._show_choice()
            self.edit.setFocus()

    def _on_typed(self) -> None:
        self._show_choice()
        self.typed.emit()

    def _on_lines(self, lines: tuple[str, ...]) -> None:
        try:
            check_templates(lines)
        except UsageError as error:
            self.refused.emit(str(error))
        else:
            self.changed.emit(lines)

"""The prompts of one label as a Qt table: text, weight, and how many tokens each takes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from clipdesk.gui import theme
from clipdesk.gui.picture_model import Index
from clipdesk.inference.prompt_checks import TokenCount
from clipdesk.inference.prompts import Label, Prompt

TEXT, WEIGHT, TOKENS = range(3)
_TOO_LONG = "#B3261E", "#FF9C94"  # on light, on dark

Count = Callable[[str], TokenCount | None]


class PromptModel(QAbstractTableModel):
    """One line a prompt. A label without prompts of its own shows its name, which is then its prompt."""

    changed = Signal(object)  # Label
    refused = Signal(str)

    def __init__(self, count: Count, parent: QObject | None = None) -> None:
        """`count` gives the tokens of a text in the longest template, None while that is not known."""
        super().__init__(parent)
        self._count = count
        self._label: Label | None = None

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """What is shown, prompts that are switched off too."""
        return () if self._label is None else (self._label.prompts or self._label.wording)

    def show_label(self, label: Label | None) -> None:
        """Show the prompts of a label."""
        before, now = self._label, label
        if before is None or now is None or len(self.prompts) != len(now.prompts or now.wording):
            self.beginResetModel()
            self._label = label
            self.endResetModel()
        elif before != now:
            self._label = label
            self._tell()

    def recount(self) -> None:
        """Templates or the model are others: tokens have to be counted again."""
        if self.prompts:
            self._tell()

    def retranslate(self) -> None:
        """The columns' names are others."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, TOKENS)

    def add(self, text: str) -> bool:
        """One more prompt; the label's name stays one where it was the only one."""
        if self._label is None or not self._fits(text, -1):
            return False
        self.changed.emit(replace(self._label, prompts=(*self.prompts, Prompt(text.strip()))))
        return True

    def remove(self, places: set[int]) -> None:
        """Take prompts away; without any the name is the prompt again."""
        if self._label is not None and self._label.prompts and places:
            left = tuple(prompt for place, prompt in enumerate(self.prompts) if place not in places)
            self.changed.emit(replace(self._label, prompts=left))

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of prompts."""
        return 0 if parent is not None and parent.isValid() else len(self.prompts)

    def columnCount(self, parent: Index | None = None) -> int:
        """Text, weight, tokens."""
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < 3:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Prompt"), self.tr("Weight"), self.tr("Tokens"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == TEXT else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and section == WEIGHT:
            return self.tr("A prompt's share among the label's prompts; 0 switches it off")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if self._label is None or not index.isValid() or index.row() >= len(self.prompts):
            return None
        prompt, column = self.prompts[index.row()], index.column()
        if role == Qt.ItemDataRole.EditRole:
            return (prompt.text, float(prompt.weight), None)[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return (prompt.text, f"{prompt.weight:g}", self._tokens(prompt.text))[column]
        if role == Qt.ItemDataRole.TextAlignmentRole and column != TEXT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and column == TEXT:
            return prompt.text if self._label.prompts else self.tr("The label's name, as it has no prompts of its own")
        if role == Qt.ItemDataRole.FontRole and column == TEXT and not self._label.prompts:
            font = QFont()
            font.setItalic(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and column == TOKENS:
            count = self._count(prompt.text)
            return too_long_colour() if count is not None and count.lost_words else None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Word a prompt differently, or give it another weight."""
        if self._label is None or not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        prompts, place = list(self.prompts), index.row()
        if index.column() == TEXT:
            if str(value).strip() == prompts[place].text or not self._fits(str(value), place):
                return False
            prompts[place] = replace(prompts[place], text=str(value).strip())
        elif index.column() == WEIGHT:
            weight = _weight(value)
            if weight is None:
                self.refused.emit(self.tr("A weight is a number from 0 up."))
                return False
            prompts[place] = replace(prompts[place], weight=weight)
        else:
            return False
        if tuple(prompts) == self.prompts:
            return False
        if not any(prompt.weight > 0 for prompt in prompts):
            self.refused.emit(self.tr("A label needs a prompt with a weight above 0."))
            return False
        self.changed.emit(replace(self._label, prompts=tuple(prompts)))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Texts and weights can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in (TEXT, WEIGHT) else flags

    def _fits(self, text: str, place: int) -> bool:
        if not text.strip():
            self.refused.emit(self.tr("A prompt needs a text."))
            return False
        if any(prompt.text == text.strip() for other, prompt in enumerate(self.prompts) if other != place):
            self.refused.emit(self.tr("The label has the prompt “{text}” already.").format(text=text.strip()))
            return False
        return True

    def _tokens(self, text: str) -> str:
        count = self._count(text)
        return "…" if count is None else f"{count.count} / {count.limit}"

    def _tell(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.prompts) - 1, TOKENS))


class PromptDelegate(QStyledItemDelegate):
    """Edits texts and weights in place, and says what is being typed."""

    typed = Signal(str)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        """A line for texts, a spin box for weights."""
        if index.column() == WEIGHT:
            box = QDoubleSpinBox(parent)
            box.setRange(0, 100)
            box.setSingleStep(0.25)
            box.setFrame(False)
            return box
        line = QLineEdit(parent)
        line.setFrame(False)
        line.textEdited.connect(self.typed)
        return line

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | Index) -> None:
        """What has been typed goes into the model."""
        value = editor.value() if isinstance(editor, QDoubleSpinBox) else editor.property("text")
        model.setData(index, value, Qt.ItemDataRole.EditRole)


def too_long_colour() -> QColor:
    """For what the model will not read."""
    return QColor(_TOO_LONG[1 if theme.is_dark() else 0])


def _weight(value: Any) -> float | None:
    try:
        weight = float(value)
    except (TypeError, ValueError):
        return None
    return weight if math.isfinite(weight) and weight >= 0 else None

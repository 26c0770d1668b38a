"""How many tokens a prompt takes, and which of its words the model will not read."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.gui import theme
from clipdesk.gui.prompt_model import too_long_colour
from clipdesk.inference.prompt_checks import TokenCount, tokens_of
from clipdesk.inference.prompts import PLACE, fill

_KEPT, _LOST = 72, 40  # characters on either side of the limit; the tool tip has all


def longest_template(tokenizer: Tokenizer, templates: Sequence[str], context_length: int) -> str:
    """The template that takes most tokens; a bare place for the prompt where there is none."""
    return max(templates, key=lambda one: tokens_of(tokenizer, fill(one, "a"), context_length).count, default=PLACE)


class TokenLine(QLabel):
    """One text with its count; the words past the limit are struck out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, TokenCount] | None = None
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(theme.sized(self.font(), theme.SECONDARY))
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setFixedHeight(3 * self.fontMetrics().lineSpacing() + 2)
        self.show_count(None)

    def show_count(self, shown: tuple[str, TokenCount] | None) -> None:
        """Show a filled-in text and its count; None while it cannot be counted."""
        self._shown = shown
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the language and the colours in use."""
        if self._shown is None:
            self.setText(self.tr("Counting tokens…"))
            return
        text, count = self._shown
        said = self.tr("Longest: {count} of {limit} tokens.").format(count=count.count, limit=count.limit)
        words, lost = text.split(), len(count.lost_words)
        whole = " ".join(words[: len(words) - lost])
        kept = html.escape(whole if len(whole) <= _KEPT else "…" + whole[-_KEPT:])
        self.setToolTip(f"<p>{html.escape(text)}</p>")
        if not lost:
            self.setText(f"{said}<br>{kept}")
            return
        said += " " + self.tr("What is struck out will not be read.")
        tail = " ".join(words[len(words) - lost :])
        past = html.escape(tail if len(tail) <= _LOST else tail[:_LOST] + "…")
        colour = too_long_colour().name()
        self.setText(f'<b>{said}</b><br>{kept} <s style="color:{colour}">{past}</s>')

    def changeEvent(self, event: QEvent) -> None:
        """Light and dark have colours of their own."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.text():
            self.retranslate()

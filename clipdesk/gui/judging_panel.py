"""What a label means: one or several a picture, what is none of them, and from which probability on a label counts."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.draft import PromptDraft
from clipdesk.gui.lines_edit import LinesEdit

_REST_MS = 300
_FIRST_REJECT = 50  # per cent


class JudgingPanel(QWidget):
    """Shows mode, "none of these" prompts and reject threshold, and signals other ones."""

    mode_chosen = Signal(str)
    none_changed = Signal(object)  # tuple[str, ...]
    reject_changed = Signal(object)  # float or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._hint, self._none_title, self._reject_hint = QLabel(), QLabel(), QLabel(), QLabel()
        for title in (self._title, self._none_title):
            title.setFont(theme.sized(self.font(), theme.BODY, bold=True))
        for hint in (self._hint, self._reject_hint):
            hint.setFont(theme.sized(self.font(), theme.SECONDARY))
            hint.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._hint.setWordWrap(True)
        self._hint.setMinimumHeight(2 * self._hint.fontMetrics().lineSpacing())
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.single, self.multi = QRadioButton(), QRadioButton()
        self._modes = QButtonGroup(self)
        self._modes.addButton(self.single)
        self._modes.addButton(self.multi)
        self._modes.buttonClicked.connect(self._on_mode)
        self.none_of_these = LinesEdit(4)
        self.none_of_these.lines_changed.connect(self.none_changed)
        self.rejects, self.reject = QCheckBox(), QSpinBox()
        self.reject.setRange(1, 99)
        self.reject.setValue(_FIRST_REJECT)
        self.reject.setKeyboardTracking(False)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._on_reject)
        self.rejects.clicked.connect(self._on_rejects)
        self.reject.valueChanged.connect(lambda _: self._rest.start())
        for title in (self._title, self._none_title):
            title.setMinimumHeight(QComboBox().sizeHint().height())  # in line with what stands beside it
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        modes, rejecting = QHBoxLayout(), QHBoxLayout()
        modes.addWidget(self.single)
        modes.addWidget(self.multi)
        modes.addStretch(1)
        rejecting.addWidget(self.rejects)
        rejecting.addWidget(self.reject)
        rejecting.addStretch(1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(theme.SPACE)
        left.addWidget(self._none_title)
        left.addWidget(self.none_of_these, 1)
        right.addWidget(self._title)
        right.addLayout(modes)
        right.addWidget(self._hint)
        right.addLayout(rejecting)
        right.addWidget(self._reject_hint)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.PANEL)
        layout.addLayout(left, 1)
        layout.addLayout(right, 1)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.setText(self.tr("Each picture has"))
        self.single.setText(self.tr("One label"))
        self.multi.setText(self.tr("Several labels"))
        self._none_title.setText(self.tr("None of these"))
        self._none_title.setToolTip(self.tr("Pictures that fit these prompts better belong to no label."))
        self.none_of_these.setAccessibleName(self.tr("Prompts for pictures that belong to no label, one a line"))
        self.none_of_these.setPlaceholderText(self.tr("a blank page"))
        self.rejects.setText(self.tr("Reject below"))
        self.rejects.setAccessibleName(self.tr("Reject pictures whose best label is below a probability"))
        self.reject.setSuffix(self.tr(" %"))
        self.reject.setAccessibleName(self.tr("Lowest probability of a label, in per cent"))
        self._reject_hint.setText(self.tr("Uncalibrated: a guess until pictures are verified."))
        self._say_mode()

    def show_draft(self, draft: PromptDraft, reject: float | None, *, afresh: bool = False) -> None:
        """Show what holds now; `afresh` in place of what is being typed."""
        (self.single if draft.mode == "single" else self.multi).setChecked(True)
        self.none_of_these.show_lines(draft.none_of_these, afresh=afresh)
        if not self._rest.isActive():
            self.rejects.setChecked(reject is not None)
            self.reject.setEnabled(reject is not None)
            if reject is not None and round(100 * reject) != self.reject.value():
                self.reject.blockSignals(True)
                self.reject.setValue(round(100 * reject))
                self.reject.blockSignals(False)
        self._say_mode()

    def flush(self) -> None:
        """Signal what is still being typed."""
        self.none_of_these.flush()
        if self._rest.isActive():
            self._on_reject()

    def _say_mode(self) -> None:
        self._hint.setText(
            self.tr("Each picture gets the label that fits best; the labels share 100 %.")
            if not self.multi.isChecked()
            else self.tr("Each label is judged for itself; a picture may have several or none.")
        )

    def _on_mode(self) -> None:
        self.mode_chosen.emit("multi" if self.multi.isChecked() else "single")

    def _on_rejects(self) -> None:
        self.reject.setEnabled(self.rejects.isChecked())
        self._on_reject()

    def _on_reject(self) -> None:
        self._rest.stop()
        self.reject_changed.emit(self.reject.value() / 100 if self.rejects.isChecked() else None)

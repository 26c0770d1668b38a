"""Writing what was found to a file: which pictures, in which form, where to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import Dialog, button, fill, text_line
from clipdesk.gui.exporting import FORMS, Exported, Form, Wanted, export_steps
from clipdesk.gui.job_row import JobRow
from clipdesk.gui.operations import Operations
from clipdesk.gui.results import WHICH, Which, choose, tally

_SUFFIXES: dict[Form, str] = {"csv": ".csv", "jsonl": ".jsonl", "html": ".html"}
_MOST_NAMED = 3


class ExportDialog(Dialog):
    """Exports in the background; the window can be closed meanwhile."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state = operations, operations.state
        self.which, self.form = QComboBox(), QComboBox()
        self.most_labels = QSpinBox()
        self.most_labels.setRange(1, 100)
        self.most_labels.setValue(5)
        self.verified = QCheckBox()
        self.verified.setChecked(True)
        self.target = QLineEdit(str(_documents() / "results.csv"))
        self._browse = button(self._choose_target)
        self._about_form, self._count, self._hint = text_line(small=True), text_line(), text_line(small=True)
        for line in (self._about_form, self._hint):
            line.setMinimumWidth(380)  # else the form keeps room for more lines than there are
        self.job = JobRow(operations, "export", steady=True)
        self._open, self._show_folder = button(self._open_result), button(self._open_folder)
        self.start, self._close = button(self.export, default=True), button(self.close)
        self._done: Path | None = None
        self._lay_out()
        self.which.currentIndexChanged.connect(self._show_count)
        self.form.currentIndexChanged.connect(self._on_form_changed)
        self.target.textChanged.connect(self._show_count)
        self.job.begun.connect(self._show_count)
        self.job.ended.connect(self._on_ended)
        for changed in (self._state.shown_changed, self._state.current_changed, self._state.ranking_changed):
            changed.connect(self._on_state_changed)
        self.retranslate()
        self.resize(560, 0)

    def _lay_out(self) -> None:
        file_row = QHBoxLayout()
        file_row.setSpacing(theme.SPACE)
        file_row.addWidget(self.target, 1)
        file_row.addWidget(self._browse)
        self._form = QFormLayout()
        self._form.setSpacing(theme.SPACE)
        self._names = tuple(QLabel() for _ in range(4))
        self._form.addRow(self._names[0], self.which)
        self._form.addRow(self._names[1], self.form)
        self._form.addRow("", self._about_form)
        self._form.addRow(self._names[2], self.most_labels)
        self._form.addRow("", self.verified)
        self._form.addRow(self._names[3], file_row)
        self._form.addRow("", self._hint)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE)
        for widget in (self._open, self._show_folder):
            foot.addWidget(widget)
        foot.addStretch(1)
        for widget in (self._close, self.start):
            foot.addWidget(widget)
        self.column.addLayout(self._form)
        self.column.addSpacing(theme.SPACE)
        self.column.addWidget(self._count)
        self.column.addWidget(self.job)
        self.column.addStretch(1)
        self.column.addLayout(foot)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("Export results"))
        names = (self.tr("Pictures"), self.tr("Write as"), self.tr("Labels a picture"), self.tr("File"))
        for label, name, widget in zip(
            self._names, names, (self.which, self.form, self.most_labels, self.target), strict=True
        ):
            label.setText(name)
            widget.setAccessibleName(name)
        which: dict[Which, str] = {
            "shown": self.tr("Those that are shown"), "selected": self.tr("Those that are selected"),
            "all": self.tr("All"),
        }  # fmt: skip
        forms: dict[Form, str] = {
            "csv": self.tr("Table (CSV)"), "jsonl": self.tr("JSON Lines"), "html": self.tr("Report (HTML)"),
            "xmp": self.tr("Keywords (XMP sidecars)"),
        }  # fmt: skip
        fill(self.which, [(which[one], one) for one in WHICH])
        fill(self.form, [(forms[one], one) for one in FORMS])
        self.verified.setText(self.tr("Use my verified labels where there are any"))
        self._browse.setText(self.tr("Choose…"))
        self._open.setText(self.tr("Open"))
        self._show_folder.setText(self.tr("Show folder"))
        self.start.setText(self.tr("Export"))
        self._close.setText(self.tr("Close"))
        self.job.retranslate()
        self._on_form_changed()

    def export(self) -> None:
        """Write the file, or the sidecars."""
        form: Form = self.form.currentData()
        target = None if form == "xmp" else Path(self.target.text().strip()).expanduser()
        chosen = choose(self._state, self.which.currentData())
        folder = self._state.project_folder
        wanted = Wanted(
            form, target, self.most_labels.value(), self.verified.isChecked(), folder.stem if folder is not None else ""
        )
        self._done = None

        def on_result(exported: Exported) -> None:
            self._done = target
            self.job.say(self._told(exported, target))

        self.job.run(self.tr("Exporting"), lambda: export_steps(chosen, wanted), on_result)

    def _told(self, exported: Exported, target: Path | None) -> str:
        number = self.locale().toString
        if target is not None:
            return self.tr("Written to {path}. Pictures: {written}, skipped: {skipped}.").format(
                path=target, written=number(exported.written), skipped=number(exported.skipped)
            )
        text = self.tr("Sidecars written: {written}. Already complete: {unchanged}.").format(
            written=number(exported.written), unchanged=number(exported.unchanged)
        )
        if exported.failures:
            text += " " + self.tr("Failed: {count}.").format(count=number(len(exported.failures)))
            text += "".join(f"\n{in_words(one.message)}" for one in exported.failures[:_MOST_NAMED])
        return text

    def _on_ended(self, stopped: bool) -> None:
        if stopped:
            kept = self.form.currentData() == "xmp"
            self.job.say(
                self.tr("Stopped. The sidecars written so far stay.")
                if kept
                else self.tr("Stopped. Nothing was written.")
            )
        self._show_count()

    def _on_state_changed(self) -> None:
        if self.isVisible():
            self._show_count()

    def _on_form_changed(self) -> None:
        form: Form = self.form.currentData()
        about: dict[Form, str] = {
            "csv": self.tr("For spreadsheets: one line a picture, figures not rounded."),
            "jsonl": self.tr("For programs: the same lines as the command line writes."),
            "html": self.tr("One page with thumbnails that opens in any browser and needs nothing else."),
            "xmp": self.tr("Labels as keywords beside each picture, for other photo programs. Existing keywords stay."),
        }
        self._about_form.setText(about[form])
        self._form.setRowVisible(self._names[2], form in ("csv", "jsonl"))
        self._form.setRowVisible(self._names[3], form != "xmp")
        text = self.target.text().strip()
        if form in _SUFFIXES and text:
            self.target.setText(str(Path(text).with_suffix(_SUFFIXES[form])))
        self._show_count()

    def _show_count(self) -> None:
        which: Which = self.which.currentData()
        found = tally(self._state, which)
        number = self.locale().toString
        if self._state.ranking is None:
            self._count.setText(self.tr("Nothing is ranked yet. Add pictures and labels first."))
        else:
            text = self.tr("Pictures: {ranked} · skipped: {skipped}").format(
                ranked=number(found.ranked), skipped=number(found.skipped)
            )
            if found.unread:
                text += self.tr(" · not read yet, left out: {unread}").format(unread=number(found.unread))
            self._count.setText(text)
        form: Form = self.form.currentData()
        path = Path(self.target.text().strip()).expanduser()
        named = form == "xmp" or bool(self.target.text().strip())
        warning = self._warning(path) if form != "xmp" and named else ""
        self._hint.setText(warning or " ")  # keeps its line, so that nothing moves
        ready = found.ranked > 0 or (form in ("csv", "jsonl") and found.skipped > 0)
        self.start.setEnabled(named and ready and self._state.ranking is not None and not self.job.busy)
        self._open.setVisible(self._done is not None)
        self._show_folder.setVisible(self._done is not None)

    def _warning(self, path: Path) -> str:
        try:
            if path.is_dir():
                return self.tr("This is a folder. Name a file in it.")
            if not path.parent.is_dir():
                return self.tr("There is no such folder.")
            there = path.exists() and path != self._done
            return self.tr("This file is there already and will be replaced.") if there else ""
        except (OSError, ValueError):
            return self.tr("There can be no file of this name.")

    def _choose_target(self) -> None:
        form: Form = self.form.currentData()
        suffix = _SUFFIXES.get(form, "")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Export to"), self.target.text(), f"*{suffix}")
        if chosen:
            self.target.setText(chosen if Path(chosen).suffix else chosen + suffix)

    def _open_result(self) -> None:
        if self._done is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done)))

    def _open_folder(self) -> None:
        if self._done is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done.parent)))


def _documents() -> Path:
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found and Path(found).is_dir() else Path.home()

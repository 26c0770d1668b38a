"""What is chosen once and for all. Every choice is kept, and takes effect, at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from clipdesk import paths, settings
from clipdesk.errors import UsageError
from clipdesk.gui import theme
from clipdesk.gui.core_sentences import in_words
from clipdesk.gui.dialog import Dialog, button, fill, heading, size_text, text_line
from clipdesk.gui.operations import Operations
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.settings import Settings
from clipdesk.zoo import registry
from clipdesk.zoo.registry import ModelInfo

_DEVICES = ("auto", "cpu", "cuda", "mps")
_PRECISIONS = ("auto", "fp32", "bf16", "fp16", "int8")


class SettingsDialog(Dialog):
    """Writes `clipdesk.settings`, which the command line reads too."""

    language_chosen = Signal(str)  # "system", "en" or "zh_CN"

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._state = operations, operations.state
        self.settings, self._problem = _read()
        self._models: tuple[str, ...] = ()
        self.language, self.theme, self.device, self.precision, self.model = (QComboBox() for _ in range(5))
        self.mirror = QLineEdit(self.settings.mirror or "")
        self.reload_model = button(self._on_reload)
        self.clear_cache = button(lambda: self.measure_cache(clear=True))
        self._places = {"cache": text_line(), "models": text_line(), "settings": text_line()}
        self._open = {name: button(partial(self._open_folder, name)) for name in self._places}
        self._look, self._work, self._storage = heading(), heading(), heading()
        self._said, self._about_mirror, self._close = text_line(), text_line(small=True), button(self.close)
        self._names = {
            name: QLabel()
            for name in ("language", "theme", "device", "precision", "model", "mirror", *self._places)
        }  # fmt: skip
        self._lay_out()
        self.language.activated.connect(self._on_language)
        self.theme.activated.connect(self._on_theme)
        self.device.activated.connect(self._on_engine)
        self.precision.activated.connect(self._on_engine)
        self.model.activated.connect(lambda _place: self._keep(model=self.model.currentData()))
        self.mirror.editingFinished.connect(self._on_mirror)
        self.reload_model.setVisible(False)
        for title in (self._work, self._storage):
            title.setContentsMargins(0, theme.PANEL, 0, 0)
        self.retranslate()
        self._said.setText(self._problem)
        self.resize(620, 0)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(theme.SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._look)
        for name, widget in (("language", self.language), ("theme", self.theme)):
            form.addRow(self._names[name], widget)
        form.addRow(self._work)
        for name, field in (
            ("model", self.model), ("device", self.device), ("precision", self.precision), ("mirror", self.mirror),
        ):  # fmt: skip
            form.addRow(self._names[name], field)
        form.addRow("", self._about_mirror)
        again = QHBoxLayout()
        again.addWidget(self.reload_model)
        again.addStretch(1)
        form.addRow("", again)
        form.addRow(self._storage)
        for name, place in self._places.items():
            line = QHBoxLayout()
            line.setSpacing(theme.SPACE)
            line.addWidget(place, 1)
            if name == "cache":
                line.addWidget(self.clear_cache)
            line.addWidget(self._open[name])
            form.addRow(self._names[name], line)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(self._close)
        self.column.addLayout(form)
        self.column.addSpacing(theme.SPACE)
        self.column.addStretch(1)
        self.column.addLayout(foot)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setWindowTitle(self.tr("Settings"))
        self._look.setText(self.tr("Appearance"))
        self._work.setText(self.tr("Engine"))
        self._storage.setText(self.tr("Storage"))
        for name, text in (
            ("language", self.tr("Language")), ("theme", self.tr("Theme")), ("model", self.tr("Model to begin with")),
            ("device", self.tr("Device")), ("precision", self.tr("Number type")),
            ("mirror", self.tr("Download mirror")),
            ("cache", self.tr("Remembered pictures")), ("models", self.tr("Your models")),
            ("settings", self.tr("Settings")),
        ):  # fmt: skip
            self._names[name].setText(text)
            if name in self._open:
                self._open[name].setText(self.tr("Open folder"))
                self._open[name].setAccessibleName(self.tr("Open folder: {name}").format(name=text))
            else:
                getattr(self, name).setAccessibleName(text)
        now, automatic = self.settings, self.tr("Automatic")
        _fill(self.language, now.language, [
            (self.tr("As the system"), "system"), ("English", "en"), ("简体中文", "zh_CN"),
        ])  # fmt: skip
        _fill(self.theme, now.theme, [
            (self.tr("As the system"), "system"), (self.tr("Light"), "light"), (self.tr("Dark"), "dark"),
        ])  # fmt: skip
        devices = {"auto": automatic, "cpu": "CPU", "cuda": "CUDA", "mps": "Metal (MPS)"}
        _fill(self.device, now.device, [(devices[one], one) for one in _DEVICES])
        exact = self.tr("fp32 (exact)")
        precisions = {"auto": automatic, "fp32": exact, "int8": self.tr("int8 (smallest, CPU only)")}
        _fill(self.precision, now.precision, [(precisions.get(one, one), one) for one in _PRECISIONS])
        _fill(self.model, now.model, [(name, name) for name in self._models])
        self.mirror.setPlaceholderText("https://huggingface.co")
        self._about_mirror.setText(self.tr("Used when you download a model, in the place of huggingface.co."))
        self.reload_model.setText(self.tr("Load the model again with these choices"))
        self.clear_cache.setText(self.tr("Clear"))
        self.clear_cache.setToolTip(self.tr("Pictures are read again the next time; nothing else is lost."))
        self._places["models"].setText(str(paths.user_models_dir()))
        self._places["settings"].setText(str(paths.settings_path()))
        self._places["cache"].setText(str(paths.user_cache_dir()))
        self._close.setText(self.tr("Close"))
        if self.isVisible():
            self.measure_cache()

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what others may have changed."""
        self.settings, self._problem = _read()
        self._said.setText(self._problem)
        self.mirror.setText(self.settings.mirror or "")
        self.retranslate()
        self.measure_cache()
        self._operations.run_at_once("list models", registry.list_models, self._on_models)
        super().showEvent(event)

    def measure_cache(self, *, clear: bool = False) -> None:
        """Show what the remembered embeddings take; with `clear`, once they are forgotten."""
        held = self._operations.loading.cache

        def on_measured(size_bytes: int) -> None:
            self.clear_cache.setEnabled(size_bytes > 0)
            size = size_text(size_bytes, self.locale())
            self._places["cache"].setText(f"{size} · {paths.user_cache_dir()}")
            if clear:
                self._said.setText(self.tr("The remembered pictures were forgotten."))

        self.clear_cache.setEnabled(False)
        self._operations.run_at_once("cache", lambda: _cache_bytes(held, clear=clear), on_measured)

    def _on_models(self, models: tuple[ModelInfo, ...]) -> None:
        aliases = {real: alias for alias, real in registry.ALIASES.items()}
        self._models = tuple(aliases.get(model.name, model.name) for model in models)
        _fill(self.model, self.settings.model, [(name, name) for name in self._models])

    def _on_language(self) -> None:
        language = self.language.currentData()
        self._keep(language=language)
        self.language_chosen.emit(language)

    def _on_theme(self) -> None:
        self._keep(theme=self.theme.currentData())
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self.settings.theme)

    def _on_engine(self) -> None:
        self._keep(device=self.device.currentData(), precision=self.precision.currentData())
        self.reload_model.setVisible(True)

    def _on_mirror(self) -> None:
        text = self.mirror.text().strip()
        if text and not text.startswith(("https://", "http://")):
            self._said.setText(self.tr("A mirror is an address that begins with https://."))
        elif (text or None) != self.settings.mirror:
            self._keep(mirror=text or None)

    def _on_reload(self) -> None:
        self.reload_model.setVisible(False)
        self._operations.load_model(self._state.model_name)

    def _keep(self, **choices: str | None) -> None:
        self.settings = replace(self.settings, **choices)  # type: ignore[arg-type]
        try:
            settings.save(self.settings)
        except UsageError as error:
            self._said.setText(in_words(str(error)))
        else:
            self._said.setText("")

    def _open_folder(self, name: str) -> None:
        folders = {
            "cache": paths.user_cache_dir(), "models": paths.user_models_dir(),
            "settings": paths.settings_path().parent,
        }  # fmt: skip
        folder: Path = folders[name]
        if folder.is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        else:
            self._said.setText(self.tr("{path} is not there yet.").format(path=folder))


def _read() -> tuple[Settings, str]:
    """The settings, and what is wrong with the file."""
    try:
        return settings.load(), ""
    except UsageError as error:
        return Settings(), in_words(str(error))


def _fill(box: QComboBox, chosen: str, items: list[tuple[str, str]]) -> None:
    """Choices with the kept one chosen, also where it is none of them."""
    if chosen not in {data for _, data in items}:
        items = [*items, (chosen, chosen)]
    fill(box, items)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def _cache_bytes(held: EmbeddingCache | None, *, clear: bool) -> int:
    if held is None and not paths.embedding_cache_path().exists():
        return 0
    cache = held if held is not None else EmbeddingCache(paths.embedding_cache_path())
    try:
        if clear:
            cache.prune(0)
        return cache.size_bytes()
    finally:
        if held is None:
            cache.close()

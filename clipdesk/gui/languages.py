"""The window's languages: Qt Linguist files in `resources/translations`, compiled when clipdesk is built."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from clipdesk import paths

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


class Languages:
    """Puts translators into the application and takes them out again; Qt then tells every widget."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []

    def use(self, language: str) -> None:
        """Switch to one of LANGUAGES, or to the system's for "system"."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed.clear()
        name = QLocale.system().name() if language == "system" else language
        locale = QLocale(name)
        QLocale.setDefault(locale)
        if locale.language() != QLocale.Language.Chinese:
            return
        for stem, folder in (
            ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
            ("clipdesk", str(paths.resources_dir() / "translations")),
        ):
            translator = QTranslator(self._app)
            if translator.load(f"{stem}_zh_CN", folder):
                self._app.installTranslator(translator)
                self._installed.append(translator)

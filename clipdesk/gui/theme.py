"""Colours, sizes and icons, from the palette of the system's light or dark theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QWidget

from clipdesk import paths

SPACE = 8
PANEL = 16
GROUP = 24
BODY, SECONDARY, TITLE = 13, 11, 16  # pixels

# Okabe and Ito (2008), in an order whose neighbours differ most; black is left out, for dark themes.
LABEL_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
ACCENT = "#2F6FEB"

_LIGHT = {
    "Window": "#F6F7F9", "WindowText": "#1B1F24", "Base": "#FFFFFF", "AlternateBase": "#EFF1F4", "Text": "#1B1F24",
    "Button": "#FFFFFF", "ButtonText": "#1B1F24", "ToolTipBase": "#1B1F24", "ToolTipText": "#FFFFFF",
    "PlaceholderText": "#5F6874", "Mid": "#C9CED6", "Dark": "#9AA2AD", "Light": "#FFFFFF", "Highlight": ACCENT,
    "HighlightedText": "#FFFFFF", "Link": ACCENT,
}  # fmt: skip
_DARK = {
    "Window": "#1D2025", "WindowText": "#E8EAED", "Base": "#15171B", "AlternateBase": "#24282E", "Text": "#E8EAED",
    "Button": "#2B2F36", "ButtonText": "#E8EAED", "ToolTipBase": "#E8EAED", "ToolTipText": "#15171B",
    "PlaceholderText": "#9AA2AD", "Mid": "#3C424B", "Dark": "#5F6874", "Light": "#343942", "Highlight": "#5B8DEF",
    "HighlightedText": "#0E1013", "Link": "#7AA5F5",
}  # fmt: skip


def apply(app: QApplication, scheme: str) -> None:
    """Take on the "light", "dark" or "system" theme."""
    hints = QGuiApplication.styleHints()
    wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(scheme, Qt.ColorScheme.Unknown)
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    hints.setColorScheme(wanted)
    dark = wanted == Qt.ColorScheme.Dark or (
        wanted == Qt.ColorScheme.Unknown and hints.colorScheme() == Qt.ColorScheme.Dark
    )
    app.setPalette(_palette(_DARK if dark else _LIGHT))
    font = app.font()
    font.setPixelSize(BODY)
    app.setFont(font)
    app.setStyleSheet(_STYLE.replace("ICONS", (paths.resources_dir() / "icons").as_posix()))


def is_dark() -> bool:
    """Whether the palette in use is dark."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def label_colour(index: int) -> QColor:
    """The colour of the label at a place; grey for none."""
    return QColor(LABEL_COLOURS[index % len(LABEL_COLOURS)]) if index >= 0 else QColor("#8A929C")


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """A font in another of the three sizes, with figures of equal width."""
    other = QFont(font)
    other.setPixelSize(pixels)
    other.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    other.setFeature(QFont.Tag("tnum"), 1)
    return other


def inset_numbers(inside: QWidget) -> None:
    """Keep figures off the border of their boxes: what a style sheet says of it does not reach the text."""
    for box in inside.findChildren(QAbstractSpinBox):
        box.lineEdit().setTextMargins(4, 0, 0, 0)


def dot(index: int, ratio: float = 1.0) -> QIcon:
    """A label's colour as an icon."""
    pixmap = QPixmap(round(12 * ratio), round(12 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(label_colour(index))
    painter.drawEllipse(QRectF(1, 1, 10, 10))
    painter.end()
    return QIcon(pixmap)


def draw_tick(painter: QPainter, rect: QRectF) -> None:
    """The sign of a verified picture."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#1A7F4B"))
    painter.drawEllipse(rect)
    painter.setPen(QPen(QColor("white"), rect.width() / 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    x, y, side = rect.x(), rect.y(), rect.width()
    painter.drawPolyline([
        QPointF(x + 0.28 * side, y + 0.52 * side), QPointF(x + 0.44 * side, y + 0.68 * side),
        QPointF(x + 0.73 * side, y + 0.34 * side),
    ])  # fmt: skip
    painter.restore()


def _palette(colours: dict[str, str]) -> QPalette:
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(QPalette.ColorRole[name], QColor(colour))
    for name in ("WindowText", "Text", "ButtonText"):
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[name], QColor(colours["Dark"]))
    return palette


_STYLE = """
QToolTip { padding: 4px 6px; }
QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit {
    background: palette(base); border: 1px solid palette(mid); border-radius: 4px;
}
QLineEdit, QSpinBox, QDoubleSpinBox { padding: 4px 6px; min-height: 20px; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border-color: palette(highlight);
}
QSpinBox, QDoubleSpinBox { padding: 4px 20px 4px 6px; }
QAbstractSpinBox QLineEdit { border: none; padding: 0; min-height: 0; background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-origin: border; width: 20px; border: none; background: transparent;
}
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-position: top right; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-position: bottom right; }
QSpinBox::up-button:hover, QDoubleSpinBox::up-button:hover, QSpinBox::down-button:hover,
QDoubleSpinBox::down-button:hover { background: palette(alternate-base); }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(ICONS/up.svg); width: 10px; height: 6px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(ICONS/down.svg); width: 10px; height: 6px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
    width: 14px; height: 14px; border: 1px solid palette(dark); border-radius: 3px; background: palette(base);
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked, QAbstractItemView::indicator:checked {
    background: palette(highlight); border-color: palette(highlight);
}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { image: url(ICONS/tick.svg); }
QRadioButton::indicator:checked { image: url(ICONS/dot.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
    background: palette(mid); border-color: palette(mid);
}
QCheckBox:focus, QRadioButton:focus { outline: none; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid palette(highlight); }
QComboBox {
    background: palette(button); border: 1px solid palette(mid); border-radius: 4px; padding: 4px 4px 4px 8px;
    min-height: 20px;
}
QComboBox:hover { border-color: palette(dark); }
QComboBox:focus { border-color: palette(highlight); }
QComboBox:disabled { background: palette(window); }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(ICONS/down.svg); width: 10px; height: 6px; }
QComboBox QAbstractItemView { border-radius: 0; }
QPushButton { padding: 5px 12px; min-height: 18px; }
QPushButton#primary {
    background: palette(highlight); color: palette(highlighted-text); border: 1px solid palette(highlight);
    border-radius: 4px; font-weight: 600;
}
QPushButton#primary:disabled { background: palette(mid); border-color: palette(mid); color: palette(window-text); }
QPushButton#primary:focus { border: 2px solid palette(window-text); padding: 4px 11px; }
QListView, QTreeView, QTableView, GridView { outline: none; border: 1px solid palette(mid); border-radius: 4px; }
QTreeView#plain { border: none; background: transparent; }
QTreeView#plain::item { min-height: 26px; padding: 0 6px; }
QTreeView#plain::item:hover { background: palette(alternate-base); }
QTreeView#plain::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QHeaderView::section { background: transparent; border: none; padding: 4px 6px; color: palette(placeholder-text); }
QTabWidget::pane { border: 1px solid palette(mid); border-radius: 4px; background: palette(window); }
QFrame#rooms { border: none; border-bottom: 1px solid palette(mid); }
QFrame#rooms QTabBar::tab {
    padding: 7px 14px 6px 14px; border: none; border-bottom: 2px solid transparent; background: transparent;
    color: palette(placeholder-text);
}
QFrame#rooms QTabBar::tab:selected { color: palette(window-text); border-bottom-color: palette(highlight); }
QFrame#rooms QTabBar::tab:hover { color: palette(window-text); }
QFrame#rooms QTabBar::tab:focus { background: palette(alternate-base); }
QTableCornerButton::section { background: transparent; border: none; }
QSplitter::handle { background: transparent; }
"""

"""Maps of several labels on one scale, with the bundled model on a real photograph."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from clipdesk.gui.large_view import LargeView
from clipdesk.gui.map_files import map_name
from clipdesk.gui.samples import SAMPLE_LABELS
from clipdesk.gui.side_by_side import columns_for


@pytest.fixture
def ranked(qtbot, opened, pictures):
    """A window in which the cup of coffee is selected."""
    (pictures / "broken.jpg").unlink()
    window = opened(sources=(pictures,), labels=SAMPLE_LABELS)
    state = window.state
    qtbot.waitUntil(
        lambda: state.ranking is not None and window.operations.idle and state.held.valid.all(), timeout=60_000
    )
    names = [ref.path.name for ref in state.pictures.refs]
    window.browsing.show_row(names.index("coffee.png"))
    return window


@pytest.fixture
def large(qtbot, ranked):
    """The maps of the best four labels."""
    qtbot.keyClick(ranked.grid, Qt.Key.Key_M)
    view = next(one for one in ranked.findChildren(LargeView) if one.isVisible())
    qtbot.waitUntil(lambda: len(view.shown) == 4, timeout=60_000)
    return view


def _labels(view):
    return [label for label, _ in view.shown]


def _best(state, count=4):
    shares = state.ranking.scores.probabilities[state.current]
    return [state.ranking.names[column] for column in np.argsort(-shares, kind="stable")[:count]]


def test_the_best_four_on_one_scale(qtbot, ranked, large):
    assert _labels(large) == _best(ranked.state)
    largest = [float(np.nanmax(view.values)) for _, view in large.shown]
    assert max(largest) > 0.8
    assert min(largest) < 0.98 * max(largest)
    assert min(float(np.nanmin(view.values)) for _, view in large.shown) < 0.1
    opaque = large.shown[0][1].painted
    large.bar.opacity.setValue(10)
    assert large.shown[0][1].painted != opaque
    smooth = large.shown[0][1].values
    large.bar.smooth.click()
    assert len(np.unique(large.shown[0][1].values)) < len(np.unique(smooth))


def test_chosen_labels_another_method_and_other_prompts(qtbot, ranked, large):
    large.bar.choose(("temple", "cat"))
    qtbot.waitUntil(lambda: len(large.shown) == 2, timeout=30_000)
    assert set(_labels(large)) == {"temple", "cat"}
    menu = large.bar.labels_button.menu()
    checked = [action.data() for action in menu.actions() if action.data() and action.isChecked()]
    assert set(checked) == {"temple", "cat"}
    for action in menu.actions():
        if action.data() in ("rocket", "flower"):
            action.trigger()
    qtbot.waitUntil(lambda: len(large.shown) == 4, timeout=30_000)
    assert not next(action for action in menu.actions() if action.data() == "astronaut").isEnabled()
    large.bar.method.setCurrentIndex(large.bar.method.findData("rollout"))
    qtbot.waitUntil(lambda: "does not depend on the label" in large.maps._says.text(), timeout=30_000)
    first, *others = [view.values for _, view in large.shown]
    assert all(np.array_equal(first, other, equal_nan=True) for other in others)
    ranked.operations.remove_labels([ranked.state.draft.names.index("temple")])
    qtbot.waitUntil(lambda: "temple" not in _labels(large), timeout=30_000)
    assert large.bar.labels == tuple(_labels(large))


def test_the_picture_alone_and_the_maps_again(qtbot, ranked, large):
    assert large.maps.isVisible()
    large.side_by_side.click()
    qtbot.waitUntil(lambda: large.view.isVisible())
    assert not large.bar.isVisible()
    qtbot.waitUntil(lambda: large.side_by_side.width() < large.width() / 3)
    large.side_by_side.click()
    assert large.maps.isVisible()
    view = large.shown[0][1]
    qtbot.keyPress(large, Qt.Key.Key_H)
    hidden = view.grab().toImage()
    qtbot.keyRelease(large, Qt.Key.Key_H)
    assert view.grab().toImage() != hidden
    ranked.operations.remove_sources(list(ranked.state.sources))
    qtbot.waitUntil(lambda: not ranked.findChildren(LargeView))


def test_each_map_and_all_of_them_are_saved(qtbot, ranked, large, tmp_path, monkeypatch):
    folder = tmp_path / "maps"
    folder.mkdir()
    path = ranked.state.pictures.refs[ranked.state.current].path
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    for expected in (4, 8):
        with qtbot.waitSignal(ranked.state.noted) as told:
            large.bar.save_wanted.emit()
        assert str(folder) in told.args[0]
        assert len(list(folder.glob("coffee - *.png"))) == expected
    saved = QImage(str(folder / map_name(path, _labels(large)[0])))
    whole = QImage(str(path))
    assert saved.size() == whole.size()
    assert saved.convertToFormat(whole.format()) != whole
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(folder / "one.npy"), ""))
    cell = large.maps.cells[1]
    with qtbot.waitSignal(ranked.state.noted):
        cell.save_wanted.emit(cell)
    values = np.load(folder / "one.npy")
    assert values.shape == (whole.height(), whole.width())
    assert np.nanmax(values) == pytest.approx(np.nanmax(cell.view.values), abs=0.02)


@pytest.mark.parametrize(
    ("count", "shape", "size", "columns"),
    [
        (4, 1.0, (1000, 900), 2),
        (4, 1.0, (1600, 420), 4),
        (2, 2.0, (900, 900), 1),
        (4, 1.0, (1008, 734), 2),
        (3, 1.0, (1500, 500), 3),
    ],
)  # fmt: skip
def test_the_arrangement_gives_pictures_the_most_room(count, shape, size, columns):
    assert columns_for(count, shape, *size) == columns


def test_a_map_has_a_name_that_every_disk_takes(tmp_path):
    assert map_name(tmp_path / "a.b.jpg", 'cat/dog: "x"?') == "a.b - cat_dog_ _x_.png"
    assert map_name(tmp_path / "a.jpg", "...") == "a - map.png"

"""Maps are asked for, kept, and never shown for another question than the last."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from clipdesk.data.images import decode
from clipdesk.gui.main_window import MainWindow
from clipdesk.gui.overlays import Answered, Asked, _seen_and_shown
from clipdesk.inference.head import Head, Neighbours, write_head
from clipdesk.inference.model import load
from clipdesk.inference.prompts import Label, PromptSet, embed_prompts
from clipdesk.paths import bundled_models_dir
from clipdesk.progress import drain

LONG = 30_000


@pytest.fixture
def window(qtbot: QtBot, opened: Callable[..., MainWindow], pictures: Path) -> MainWindow:
    made = opened(sources=(pictures,), labels=("cat", "flower", "rocket"))
    ranked = lambda: made.state.ranking is not None and made.operations.idle  # noqa: E731
    qtbot.waitUntil(lambda: ranked() and made.state.counts.get("failed") == 1, timeout=LONG)
    return made


@pytest.fixture
def answers(window: MainWindow) -> list[Answered]:
    told: list[Answered] = []
    window.overlays.answered.connect(told.append)
    return told


def _first(window: MainWindow) -> int:
    return next(row for row, ref in enumerate(window.state.pictures.refs) if ref.path.name == "chelsea.png")


def test_the_map_comes_first_and_then_its_faithfulness(qtbot, window, answers):
    asked = Asked(_first(window), "cat")
    window.overlays.ask(asked)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=LONG)
    assert [one.faithful is not None for one in answers] == [False, True]
    window.overlays.ask(asked)
    assert answers[2] is answers[1]  # at once


def test_an_older_question_is_not_answered_after_a_kept_one(qtbot, window, answers):
    cat, flower = (Asked(_first(window), label) for label in ("cat", "flower"))
    window.overlays.ask(cat)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=LONG)
    window.overlays.ask(flower)
    window.overlays.ask(cat)
    qtbot.waitUntil(lambda: window.operations.models.empty, timeout=LONG)
    assert [one.asked for one in answers[2:]] == [cat]


def test_an_answer_that_was_left_halfway_is_completed_when_it_is_asked_for_again(qtbot, window, answers):
    cat, flower = (Asked(_first(window), label) for label in ("cat", "flower"))
    window.overlays.ask(cat)
    qtbot.waitUntil(lambda: len(answers) == 1, timeout=LONG)
    window.overlays.ask(flower)
    qtbot.waitUntil(lambda: answers[-1].asked == flower and answers[-1].faithful is not None, timeout=LONG)
    window.overlays.ask(cat)
    qtbot.waitUntil(lambda: answers[-1].asked == cat and answers[-1].faithful is not None, timeout=LONG)


def test_the_same_question_again_does_not_begin_anew(qtbot, window, answers):
    asked = Asked(_first(window), "cat")
    for _ in range(5):
        window.overlays.ask(asked)
    qtbot.waitUntil(lambda: window.operations.models.empty, timeout=LONG)
    assert len(answers) == 2


def test_other_pictures_have_maps_of_their_own(qtbot, window, answers, tmp_path, pictures):
    window.overlays.ask(Asked(0, "cat"))
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=LONG)
    before = window.state.pictures.refs[0].path
    other = tmp_path / "other"
    other.mkdir()
    (other / "rocket.jpg").write_bytes((pictures / "rocket.jpg").read_bytes())
    window.operations.open_sources([other])
    window.operations.remove_sources([pictures])
    qtbot.waitUntil(
        lambda: len(window.state.pictures) == 1 and window.state.ranking is not None and window.operations.idle,
        timeout=LONG,
    )
    assert window.state.pictures.refs[0].path != before
    answers.clear()
    window.overlays.ask(Asked(0, "cat"))
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=LONG)
    np.testing.assert_array_equal(answers[0].picture, decode(other / "rocket.jpg").pixels)


@pytest.mark.parametrize(
    ("size", "shown"), [((2400, 1800), (960, 720)), ((300, 200), (300, 200)), ((6400, 900), (1600, 225))]
)
def test_large_pictures_are_shown_no_larger_than_need_be(tmp_path, size, shown):
    path = tmp_path / "picture.png"
    Image.linear_gradient("L").resize(size).save(path)
    picture = _seen_and_shown(path, 224)[1]
    assert picture.shape == (shown[1], shown[0], 3)
    assert picture[0].max() < 10  # dark above, light below, as before
    assert picture[-1].min() > 245


def test_maps_follow_the_votes_of_a_tuned_head(qtbot, window, answers, tmp_path):
    """Where two pictures that were learned vote against the words, the map is another one than the words' own."""
    names, folder = tuple(window.state.ranking.names), tmp_path / "tuned"
    shutil.copytree(bundled_models_dir() / "clipdesk-starter", folder, ignore=shutil.ignore_patterns("making"))
    model = load("starter", device="cpu", precision="fp32")
    words = drain(embed_prompts(model, PromptSet(tuple(map(Label, names))))).labels
    keys = words[[1, 2]] / np.linalg.norm(words[[1, 2]], axis=1, keepdims=True)
    votes = np.array([[3, 0, 0], [0, 3, 0]], dtype=np.float32)
    write_head(folder, Head("kernel", names, words, model.scale, Neighbours(keys, votes, 1.0)))
    asked = Asked(_first(window), "cat")
    window.overlays.ask(asked)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=LONG)
    window.operations.load_model(str(folder))
    ranking = lambda: window.state.ranking  # noqa: E731
    qtbot.waitUntil(lambda: ranking() is not None and ranking().prompts.neighbours is not None, timeout=LONG)
    window.overlays.ask(asked)
    qtbot.waitUntil(lambda: len(answers) == 4, timeout=LONG)
    assert np.abs(answers[1].patch_map - answers[3].patch_map).max() > 0.05

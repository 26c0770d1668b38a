from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from clipdesk.data.catalog import ImageRef
from clipdesk.gui.change_model import AFTER, BEFORE, PICTURE, VERIFIED, ChangeModel, Side
from clipdesk.gui.compare_dialog import CompareDialog, compared
from clipdesk.gui.draft import PromptDraft
from clipdesk.gui.picture_model import ROW
from clipdesk.inference.embedded import EmbeddedBatch
from clipdesk.inference.held import Held
from clipdesk.inference.marks import Mark
from clipdesk.inference.prompts import PromptEmbeddings
from clipdesk.inference.ranking import score_all

WORDS = ("cat", "dog", "fox")
CONTENTS = ("cat", "dog", "dog", "fox")  # what the pictures show


def _vector(text):
    vector = np.array([*(float(word in text) for word in WORDS), 0.1], dtype=np.float32)
    return vector / np.linalg.norm(vector)


@pytest.fixture
def model(monkeypatch):
    """A model that knows three words."""
    monkeypatch.setattr(
        "clipdesk.inference.model.encode_texts", lambda model, texts: np.stack([_vector(text) for text in texts])
    )
    text = SimpleNamespace(context_length=77)
    return SimpleNamespace(
        embed_dim=len(WORDS) + 1,
        scale=10.0,
        fingerprint="f",
        config=SimpleNamespace(text=text),
        notes=(),
        name="fake",
        head=None,
    )


@pytest.fixture
def state(operations, model, tmp_path):
    """Four pictures, read, and two sets of labels."""
    state = operations.state
    state.set_model(model, "fake")
    refs = [ImageRef(tmp_path / f"{row}.jpg", 1, 1) for row in range(len(CONTENTS))]
    state.add_pictures(refs, tmp_path)
    state.put_batch(range(len(CONTENTS)), _batch())
    state.set_sets({"Pets": _draft("cat", "dog"), "Wild": _draft("fox", "cat")}, "Pets")
    return state


def _batch():
    rows = tuple(range(len(CONTENTS)))
    embeddings = np.stack([_vector(word) for word in CONTENTS])
    return EmbeddedBatch(rows=rows, embeddings=embeddings, content_hashes=tuple(map(str, rows)), skipped=())


def _draft(*names):
    draft = PromptDraft()
    for name in names:
        draft = draft.with_label(name)
    return draft


def _marks(**labels):
    return {key[1:]: Mark(label, Path(f"{key[1:]}.jpg"), datetime.now(UTC)) for key, label in labels.items()}


def _open(qtbot, operations):
    dialog = CompareDialog(operations)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def _side(labels, pictures=CONTENTS):
    held = Held(len(WORDS) + 1)
    held.put(range(len(pictures)), np.stack([_vector(word) for word in pictures]))
    nothing = np.zeros((0, len(WORDS) + 1), dtype=np.float32)
    texts = np.stack([_vector(label) for label in labels])
    prompts = PromptEmbeddings(texts, (nothing,) * len(labels), nothing, _vector(""))
    return Side(" ".join(labels), labels, score_all(held, prompts, 10.0))


def _refs():
    return tuple(ImageRef(Path(f"{row}.jpg"), 1, 1) for row in range(len(CONTENTS)))


def test_labels_are_matched_by_name():
    found = compared(_side(("cat", "dog", "fox")), _side(("fox", "cat", "dog")), _refs(), {0: "cat", 3: "fox"})
    assert len(found.changed) == 0
    assert (found.gained, found.lost) == (0, 0)


def test_a_label_that_only_the_other_set_has_can_be_right():
    found = compared(_side(("cat", "dog")), _side(("fox", "cat")), _refs(), {1: "dog", 3: "fox", 0: "cat"})
    assert found.changed.tolist() == [1, 2, 3]
    assert (found.gained, found.lost) == (1, 1)


def test_the_model_keeps_qts_contract(qtbot):
    model = ChangeModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    found = compared(_side(("cat", "dog")), _side(("fox", "cat")), _refs(), {3: "fox", 1: ""})
    for shown in (found, None, found):
        model.show_compared(shown)
    assert tester.model() is model
    assert model.rowCount() == 3
    last = [model.index(2, column).data() for column in (PICTURE, BEFORE, AFTER, VERIFIED)]
    assert last == ["3.jpg", "cat", "fox", "✓ fox"]
    assert model.index(0, VERIFIED).data() == "✓ none"
    assert model.index(2, 0).data(ROW) == 3
    assert model.headerData(BEFORE, Qt.Orientation.Horizontal) == "cat dog"


def test_what_changes_is_counted_and_listed(qtbot, operations, state):
    state.set_marks(_marks(_1="dog", _3="fox"))
    dialog = _open(qtbot, operations)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
    assert dialog.headline.text() == "3 of 4 images changed label"
    assert dialog.details.text() == "+1 −1 against your 2 verified labels"
    with qtbot.waitSignal(dialog.picture_chosen) as chosen:
        dialog.table.setCurrentIndex(dialog.model.index(2, 0))
        dialog.table.setFocus()
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert chosen.args == [3]
    index = dialog.table.visualRect(dialog.model.index(0, PICTURE)).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=index)
    with qtbot.waitSignal(dialog.picture_chosen) as chosen:
        qtbot.mouseDClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=index)
    assert chosen.args == [1]


def test_it_follows_edits_and_can_be_swapped(qtbot, operations, state):
    dialog = _open(qtbot, operations)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
    dialog._swap.click()
    assert (dialog.a.currentText(), dialog.b.currentText()) == ("Wild", "Pets")
    qtbot.waitUntil(lambda: dialog.model.headerData(BEFORE, Qt.Orientation.Horizontal) == "Wild")
    operations.add_labels(["fox"])
    qtbot.waitUntil(lambda: dialog.headline.text().startswith("2 of 4"))
    operations.rename_set("Wild", "Woods")
    assert (dialog.a.currentText(), dialog.b.currentText()) == ("Woods", "Pets")


def test_equal_sets_change_nothing(qtbot, operations, state):
    operations.new_set("Copy", state.draft)
    operations.use_set("Pets")
    dialog = _open(qtbot, operations)
    dialog.b.setCurrentText("Copy")
    qtbot.waitUntil(lambda: dialog.headline.text() == "0 of 4 images changed label")
    assert "keeps its label" in dialog.empty.text()
    assert dialog.empty.isVisible()


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        ({"One": _draft("cat")}, "only one prompt set"),
        ({"One": _draft("cat"), "Two": _draft()}, "“Two” has no labels"),
        ({"One": _draft("cat"), "Two": _draft("dog")}, "model is being loaded"),
    ],
)
def test_what_stands_in_the_way_is_said(qtbot, operations, sets, said):
    operations.state.set_sets(sets, "One")
    dialog = _open(qtbot, operations)
    qtbot.waitUntil(lambda: said in dialog.empty.text())
    assert not dialog._show.isEnabled()
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))


def test_no_pictures_yet(qtbot, operations, state):
    state.reset_pictures()
    dialog = _open(qtbot, operations)
    qtbot.waitUntil(lambda: "No pictures" in dialog.empty.text())

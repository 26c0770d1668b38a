from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from clipdesk.errors import UsageError
from clipdesk.gui.draft import PromptDraft
from clipdesk.gui.label_model import NAME
from clipdesk.gui.prompt_editor import PromptEditor
from clipdesk.gui.prompt_model import TEXT, TOKENS, WEIGHT, PromptModel
from clipdesk.gui.state import Ranking
from clipdesk.inference.prompts import Label, Prompt, PromptEmbeddings, template_set

FAILS = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def editor(qtbot, operations):
    operations.add_labels(["cat", "dog"])
    dialog = PromptEditor(operations)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.checking.tokenizer is not None)
    return dialog


@pytest.fixture
def state(operations):
    return operations.state


def _type(qtbot, edit, text):
    edit.setFocus()
    edit.selectAll()
    for number, line in enumerate(text.split("\n")):
        if number:
            qtbot.keyClick(edit, Qt.Key.Key_Return)
        qtbot.keyClicks(edit, line)


def _label(state, name):
    return next(row.label for row in state.draft.rows if row.name == name)


# the model of prompts


def test_the_prompt_model_keeps_qts_contract(qtbot):
    model = PromptModel(lambda text: None)
    tester = QAbstractItemModelTester(model, FAILS)
    shown = []
    model.changed.connect(shown.append)
    for label in (Label("cat"), Label("cat", (Prompt("a cat"), Prompt("a tabby", 0.5))), None, Label("dog")):
        model.show_label(label)
    assert model.add("a puppy")
    assert shown == [Label("dog", (Prompt("dog"), Prompt("a puppy")))]
    assert tester.model() is model


def test_a_label_without_prompts_shows_its_name(qtbot):
    model = PromptModel(lambda text: None)
    model.show_label(Label("cat"))
    assert model.rowCount() == 1
    assert model.index(0, TEXT).data() == "cat"
    assert model.index(0, TEXT).data(Qt.ItemDataRole.FontRole).italic()
    assert model.index(0, TOKENS).data() == "…"


@pytest.mark.parametrize(
    ("column", "value"),
    [(TEXT, ""), (TEXT, "  "), (TEXT, "a tabby"), (WEIGHT, -1), (WEIGHT, "much"), (WEIGHT, float("nan"))],
)
def test_the_prompt_model_refuses_with_a_sentence(qtbot, column, value):
    model = PromptModel(lambda text: None)
    model.show_label(Label("cat", (Prompt("a cat"), Prompt("a tabby"))))
    with qtbot.waitSignal(model.refused) as refused, qtbot.assertNotEmitted(model.changed):
        assert not model.setData(model.index(0, column), value)
    assert refused.args[0].endswith(".")


def test_the_last_prompt_cannot_be_switched_off(qtbot):
    model = PromptModel(lambda text: None)
    model.show_label(Label("cat", (Prompt("a cat"), Prompt("a tabby", 0))))
    with qtbot.waitSignal(model.refused):
        assert not model.setData(model.index(0, WEIGHT), 0.0)


# the editor


def test_the_label_table_keeps_qts_contract(qtbot, editor, operations):
    tester = QAbstractItemModelTester(editor.labels.model, FAILS)
    operations.add_labels(["cow"])
    operations.remove_labels([0, 1])
    operations.undo_stack.undo()
    assert tester.model() is editor.labels.model
    assert editor.labels.model.rowCount() == 3


def test_prompts_and_weights_of_a_label(qtbot, editor, state):
    editor.labels.choose(0)
    qtbot.keyClicks(editor.label.entry, "a tabby")
    qtbot.keyClick(editor.label.entry, Qt.Key.Key_Return)
    assert _label(state, "cat").prompts == (Prompt("cat"), Prompt("a tabby"))
    model = editor.label.model
    assert model.setData(model.index(1, WEIGHT), 0.5)
    assert model.setData(model.index(0, TEXT), "a cat")
    assert _label(state, "cat").prompts == (Prompt("a cat"), Prompt("a tabby", 0.5))
    editor.label.table.setFocus()
    editor.label.table.selectRow(0)
    qtbot.keyClick(editor.label.table, Qt.Key.Key_Delete)
    assert _label(state, "cat").prompts == (Prompt("a tabby", 0.5),)


def test_a_refused_prompt_is_said(qtbot, editor, state):
    editor.labels.choose(0)
    qtbot.keyClicks(editor.label.entry, "cat")
    qtbot.keyClick(editor.label.entry, Qt.Key.Key_Return)
    assert "already" in editor.message.text()
    assert _label(state, "cat").prompts == ()


def test_a_name_that_is_taken_is_refused(editor, state):
    model = editor.labels.model
    assert not model.setData(model.index(0, NAME), "dog")
    assert "dog" in editor.message.text()
    assert model.setData(model.index(0, NAME), "cow")
    assert state.draft.names == ("cow", "dog")


def test_labels_are_added_moved_copied_and_removed(qtbot, editor, state):
    qtbot.keyClicks(editor.labels.entry, "cow, cat")
    qtbot.keyClick(editor.labels.entry, Qt.Key.Key_Return)
    assert state.draft.names == ("cat", "dog", "cow")
    assert "cat" in editor.message.text()
    assert editor.labels.place == 2
    assert not editor.labels.down.isEnabled()
    editor.labels.up.click()
    assert state.draft.names == ("cat", "cow", "dog")
    assert editor.labels.place == 1
    editor.labels.copy.click()
    assert state.draft.names == ("cat", "cow", "cow 2", "dog")
    assert state.draft.rows[2].key == ""
    editor.labels.remove.click()
    assert state.draft.names == ("cat", "cow", "dog")


def test_negatives_are_taken_once_the_typing_rests(qtbot, editor, state):
    editor.labels.choose(1)
    _type(qtbot, editor.label.negatives, "a toy dog\n\na fox")
    qtbot.waitUntil(lambda: _label(state, "dog").negatives == ("a toy dog", "a fox"))
    assert _label(state, "cat").negatives == ()


def test_what_is_typed_for_a_label_never_reaches_another(qtbot, editor, state):
    editor.labels.choose(0)
    _type(qtbot, editor.label.negatives, "a toy")
    editor.labels.choose(1)
    editor.flush()
    assert _label(state, "dog").negatives == ()


def test_every_edit_can_be_undone(qtbot, editor, state, operations):
    drafts = [state.draft]
    editor.labels.choose(0)
    editor.label.model.add("a tabby")
    drafts.append(state.draft)
    _type(qtbot, editor.judging.none_of_these, "a blank page")
    editor.flush()
    drafts.append(state.draft)
    editor.templates.choice.setCurrentIndex(editor.templates.choice.findData("imagenet"))
    editor.templates.choice.activated.emit(editor.templates.choice.currentIndex())
    drafts.append(state.draft)
    editor.judging.multi.click()
    drafts.append(state.draft)
    assert len(set(drafts)) == len(drafts)
    for draft in reversed(drafts[:-1]):
        editor._undo.click()
        assert state.draft == draft
    assert editor.judging.single.isChecked()
    assert editor.judging.none_of_these.lines == ()
    for draft in drafts[1:]:
        editor._redo.click()
        assert state.draft == draft
    assert not editor._redo.isEnabled()


def test_undo_takes_back_what_is_just_being_typed(qtbot, editor, state):
    _type(qtbot, editor.judging.none_of_these, "a page")
    qtbot.keyClick(editor.judging.none_of_these, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state.draft.none_of_these == ()
    qtbot.waitUntil(lambda: editor.judging.none_of_these.lines == ())


def test_template_sets_and_own_templates(qtbot, editor, state):
    templates = editor.templates
    assert templates.choice.currentData() == "photo"
    templates.choice.activated.emit(templates.choice.findData("imagenet"))
    assert state.draft.templates == template_set("imagenet")
    _type(qtbot, templates.edit, "a drawing of {}\na {} at night")
    assert templates.choice.currentData() == ""
    qtbot.waitUntil(lambda: state.draft.templates == ("a drawing of {}", "a {} at night"))


def test_a_template_without_a_place_is_warned_of_and_not_used(qtbot, editor, state, operations):
    _type(qtbot, editor.templates.edit, "a photo")
    qtbot.waitUntil(lambda: any("has no {}" in sentence for sentence in editor.warnings.sentences))
    qtbot.waitUntil(lambda: "{}" in editor.message.text())
    operations.add_labels(["cow"])  # an edit elsewhere leaves what is being written alone
    assert editor.templates.templates == ("a photo",)
    assert state.draft.templates == ("a photo of a {}.",)


def test_the_reject_threshold(qtbot, editor, state, operations):
    editor.judging.rejects.click()
    assert state.reject == 0.5
    editor.judging.reject.setValue(30)
    qtbot.waitUntil(lambda: state.reject == 0.3)
    operations.undo_stack.undo()
    assert (state.reject, editor.judging.reject.value()) == (0.5, 50)
    editor.judging.rejects.click()
    assert state.reject is None
    assert not editor.judging.reject.isEnabled()


def test_tokens_are_counted_while_typing(qtbot, editor):
    editor.labels.choose(0)
    assert editor.label.model.index(0, TOKENS).data() == "8 / 77"  # both marks, a photo of a cat .
    qtbot.keyClicks(editor.label.entry, "one two three")
    assert "10 of 77" in editor.label.tokens.text()
    assert "a photo of a one two three." in editor.label.tokens.text()
    editor.label.table.edit(editor.label.model.index(0, TEXT))
    line = editor.label.table.findChild(QLineEdit)
    qtbot.keyClicks(line, " sat")
    assert "sat" in editor.label.tokens.text()
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_words_past_the_limit_are_marked_and_warned_of(qtbot, editor, state):
    editor.labels.choose(0)
    editor.label.model.add("word " * 70 + "<b>last")
    text = editor.label.tokens.text()
    assert "<s" in text
    assert "&lt;b&gt;last" in text.split("<s")[1]
    assert "last" not in text.split("<s")[0]
    qtbot.waitUntil(lambda: any("too long" in sentence for sentence in editor.warnings.sentences))
    editor.labels.choose(1)
    assert "<s" not in editor.label.tokens.text()


def test_the_models_own_limit_counts(qtbot, editor, state, monkeypatch):
    short = SimpleNamespace(config=SimpleNamespace(text=SimpleNamespace(context_length=6)))
    monkeypatch.setattr(state, "model", short)
    editor.checking.ready.emit()
    assert "8 of 6" in editor.label.tokens.text()


def test_a_warning_leads_to_its_label(qtbot, editor, state, operations):
    editor.labels.choose(0)
    operations.edit_prompts("", replace(state.draft, rows=(
        state.draft.rows[0], replace(state.draft.rows[1], label=Label("dog", (Prompt("cat"),))),
    )))  # fmt: skip
    qtbot.waitUntil(lambda: any("'cat'" in sentence for sentence in editor.warnings.sentences))
    editor.warnings.list.itemClicked.emit(editor.warnings.list.item(0))
    assert editor.labels.place == 1


def test_near_identical_meanings_of_the_labels_that_are_on(qtbot, editor, state, operations):
    operations.add_labels(["kitty"])
    off = replace(state.draft.rows[1], enabled=False)
    operations.change_label(1, off)
    same = np.array([[1, 0], [1, 0]], dtype=np.float32)
    nothing = np.zeros((0, 2), dtype=np.float32)
    embeddings = PromptEmbeddings(same, (nothing, nothing), nothing, same[0])
    qtbot.waitUntil(lambda: operations.idle)
    state.ranking = Ranking(("cat", "kitty"), embeddings, None)
    editor.checking.check(state.draft.templates)
    qtbot.waitUntil(lambda: any("almost the same" in sentence for sentence in editor.warnings.sentences))
    editor.warnings.list.itemClicked.emit(editor.warnings.list.item(0))
    assert editor.labels.place == 2


def test_named_sets(qtbot, editor, state, operations):
    editor.sets.copy.click()
    assert list(state.sets) == ["Labels", "Labels 2"]
    assert state.draft.names == ("cat", "dog")
    assert editor.sets.name.isVisible()
    qtbot.keyClicks(editor.sets.name, "Animals")
    qtbot.keyClick(editor.sets.name, Qt.Key.Key_Return)
    assert state.active_set == "Animals"
    editor.sets.ask_name()
    qtbot.keyClicks(editor.sets.name, "Labels")
    qtbot.keyClick(editor.sets.name, Qt.Key.Key_Return)
    assert "already" in editor.message.text()
    assert state.active_set == "Animals"
    operations.remove_labels([0])
    editor.sets.chosen.emit("Labels")
    assert state.draft.names == ("cat", "dog")
    editor.sets.delete.click()
    assert list(state.sets) == ["Animals"]
    assert state.draft.names == ("dog",)
    assert not editor.sets.delete.isEnabled()
    assert not editor.sets.compare.isEnabled()
    while operations.undo_stack.canUndo():
        operations.undo_stack.undo()
    assert list(state.sets) == ["Labels"]
    assert state.draft == PromptDraft()


def test_a_new_set_is_empty(editor, state):
    editor.sets.new.click()
    assert (state.active_set, state.draft) == ("Labels 2", PromptDraft())
    assert editor.labels.place == -1


def test_the_only_set_stays(operations):
    with pytest.raises(UsageError, match="only"):
        operations.delete_set(operations.state.active_set)
    with pytest.raises(UsageError, match="needs a name"):
        operations.new_set("  ")


def test_escape_leaves_a_name_as_it_was(qtbot, editor, state):
    editor.sets.ask_name()
    qtbot.keyClicks(editor.sets.name, "other")
    qtbot.keyClick(editor.sets.name, Qt.Key.Key_Escape)
    assert editor.isVisible()
    assert editor.sets.choice.isVisible()
    assert state.active_set == "Labels"


def test_import_makes_a_set_of_its_own_and_export_writes_it(qtbot, editor, state, tmp_path):
    source = tmp_path / "pets.csv"
    source.write_text("label,prompt,weight\ncat,a tabby,2\ncat,a kitten,\nbird,,\n", encoding="utf-8")
    editor.import_file(source)
    qtbot.waitUntil(lambda: state.active_set == "pets")
    assert state.draft.names == ("cat", "bird")
    assert "pets.csv" in editor.message.text()
    target = tmp_path / "out.json"
    editor.export_file(target)
    qtbot.waitUntil(lambda: "out.json" in editor.message.text())
    assert [label["name"] for label in json.loads(target.read_text(encoding="utf-8"))["labels"]] == ["cat", "bird"]
    editor._undo.click()
    assert list(state.sets) == ["Labels"]


@pytest.mark.parametrize(("name", "content"), [("bad.json", "{"), ("gone.txt", None), ("empty.csv", "")])
def test_a_file_that_cannot_be_read_is_said(qtbot, editor, state, tmp_path, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with qtbot.assertNotEmitted(state.failed):
        editor.import_file(path)
        qtbot.waitUntil(lambda: name in editor.message.text())
    assert list(state.sets) == ["Labels"]


def test_export_to_a_place_that_is_not_there_is_said(qtbot, editor, tmp_path):
    editor.export_file(tmp_path / "no" / "out.json")
    qtbot.waitUntil(lambda: "cannot be written" in editor.message.text())


def test_a_dropped_file_fills_an_empty_set(qtbot, operations, tmp_path):
    dialog = PromptEditor(operations)
    qtbot.addWidget(dialog)
    path = tmp_path / "classes.txt"
    path.write_text("cat\ndog\n", encoding="utf-8")
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path))])
    dialog.dropEvent(QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    ))  # fmt: skip
    qtbot.waitUntil(lambda: operations.state.draft.names == ("cat", "dog"))
    assert list(operations.state.sets) == ["Labels"]


def test_closing_takes_what_was_typed(qtbot, editor, state):
    _type(qtbot, editor.judging.none_of_these, "a page")
    editor.close()
    assert state.draft.none_of_these == ("a page",)


def test_an_empty_editor_says_what_to_do(qtbot, operations):
    dialog = PromptEditor(operations)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.label._empty.isVisible()
    assert not dialog.sets.write.isEnabled()
    qtbot.waitUntil(lambda: dialog.warnings.sentences == ["There are no labels yet."])


def test_everything_has_a_name_and_another_language_is_taken_on(qtbot, editor):
    QApplication.sendEvent(editor, QEvent(QEvent.Type.LanguageChange))
    reached = [
        widget for widget in editor.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(editor)
    ]  # fmt: skip
    unnamed = [w for w in reached if not (w.accessibleName() or (hasattr(w, "text") and w.text()))]
    assert [w for w in unnamed if type(w).__name__ not in ("QHeaderView", "QScrollBar", "QStackedWidget")] == []

"""Every sentence that the core can say has a template, and every template a Chinese translation."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
from PySide6.QtCore import QTranslator

import clipdesk
from clipdesk.data import files, images
from clipdesk.data.catalog import Skipped
from clipdesk.errors import ImageError
from clipdesk.explain.methods import METHODS
from clipdesk.gui.core_sentences import CONTEXT, TEMPLATES, in_words, taken_apart
from clipdesk.gui.skipped_dialog import SkippedDialog
from clipdesk.inference.prompt_checks import PromptDraft, warnings_for
from clipdesk.inference.prompts import Label, Prompt
from clipdesk.zoo import downloads
from clipdesk.zoo.pretrained import PretrainedEntry
from clipdesk.zoo.registry import list_models
from tests.helpers.checkpoints import TINY

PACKAGE = Path(clipdesk.__file__).parent
TRANSLATION = PACKAGE.parent / "resources" / "translations" / "clipdesk_zh_CN.ts"
ROOMS = ("clip", "data", "explain", "gui", "inference", "settings.py", "training", "zoo")
EXACT = (
    "data",
    "explain",
    "gui",
    "inference",
    "settings.py",
    "training",
)  # of files of models, details stay in English
MARKED = ("tr", "translate", "QCoreApplication.translate", "QT_TRANSLATE_NOOP", "click.option", "add_argument")

# What is no sentence to a user of the window, or is put together from parts that are tested below.
VALUE = "\0"
NOT_SHOWN = {
    "a photo of a {}.", "a photo.", "a picture of something.", "an image of a scene.",
    "? that clipdesk reads (JPEG, PNG, WebP, TIFF, AVIF, GIF, BMP, …).",
    "The embedding cache ? ?; this run goes on without it.", "? is left out: ? has the same content?.",
    " ImageNet zero-shot ?.", "No pretrained model is called ?.? `clipdesk models list --all` shows them.",
    "No model is called ?, and there is no such file.? `clipdesk models list` shows what is installed.",
    # in the window's own words, or in a model's card, or read by the network
    "Learn your labels on top of the unchanged model.", "Learn the words around your labels; the towers stay.",
    "Learn a small turn of both projections.", "Learn small additions to every block; little is forgotten.",
    "Learn the last blocks of the towers anew.", "Learn everything, with care; for thousands of pictures.",
    "Only one project can be open at a time.", "Bring a small model to a large teacher.",
    "Train a new network; for very large sets.",
    ("The classes are far from even: ? has ? pictures to learn from, ? ?. The rare ones will be missed more often; add "
    "pictures of them."),
    "Classes with fewer than two pictures cannot be both learned and checked: ?. Add pictures, or leave them out.",
    ("? pairs look the same in two parts of the data (such as ? in ? and ? in ?). What is measured on them is better "
    "than it is on new pictures; keep each picture in one part."),
    ("In a batch of ?, ? of the pictures meet another with the same caption. Those count as right for each other; "
    "telling captions teach more."),
    "There are no pictures to choose the best state by, so the last one will be kept.",
    "The weights are under ?, as those before.", "The licence of the weights is unknown.",
    "? Whoever passes the model on must also be allowed to by its pictures.", "a photo of a thing of a name.",
}  # fmt: skip


def _text(node: ast.AST) -> str | None:
    """A string of the source with VALUE where one comes in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else VALUE for part in node.values)
    return None


def _said(path: Path) -> Iterator[tuple[int, str]]:
    """The sentences in a file that are neither docstrings nor given to `tr`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
        if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit("self.", 1)[-1] in MARKED:
            passed |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        text = _text(node) if id(node) not in passed else None
        if (
            text
            and re.search(r"[a-z]\W*[.]$", text)
            and len(text.split()) > 2
            and text.replace(VALUE, "?") not in NOT_SHOWN
        ):
            yield node.lineno, text  # type: ignore[attr-defined]


def _files(room: str) -> list[Path]:
    found = PACKAGE / room
    return [found] if found.is_file() else sorted(found.rglob("*.py"))


def _shape(template: str) -> str:
    return "".join(literal + (VALUE if name is not None else "") for literal, name, _, _ in Formatter().parse(template))


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_of_the_core_has_a_template(room):
    missing = []
    for path in _files(room):
        for line, text in _said(path):
            found = taken_apart(text)
            exact = found is not None and _shape(found[0]) == text
            if not (exact if room in EXACT else found):
                missing.append(f"{path.name}:{line}: {text.replace(VALUE, '?')}")
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("room", ["clip", "zoo"])
def test_no_detail_of_a_model_stays_in_english(room):
    told = [(path, text, taken_apart(text)) for path in _files(room) for _, text in _said(path)]
    english = [f"{path.name}: {text}" for path, text, found in told if found and "{detail}." in found[0]]
    assert not english, "\n".join(english).replace(VALUE, "?")


def test_the_summaries_of_models_have_one():
    (bundled,) = (model for model in list_models() if model.source == "bundled")
    assert bundled.summary in TEMPLATES
    entry = PretrainedEntry("ViT-B-32", "openai", TINY, None, None, "weights.bin", None, None, None, None)
    for known in (0.683, None):
        summary = downloads._summary(replace(entry, accuracy=known))
        found = taken_apart(summary)
        assert found is not None
        assert "open_clip" in found[0]
        assert ("share" in found[1]) == (known is not None)


def test_what_is_no_sentence_has_one_too():
    fragments = [name for _, name in images._FOREIGN] + [method.title for method in METHODS]
    fragments += [method.description for method in METHODS] + ["a folder", "a pipe", "a socket", "a device"]
    tree = ast.parse((PACKAGE / "data" / "structure.py").read_text(encoding="utf-8"))
    fragments += [
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_worn" and isinstance(node.args[0], ast.Constant)
    ]
    assert len(fragments) > 25
    assert [one for one in fragments if one not in TEMPLATES] == []


def test_every_template_is_translated():
    context = next(one for one in ET.parse(TRANSLATION).iter("context") if one.findtext("name") == CONTEXT)
    known = {message.findtext("source"): message.find("translation") for message in context.iter("message")}
    for template in TEMPLATES:
        translation = known.get(template)
        assert translation is not None, template
        assert translation.get("type") is None, template
        assert translation.text, template
        names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
        assert {name for _, name, _, _ in Formatter().parse(translation.text) if name is not None} == names, template
    assert set(known) == set(TEMPLATES)


@pytest.fixture
def chinese(qapp, tmp_path):
    """The window's strings in Chinese, compiled from the source of the translation."""
    import PySide6

    lrelease = next(Path(PySide6.__file__).parent.rglob("lrelease*"), None) or shutil.which("pyside6-lrelease")
    subprocess.run([str(lrelease), "-silent", str(TRANSLATION), "-qm", str(tmp_path / "zh.qm")], check=True)
    translator = QTranslator()
    assert translator.load(str(tmp_path / "zh.qm"))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def _is_chinese(text: str) -> bool:
    return re.search("[\u4e00-\u9fff]", text) is not None


def test_real_skip_reasons_in_chinese(chinese, tmp_path):
    contents = {
        "empty.jpg": b"", "page.jpg": b"<html></html>", "text.png": b"plain words", "paper.jpg": b"%PDF-1.7",
        "cut.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "photo.heic": b"\x00\x00\x00\x18ftypheic" + bytes(40),
    }  # fmt: skip
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.jpg").mkdir()
    for name in (*contents, "folder.jpg", "gone.jpg"):
        with pytest.raises(ImageError) as caught:
            images.decode(tmp_path / name)
        told = in_words(str(caught.value))
        assert _is_chinese(told), name
        assert not re.search(r"\b(is|the|not|a)\b", told), told
    assert in_words("This is a web page or XML file, not a picture that clipdesk reads (JPEG, PNG, WebP, TIFF, AVIF, "
                    "GIF, BMP, …).").startswith("这是网页或 XML 文件，")  # fmt: skip


def test_every_class_of_faults_of_the_system_in_chinese(chinese):
    for number in range(1, 134):
        assert _is_chinese(in_words(str(files.os_fault(OSError(number, "Strange trouble")))))


def test_prompt_warnings_in_chinese(chinese):
    draft = PromptDraft(
        (
            Label(" "), Label("cat", (Prompt(" "),)), Label("dog", (Prompt("x", 0.0),)), Label("CAT"), Label("y"),
            Label("z", (Prompt("Y"),)),
        ),
        ("no place",),
    )  # fmt: skip
    sentences = [one.sentence for one in (*warnings_for(draft), *warnings_for(PromptDraft()))]
    assert len(sentences) >= 8
    assert all(_is_chinese(in_words(sentence)) for sentence in sentences)
    assert "'cat'" in in_words("A prompt of 'cat' is empty.")


def test_an_argument_stays_as_it_is(chinese):
    told = in_words("The label 'note: this' is there more than once.")
    assert "'note: this'" in told
    assert in_words("Nothing that the core says") == "Nothing that the core says"
    assert in_words("/a/b.jpg is left out: The file is empty.") == "已略过 /a/b.jpg：文件是空的。"  # noqa: RUF001


def test_in_english_nothing_changes(qapp):
    assert in_words("The file is empty.") == "The file is empty."


def test_the_list_of_skipped_files_is_in_chinese(qtbot, operations, chinese, tmp_path):
    operations.state.set_not_found((Skipped(tmp_path / "gone.jpg", "missing", "There is no such file."),))
    dialog = SkippedDialog(operations)
    qtbot.addWidget(dialog)
    assert dialog.model.index(0, 1).data() == "没有这个文件。"

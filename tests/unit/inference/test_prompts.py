from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from clipdesk.errors import UsageError
from clipdesk.inference import imagenet
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.model import encode_texts
from clipdesk.inference.prompts import (
    Label,
    Prompt,
    PromptSet,
    embed_prompts,
    embed_texts,
    fill,
    label_embeddings,
    template_set,
    template_set_names,
)
from clipdesk.progress import drain


def _set(*names, **options):
    return PromptSet(tuple(Label(name) for name in names), **options)


def _unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def test_template_sets():
    assert template_set_names() == ("imagenet", "photo", "plain")
    assert template_set("plain") == ("{}",)
    assert template_set("photo") == ("a photo of a {}.",)
    assert len(template_set("imagenet")) == 80
    with pytest.raises(UsageError, match="imagenet, photo, plain"):
        template_set("../../models")


def _open_clip_file(name):
    """One module of open_clip, run by itself: importing all of it takes many seconds."""
    folder = importlib.util.find_spec("open_clip").submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location(f"open_clip_{name}", Path(folder) / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_imagenet_equals_open_clip():
    theirs = _open_clip_file("zero_shot_metadata")
    for name in ("cat", "sea snake", "{}", "100% wool"):
        assert [fill(t, name) for t in imagenet.templates()] == [t(name) for t in theirs.OPENAI_IMAGENET_TEMPLATES]
    simple = imagenet.templates("SIMPLE_IMAGENET_TEMPLATES")
    assert [fill(t, "x") for t in simple] == [t("x") for t in theirs.SIMPLE_IMAGENET_TEMPLATES]
    assert imagenet.class_names() == tuple(theirs.IMAGENET_CLASSNAMES)


def test_imagenet_is_read_without_importing_open_clip():
    code = """
import sys
from clipdesk.inference import prompts
assert len(prompts.template_set("imagenet")) == 80
assert not {"open_clip", "torch", "torchvision"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_ensemble_equals_open_clips_classifier(model):
    class Theirs:
        def encode_text(self, tokens, normalize):
            assert normalize
            return torch.nn.functional.normalize(model.clip.encode_text(tokens), dim=-1)

    names = ["cat", "great white shark", "vaulted or arched ceiling"]
    weights = _open_clip_file("zero_shot_classifier").build_zero_shot_classifier(
        Theirs(),
        lambda texts: torch.from_numpy(model.tokenizer.tokenize(texts)),
        names,
        _open_clip_file("zero_shot_metadata").OPENAI_IMAGENET_TEMPLATES,
    )
    ours = label_embeddings(model, _set(*names, templates=template_set("imagenet")))
    assert np.abs(ours - weights.T.numpy()).max() < 1e-6


def test_imagenet_lists_that_are_not_there():
    with pytest.raises(UsageError, match="open_clip"):
        imagenet.templates("NO_SUCH_LIST")
    with pytest.raises(UsageError, match="open_clip"):
        imagenet.templates("IMAGENET_CLASSNAMES")  # names are no templates


def test_fill_takes_braces_as_they_are():
    assert fill("{} and {}, {0.__class__} {x}", "a{}b") == "a{}b and a{}b, {0.__class__} {x}"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: _set(), "no labels"),
        (lambda: _set("cat", "cat"), "more than once"),
        (lambda: _set(" "), "empty"),
        (lambda: _set("cat", templates=("a photo",)), "has no {}"),
        (lambda: _set("cat", templates=()), "no prompt template"),
        (lambda: _set("cat", mode="both"), "single or multi"),
        (lambda: PromptSet((Label("cat", (Prompt("cat", -1.0),)),)), "below 0"),
        (lambda: PromptSet((Label("cat", (Prompt("cat", float("nan")),)),)), "below 0"),
        (lambda: PromptSet((Label("cat", (Prompt("cat", 0.0),)),)), "switched off"),
    ],
)
def test_prompt_sets_that_cannot_be_used(make, reason):
    with pytest.raises(UsageError, match=reason):
        make()


def test_weights_negatives_and_none_of_these(model):
    cat = Label("cat", (Prompt("a cat", 3.0), Prompt("a kitten"), Prompt("unused", 0.0)), negatives=("a cat statue",))
    found = drain(embed_prompts(model, PromptSet((cat, Label("dog")), ("{}",), "single", ("a wall", "the sky"))))
    texts = encode_texts(model, ["a cat", "a kitten", "dog", "a cat statue", "a wall", "the sky"])
    assert np.allclose(found.labels[0], _unit(3 * texts[0] + texts[1]), atol=1e-6)
    assert np.allclose(found.labels[1], texts[2], atol=1e-6)
    assert np.allclose(found.negatives[0], texts[3:4], atol=1e-6)
    assert found.negatives[1].shape == (0, 24)
    assert np.allclose(found.none_of_these, texts[4:], atol=1e-6)
    assert np.linalg.norm(found.neutral) == pytest.approx(1, abs=1e-6)


def test_one_edit_runs_one_text(model, monkeypatch):
    cache = EmbeddingCache(None)
    before = label_embeddings(model, _set("cat", "dog", "horse"), cache)
    rows = []
    original = model.clip.encode_text
    monkeypatch.setattr(model.clip, "encode_text", lambda tokens: rows.append(len(tokens)) or original(tokens))
    after = label_embeddings(model, _set("cat", "zebra", "horse"), cache)
    assert rows == [1]
    assert (before[[0, 2]] == after[[0, 2]]).all()
    assert not np.allclose(before[1], after[1])


def test_many_texts_say_how_far_they_are_and_keep_what_is_done(model):
    cache = EmbeddingCache(None)
    texts = [f"thing {number}" for number in range(600)]
    steps = embed_texts(model, texts, cache)
    assert [next(steps).done for _ in range(3)] == [0, 256, 512]
    steps.close()
    assert len(cache.get_texts(model.fingerprint, texts)) == 512
    assert np.allclose(drain(embed_texts(model, texts, cache)), encode_texts(model, texts), atol=1e-6)


def test_no_texts(model):
    assert drain(embed_texts(model, [])).shape == (0, 24)

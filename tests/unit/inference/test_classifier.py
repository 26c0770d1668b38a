from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from clipdesk.errors import UsageError
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.classifier import Classifier, ImageResult, Tally
from clipdesk.inference.encoder import embed, refs_of
from clipdesk.inference.model import encode_texts
from clipdesk.inference.prompts import Label, PromptSet
from clipdesk.progress import Progress, drain

LABELS = ["cat", "dog", "a red car"]


def test_probabilities_are_the_softmax_over_the_labels(model, make_pictures):
    paths = make_pictures(10)
    results = list(Classifier(model, LABELS).classify(paths))
    images = drain(embed(model, refs_of(paths))).embeddings
    texts = encode_texts(model, [f"a photo of a {label}." for label in LABELS])
    cosines = images @ texts.T
    shares = np.exp(model.scale * cosines.astype(np.float64))
    shares /= shares.sum(axis=1, keepdims=True)
    for row, result in enumerate(results):
        assert result.path == paths[row]
        order = np.argsort(-shares[row])
        assert [one.label for one in result.predictions] == [LABELS[column] for column in order]
        assert np.allclose([one.probability for one in result.predictions], shares[row][order], atol=1e-5)
        assert np.allclose([one.cosine for one in result.predictions], cosines[row][order], atol=1e-6)
        assert not result.rejected


def test_json_has_the_promised_shape(model, make_pictures, tmp_path):
    paths = make_pictures(1)
    good, bad = Classifier(model, LABELS, top_k=2).classify([paths[0], tmp_path / "gone.png"])
    values = good.to_json()
    assert list(values) == ["path", "predictions", "rejected"]
    assert values["path"] == str(paths[0])
    assert [list(one) for one in values["predictions"]] == [["label", "probability", "cosine"]] * 2
    assert {type(one["probability"]) for one in values["predictions"]} == {float}
    assert values["rejected"] is False
    values = bad.to_json()
    assert list(values) == ["path", "error"]
    assert values["error"]["kind"] == "missing"
    assert values["error"]["message"]
    assert json.loads(json.dumps(values)) == values


def test_results_come_in_input_order(model, make_pictures, tmp_path):
    paths = make_pictures(40)
    paths[5].write_bytes(b"")
    inputs = [paths[30], tmp_path / "gone.png", tmp_path / "pictures", paths[2]]
    cache = EmbeddingCache(None)
    list(Classifier(model, LABELS, cache=cache).classify(paths[10:20]))
    results = list(Classifier(model, LABELS, cache=cache, batch_size=3).classify(inputs))
    rest = [path for path in paths if path != paths[30]]
    assert [result.path for result in results] == [paths[30], tmp_path / "gone.png", *rest]
    assert [result.path for result in results if result.error] == [tmp_path / "gone.png", paths[5]]


def test_steps_report_and_tally(model, make_pictures, tmp_path):
    make_pictures(12)
    classifier = Classifier(model, LABELS, cache=EmbeddingCache(None))
    steps = classifier.steps([tmp_path / "pictures", "not there"])
    seen = []
    try:
        while True:
            seen.append(next(steps))
    except StopIteration as stop:
        tally = stop.value
    assert tally == Tally(images=12, computed=12, skipped=1)
    assert sum(isinstance(step, ImageResult) for step in seen) == 13
    assert {step.stage for step in seen if isinstance(step, Progress)} >= {"reading prompts", "reading pictures"}


def test_several_labels_are_independent(model, make_pictures):
    paths = make_pictures(4)

    def figure(labels):
        results = Classifier(model, labels, mode="multi", top_k=9).classify(paths)
        return [{one.label: one.probability for one in result.predictions}["cat"] for result in results]

    assert np.allclose(figure(["cat", "dog"]), figure(["boat", "tree", "cat"]), atol=1e-6)


def test_rejecting(model, make_pictures):
    paths = make_pictures(4)
    everything = list(Classifier(model, LABELS, reject=1.0).classify(paths))
    assert all(result.rejected and result.predictions for result in everything)
    assert not any(result.rejected for result in Classifier(model, LABELS, reject=0.0).classify(paths))
    alike = Classifier(model, ["cat", "dog"], none_of_these=["cat", "cat ", "dog", "dog "])
    assert all(result.rejected for result in alike.classify(paths))


def test_a_prompt_set_brings_its_own_templates(model, make_pictures):
    prompt_set = PromptSet((Label("cat"), Label("dog")), templates=("{}",), mode="multi")
    classifier = Classifier(model, prompt_set)
    assert classifier.prompt_set is prompt_set
    assert classifier.label_names == ("cat", "dog")
    assert len(list(classifier.classify(str(make_pictures(1)[0])))) == 1


@pytest.mark.parametrize(
    "options",
    [{"labels": []}, {"labels": "cat"}, {"top_k": 0}, {"reject": 20.0}, {"templates": ["x"]}, {"batch_size": 0}],
)
def test_requests_that_make_no_sense(model, options):
    with pytest.raises(UsageError):
        Classifier(model, **{"labels": LABELS, **options})


def test_paths_that_are_no_text_survive(model, make_pictures, tmp_path):
    odd = os.fsencode(tmp_path) + b"/\xff\xfe.png"
    try:
        os.rename(make_pictures(1)[0], odd)
    except OSError:
        pytest.skip("this file system takes text only")
    (result,) = Classifier(model, LABELS, cache=EmbeddingCache(None)).classify([Path(os.fsdecode(odd))])
    assert os.fsencode(result.to_json()["path"]) == odd


def test_closing_early_is_clean(model, make_pictures):
    results = Classifier(model, LABELS, batch_size=2).classify(make_pictures(30))
    next(results)
    results.close()

from __future__ import annotations

import json

import numpy as np
import pytest

from clipdesk.data.catalog import Skipped
from clipdesk.data.pairs import LabelledImages
from clipdesk.errors import UsageError
from clipdesk.inference.classifier import Classifier
from clipdesk.inference.evaluate import evaluate

CLASSES = ("cat", "dog", "red_car", "tree", "house", "boat", "sky")


def _data(paths, targets, skipped=()):
    return LabelledImages(CLASSES, tuple(paths), np.array(targets, dtype=np.int64), skipped)


def test_figures_agree_with_the_classifier(model, make_pictures):
    paths = make_pictures(30)
    names = [name.replace("_", " ") for name in CLASSES]
    results = list(Classifier(model, names, top_k=5).classify(paths))
    order = [[names.index(one.label) for one in result.predictions] for result in results]
    targets = [order[0][0]] * 10 + [order[10][4]] * 10 + [6] * 10
    progress = []
    evaluation = evaluate(model, _data(paths, targets), on_progress=progress.append)
    assert evaluation.images == 30
    assert evaluation.top1 == np.mean([best[0] == target for best, target in zip(order, targets, strict=True)])
    assert evaluation.top5 == np.mean([target in best for best, target in zip(order, targets, strict=True)])
    assert evaluation.confusion.sum(axis=1).tolist() == np.bincount(targets, minlength=7).tolist()
    assert evaluation.confusion[targets[0], order[0][0]] >= 1
    assert progress[-1].done == 30
    values = evaluation.to_json()
    assert list(values) == ["top1", "top5", "images", "skipped", "classes", "per_class", "confusion"]
    assert json.loads(json.dumps(values)) == values
    assert values["per_class"]["sky"]["images"] == sum(target == 6 for target in targets)


def test_unreadable_pictures_are_counted_not_scored(model, make_pictures, tmp_path):
    paths = make_pictures(4)
    paths[1].write_bytes(b"")
    before = Skipped(tmp_path / "row 9", "missing", "There is no such file.")
    evaluation = evaluate(model, _data(paths, [0, 1, 2, 3], (before,)), templates=["{}"])
    assert (evaluation.images, len(evaluation.skipped)) == (3, 2)
    assert evaluation.per_class["dog"] == {"images": 0, "correct": 0, "top1": None}


def test_nothing_to_evaluate(model, tmp_path):
    with pytest.raises(UsageError, match="None of the pictures"):
        evaluate(model, _data([tmp_path / "gone.png"], [0]))

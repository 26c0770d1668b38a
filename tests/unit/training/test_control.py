"""The control set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clipdesk.clip.checkpoint import build, read_checkpoint
from clipdesk.data.samples import ORDINARY_THINGS, installed_samples
from clipdesk.errors import UsageError
from clipdesk.inference.evaluate import evaluate
from clipdesk.inference.model import load
from clipdesk.training.control import open_control
from clipdesk.zoo import registry
from tests.helpers.runs import small_clip
from tests.helpers.shapes import CLASSES, shape_folder


def test_the_sample_photos_are_frozen_and_mean_something() -> None:
    clip = build(read_checkpoint(registry.resolve("starter")))
    control = open_control(None, clip.config.preprocess)
    assert control is not None
    known = [sample.label for sample in installed_samples() if sample.label]
    assert set(known) <= set(ORDINARY_THINGS)
    assert len(control.pixels) == 32 * len(known)
    again = open_control(None, clip.config.preprocess, seed=9)
    assert again is not None
    assert np.array_equal(control.pixels, again.pixels)
    assert control.measure(clip) > 3 / len(ORDINARY_THINGS)  # several times guessing
    assert control.measure(clip) == control.measure(clip.train())
    assert clip.training


def test_a_folder_of_ones_own_is_measured_like_an_evaluation(tmp_path: Path) -> None:
    from clipdesk.data.pairs import read_labelled

    model = load("starter", device="cpu", precision="fp32")
    shape_folder(tmp_path, 7)
    control = open_control(str(tmp_path), model.config.preprocess)
    assert control is not None
    assert control.texts == tuple(f"a photo of a {name}." for name in CLASSES)
    assert control.measure(model.clip) == pytest.approx(evaluate(model, read_labelled(tmp_path)).top1)


def test_nothing_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat" / "a.png").write_bytes(b"no picture")
    with pytest.raises(UsageError, match="control"):
        open_control(str(tmp_path), small_clip().config.preprocess)

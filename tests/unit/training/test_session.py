from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from torch import Tensor

from clipdesk.training import opening
from clipdesk.training.batches import Batch, Loaded
from clipdesk.training.config import RunConfig, resolved
from clipdesk.training.pictures import Pictures
from clipdesk.training.recipes import prepare
from clipdesk.training.session import Session
from tests.helpers.runs import apart, captioned, small_clip, small_run, trained

LABELS = ("a photo of a square.", "a photo of a ring.")
OTHERS = tuple(f"a photo of a {name}." for name in ("dog", "cup", "car", "tree", "shoe", "boat", "bird", "lamp"))
STEPS = 20


def learn(recipe: str, kept: tuple[str, ...], micro_batch: int = 4) -> tuple[list[float], Tensor, dict[str, Tensor]]:
    """Losses of some steps on four pictures of two labels, how far each other text went, and the weights."""
    clip = small_clip()
    asked = RunConfig("", recipe, batch_size=4, micro_batch=micro_batch, learning_rate=3e-3, ema=0.0)
    config = resolved(replace(asked, device="cpu", precision="fp32"), 4)
    size = clip.config.preprocess.image_size
    crops = np.random.default_rng(1).integers(0, 256, (4, size, size, 3), dtype=np.uint8)
    pictures = Pictures([Path(str(row)) for row in range(4)], clip.config.preprocess, 0, mirrored=False)
    session = Session(prepare(clip, config), config, pictures, LABELS, "cpu", kept)
    before = session.embed_texts(OTHERS)
    positives = np.array([[True, False], [True, False], [False, True], [False, True]])
    losses = []
    for step in range(STEPS):
        order = np.random.default_rng(step).permutation(4)
        batch = Batch(tuple(order.tolist()), 1, LABELS, positives[order])
        losses.append(session.step(Loaded(batch, dict(enumerate(crops))), 1.0).loss)
    return losses, 1 - (session.embed_texts(OTHERS) * before).sum(dim=1), session.weights()


@pytest.mark.parametrize("recipe", ["adapter", "lora", "blocks", "full"])
def test_words_that_are_kept_go_less_far(recipe: str) -> None:
    freely, far, _ = learn(recipe, ())
    held, near, _ = learn(recipe, OTHERS)
    assert float(near.mean()) < 0.3 * float(far.mean())
    assert freely[-1] < freely[0]
    assert held[-1] < held[0]  # and still it learns


def test_kept_words_in_small_parts_give_the_same_weights() -> None:
    _, _, whole = learn("full", OTHERS)
    _, _, parts = learn("full", OTHERS, micro_batch=1)
    assert apart(whole, parts) < 1e-4


@pytest.mark.parametrize("recipe", ["lora", "scratch"])
@pytest.mark.parametrize("kind", ["labels", "captions"])
def test_a_model_that_learns_labels_keeps_words(
    tmp_path: Path, recipe: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = small_run(tmp_path, recipe=recipe, epochs=1, config="tiny" if recipe == "scratch" else None)
    asked = []

    def names() -> tuple[str, ...]:
        asked.append(recipe)
        return "dog", "cup"

    monkeypatch.setattr(opening, "class_names", names)
    trained(config if kind == "labels" else replace(config, data=str(captioned(tmp_path))))
    assert bool(asked) == (recipe == "lora" and kind == "labels")

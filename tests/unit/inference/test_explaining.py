"""Explanations of models in every number type, on the pixels that were ranked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from clipdesk.clip.checkpoint import write_model
from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP
from clipdesk.errors import CheckpointError, UsageError
from clipdesk.inference.explaining import Explainer
from clipdesk.inference.head import Neighbours
from clipdesk.inference.model import encode_images, encode_texts, from_clip, load
from clipdesk.inference.prompts import NEUTRAL_TEXTS, Label, PromptSet, embed_prompts
from clipdesk.progress import drain


@pytest.fixture
def picture():
    coarse = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((70, 50)))


@pytest.fixture
def texts(model):
    return encode_texts(model, ["a cat", "a dog", "a boat"])


@pytest.mark.parametrize("precision", ["fp32", "bf16", "int8"])
@pytest.mark.parametrize("from_file", [True, False])
def test_every_number_type(build_clip, tmp_path, picture, texts, precision, from_file):
    clip = build_clip(layers=3)
    plain = Explainer(from_clip(build_clip(layers=3), device="cpu", precision="fp32"))
    if from_file:
        write_model(tmp_path / "mine", clip, clip.config, card="A test.")
        explainer = Explainer(load(tmp_path / "mine", device="cpu", precision=precision))
    else:
        explainer = Explainer(from_clip(clip, device="cpu", precision=precision))
    close = 1e-5 if from_file or precision == "fp32" else 0.2  # weights that were rounded in memory stay so
    for method in explainer.methods:
        found, wanted = (one.explain(picture, texts, method.name) for one in (explainer, plain))
        assert np.isfinite(found.maps).all()
        assert np.abs(found.maps - wanted.maps).mean() <= close
    assert explainer.versus(picture, texts[0], texts[1]).maps.shape == (1, 4, 4)
    assert explainer.head_votes(picture, texts).shape == (3, 3, 2)
    trust = explainer.faithfulness(picture, texts, 0, found.maps[0])
    assert trust.reliable == (trust.ratio > 1)
    assert explainer.clip is explainer.clip


def test_no_second_copy_of_exact_weights(model):
    assert Explainer(model).clip is model.clip


def test_the_same_pixels_and_score(model, picture):
    explainer = Explainer(model)
    with torch.no_grad():
        features = explainer.clip.encode_image(explainer.pixels(picture))
    ranked = encode_images(model, explainer.seen(picture)[None])
    np.testing.assert_allclose(torch.nn.functional.normalize(features, dim=-1).numpy(), ranked, atol=1e-6)


def test_one_label_is_compared_with_nothing_named(model, picture, texts):
    explainer = Explainer(model)
    neutral = encode_texts(model, NEUTRAL_TEXTS).mean(axis=0)
    neutral /= np.linalg.norm(neutral)
    given = explainer.explain(picture, texts[:1], neutral=neutral)
    np.testing.assert_array_equal(explainer.explain(picture, texts[:1]).maps, given.maps)
    plain = explainer.explain(picture, texts[:1], neutral=np.zeros(24, np.float32))
    assert np.abs(plain.maps - given.maps).max() > 0.01


def test_a_model_that_changed_is_not_explained(build_clip, tmp_path, picture, texts):
    clip = build_clip()
    write_model(tmp_path / "mine", clip, clip.config, card="A test.")
    explainer = Explainer(load(tmp_path / "mine", device="cpu", precision="bf16"))
    other = build_clip(seed=1)
    write_model(tmp_path / "mine", other, other.config, card="Another.")
    with pytest.raises(CheckpointError, match="changed since"):
        explainer.explain(picture, texts)


def test_resnets_are_explained_too(picture, texts):
    vision = VisionConfig(kind="resnet", image_size=64, patch_size=32, width=8, layers=(1, 1, 1, 1), heads=4)
    clip = CLIP(CLIPConfig(24, vision, TextConfig(width=32, layers=1, heads=2), preprocess=PreprocessConfig(64)))
    explainer = Explainer(from_clip(clip, device="cpu", precision="bf16"))
    assert [method.name for method in explainer.methods] == ["gradcam", "raw"]
    assert explainer.explain(picture, texts, "gradcam").maps.shape == (3, 2, 2)
    with pytest.raises(UsageError, match="ResNet"):
        explainer.explain(picture, texts)


def test_a_tuned_heads_votes_are_explained_too(model, picture, texts):
    """The rows are what the score changes by: with learned pictures that vote, not the words alone."""
    explainer, rng = Explainer(model), np.random.default_rng(0)
    names = PromptSet(tuple(map(Label, ("cat", "dog", "boat"))))
    plain = drain(embed_prompts(model, names))
    assert explainer.rows(picture, plain) is plain.labels
    keys = rng.standard_normal((5, model.embed_dim)).astype(np.float32)
    keys /= np.linalg.norm(keys, axis=1, keepdims=True)
    votes = rng.standard_normal((5, 3)).astype(np.float32)
    tuned = replace(plain, neighbours=Neighbours(keys, votes, 4.0))
    rows = explainer.rows(picture, tuned)
    seen = encode_images(model, explainer.seen(picture)[None])
    step = 1e-3 * keys[:1]
    moved = tuned.neighbours.scores(seen + step) - tuned.neighbours.scores(seen) + step @ plain.labels.T
    assert np.allclose(rows @ step[0], moved[0], atol=3e-5)
    told, untold = explainer.explain(picture, rows), explainer.explain(picture, plain.labels)
    assert np.abs(told.maps - untold.maps).max() > 0.05

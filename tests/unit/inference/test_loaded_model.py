from __future__ import annotations

import numpy as np
import pytest
import torch

from clipdesk.clip.checkpoint import write_model
from clipdesk.clip.preprocess import normalise
from clipdesk.errors import CheckpointError, ModelNotFoundError, UsageError
from clipdesk.inference.model import encode_images, encode_texts, from_clip, load

TEXTS = ["a cat", "", "dog", "a photo of a very long and winding road at dusk, seen from a hill", "word " * 200, "dog"]


def test_cut_text_equals_the_full_context(model):
    tokens = torch.from_numpy(model.tokenizer.tokenize(TEXTS, 77))
    with torch.inference_mode():
        features = model.clip.encode_text(tokens)
    full = torch.nn.functional.normalize(features, dim=-1).numpy()
    for batch_size in (1, 2, 64):
        embeddings = encode_texts(model, TEXTS, batch_size)
        assert embeddings.dtype == np.float32
        assert np.abs(embeddings - full).max() <= 1e-6


def test_equal_texts_run_once_and_short_ones_are_cut(model, monkeypatch):
    shapes = []
    original = model.clip.encode_text
    monkeypatch.setattr(
        model.clip, "encode_text", lambda tokens: shapes.append(tuple(tokens.shape)) or original(tokens)
    )
    embeddings = encode_texts(model, ["cat"] * 5 + ["dog"])
    assert shapes == [(2, 3)]  # start, one word, end
    assert (embeddings[0] == embeddings[4]).all()


def test_images_are_unit_length_and_equal_plain_torch(model):
    pixels = np.random.default_rng(0).integers(0, 255, (5, 32, 32, 3), dtype=np.uint8)
    with torch.inference_mode():
        plain = model.clip.encode_image(normalise(torch.from_numpy(pixels), model.config.preprocess))
    embeddings = encode_images(model, pixels)
    assert np.abs(embeddings - torch.nn.functional.normalize(plain, dim=-1).numpy()).max() <= 1e-6
    assert np.allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-6)
    pixels.setflags(write=False)
    assert (encode_images(model, pixels) == embeddings).all()


def test_nothing_to_encode(model):
    assert encode_texts(model, []).shape == (0, 24)
    assert encode_images(model, np.zeros((0, 32, 32, 3), np.uint8)).shape == (0, 24)


def test_wrong_pixels_are_refused(model):
    with pytest.raises(UsageError, match="32, 32"):
        encode_images(model, np.zeros((1, 16, 16, 3), np.uint8))


def test_not_a_number_is_named(build_clip):
    clip = build_clip()
    clip.visual.proj.data[0, 0] = float("nan")
    model = from_clip(clip, device="cpu", precision="fp32")
    with pytest.raises(CheckpointError, match="not numbers"):
        encode_images(model, np.zeros((1, 32, 32, 3), np.uint8))


def test_small_vocabulary_is_refused(build_clip):
    with pytest.raises(CheckpointError, match="tokenizer"):
        from_clip(build_clip(vocab_size=1000), device="cpu", precision="fp32")


def test_fingerprint_follows_weights_type_and_preprocessing(build_clip):
    def fingerprint(seed=0, precision="fp32"):
        return from_clip(build_clip(seed), device="cpu", precision=precision).fingerprint

    assert fingerprint() == fingerprint()
    changed = build_clip()
    changed.text.ln_final.weight.data[3] += 1e-6
    variants = {fingerprint(), fingerprint(seed=1), fingerprint(precision="bf16"), fingerprint(precision="int8")}
    variants.add(from_clip(changed, device="cpu", precision="fp32").fingerprint)
    assert len(variants) == 5


def test_scale_is_never_rounded(build_clip):
    clip = build_clip()
    clip.logit_scale.data.fill_(4.6052)
    assert from_clip(clip, device="cpu", precision="bf16").scale == pytest.approx(np.exp(4.6052), rel=1e-6)


def test_load_from_a_folder(build_clip, tmp_path, model):
    clip = build_clip()
    write_model(tmp_path / "mine", clip, clip.config, card="A test.", dtype=torch.float32)
    loaded = load(tmp_path / "mine", device="cpu", precision="fp32")
    assert (loaded.name, loaded.path) == ("mine", tmp_path / "mine")
    assert loaded.fingerprint == model.fingerprint
    assert np.abs(encode_texts(loaded, TEXTS) - encode_texts(model, TEXTS)).max() < 1e-6
    with pytest.raises(ModelNotFoundError):
        load("no such model")

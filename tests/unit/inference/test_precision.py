from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from clipdesk.errors import DeviceError
from clipdesk.inference import precision as precisions
from clipdesk.inference.model import encode_images, encode_texts, from_clip

PIXELS = np.random.default_rng(0).integers(0, 255, (6, 32, 32, 3), dtype=np.uint8)


@pytest.mark.parametrize(("precision", "least"), [("bf16", 0.999), ("int8", 0.99)])
@pytest.mark.parametrize("stem", ["patch", "conv"])
def test_smaller_types_stay_close_to_fp32(build_clip, precision, least, stem):
    clip = build_clip(width=128, layers=4, stem=stem)
    exact = from_clip(copy.deepcopy(clip), device="cpu", precision="fp32")
    smaller = from_clip(clip, device="cpu", precision=precision)
    assert (smaller.device, smaller.precision) == ("cpu", precision)
    for encode, inputs in ((encode_images, PIXELS), (encode_texts, ["a cat", "a photo of two dogs."])):
        embeddings = encode(smaller, inputs)
        assert embeddings.dtype == np.float32
        assert (embeddings * encode(exact, inputs)).sum(axis=1).min() > least


def test_auto_takes_what_the_trial_found_faster(build_clip, monkeypatch):
    for speedup, wanted in ((3.0, "bf16"), (1.05, "fp32"), (0.3, "fp32")):
        monkeypatch.setattr(precisions, "bf16_speedup", lambda width, speedup=speedup: speedup)
        model = from_clip(build_clip(), device="cpu", precision="auto")
        assert model.precision == wanted
        assert wanted in model.notes[-1]


def test_the_trial_is_short_and_positive():
    assert precisions.bf16_speedup(32) > 0


def test_a_device_that_is_not_there_is_said_plainly(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert precisions.pick_device("auto") in ("cpu", "mps")
    with pytest.raises(DeviceError, match="cuda was asked for"):
        precisions.pick_device("cuda")
    with pytest.raises(DeviceError, match="no device called 'tpu'"):
        precisions.pick_device("tpu")
    assert precisions.why_no_cuda()


def test_a_second_gpu_that_is_not_there(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    assert precisions.pick_device("cuda:0") == "cuda:0"
    with pytest.raises(DeviceError, match="cuda:3"):
        precisions.pick_device("cuda:3")


@pytest.mark.parametrize(("precision", "reason"), [("fp16", "slower"), ("int4", "no precision")])
def test_types_that_make_no_sense_on_a_cpu(build_clip, precision, reason):
    with pytest.raises(DeviceError, match=reason):
        from_clip(build_clip(), device="cpu", precision=precision)


def test_int8_without_kernels_is_refused(build_clip, monkeypatch):
    monkeypatch.setattr(precisions, "quantised_engines", lambda: ())
    with pytest.raises(DeviceError, match="no int8 kernels"):
        from_clip(build_clip(), device="cpu", precision="int8")


def test_a_model_too_large_for_its_device(build_clip, monkeypatch):
    def fail(*_):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")

    monkeypatch.setattr(precisions, "_cast", fail)
    with pytest.raises(DeviceError, match="does not fit"):
        from_clip(build_clip(), device="cpu", precision="fp32")

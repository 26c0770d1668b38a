"""A finished model's text projection in two parts: together they are the model's own, and each has its meaning."""

import importlib

import pytest
import torch
from torch.nn.functional import cosine_similarity

from clipdesk import paths


def test_both_parts_together_are_the_models_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(paths.bundled_models_dir() / "clipdesk-starter" / "making")
    in_two = importlib.import_module("take_up").in_two
    generator = torch.Generator().manual_seed(0)
    meaning, first, second = (torch.randn(shape, generator=generator) for shape in ((3000, 24), (24, 48), (48, 32)))
    sentences = torch.nn.functional.normalize(meaning @ first, dim=-1)
    features = meaning * (1 + torch.rand(3000, 1, generator=generator))  # the towers' lengths differ
    whole = 5 * first @ second
    found_first, found_second = in_two(features, sentences, whole)
    assert cosine_similarity(features @ found_first @ found_second, features @ whole).min() > 0.9999
    assert cosine_similarity(sentences @ found_second, features @ whole).mean() > 0.99
    assert cosine_similarity(features @ found_first, sentences).mean() > 0.99

"""How the starter's training mixes pictures: what a patch shows, its map and the share of the label go together."""

import importlib

import pytest
import torch

from clipdesk import paths


def test_a_patch_keeps_its_map_when_pictures_are_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(paths.bundled_models_dir() / "clipdesk-starter" / "making")
    student = importlib.import_module("student")
    of_picture = torch.arange(50.0)
    images = of_picture[:, None, None, None].expand(50, 3, 96, 96)
    maps = of_picture[:, None, None].expand(50, 36, 2)
    mixed, mixed_maps, own = student.cut_and_mix(images, maps, torch.Generator().manual_seed(0))
    seen = torch.nn.functional.avg_pool2d(mixed, student.PATCH)[:, 0].flatten(1)
    assert torch.equal(seen, mixed_maps[..., 0])
    assert torch.equal(mixed_maps[..., 0], mixed_maps[..., 1])
    theirs = (seen == of_picture.roll(1)[:, None]).float().mean(dim=1)
    mine = (seen == of_picture[:, None]).float().mean(dim=1)
    assert torch.allclose(mine + theirs, torch.ones(50))
    assert torch.allclose(own[:, 0], mine)
    assert own.min() >= 11 / 36
    assert own.max() <= 35 / 36
    assert len(own.unique()) > 5

"""What the starter's training makes of pictures and their names."""

import importlib
import json
from pathlib import Path

import pytest
import torch

from clipdesk import paths


@pytest.fixture(autouse=True)
def making(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(paths.bundled_models_dir() / "clipdesk-starter" / "making")


def test_labels_of_one_set_are_told_apart_but_not_a_thing_from_its_kind(tmp_path: Path) -> None:
    data = importlib.import_module("training_data")
    rows = {
        "large160": [{"set": "wardrobe", "label": label} for label in ("shirt", "t-shirt", None)],
        "more160": [{"set": "more", "pool": "sky", "label": label} for label in ("nebula", "dark nebula", "galaxy")],
    }
    for pack, some in rows.items():
        (tmp_path / f"{pack}.index.jsonl").write_text("\n".join(map(json.dumps, some)))
    names = ["shirt", "t-shirt", "nebula", "dark nebula", "galaxy", "star"]
    apart = data.told_apart(tmp_path, names)
    assert torch.equal(apart, apart.T)
    told = {(names[i], names[j]) for i, j in apart.nonzero().tolist() if i < j}
    assert told == {("shirt", "t-shirt"), ("nebula", "galaxy"), ("dark nebula", "galaxy")}


def test_a_patch_keeps_its_map_when_pictures_are_mixed() -> None:
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

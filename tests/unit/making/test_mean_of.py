"""The mean of two models, as making/mean_of.py writes it."""

import importlib
import sys
from pathlib import Path

import pytest
import torch

from clipdesk import paths
from clipdesk.clip.checkpoint import read_checkpoint, write_model
from tests.helpers.checkpoints import tiny_clip


@pytest.mark.parametrize(("options", "share"), [([], 0.5), (["--share", "0.8"], 0.8)])
def test_each_weight_is_the_mean_and_the_card_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: list[str], share: float
) -> None:
    monkeypatch.syspath_prepend(paths.bundled_models_dir() / "clipdesk-starter" / "making")
    ends = [tiny_clip(seed=seed) for seed in (0, 1)]
    for clip, name in zip(ends, ("a", "b"), strict=True):
        write_model(tmp_path / name, clip, clip.config, "")
    (tmp_path / "mean").mkdir()
    (tmp_path / "mean" / "README.md").write_text("# Ours\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["mean_of.py", *(str(tmp_path / name) for name in ("a", "b", "mean")), *options])
    importlib.import_module("mean_of").main()
    first, second = (clip.state_dict() for clip in ends)
    found = read_checkpoint(tmp_path / "mean").state_dict
    assert found.keys() == first.keys()
    for name, weights in found.items():
        mean = torch.lerp(first[name].float(), second[name].float(), share)
        torch.testing.assert_close(weights.float(), mean, atol=2e-3, rtol=2e-3)
    assert (tmp_path / "mean" / "README.md").read_text(encoding="utf-8") == "# Ours\n"

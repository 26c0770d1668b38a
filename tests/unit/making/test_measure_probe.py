"""What linear probes find in a model's features, as making/measure_probe.py prints it."""

import importlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipdesk import paths
from clipdesk.clip.checkpoint import write_model
from tests.helpers.checkpoints import TINY, tiny_clip


def photos(folder: Path, rng: np.random.Generator, count: int) -> list[dict[str, str]]:
    """Noise, more red or more blue, and which."""
    rows = []
    for number in range(count):
        label = ("red", "blue")[number % 2]
        pixels = rng.integers(0, 120, (40, 40, 3))
        pixels[..., 0 if label == "red" else 2] += 100
        path = folder / f"{rng.integers(1 << 40)}.png"
        Image.fromarray(pixels.astype(np.uint8)).save(path)
        rows.append({"set": "colours", "path": path.name, "label": label})
    return rows


def test_what_features_show_is_found_and_what_they_do_not_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(paths.bundled_models_dir() / "clipdesk-starter" / "making")
    clip = tiny_clip(replace(TINY, text=replace(TINY.text, context_length=77, vocab_size=49_408)))
    write_model(tmp_path / "model", clip, clip.config, "")
    rng = np.random.default_rng(0)
    train, test = photos(tmp_path, rng, 60), photos(tmp_path, rng, 40)
    drawn = [{**row, "set": "drawn", "label": str(rng.choice(["yes", "no"]))} for row in (*train, *test)]
    packs = {"large160": [*train, *drawn[:60]], "eval_colours": test, "eval_drawn": drawn[60:]}
    for pack, rows in packs.items():
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"{pack}.index.jsonl").write_text(lines, encoding="utf-8")
    options = [str(tmp_path), str(tmp_path), "--model", str(tmp_path / "model"), "--sets", "colours", "drawn"]
    monkeypatch.setattr(sys, "argv", ["measure_probe.py", *options])
    importlib.import_module("measure_probe").main()
    colours, chance = capsys.readouterr().out.splitlines()[2:]
    assert colours == "| colours | 60 / 40 | 100.0% | 100.0% |"
    assert all(float(share.strip(" %")) < 80 for share in chance.split("|")[3:5])

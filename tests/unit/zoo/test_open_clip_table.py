"""open_clip's table is read without importing it; a table that is written otherwise is refused with the reason."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from clipdesk.errors import ModelNotFoundError
from clipdesk.zoo import open_clip_table

TABLE = """
from .constants import MEAN

def _cfg(url='', hf_hub='', **kwargs):
    # a comment
    return {'url': url, 'hf_hub': hf_hub, 'mean': MEAN, 'resize_mode': 'shortest', **kwargs}

_SMALL = dict(
    one=_cfg(url='https://example.invalid/one.pt', quick_gelu=True),
    two=_cfg(hf_hub='someone/two/', resize_mode='squash'),
)
_OTHER = print('this never runs')
_PRETRAINED = {'small': _SMALL, 'large': dict(three=_cfg())}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    spec = ModuleSpec("open_clip", None, is_package=True)
    assert spec.submodule_search_locations is not None
    spec.submodule_search_locations.append(str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec if name == "open_clip" else None)
    (tmp_path / "constants.py").write_text("MEAN = (0.5, 0.25, 0.125)\n")
    (tmp_path / "pretrained.py").write_text(TABLE)
    return tmp_path


def test_values_are_picked_out_and_nothing_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = open_clip_table.pretrained()
    assert list(table) == ["small", "large", "small-quickgelu"]
    one = {
        "url": "https://example.invalid/one.pt", "hf_hub": "", "mean": (0.5, 0.25, 0.125), "resize_mode": "shortest",
        "quick_gelu": True,
    }  # fmt: skip
    assert table["small"]["one"] == one
    assert table["small"]["two"]["resize_mode"] == "squash"
    assert table["small-quickgelu"] == {"one": one}
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "text",
    ["", "_PRETRAINED = open('x')", "_PRETRAINED = {'a': [1]}", "_PRETRAINED = (", "_PRETRAINED = {'a': _cfg(1)}"],
)
def test_another_table_is_refused(folder: Path, text: str) -> None:
    (folder / "pretrained.py").write_text(text)
    with pytest.raises(ModelNotFoundError, match="comes with open_clip_torch"):
        open_clip_table.pretrained()


def test_without_open_clip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ModelNotFoundError, match="not installed"):
        open_clip_table.pretrained()


def test_damaged_descriptions_are_refused(folder: Path) -> None:
    (folder / "model_configs").mkdir()
    (folder / "model_configs" / "a.json").write_text('{"embed_dim": 1, "vision_cfg": {}, "text_cfg": {}}')
    (folder / "model_configs" / "b.json").write_text('{"embed_dim": 1}')
    assert open_clip_table.architectures().keys() == {"a"}
    (folder / "model_configs" / "c.json").write_text("{")
    with pytest.raises(ModelNotFoundError, match="comes with open_clip_torch"):
        open_clip_table.architectures()


def test_reading_imports_neither_open_clip_nor_torch() -> None:
    code = "import sys; from clipdesk.zoo import open_clip_table as t; t.pretrained(); t.architectures(); assert"
    code += " not {'open_clip', 'torch', 'torchvision'} & sys.modules.keys()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

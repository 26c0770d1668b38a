"""What may be imported where, and what no file may call."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "clipdesk").rglob("*.py"))
UNSAFE = re.compile(
    r"torch\.jit\.load|weights_only\s*=\s*False|pickle\.loads?\(|allow_pickle\s*=\s*True|trust_remote_code|shell\s*=\s*True"
    r"|(?<![\w.])(eval|exec)\("
)


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has after running `code`."""
    program = f"{code}\nimport sys\nprint('\\n'.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_the_package_is_light_to_import() -> None:
    assert not loaded_after("import clipdesk") & {"torch", "PySide6", "open_clip", "torchvision", "numpy"}


def test_help_comes_before_torch() -> None:
    code = "from click.testing import CliRunner as R; from clipdesk.cli.main import program as p; R().invoke(p, ['-h'])"
    assert not loaded_after(code) & {"torch", "PySide6", "open_clip", "torchvision"}


def test_the_window_and_its_training_tab_come_before_torch() -> None:
    loaded = loaded_after("import clipdesk.gui.app, clipdesk.gui.training_tab")
    assert "PySide6" in loaded
    assert not loaded & {"torch", "open_clip", "torchvision", "pyqtgraph"}


def test_a_classification_needs_neither_qt_nor_open_clip() -> None:
    code = "import clipdesk; clipdesk.Classifier(clipdesk.load('starter', precision='fp32'), ['cat']).score"
    loaded = loaded_after(code)
    assert "torch" in loaded
    assert not loaded & {"PySide6", "open_clip", "torchvision", "transformers"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_way_to_run_code_from_a_file(path: Path) -> None:
    code = "\n".join(line.split("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
    code = re.sub(r'"""[\s\S]*?"""', "", code)
    assert not UNSAFE.search(code)


def test_the_net_catches() -> None:
    assert UNSAFE.search("torch.load(path, weights_only=False)")
    assert UNSAFE.search("x = eval(text)")
    assert not UNSAFE.search("model.eval()")

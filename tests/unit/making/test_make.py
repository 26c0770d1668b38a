"""The starter's recipe as one command: stages in order, each once, and again where one was broken off."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from clipdesk import paths

MAKE = paths.bundled_models_dir() / "clipdesk-starter" / "making" / "make.py"


def make(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    folders = [tmp_path / "clones", tmp_path / "raw", tmp_path / "data", "--captions", tmp_path / "captions"]
    command = [sys.executable, str(MAKE), *map(str, folders), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    """Two stages; the second fails for as long as a file is missing."""
    (tmp_path / "first.py").write_text("import sys\nprint('made of', sys.argv[1])")
    (tmp_path / "second.py").write_text("import sys, pathlib\nsys.exit(0 if pathlib.Path(sys.argv[1]).exists() else 3)")
    stages = [
        {"name": "first one", "command": [str(tmp_path / "first.py"), "{raw}"], "prints": "first.txt"},
        {"name": "second", "needs": ["first one"], "command": [str(tmp_path / "second.py"), "{raw}/there"]},
    ]
    path = tmp_path / "recipe.json"
    path.write_text(json.dumps({"stages": stages}))
    return path


def test_goes_on_where_it_was_broken_off(tmp_path: Path, recipe: Path) -> None:
    broken = make(tmp_path, "--recipe", str(recipe))
    assert broken.returncode == 1
    assert "the stage second ended with 3" in broken.stderr
    assert (tmp_path / "data" / "first.txt").read_text() == f"made of {tmp_path / 'raw'}\n"
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "there").touch()
    whole = make(tmp_path, "--recipe", str(recipe))
    assert whole.returncode == 0
    assert whole.stdout.splitlines() == ["first one: done", "second: to do"]


def test_the_starters_own_stages_stand_in_order_and_name_scripts_that_are_there(tmp_path: Path) -> None:
    listed = make(tmp_path, "--list")
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.startswith("gather: to do")
    assert not (tmp_path / "data").exists()
    for stage in json.loads((MAKE.parent / "recipe.json").read_text())["stages"]:
        script, *arguments = stage["command"]
        known = (MAKE.parent / script).read_text() + (MAKE.parent / "training_data.py").read_text()
        for option in (part for part in arguments if part.startswith("--")):
            assert f'"{option}"' in known, f"{script} has no {option}"


def test_a_stage_before_what_it_needs_is_refused(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps({"stages": [{"name": "late", "needs": ["early"], "command": ["make.py"]}]}))
    refused = make(tmp_path, "--recipe", str(recipe))
    assert refused.returncode == 1
    assert "late needs early" in refused.stderr

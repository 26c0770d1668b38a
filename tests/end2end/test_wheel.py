"""The wheel, installed into an empty environment and run from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from clipdesk.data.samples import installed_samples

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    subprocess.run([*map(str, command)], check=True, timeout=100)
    (path,) = folder.glob("clipdesk-*.whl")
    return path


def test_the_wheel_holds_what_is_needed_and_no_more(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "clipdesk/__init__.py",
        "clipdesk/models/clipdesk-starter/config.json",
        "clipdesk/models/clipdesk-starter/model.safetensors",
        "clipdesk/models/clipdesk-starter/README.md",
        "clipdesk/resources/templates/imagenet.json",
    ):
        assert needed in names
    assert not [name for name in names if "making" in name or name.startswith(("tests/", "models/", "resources/"))]
    assert wheel.stat().st_size < 26_000_000


@pytest.mark.timeout(240)
def test_it_runs_from_another_folder(wheel: Path, tmp_path: Path, own_home: Path) -> None:
    """What clipdesk depends on is lent to the new environment, or torch would have to be fetched again."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True
    )
    where = subprocess.run(
        [scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lent = tmp_path / "lent"
    lent.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "clipdesk" not in entry.name:
            (lent / entry.name).symlink_to(entry)
    (Path(where.stdout.strip()) / "lent.pth").write_text(f"{lent}\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    photo = next(sample.path for sample in installed_samples() if sample.path.name == "coffee.png")
    arguments = ["classify", photo, "--labels", "cup of coffee,dog", "--format", "jsonl"]
    done = subprocess.run(
        [scripts / "clipdesk", *map(str, arguments)], cwd=elsewhere, env=variables, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert {one["label"] for one in json.loads(done.stdout)["predictions"]} == {"cup of coffee", "dog"}
    place = subprocess.run(
        [scripts / "python", "-c", "from clipdesk import paths as p; print(p.bundled_models_dir(), p.resources_dir())"],
        cwd=elsewhere, env=variables, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert all(Path(line).is_relative_to(environment.resolve()) for line in place.stdout.split())

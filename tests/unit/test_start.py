"""The program's own way to start its children, which the packaged one needs: it has no other Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import clipdesk
from clipdesk import paths
from clipdesk.training.events import Failed, from_line

START = [sys.executable, "-c", "import sys; from clipdesk.start import main; main()"]


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(clipdesk.__file__).parents[1])}
    return subprocess.run(
        [*START, *arguments], input=text, env=environment, capture_output=True, text=True, check=False, timeout=100
    )


def test_a_picture_is_tried(tmp_path: Path) -> None:
    name = tmp_path / "broken.jpg"
    name.write_bytes(b"\xff\xd8\xff")
    done = run(*paths.child_command("clipdesk.data.trial")[1:], text=f"{name}\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_training_process_tells_of_its_failure(tmp_path: Path) -> None:
    done = run(*paths.child_command("clipdesk.training.process")[1:], str(tmp_path / "nothing"))
    assert done.returncode == 1
    event = from_line(done.stdout)
    assert isinstance(event, Failed)
    assert "nothing" in event.sentence


@pytest.mark.parametrize("arguments", [("-m", "clipdesk.cli.main"), ("-m",), ("-m", "http.server")])
def test_no_other_module_is_run(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "No such option" in done.stderr

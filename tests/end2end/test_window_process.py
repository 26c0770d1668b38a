"""The real program with its window, as a process of its own: closed in every state, killed, opened again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from clipdesk import paths
from tests.helpers.web_server import Manner, serving
from tests.helpers.window_process import (
    DRIVER,
    LABELS,
    ROOT,
    STATES,
    check_closed,
    check_kept,
    embedded,
    photographs,
    started,
    until,
)

LONGEST_SECONDS = 3.0


@contextmanager
def display() -> Iterator[str]:
    """A display of memory, for the time of the block."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as said:
            name = f":{said.readline().strip()}"
        try:
            shown = [sys.executable, "-c", "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"]
            environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": name}
            if subprocess.run(shown, env=environment, capture_output=True, check=False).returncode:
                pytest.skip("Qt lacks a library that it needs to speak to a display")
            yield name
        finally:
            server.terminate()


@pytest.mark.parametrize("state", STATES)
def test_closing_in_every_state(state: str, tmp_path: Path) -> None:
    folder = photographs(tmp_path / "pictures", 40 if state == "embedding" else 12)
    with serving(b"x" * 1_000_000) as web:
        web.always = Manner(silent_after=100_000)
        with started(state, folder, "--labels", LABELS, CLIPDESK_TEST_URL=f"{web.url}/model.bin") as process:
            assert check_closed(process, folder) < LONGEST_SECONDS


def test_a_folder_that_the_system_asks_it_to_open(tmp_path: Path) -> None:
    folder = photographs(tmp_path / "pictures", 3)
    with started("opened", "--labels", LABELS, CLIPDESK_TEST_FOLDER=str(folder)) as process:
        assert check_closed(process, folder) < LONGEST_SECONDS


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no virtual display is installed")
@pytest.mark.parametrize("state", ["start", "dialog"])
def test_closing_on_a_display(state: str, tmp_path: Path) -> None:
    folder = photographs(tmp_path / "pictures", 4)
    with (
        display() as name,
        started(state, folder, "--labels", LABELS, platform="xcb", DISPLAY=name) as process,
    ):
        assert check_closed(process, folder) < LONGEST_SECONDS


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_the_system_asks_it_to_end(tmp_path: Path) -> None:
    folder = photographs(tmp_path / "pictures", 4)
    with started("start, stay", folder, "--labels", LABELS) as process:
        until(process, "reached")
        time.sleep(0.5)
        process.terminate()
        _, said = process.communicate(timeout=LONGEST_SECONDS)
    assert process.returncode == 0, said
    check_kept(folder)


def test_killed_while_it_embeds_and_while_it_saves(tmp_path: Path) -> None:
    folder = photographs(tmp_path / "pictures", 40)
    with started("embedding, stay", folder, "--labels", LABELS) as process:
        until(process, "reached embedding")
        process.kill()
        process.wait()
    check_kept(folder)
    assert 0 < embedded() < 40
    with started("saving, stay") as process:  # opens where it was left: no folder, no labels are given
        until(process, "reached saving")
        time.sleep(0.3)
        process.kill()
        process.wait()
    check_kept(folder, marked=2)
    assert embedded() == 40
    with started("idle") as process:
        check_closed(process, folder, marked=2)


def test_after_a_native_crash_the_next_start_offers_its_log() -> None:
    with started("crashing") as process:
        until(process, "reached crashing")
        process.wait()
        assert process.returncode not in (0, 1)
    with started("offering") as process:
        offered = until(process, "offered")
        assert "clipdesk ended unexpectedly the last time." in offered
        assert "window_driver.py" in offered
        assert "in crashing" in offered
        check_closed(process, None)
    with started("start") as process:
        check_closed(process, None)
    assert not list(paths.user_log_dir().glob("running-*"))


def test_a_decoder_that_crashes_loses_one_file(tmp_path: Path) -> None:
    folder = photographs(tmp_path / "pictures", 6)
    with Image.open(folder / "03.jpg") as image:
        image.load()
        image.save(folder / "03.jpg", comment=b"this one crashes")
    crashing = os.pathsep.join((str(DRIVER.parent / "crashing_decoder"), str(ROOT)))
    with started("idle", folder, "--labels", LABELS, PYTHONPATH=crashing) as process:
        process.communicate(timeout=60)
        assert process.returncode not in (0, 1)
    with started("failed", "--labels", LABELS, PYTHONPATH=crashing) as process:
        assert until(process, "failed").startswith("failed 03.jpg Decoding this picture made clipdesk end unexpectedly")
        check_closed(process, folder)
    assert embedded() == 5

"""The real program with its window as a process of its own: brought into a state, closed or killed, and looked at."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image

import clipdesk
from clipdesk import paths
from clipdesk.data.samples import installed_samples
from clipdesk.inference.marks import Marks
from clipdesk.inference.project import open_project

DRIVER = Path(__file__).parent / "window_driver.py"
ROOT = Path(clipdesk.__file__).parent.parent
LABELS = "cat,cup of coffee,flower,rocket"
STATES = ("start", "loading", "embedding", "idle", "scanning", "ranking", "explaining", "filing", "download", "dialog")


def photographs(folder: Path, count: int) -> Path:
    """Pictures of the sample photographs, each a content of its own."""
    folder.mkdir()
    samples = installed_samples()
    for number in range(count):
        with Image.open(samples[number % len(samples)].path) as image:
            width = 260 + number
            image.convert("RGB").resize((width, width * image.height // image.width)).save(folder / f"{number:02}.jpg")
    return folder


@contextmanager
def started(
    state: str, *arguments: object, platform: str = "offscreen", **more: str
) -> Iterator[subprocess.Popen[str]]:
    """The program on its way to a state; its output can be read line by line."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": platform,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),  # the program that is tested here, whatever else is installed
        **more,
    }
    command = [sys.executable, str(DRIVER), state, *map(str, arguments)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(process: subprocess.Popen[str], line: str) -> str:
    """The first line of the output that begins so."""
    assert process.stdout is not None
    for found in process.stdout:
        if found.startswith(line):
            return found
    raise AssertionError(f"the program ended before it said {line!r}: {process.communicate()[1]}")


def check_closed(
    process: subprocess.Popen[str], folder: Path | None, marked: int = 0, *, others_seconds: float = 5.0
) -> float:
    """Wait for a window that closes itself; the seconds that it took. What must be true of every end is checked.

    `others_seconds`: how much later the processes may end that it has started: PyTorch's import runs `ldconfig`, which
    may outlive for a moment a window that is closed in the midst of it.
    """
    begun = float(until(process, "closing").split()[1])
    _, said = process.communicate(timeout=30)
    seconds = time.time() - begun
    assert process.returncode == 0, said
    assert "QThread" not in said
    assert "Traceback" not in said
    assert "Fatal" not in said
    if os.name == "posix":  # the program leads a group of its own: nobody of it may be left
        latest = time.monotonic() + others_seconds
        while _has_members(process.pid) and time.monotonic() < latest:
            time.sleep(0.05)
        assert not _has_members(process.pid)
    check_kept(folder, marked)
    return seconds


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def check_kept(folder: Path | None, marked: int = 0) -> None:
    """The project holds what was asked for, and the cache is whole."""
    project = open_project(paths.user_data_dir() / "projects" / "Untitled.clipdesk")
    assert not project.notes
    assert project.sources == ((folder,) if folder is not None else ())
    if folder is not None:
        assert project.prompts is not None
        assert {label.name for label in project.prompts.labels} <= set(LABELS.split(","))
    with Marks(project.folder) as marks:
        assert not marks.notes
        assert len(marks.all()) == marked
    if paths.embedding_cache_path().exists():
        with closing(sqlite3.connect(paths.embedding_cache_path())) as cache:
            assert cache.execute("pragma quick_check").fetchall() == [("ok",)]


def embedded() -> int:
    """How many pictures' embeddings the cache holds."""
    with closing(sqlite3.connect(paths.embedding_cache_path())) as cache:
        return int(cache.execute("select count(*) from files").fetchone()[0])

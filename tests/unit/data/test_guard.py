"""A decoder that crashes takes the process with it, once; after that only the one file is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import clipdesk
from clipdesk.data import guard, images
from clipdesk.data.guard import Guard
from clipdesk.data.samples import installed_samples
from clipdesk.errors import ImageError

HELPERS = Path(__file__).parents[2] / "helpers"
CRASHING = (str(HELPERS / "crashing_decoder"), str(Path(clipdesk.__file__).parent.parent))
REFUSED = "damaged: Decoding this picture made clipdesk end unexpectedly, so it is left out."
MARK = b"this one crashes"
READING = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from clipdesk.data import guard, images
from clipdesk.errors import ImageError
folder, *names = sys.argv[1:]
held = guard.Guard(Path(folder))
guard.install(held)
def read(name):
    try:
        return images.decode(Path(name)).width
    except ImageError as error:
        return f"{error.kind}: {error}"
with ThreadPoolExecutor(4) as pool:
    print(json.dumps(list(pool.map(read, names))))
held.close()
"""


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Sample photographs, and among them one that crashes the decoder."""
    paths = []
    for number, sample in enumerate(installed_samples()[:6]):
        paths.append(tmp_path / f"{number}.jpg")
        with Image.open(sample.path) as image:
            image.convert("RGB").save(paths[-1], comment=MARK if number == 3 else b"")
    return paths


def read(folder: Path, paths: list[Path]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(CRASHING)}
    command = [sys.executable, "-c", READING, str(folder), *map(str, paths)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_a_crash_loses_one_file_and_happens_once(tmp_path: Path, pictures: list[Path]) -> None:
    folder = tmp_path / "reading"
    crashed = read(folder, pictures)
    assert crashed.returncode != 0
    assert crashed.stdout == ""
    for _ in range(2):  # the second time it is known
        together = read(folder, [pictures[3]] * 4)  # one thread each
        assert together.returncode == 0
        assert set(json.loads(together.stdout)) == {REFUSED}
        after = read(folder, pictures)
        assert after.returncode == 0, after.stderr
        found = json.loads(after.stdout)
        assert found[3] == REFUSED
        assert all(isinstance(width, int) for place, width in enumerate(found) if place != 3)
    assert json.loads((folder / "crashed.json").read_text())["suspects"] == []
    assert not list(folder.glob("*.slots"))
    shutil.copy(pictures[0], pictures[3])  # another picture under the same name
    assert json.loads(read(folder, pictures).stdout)[3] == json.loads(after.stdout)[0]


def test_what_a_killed_process_was_reading_is_tried_and_read(tmp_path: Path, pictures: list[Path]) -> None:
    killed = Guard(tmp_path / "reading")
    reading = killed.reading(pictures[0])
    reading.__enter__()
    left = killed._path.read_bytes()
    beside = Guard(tmp_path / "reading")
    assert beside.suspects == frozenset()  # the other one lives
    beside.close()
    reading.__exit__(None, None, None)
    killed.close()
    (tmp_path / "reading" / "reading-1-1.slots").write_bytes(left)
    later = Guard(tmp_path / "reading")
    assert later.suspects == {str(pictures[0])}
    guard.install(later)
    try:
        assert images.decode(pictures[0]).width > 0
    finally:
        guard.install(None)
    assert later.suspects == frozenset()
    later.close()


def test_more_threads_than_slots_and_names_too_long(tmp_path: Path) -> None:
    held = Guard(tmp_path / "reading")
    open_ones = [held.reading(tmp_path / str(number)) for number in range(80)]
    for one in open_ones:
        one.__enter__()
    for one in open_ones:
        one.__exit__(None, None, None)
    with held.reading(tmp_path / ("x" * 5000)):
        content = held._path.read_bytes()
        assert not any(content[start : start + 2] != b"\0\0" for start in range(0, len(content), 4096))
    held.close()


@pytest.mark.parametrize(
    "content", ["", "[]", '{"suspects": 1, "refused": {}}', '{"suspects": [], "refused": {"a": 1}}']
)
def test_a_damaged_note_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "crashed.json").write_text(content)
    held = Guard(tmp_path)
    with pytest.raises(ImageError), held.reading(tmp_path / "x.jpg"):
        raise ImageError("missing", "There is no such file.")
    assert held.suspects == frozenset()
    held.close()

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from clipdesk.errors import ProjectError, UsageError
from clipdesk.inference import project as projects
from clipdesk.inference.project import Marks, NamedPrompts, create, is_project, open_project, save
from clipdesk.inference.prompts import Label, Prompt, PromptSet
from clipdesk.inference.verified import verified_images

ROOT = Path(__file__).resolve().parents[3]
CATS = PromptSet((Label("cat", (Prompt("a cat", 0.5),)), Label("dog", (), ("wolf",))), ("{}.",), "multi", ("nothing",))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "work" / "pets.clipdesk"


@pytest.fixture
def clock(monkeypatch):
    """The time that project.py sees; set `now`."""

    class Clock(datetime):
        at = datetime(2025, 1, 1, tzinfo=UTC)

        @classmethod
        def now(cls, tz=None):
            return cls.at

    monkeypatch.setattr(projects, "datetime", Clock)
    return Clock


def _full(project, *sources):
    named = (NamedPrompts("first", CATS), NamedPrompts("zweite 🐈", PromptSet((Label("x"),))))
    return replace(
        project, sources=sources, prompt_sets=named, active=1, model="ViT-B-32:openai", fingerprint="abc",
        reject=0.25, template_set="photo",
    )  # fmt: skip


def test_everything_comes_back(folder, tmp_path):
    odd = tmp_path / (os.fsdecode(b"odd \xff\n") if os.name != "nt" else "odd")
    project = create(folder)
    assert (project.name, project.prompts, project.model) == ("pets", None, "starter")
    assert is_project(folder)
    project = _full(project, tmp_path / "photos", odd)
    save(project)
    again = open_project(folder)
    assert again == project
    assert again.prompts == PromptSet((Label("x"),))
    assert list(folder.glob("*.part")) == []
    with pytest.raises(ProjectError, match="already"):
        create(folder)


def test_a_project_moves_with_its_pictures_and_without(folder, tmp_path):
    (tmp_path / "work" / "photos").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    save(_full(create(folder), tmp_path / "work" / "photos", tmp_path / "elsewhere"))
    shutil.move(tmp_path / "work", tmp_path / "moved" / "deeper")
    moved = open_project(tmp_path / "moved" / "deeper" / "pets.clipdesk")
    assert moved.sources == (tmp_path / "moved" / "deeper" / "photos", tmp_path / "elsewhere")
    shutil.move(tmp_path / "moved" / "deeper" / "pets.clipdesk", tmp_path / "x" / "y" / "alone")
    alone = open_project(tmp_path / "x" / "y" / "alone")
    assert alone.sources[1] == tmp_path / "elsewhere"
    assert alone.name == "alone"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", "{}", "[" * 100_000, '{"clipdesk_project": 1}', '{"clipdesk_project": "1"}', None, "half",
     "bad reject", "bad prompts", "bad sources", "bad model"],
)  # fmt: skip
def test_damage_opens_the_newest_good_backup(folder, text, clock, tmp_path):
    project = _full(create(folder), tmp_path)
    clock.at = datetime(2025, 1, 2, tzinfo=UTC)
    save(project)
    (folder / "backups" / "project-20260101T000000Z.json").write_text("{bad")
    path = folder / "project.json"
    values = json.loads(path.read_text())
    edits = {"bad reject": {"reject": 7}, "bad prompts": {"prompt_sets": [{"name": "x", "prompts": []}]},
             "bad sources": {"sources": [3]}, "bad model": {"model": 3}}  # fmt: skip
    if text is None:
        path.unlink()
    elif text == "half":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.write_text(json.dumps({**values, **edits[text]}) if text in edits else text)
    again = open_project(folder)
    assert replace(again, notes=()) == project
    assert "project-20250102T000000Z.json" in again.notes[0]
    assert len(list(folder.glob("project.json.damaged-*"))) == (text is not None)
    save(again)
    assert open_project(folder).notes == ()


def test_what_cannot_be_opened_says_why(folder, tmp_path):
    with pytest.raises(ProjectError, match="not a clipdesk project"):
        open_project(tmp_path)
    with pytest.raises(ProjectError, match="not a clipdesk project"):
        open_project(tmp_path / "missing")
    create(folder)
    path = folder / "project.json"
    good = path.read_text()
    path.write_text(good.replace('"clipdesk_project": 1', '"clipdesk_project": 2'))
    with pytest.raises(ProjectError, match="newer version"):
        open_project(folder)
    assert path.exists()
    shutil.rmtree(folder / "backups")
    path.write_text("{")
    with pytest.raises(ProjectError, match="no good backup"):
        open_project(folder)
    assert path.read_text() == "{"


def test_three_backups_ten_minutes_apart(folder, clock):
    project = create(folder)
    with Marks(folder) as marks:
        marks.verify("a", Path("/a.jpg"), "cat")
    for minute in range(0, 100, 3):
        clock.at = datetime(2025, 1, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
        save(replace(project, reject=minute / 100))
    names = sorted(path.name for path in (folder / "backups").iterdir())
    assert [name[:6] for name in names] == ["marks-"] * 3 + ["projec"] * 3
    stamps = [datetime.strptime(name, "project-%Y%m%dT%H%M%SZ.json") for name in names[3:]]  # noqa: DTZ007
    assert [(b - a).seconds >= 600 for a, b in pairwise(stamps)] == [True, True]
    assert stamps[-1] >= datetime(2025, 1, 1, 2, 30)  # noqa: DTZ001
    with Marks(folder) as marks:
        assert marks.all()


def test_saving_is_whole_or_not_at_all(folder, monkeypatch):
    project = create(folder)
    before = (folder / "project.json").read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProjectError, match="No space left"):
        save(replace(project, reject=0.5))
    assert (folder / "project.json").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["backups", "project.json"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ProjectError, match="cannot be made"):
        create(tmp_path / "file" / "project")


_SAVER = """
import sys
from dataclasses import replace
from pathlib import Path
from clipdesk.inference.project import open_project, save
project = open_project(Path(sys.argv[1]))
print("go", flush=True)
for number in range(100_000):
    save(replace(project, model=str(number) * 2000))
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_two_savers_killed_leave_a_good_project(folder):
    create(folder)
    command = [sys.executable, "-c", _SAVER, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    leftover = folder / "project.json.1.part"
    leftover.touch()
    os.utime(leftover, (0, 0))
    savers = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) for _ in range(2)]
    for saver in savers:
        assert saver.stdout.readline() == b"go\n"
    for _ in range(30):
        found = open_project(folder)
        assert found.notes == ()
    for saver in savers:
        saver.kill()
        saver.wait()
        saver.stdout.close()
    found = open_project(folder)
    save(found)
    assert not leftover.exists()
    assert found.notes == ()
    assert found.model == "starter" or found.model == found.model[: len(found.model) // 2000] * 2000


def test_verified_pictures_are_data(folder, tmp_path):
    project = replace(create(folder), prompt_sets=(NamedPrompts("pets", CATS),))
    (tmp_path / "a.jpg").touch()
    (tmp_path / "b.jpg").touch()
    with pytest.raises(UsageError, match="no verified pictures"):
        verified_images(project)
    with Marks(folder) as marks:
        marks.verify("a", tmp_path / "a.jpg", "dog")
        marks.verify("b", tmp_path / "b.jpg", "bird")
        marks.verify("c", tmp_path / "c.jpg", "cat")
        marks.verify("d", tmp_path / "b.jpg", "")
    data = verified_images(project)
    assert data.classes == ("cat", "dog")
    assert data.targets.tolist() == [1]
    assert os.path.samefile(data.paths[0], tmp_path / "a.jpg")
    assert sorted(one.kind for one in data.skipped) == ["label", "label", "missing"]


def test_the_core_of_the_window_is_light_to_import():
    """The window's first paint comes before torch."""
    modules = ["filing", "xmp", "report", "ranking", "prompt_files", "project", "rejecting", "verified"]
    code = "".join(f"import clipdesk.inference.{module}\n" for module in modules)
    code += "import sys\nprint(sorted({'torch', 'PySide6', 'open_clip', 'pyarrow'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"

"""Folders, settings and progress."""

from __future__ import annotations

import re
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from clipdesk import paths, settings
from clipdesk.errors import UsageError
from clipdesk.progress import Progress, drain
from clipdesk.settings import Settings


def test_everything_of_the_user_lies_in_the_home(own_home: Path) -> None:
    for path in (paths.user_models_dir(), paths.embedding_cache_path(), paths.settings_path()):
        assert path.is_relative_to(own_home)


def test_without_a_home_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLIPDESK_HOME")
    assert paths.user_data_dir().is_absolute()
    assert "clipdesk" in paths.user_cache_dir().parts


def test_what_comes_with_the_program_is_there() -> None:
    assert (paths.bundled_models_dir() / "clipdesk-starter" / "model.safetensors").is_file()
    assert (paths.resources_dir() / "templates").is_dir()


def test_settings_round_trip() -> None:
    assert settings.load() == Settings()
    settings.save(Settings(model="other", mirror="http://127.0.0.1:1"))
    assert settings.load() == Settings(model="other", mirror="http://127.0.0.1:1")
    assert not list(paths.settings_path().parent.glob("*.part"))


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"model": 5}', b"\xff\xfe", b""])
def test_damaged_settings_are_named(content: bytes) -> None:
    paths.settings_path().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_path().write_bytes(content)
    with pytest.raises(UsageError, match=r"settings\.json"):
        settings.load()


def test_settings_of_a_later_version_are_read() -> None:
    paths.settings_path().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_path().write_text('{"device": "cpu", "colour": "blue"}')
    assert settings.load().device == "cpu"


def test_settings_that_cannot_be_saved(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="cannot be saved"):
        settings.save(Settings(), tmp_path / "file" / "settings.json")


def test_drain_returns_the_result_and_closes() -> None:
    seen: list[Progress] = []
    closed: list[bool] = []

    def work() -> Generator[Progress, None, str]:
        try:
            yield Progress("one", 0, 2)
            yield Progress("one", 1, 2)
        finally:
            closed.append(True)
        return "done"

    assert drain(work(), seen.append) == "done"
    assert [step.done for step in seen] == [0, 1]

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drain(work(), stop)
    assert closed == [True, True]


def test_a_child_is_started_by_this_very_program() -> None:
    command = [*paths.child_command("clipdesk.data.trial")]
    assert command == [sys.executable, "-m", "clipdesk.data.trial"]
    assert not paths.is_packaged()


@pytest.mark.parametrize(
    ("platform", "program", "child"),
    [
        ("linux", "/opt/clipdesk/clipdesk", "/opt/clipdesk/clipdesk"),
        ("win32", "/Programs/clipdesk/clipdesk-window.exe", "/Programs/clipdesk/clipdesk.exe"),
    ],
)
def test_children_of_the_packaged_program(
    platform: str, program: str, child: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "executable", program)
    assert paths.is_packaged()
    assert paths.child_command("clipdesk.data.trial") == [str(Path(child)), "-m", "clipdesk.data.trial"]


def test_nothing_else_asks_whether_it_is_packaged() -> None:
    package = Path(paths.__file__).parent
    asking = re.compile(r"""["']frozen["']\s*[,)]|sys\.frozen|_MEIPASS""")
    assert [path.name for path in package.rglob("*.py") if asking.search(path.read_text("utf-8"))] == ["paths.py"]

"""The manual page names the options that the program has, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from clipdesk.cli.main import COMMANDS, Program, program

MANUAL = Path(__file__).parents[3] / "packaging/linux/clipdesk.1"
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def _sections() -> dict[str, str]:
    """The page's plain words by section; commands by their name."""
    text = MANUAL.read_text(encoding="utf-8").replace("\\-", "-")
    text = re.sub(r"\\f[A-Z]", "", text)  # changes of the type face
    pieces = re.split(r"^\.S[HS] (.+)$", text, flags=re.MULTILINE)
    titles = (re.sub(r"^clipdesk (\w+).*", r"\1", title) for title in pieces[1::2])
    return dict(zip(titles, pieces[2::2], strict=True))


def _command(name: str) -> click.Command:
    assert isinstance(program, Program)
    if name == "gui":
        from clipdesk.gui.command import command

        return command
    found = program.get_command(click.Context(program), name)
    assert found is not None
    return found


def _options(command: click.Command) -> set[str]:
    names = {name for one in command.params for name in one.opts if name.startswith("--")}
    if isinstance(command, click.Group):
        for part in command.commands.values():
            names |= _options(part)
    return names


@pytest.mark.parametrize("name", ["gui", *COMMANDS])
def test_every_option_is_described(name: str) -> None:
    sections = _sections()
    general = " ".join(sections[title] for title in ("GENERAL OPTIONS", "PROMPT OPTIONS", "MODEL OPTIONS"))
    described = set(_OPTION.findall(sections[name])) | set(_OPTION.findall(general))
    assert _options(_command(name)) <= described


@pytest.mark.parametrize("name", ["gui", *COMMANDS])
def test_no_option_is_invented(name: str) -> None:
    described = set(_OPTION.findall(_sections()[name]))
    assert described <= _options(_command(name)), name


def test_the_parts_of_models_are_all_there() -> None:
    models = _command("models")
    assert isinstance(models, click.Group)
    described = set(re.findall(r"^\.B[RI] (\w+)", _sections()["models"], flags=re.MULTILINE))
    assert set(models.commands) <= described

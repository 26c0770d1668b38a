"""Where errors become sentences and exit codes."""

from __future__ import annotations

import errno
import importlib
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result

from clipdesk import __version__, errors
from clipdesk.cli import options
from clipdesk.cli.main import COMMANDS, program

RAISED: list[BaseException] = []


@click.command("classify")
@options.debug_option
def faulty() -> None:
    """Raise what the test put there."""
    raise RAISED[0]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`clipdesk classify` raises RAISED[0]."""
    monkeypatch.setattr(importlib.import_module("clipdesk.cli.classify"), "command", faulty)
    yield
    RAISED.clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, list(arguments))


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (errors.UsageError("Put it otherwise."), 2, "clipdesk: Put it otherwise.\n"),
        (errors.CheckpointError("The file is damaged."), 1, "clipdesk: The file is damaged.\n"),
        (errors.ModelNotFoundError("No such model."), 1, "clipdesk: No such model.\n"),
        (errors.DeviceError("No such device."), 1, "clipdesk: No such device.\n"),
        (MemoryError(), 1, "clipdesk: There is not enough memory."),
        (ZeroDivisionError("odd\nthing"), 1, "(ZeroDivisionError: odd thing). Run it again with --debug"),
        (KeyboardInterrupt(), 130, "clipdesk: stopped.\n"),
        (click.Abort(), 130, "clipdesk: stopped.\n"),
    ],
)
@pytest.mark.usefixtures("failing")
def test_an_error_is_one_sentence_and_a_code(error: BaseException, code: int, sentence: str) -> None:
    RAISED.append(error)
    result = run("classify")
    assert result.exit_code == code
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert not result.stdout


@pytest.mark.parametrize("arguments", [("--debug", "classify"), ("classify", "--debug")])
@pytest.mark.usefixtures("failing")
def test_debug_lets_the_traceback_through(arguments: tuple[str, ...]) -> None:
    RAISED.append(ZeroDivisionError("odd thing"))
    assert isinstance(run(*arguments).exception, ZeroDivisionError)


@pytest.mark.usefixtures("failing")
def test_a_broken_pipe_says_nothing() -> None:
    RAISED.append(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    result = run("classify")
    assert result.exit_code == 1
    assert not result.stderr


def test_without_a_command_there_is_help() -> None:
    result = run()
    assert result.exit_code == 0
    assert result.stdout == run("--help").stdout == run("-h").stdout
    for name in COMMANDS:
        assert f"  {name} " in result.stdout


def test_version() -> None:
    assert run("--version").stdout == f"clipdesk {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_helps(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: program {name}")
    assert "--debug" in result.stdout


@pytest.mark.parametrize("arguments", [("unknown",), ("classify",), ("classify", "--frobnicate"), ("embed", "x")])
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--device", "tpu"), ("--device", "cuda:x"), ("--precision", "fp8"), ("--batch-size", "0"),
        ("--batch-size", "many"), ("--top-k", "0"), ("--reject", "1.5"), ("--mode", "both"), ("--format", "xml"),
    ],
)  # fmt: skip
def test_values_are_checked_before_anything_is_loaded(option: str, value: str) -> None:
    result = run("classify", "photo.jpg", "--labels", "cat", option, value)
    assert result.exit_code == 2
    assert option in result.stderr

"""Options that several commands share."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

import click

from clipdesk.errors import UsageError

Function = TypeVar("Function", bound=Callable[..., Any])
_DEBUG = "clipdesk.debug"
_DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d{1,3})?")


@dataclass(frozen=True)
class EngineOptions:
    """Which model runs, where, and how; None stands for what the settings say."""

    model: str | None
    device: str | None
    precision: str | None
    batch_size: int | Literal["auto"]
    use_cache: bool


class BatchSize(click.ParamType[Any]):
    """`auto` or a number of pictures."""

    name = "auto|N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | Literal["auto"]:
        """The number, or "auto"."""
        if value == "auto":
            return "auto"
        try:
            size = int(value)
        except ValueError:
            size = 0
        if not 1 <= size <= 65_536:
            self.fail(f"{value!r} is neither 'auto' nor a number from 1 to 65536.", param, ctx)
        return size


class Device(click.ParamType[Any]):
    """`auto`, `cpu`, `mps`, `cuda`, or one of several CUDA devices as `cuda:1`."""

    name = "auto|cpu|cuda|mps"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it was given."""
        if not _DEVICE.fullmatch(value):
            self.fail(f"{value!r} is not one of auto, cpu, cuda, mps.", param, ctx)
        return str(value)


def engine_options(function: Function) -> Function:
    """--model, --device, --precision, --batch-size and --no-cache, given to the function as `options`."""

    @functools.wraps(function)
    def gathered(
        *args: Any,
        model: str | None,
        device: str | None,
        precision: str | None,
        batch_size: int | Literal["auto"],
        no_cache: bool,
        **rest: Any,
    ) -> Any:
        options = EngineOptions(model, device, precision, batch_size, not no_cache)
        return function(*args, options=options, **rest)

    declared = [
        click.option(
            "--model", metavar="NAME|PATH|ARCH:TAG", help="The model to use; `clipdesk models list` shows them."
        ),
        click.option("--device", type=Device(), help="Where the model runs.  [default: auto]"),
        click.option(
            "--precision",
            type=click.Choice(["auto", "fp32", "bf16", "int8"]),
            help="The number type that it runs in; fp32 is exact.  [default: auto]",
        ),
        click.option("--batch-size", type=BatchSize(), default="auto", show_default=True, help="Pictures at a time."),
        click.option("--no-cache", is_flag=True, help="Neither use nor fill the cache of embeddings."),
    ]
    return _all_of(declared, cast("Function", gathered))


def template_options(function: Function) -> Function:
    """--template, repeatable, and --templates, a set's name; `chosen_templates` makes one of the two."""
    options = [
        click.option(
            "--template",
            "template",
            multiple=True,
            metavar="TEXT",
            help="The sentence that a label is put into at {}; more than once for their mean.  "
            "[default: a photo of a {}.]",
        ),
        click.option("--templates", metavar="NAME", help="A ready set of sentences: plain, photo or imagenet."),
    ]
    return _all_of(options, function)


def chosen_templates(template: tuple[str, ...], templates: str | None) -> tuple[str, ...]:
    """What the two options come to. Raises UsageError for both at once, an unknown set or a template without {}."""
    from clipdesk.inference import prompts

    if template and templates:
        raise UsageError("--template and --templates exclude each other. Give one of them.")
    chosen = prompts.template_set(templates) if templates else template or prompts.DEFAULT_TEMPLATES
    prompts.check_templates(chosen)
    return tuple(chosen)


def debug_option(function: Function) -> Function:
    """--debug, understood by the program and by each command."""

    def remember(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        ctx.meta[_DEBUG] = value or ctx.meta.get(_DEBUG, False)

    help_text = "Show where an unexpected error comes from."
    option = click.option("--debug", is_flag=True, is_eager=True, expose_value=False, callback=remember, help=help_text)
    return option(function)


def is_debugging(ctx: click.Context) -> bool:
    """Whether --debug was given anywhere on the command line."""
    return bool(ctx.meta.get(_DEBUG, False))


def _all_of(options: Sequence[Callable[[Any], Any]], function: Function) -> Function:
    for option in reversed(options):
        function = option(function)
    return function

"""ImageNet's class names and prompt templates (Radford 2021, section 3.1.4), read from the installed open_clip.

open_clip keeps them in one Python file. Importing open_clip takes seconds, so the file's text is parsed and its
literals are picked out; nothing in it runs.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from clipdesk.errors import UsageError

_FILE = "zero_shot_metadata.py"


@lru_cache(maxsize=4)
def templates(name: str = "OPENAI_IMAGENET_TEMPLATES") -> tuple[str, ...]:
    """The templates that open_clip keeps under `name`, `{}` for the label. Raises UsageError when there are none."""
    found = tuple(_template(entry) for entry in _entries(name))
    if not all(found):
        raise _unreadable(name)
    return tuple(template for template in found if template)


@lru_cache(maxsize=1)
def class_names() -> tuple[str, ...]:
    """ImageNet's 1,000 class names as CLIP's prompts use them. Raises UsageError when they are not there."""
    name = "IMAGENET_CLASSNAMES"
    values = [entry.value for entry in _entries(name) if isinstance(entry, ast.Constant)]
    found = [value for value in values if isinstance(value, str)]
    if len(found) != 1000:
        raise _unreadable(name)
    return tuple(found)


def _entries(name: str) -> list[ast.expr]:
    """The members of the tuple that the file assigns to `name`."""
    for statement in _statements():
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Tuple | ast.List):
            continue
        if any(isinstance(target, ast.Name) and target.id == name for target in statement.targets):
            return statement.value.elts
    raise _unreadable(name)


def _statements() -> Iterator[ast.stmt]:
    spec = importlib.util.find_spec("open_clip")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        try:
            yield from ast.parse((Path(folder) / _FILE).read_text(encoding="utf-8")).body
        except (OSError, SyntaxError, UnicodeDecodeError):
            continue


def _template(entry: ast.expr) -> str | None:
    """The text of `lambda c: f'a photo of a {c}.'` with `{}` in the place of its argument; None for anything else."""
    if not (isinstance(entry, ast.Lambda) and len(entry.args.args) == 1 and isinstance(entry.body, ast.JoinedStr)):
        return None
    argument, text = entry.args.args[0].arg, ""
    for part in entry.body.values:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            text += part.value
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name) and part.value.id == argument:
            text += "{}"
        else:
            return None
    return text


def _unreadable(name: str) -> UsageError:
    return UsageError(
        f"The installed open_clip has no readable list {name}. Install open_clip_torch 3, or use templates of your own."
    )

"""open_clip's table of pretrained models and its descriptions of architectures, read from its installed files.

Importing open_clip takes seconds and needs torchvision, for a table of names and addresses. So the file's text is
parsed and its values are picked out: literals, names of earlier ones, and calls of functions that only fill in a
dictionary. Nothing in it runs.
"""

from __future__ import annotations

import ast
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clipdesk.errors import ModelNotFoundError

Details = Mapping[str, Any]
"""What open_clip says of a checkpoint: `url`, `hf_hub`, `mean`, `std`, `interpolation`, `resize_mode`, `quick_gelu`."""

_QUICK = "-quickgelu"


def pretrained() -> dict[str, dict[str, Details]]:
    """The details of each checkpoint by architecture and tag, as open_clip.list_pretrained orders them.

    An architecture has a second entry, NAME-quickgelu, with the checkpoints that were trained with QuickGELU. Raises
    ModelNotFoundError where open_clip is missing or its table is written otherwise.
    """
    folder = _folder()
    try:
        values = _Values()
        for name in ("constants.py", "pretrained.py"):
            values.read(ast.parse((folder / name).read_text(encoding="utf-8")))
        table: dict[str, dict[str, Details]] = values.known["_PRETRAINED"]
        quick = {
            arch + _QUICK: {tag: details for tag, details in tags.items() if details.get("quick_gelu")}
            for arch, tags in table.items()
        }
    except (OSError, SyntaxError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise _unreadable(f"{type(error).__name__}: {error}") from error
    return {**table, **{arch: tags for arch, tags in quick.items() if tags}}


def architectures() -> dict[str, dict[str, Any]]:
    """open_clip's own description of each architecture by name. Raises ModelNotFoundError where they cannot be read."""
    found = {}
    try:
        for path in sorted((_folder() / "model_configs").glob("*.json")):
            config = json.loads(path.read_text(encoding="utf-8"))
            if {"embed_dim", "vision_cfg", "text_cfg"} <= config.keys():
                found[path.stem] = config
    except (OSError, ValueError, AttributeError) as error:
        raise _unreadable(f"{type(error).__name__}: {error}") from error
    return found


class _Values:
    """The names of a file that stand for plain values, and its functions that return a dictionary."""

    def __init__(self) -> None:
        self.known: dict[str, Any] = {}
        self._functions: dict[str, tuple[ast.arguments, ast.Dict]] = {}

    def read(self, module: ast.Module) -> None:
        """Take in what a module's statements define; those of another kind are passed over."""
        for statement in module.body:
            if isinstance(statement, ast.FunctionDef):
                last = statement.body[-1]
                if isinstance(last, ast.Return) and isinstance(last.value, ast.Dict):
                    self._functions[statement.name] = (statement.args, last.value)
            elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                name = statement.targets[0].id
                try:
                    self.known[name] = self._value(statement.value, {})
                except ValueError:
                    self.known.pop(name, None)  # it is missed, with its name, where it is needed

    def _value(self, node: ast.expr, local: Mapping[str, Any]) -> Any:
        """Raises ValueError for anything that is not a plain value."""
        match node:
            case ast.Constant():
                return node.value
            case ast.Tuple():
                return tuple(self._value(one, local) for one in node.elts)
            case ast.List():
                return [self._value(one, local) for one in node.elts]
            case ast.Dict():
                return self._dictionary(node, local)
            case ast.Name():
                if node.id in local:
                    return local[node.id]
                if node.id in self.known:
                    return self.known[node.id]
            case ast.Call(func=ast.Name(id=name), args=[]):
                return self._call(name, {one.arg: self._value(one.value, local) for one in node.keywords})
        raise ValueError(f"line {node.lineno} is no plain value")

    def _dictionary(self, node: ast.Dict, local: Mapping[str, Any]) -> dict[Any, Any]:
        filled: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:  # `**value`
                filled |= self._value(value, local)
            else:
                filled[self._value(key, local)] = self._value(value, local)
        return filled

    def _call(self, name: str, given: dict[str | None, Any]) -> dict[Any, Any]:
        merged = given.pop(None, {})
        named: dict[str, Any] = {**{key: value for key, value in given.items() if key is not None}, **merged}
        if name == "dict":
            return named
        if name not in self._functions:
            raise ValueError(f"{name} is no plain value")
        arguments, body = self._functions[name]
        names = [one.arg for one in arguments.args]
        local = dict(
            zip(names[len(names) - len(arguments.defaults) :], map(ast.literal_eval, arguments.defaults), strict=True)
        )
        local |= {key: value for key, value in named.items() if key in names}
        if arguments.kwarg is not None:
            local[arguments.kwarg.arg] = {key: value for key, value in named.items() if key not in names}
        return self._dictionary(body, local)


def _folder() -> Path:
    spec = importlib.util.find_spec("open_clip")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(place) / "pretrained.py").is_file():
            return Path(place)
    raise _unreadable("it is not installed")


def _unreadable(reason: str) -> ModelNotFoundError:
    return ModelNotFoundError(f"The list of pretrained models comes with open_clip_torch ({reason}).")

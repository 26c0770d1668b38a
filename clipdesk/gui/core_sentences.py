"""What the core says, in the language in use.

The core says everything in English, with its arguments filled in already. Here each of its sentences stands as a
template with names in braces: a sentence is taken apart by the template that it fits, and put together again from the
template's translation. A test compares the templates with what the core can say.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import Formatter

from PySide6.QtCore import QCoreApplication

from clipdesk.gui import (
    sentences_of_models,
    sentences_of_pictures,
    sentences_of_training,
    sentences_of_weights,
    sentences_of_work,
)

CONTEXT = "Core"
_TELLING = 3
TEMPLATES: tuple[str, ...] = (
    *sentences_of_pictures.SENTENCES, *sentences_of_work.SENTENCES, *sentences_of_models.SENTENCES,
    *sentences_of_weights.SENTENCES, *sentences_of_training.SENTENCES,
)  # fmt: skip


def in_words(sentence: str) -> str:
    """A sentence of the core in the language in use; what no template fits stays as it is.

    Arguments that are sentences themselves are translated too.
    """
    if not sentence or _translated(TEMPLATES[0]) == TEMPLATES[0]:
        return sentence
    found = taken_apart(sentence)
    if found is None:
        return sentence
    template, arguments = found
    pieces = Formatter().parse(_translated(template))
    return "".join(
        literal + ("" if name is None else _argument_in_words(arguments[name])) for literal, name, _, _ in pieces
    )


@lru_cache(maxsize=4096)
def taken_apart(sentence: str) -> tuple[str, dict[str, str]] | None:
    """The template that a sentence fits, the most telling one first, and what stands for its names; None without."""
    for template, pattern in _patterns():
        match = pattern.fullmatch(sentence)
        if match is not None:
            return template, match.groupdict()
    return None


def _argument_in_words(argument: str) -> str:
    """An argument may be a sentence, or a name that only looks like "{path}: {sentence}"; that one stays."""
    found = taken_apart(argument)
    return in_words(argument) if found is not None and _told(found[0]) >= _TELLING else argument


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(template, _pattern(template)) for template in sorted(TEMPLATES, key=_told, reverse=True)]


def _told(template: str) -> int:
    """How many letters of a template are its own."""
    return sum(len(literal) for literal, *_ in Formatter().parse(template))


def _pattern(template: str) -> re.Pattern[str]:
    parts, named = [], set[str]()
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(literal))
        if name is not None:
            parts.append(f"(?P={name})" if name in named else f"(?P<{name}>.+?)")
            named.add(name)
    return re.compile("".join(parts), re.DOTALL)


def _translated(template: str) -> str:
    return QCoreApplication.translate(CONTEXT, template)

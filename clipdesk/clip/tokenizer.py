"""CLIP's byte-pair encoding: text to the ids that the text tower reads.

The scheme is that of Radford et al. 2021 (byte-level BPE after Sennrich et al. 2016, lower case, 49,408 ids); the
vocabulary is the file that open_clip installs. Ids are those of open_clip's tokenizer at its default settings.
"""

from __future__ import annotations

import gzip
import html
import importlib.util
import re
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from clipdesk.errors import CheckpointError, UsageError

_VOCABULARY_FILE = "bpe_simple_vocab_16e6.txt.gz"
_MERGES = 48_894  # 49,408 ids less 2 × 256 bytes (inside and at the end of a word) and the two marks below
_MARKS = ("<start_of_text>", "<end_of_text>")
_REMEMBERED_WORDS = 65_536

# Nothing in such a text can be repaired, unescaped or normalised: ftfy and html.unescape leave it as it is, apart from
# line breaks, which are whitespace to the next step in any case.
_PLAIN = re.compile(r"[\t\n\r !-%'-~]*")
_ASCII_WORDS = re.compile(rf"{_MARKS[0]}|{_MARKS[1]}|'s|'t|'re|'ve|'m|'ll|'d|[a-z]+|[0-9]|[^ a-z0-9]+")
_WORDS = rf"{_MARKS[0]}|{_MARKS[1]}|'s|'t|'re|'ve|'m|'ll|'d|\p{{L}}+|\p{{N}}|[^\s\p{{L}}\p{{N}}]+"


def clean(text: str) -> str:
    """Repair mojibake, resolve HTML entities, fold whitespace and lower the case, as CLIP's training captions were."""
    if not _PLAIN.fullmatch(text):
        import ftfy

        text = html.unescape(html.unescape(ftfy.fix_text(text)))
    return " ".join(text.split()).lower()


class Tokenizer:
    """Turns texts into ids and back. Safe to share between threads."""

    start_id = 49_406
    end_id = 49_407
    vocab_size = 49_408

    def __init__(self, vocabulary: Path) -> None:
        """Read the merges from `vocabulary`, a gzip file. Raises CheckpointError when it is missing or damaged."""
        self._byte_order = _byte_order()
        self._byte_ids = tuple(self._byte_order.index(byte) for byte in range(256))
        self._parts = _read_merges(vocabulary, self._byte_order)
        self._merged = {pair: 512 + rank for rank, pair in enumerate(self._parts)}
        self._words: dict[str, tuple[int, ...]] = {}

    @staticmethod
    @lru_cache(maxsize=1)
    def default() -> Tokenizer:
        """The tokenizer over open_clip's installed vocabulary, read once. Raises CheckpointError without open_clip."""
        return Tokenizer(vocabulary_path())

    def tokenize(self, texts: str | Sequence[str], context_length: int = 77) -> npt.NDArray[np.int64]:
        """Ids of each text between the start and end marks, padded with 0.  # [texts, context_length]

        A text that is too long is cut, and its last id is the end mark. Raises UsageError for a length below 2.
        """
        if context_length < 2:
            raise UsageError(f"A context of {context_length} tokens is too short: it must hold at least 2.")
        texts = [texts] if isinstance(texts, str) else texts
        ids = np.zeros((len(texts), context_length), dtype=np.int64)
        for row, text in zip(ids, texts, strict=True):
            line = [self.start_id, *self.encode(text)[: context_length - 2], self.end_id]
            row[: len(line)] = line
        return ids

    def count(self, text: str) -> int:
        """How many ids `text` takes with both marks, before any cut."""
        return len(self.encode(text)) + 2

    def encode(self, text: str) -> list[int]:
        """Ids of `text` without start and end marks."""
        text = clean(text)
        known = self._words
        ids: list[int] = []
        for word in _ASCII_WORDS.findall(text) if text.isascii() else _unicode_words()(text):
            found = known.get(word)
            if found is None:
                found = self._encode_word(word)
                if len(known) >= _REMEMBERED_WORDS:
                    known.clear()
                known[word] = found
            ids.extend(found)
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text that `ids` spell, a space after each word; marks are spelt out, broken UTF-8 becomes U+FFFD."""
        spelling = b"".join(self._spell(int(number)) for number in ids)
        return spelling.decode("utf-8", errors="replace")

    def _spell(self, number: int) -> bytes:
        if number in (self.start_id, self.end_id):
            return _MARKS[number - self.start_id].encode()
        if not 0 <= number < self.vocab_size:
            raise UsageError(f"{number} is not a token id: ids run from 0 to {self.vocab_size - 1}.")
        spelling, pending = bytearray(), [number]
        while pending:
            part = pending.pop()
            if part >= 512:
                pending.extend(reversed(self._parts[part - 512]))
            else:
                spelling.append(self._byte_order[part % 256])
                spelling.extend(b" " if part >= 256 else b"")
        return bytes(spelling)

    def _encode_word(self, word: str) -> tuple[int, ...]:
        if word in _MARKS:
            return (self.start_id + _MARKS.index(word),)
        ids = [self._byte_ids[byte] for byte in word.encode("utf-8")]
        ids[-1] += 256
        return tuple(self._merge(ids))

    def _merge(self, ids: list[int]) -> list[int]:
        """Join the earliest-learnt pair of neighbours wherever it stands, until none is known; n log n steps.

        A joined pair's id is its rank, and is above the ids of its parts. So the smallest in the heap, leftmost first,
        is always what joins next, and no new pair can come before it.
        """
        merged = self._merged
        following = [*range(1, len(ids)), -1]
        preceding = [*range(-1, len(ids) - 1)]
        heap = [(merged[pair], at) for at, pair in enumerate(pairwise(ids)) if pair in merged]
        heapify(heap)
        while heap:
            number, at = heappop(heap)
            after = following[at]
            if ids[at] < 0 or after < 0 or merged.get((ids[at], ids[after])) != number:
                continue  # one of the two has been joined to another neighbour since
            ids[at], ids[after] = number, -1
            following[at] = after = following[after]
            if after >= 0:
                preceding[after] = at
            for left, right in ((preceding[at], at), (at, after)):
                if left >= 0 and right >= 0 and (joined := merged.get((ids[left], ids[right]))) is not None:
                    heappush(heap, (joined, left))
        return [number for number in ids if number >= 0]


def vocabulary_path() -> Path:
    """Where open_clip's vocabulary lies; open_clip itself is not imported. Raises CheckpointError without it."""
    found = importlib.util.find_spec("open_clip")
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / _VOCABULARY_FILE
        if path.is_file():
            return path
    raise CheckpointError(
        "CLIP's vocabulary comes with open_clip, which is not installed: pip install open_clip_torch."
    )


def _byte_order() -> tuple[int, ...]:
    """The bytes by id: those that print in Latin-1 first, then the rest."""
    printing = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return (*printing, *sorted(set(range(256)) - set(printing)))


def _read_merges(vocabulary: Path, byte_order: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs of ids that join, in the order in which they were learnt.

    The file spells a byte that prints as itself and the n-th other byte as the character 256 + n; `</w>` ends a word.
    """
    characters = [chr(byte) for byte in byte_order[:188]] + [chr(256 + n) for n in range(68)]
    ids = {character: number for number, character in enumerate(characters)}
    ids |= {character + "</w>": 256 + number for number, character in enumerate(characters)}
    pairs: list[tuple[int, int]] = []
    try:
        with gzip.open(vocabulary, "rt", encoding="utf-8", newline="\n") as file:
            lines = file.read().split("\n")
        for number, line in enumerate(lines[1 : _MERGES + 1], start=512):  # the first is a version
            left, _, right = line.partition(" ")
            pairs.append((ids[left], ids[right]))
            ids[left + right] = number
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise CheckpointError(
            f"CLIP's vocabulary {vocabulary} cannot be read ({error}). Reinstall open_clip."
        ) from error
    except KeyError as error:
        raise CheckpointError(f"CLIP's vocabulary {vocabulary} is damaged. Reinstall open_clip.") from error
    if len(pairs) != _MERGES or len(ids) != _MERGES + 512:
        raise CheckpointError(f"CLIP's vocabulary {vocabulary} is incomplete. Reinstall open_clip.")
    return pairs


@lru_cache(maxsize=1)
def _unicode_words() -> Callable[[str], list[str]]:
    import regex  # type: ignore[import-untyped]

    find: Callable[[str], list[str]] = regex.compile(_WORDS, regex.IGNORECASE).findall
    return find

"""The tokenizer on its own: shapes, cuts, imports, damaged vocabularies."""

import gzip
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipdesk.clip.tokenizer import Tokenizer, clean, vocabulary_path
from clipdesk.errors import CheckpointError, UsageError


def test_known_ids() -> None:
    ids = Tokenizer.default().tokenize(["a photo of a cat", ""])
    assert ids.dtype == np.int64
    assert ids.shape == (2, 77)
    assert ids[0, :8].tolist() == [49406, 320, 1125, 539, 320, 2368, 49407, 0]
    assert ids[1, :3].tolist() == [49406, 49407, 0]


def test_a_long_text_is_cut_and_still_ends() -> None:
    tokenizer = Tokenizer.default()
    text = "cat " * 500
    ids = tokenizer.tokenize([text])[0]
    assert tokenizer.count(text) == 502
    assert ids[-1] == tokenizer.end_id
    assert (ids[1:-1] == ids[1]).all()


def test_one_text_in_place_of_a_list() -> None:
    tokenizer = Tokenizer.default()
    np.testing.assert_array_equal(tokenizer.tokenize("a cat"), tokenizer.tokenize(["a cat"]))


def test_cleaning() -> None:
    assert clean("  A\tCAT &amp;amp; a\r\nDog ") == "a cat & a dog"
    assert clean("schÃ¶n  “\uff21”") == 'schön "a"'


def test_decode_spells_what_was_encoded() -> None:
    tokenizer = Tokenizer.default()
    assert tokenizer.decode(tokenizer.encode("Three cats, 2 dogs 猫")).split() == [
        "three",
        "cats",
        ",",
        "2",
        "dogs",
        "猫",
    ]
    with pytest.raises(UsageError, match="49408"):
        tokenizer.decode([49408])


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_every_text_has_ids_within_the_vocabulary(text: str) -> None:
    tokenizer = Tokenizer.default()
    ids = tokenizer.tokenize([text], 24)[0]
    assert ids[0] == tokenizer.start_id
    assert tokenizer.end_id in ids
    assert 0 <= ids.min() <= ids.max() < tokenizer.vocab_size


def test_a_hundred_thousand_letters_do_not_take_for_ever() -> None:
    assert Tokenizer.default().count("etaoinshrdlu" * 8000) > 10_000


def test_many_threads_agree() -> None:
    tokenizer = Tokenizer(vocabulary_path())
    texts = [f"a photo of thing{number} número{number}" for number in range(300)]
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: tokenizer.tokenize([text])[0], texts))
    np.testing.assert_array_equal(np.stack(rows), Tokenizer.default().tokenize(texts))


def test_too_short_a_context_is_refused() -> None:
    with pytest.raises(UsageError, match="at least 2"):
        Tokenizer.default().tokenize(["cat"], 1)


@pytest.mark.parametrize(
    "content", [b"", b"not gzip", gzip.compress(b"#version\na b\n"), gzip.compress(b"\xff\xfe" * 50)]
)
def test_a_damaged_vocabulary_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vocabulary.txt.gz"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"vocabulary\.txt\.gz"):
        Tokenizer(path)


def test_a_cut_or_flipped_vocabulary_is_named(tmp_path: Path) -> None:
    whole = vocabulary_path().read_bytes()
    path = tmp_path / "vocabulary.txt.gz"
    for content in (whole[:5000], whole[:5000] + bytes(200) + whole[5200:]):
        path.write_bytes(content)
        with pytest.raises(CheckpointError):
            Tokenizer(path)


def test_nothing_heavy_is_imported_for_plain_text() -> None:
    script = (
        "import sys; from clipdesk.clip.tokenizer import Tokenizer; Tokenizer.default().encode('a photo of a cat')\n"
        "print(sorted({'torch', 'open_clip', 'ftfy', 'regex', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

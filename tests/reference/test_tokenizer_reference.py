"""Our ids against those of open_clip's tokenizer, text by text."""

import random
import string

import numpy as np
import pytest

from clipdesk.clip.tokenizer import Tokenizer

open_clip_tokenizer = pytest.importorskip("open_clip.tokenizer")

TEXTS = 10_000
SUBJECTS = (
    "cat", "dog", "café", "façade", "naïve-looking", "tree", "jalapeño", "东京塔", "猫", "собака", "σκύλος", "كلب",
    "कुत्ता", "강아지", "こいぬ", "T-shirt",
)  # fmt: skip
PHRASES = (
    "a photo of a {}.", "A PHOTO of the {}!", "{} & {}", "{} &amp; {}", "&lt;{}&gt; &amp;amp; {}", "the {}'s {}",
    "they're {} and I'll {}, we've {}'d", "{}\r\n{}\t{}", "  {}  ", "3{}4 {}2024", "“{}” – ‘{}’…", "{}\u00a0{}",
    "<start_of_text>{}<end_of_text>", "<{}>", "&#233;&#x1F600;{}&nbsp;{}", "sch├╢n {}", "âœ” {} Ã©tÃ©",
    "\x1b[31m{}\x1b[0m",    "{}\u200b{}\ufeff", "ﬁ ﬂ \uff21\uff42\uff43 {}", "'\u017f \u017f {} \u212a \u212b ß ẞ İ ı",
    "👍🏽👩‍👩‍👧‍👦🇨🇳 {}", "{}\ud83d\ude00\ud800{}",
    "__{}__ {}_{}", "{}\x00\x07{}\x85{}",
)  # fmt: skip
RANGES = (
    (0x20, 0x7E), (0x00, 0x1F), (0x7F, 0xA0), (0xA1, 0xFF), (0x100, 0x24F), (0x250, 0x36F), (0x300, 0x36F),
    (0x370, 0x3FF), (0x400, 0x4FF), (0x530, 0x5FF), (0x600, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x10A0, 0x10FF),
    (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x2070, 0x218F), (0x2190, 0x27BF), (0x3000, 0x30FF),
    (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xD800, 0xDFFF), (0xE000, 0xE0FF), (0xF900, 0xFAFF), (0xFB00, 0xFDFF),
    (0xFE00, 0xFFFF), (0x10000, 0x100FF), (0x1D400, 0x1D7FF), (0x1F1E6, 0x1F1FF), (0x1F300, 0x1FAFF),
    (0xE0100, 0xE01EF),
)  # fmt: skip


def _texts() -> list[str]:
    chance = random.Random(20210226)
    kinds = (_phrase, _one_script, _mixed, _entities, _mojibake, _letters)
    texts = [kinds[index % len(kinds)](chance) for index in range(TEXTS - 4)]
    return [*texts, "", " \t\r\n", "<end_of_text>", "a photo of a cat " * 200]


def _phrase(chance: random.Random) -> str:
    phrase = chance.choice(PHRASES)
    return phrase.format(*(chance.choice(SUBJECTS) for _ in range(phrase.count("{}"))))


def _one_script(chance: random.Random) -> str:
    low, high = chance.choice(RANGES)
    return "".join(
        " " if chance.random() < 0.15 else chr(chance.randint(low, high)) for _ in range(chance.randint(1, 60))
    )


def _mixed(chance: random.Random) -> str:
    return "".join(chr(chance.randint(*chance.choice(RANGES))) for _ in range(chance.randint(1, 120)))


def _entities(chance: random.Random) -> str:
    names = (
        "&amp;",
        "&eacute;",
        "&notit;",
        "&#0;",
        "&#x80;",
        "&#55296;",
        "&quot",
        "&hearts;",
        "&AMP;lt;",
        "&",
        "&;",
        "<b>",
    )
    return "".join(
        chance.choice((*names, *SUBJECTS, " ", "&#" + str(chance.randint(0, 70_000)) + ";")) for _ in range(12)
    )


def _mojibake(chance: random.Random) -> str:
    text = " ".join(chance.choices((*SUBJECTS, "it’s", "“so”", "100 €"), k=4))
    return text.encode("utf-8").decode(chance.choice(("latin-1", "cp1252", "cp1251", "cp437")), errors="replace")


def _letters(chance: random.Random) -> str:
    letters = string.ascii_letters * 3 + string.punctuation + string.digits + " " * 20
    return "".join(chance.choice(letters) for _ in range(chance.randint(1, 400)))


def test_ids_are_open_clips_on_ten_thousand_texts() -> None:
    texts = _texts()
    assert len(texts) == TEXTS
    theirs = open_clip_tokenizer.SimpleTokenizer()(texts).numpy()
    ours = Tokenizer.default().tokenize(texts)
    equal = (ours == theirs).all(axis=1)
    assert equal.all(), [texts[index] for index in np.flatnonzero(~equal)[:5]]
    assert sum(ours[:, -1] != 0) > 300  # over-long texts are among them


@pytest.mark.parametrize("context_length", [2, 16, 77, 200])
def test_ids_are_open_clips_at_other_lengths(context_length: int) -> None:
    texts = _texts()[::97]
    theirs = open_clip_tokenizer.SimpleTokenizer()(texts, context_length=context_length).numpy()
    np.testing.assert_array_equal(Tokenizer.default().tokenize(texts, context_length), theirs)


def test_a_very_long_word_is_joined_as_open_clip_joins_it() -> None:
    chance = random.Random(5)
    text = "".join(chance.choice("etaoinshrdlu") for _ in range(3000)) + "猫が好き" * 60
    assert Tokenizer.default().encode(text) == open_clip_tokenizer.SimpleTokenizer().encode(text)


def test_decoding_agrees() -> None:
    tokenizer, theirs = Tokenizer.default(), open_clip_tokenizer.SimpleTokenizer()
    for text in _texts()[::53]:
        ids = tokenizer.tokenize([text])[0].tolist()
        assert tokenizer.decode(ids) == theirs.decode(ids)

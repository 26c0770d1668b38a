"""What the starter's training makes of pictures and their names."""

import importlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from clipdesk import paths


@pytest.fixture(autouse=True)
def making(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(paths.bundled_models_dir() / "clipdesk-starter" / "making")


def test_labels_of_one_set_are_told_apart_but_not_a_thing_from_its_kind(tmp_path: Path) -> None:
    data = importlib.import_module("training_data")
    rows = {
        "large160": [{"set": "wardrobe", "label": label} for label in ("shirt", "t-shirt", None)],
        "more160": [{"set": "more", "pool": "sky", "label": label} for label in ("nebula", "dark nebula", "galaxy")],
    }
    for pack, some in rows.items():
        (tmp_path / f"{pack}.index.jsonl").write_text("\n".join(map(json.dumps, some * data.ENOUGH)))
    few = [{"set": "more2", "pool": "words", "label": label} for label in ("sofa", "couch", "galaxy")]
    (tmp_path / "web160.index.jsonl").write_text("\n".join(map(json.dumps, few * (data.ENOUGH - 1))))
    names = ["shirt", "t-shirt", "nebula", "dark nebula", "galaxy", "star", "sofa", "couch"]
    apart = data.told_apart(tmp_path, names)
    assert torch.equal(apart, apart.T)
    told = {(names[i], names[j]) for i, j in apart.nonzero().tolist() if i < j}
    assert told == {("shirt", "t-shirt"), ("nebula", "galaxy"), ("dark nebula", "galaxy")}


@pytest.mark.skipif(not hasattr(torch.optim, "Muon"), reason="this torch has no Muon")
@pytest.mark.parametrize("count", [0, 1, 5])
def test_every_matrix_is_stepped_once(count: int) -> None:
    matrices = [torch.nn.Parameter(torch.zeros(4, 4)) for _ in range(count)]
    for matrix in matrices:
        matrix.grad = torch.eye(4)
    for half in importlib.import_module("student").muon(matrices, 0.1, 0.0):
        half.step()
    for matrix in matrices:  # 0.2 √4 of the rate (Liu 2025), as far as five iterations make it orthogonal
        assert matrix.detach().diagonal().tolist() == pytest.approx([-0.04] * 4, rel=0.2)


def test_a_patch_keeps_its_map_when_pictures_are_mixed() -> None:
    student = importlib.import_module("student")
    of_picture = torch.arange(50.0)
    images = of_picture[:, None, None, None].expand(50, 3, 96, 96)
    maps = of_picture[:, None, None].expand(50, 36, 2)
    mixed, mixed_maps, own = student.cut_and_mix(images, maps, torch.Generator().manual_seed(0))
    seen = torch.nn.functional.avg_pool2d(mixed, student.PATCH)[:, 0].flatten(1)
    assert torch.equal(seen, mixed_maps[..., 0])
    assert torch.equal(mixed_maps[..., 0], mixed_maps[..., 1])
    theirs = (seen == of_picture.roll(1)[:, None]).float().mean(dim=1)
    mine = (seen == of_picture[:, None]).float().mean(dim=1)
    assert torch.allclose(mine + theirs, torch.ones(50))
    assert torch.allclose(own[:, 0], mine)
    assert own.min() >= 11 / 36
    assert own.max() <= 35 / 36
    assert len(own.unique()) > 5


# Senses by WordNet's numbers: their words, and what they are kinds of.
SENSES: dict[str, tuple[list[str], list[str]]] = {
    "00000001": (["animal", "beast"], []),
    "00000002": (["bird"], ["00000001"]),
    "00000003": (["robin", "Turdus_migratorius"], ["00000002"]),
    "00000004": (["tern"], ["00000002"]),
    "00000005": (["crane", "machine"], []),
    "00000006": (["machine"], []),
    "00000007": (["plant", "plant_life"], []),
    "00000008": (["plant", "works"], []),
}
NAMES = ["American robin", "tern", "crane", "bird", "rose"]


@pytest.fixture
def wording(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Of three of ImageNet's names, two of them birds, and of pools' birds and roses."""
    data = importlib.import_module("training_data")
    lines, entries = ["  1 licence"], ["  1 licence"]
    for offset, (words, above) in SENSES.items():
        terms = " ".join(f"{word} 0" for word in words)
        pointers = " ".join(f"@ {kind} n 0000" for kind in above)
        lines.append(f"{offset} 05 n {len(words):02x} {terms} {len(above):03d} {pointers} | gloss")
    for word in sorted({word for words, _ in SENSES.values() for word in words}):
        senses = [offset for offset, (words, _) in sorted(SENSES.items(), reverse=True) if word in words]
        entries.append(f"{word.lower()} n {len(senses)} 1 @ {len(senses)} 0 {' '.join(senses)}  ")
    (tmp_path / "data.noun").write_text("\n".join(lines))
    (tmp_path / "index.noun").write_text("\n".join(entries))
    texts = {
        "names": [*NAMES, "flower"],
        "lemmas": ["robin", "bird", "animal", "beast", "machine", "turdus migratorius"],
    }
    for number, (group, some) in enumerate(texts.items()):
        rows = [{"text": text} | ({"name": text} if group == "names" else {}) for text in some]
        (tmp_path / f"text_{group}.jsonl").write_text("\n".join(map(json.dumps, rows)))
        np.save(tmp_path / f"text_{group}.npy", np.eye(384, k=20 * number, dtype=np.float16)[: len(some)])
    numbers = ["n00000003", "n00000004", "n00000005"]
    monkeypatch.setattr(data, "ImageNetInfo", lambda name: SimpleNamespace(label_names=lambda: numbers))
    monkeypatch.setattr(data, "IMAGENET", 3)
    return data.Wording(NAMES, data.read_sentences(tmp_path, "names"), tmp_path, tmp_path)


def test_a_word_that_is_true_of_a_picture_is_no_negative(wording: Any) -> None:
    spared = {(NAMES[name], wording.texts[word]) for name, word in wording.never.nonzero().tolist()}
    assert {word for name, word in spared if name == "American robin"} == {"robin", "bird", "animal", "beast"}
    # what is called a bird may be a tern
    assert {"american robin", "robin", "tern", "animal"} <= {word for name, word in spared if name == "bird"}
    assert ("crane", "machine") in spared
    assert {word for name, word in spared if name == "rose"} == {"rose", "flower"}


def test_a_draw_puts_all_that_is_of_a_kind_as_that_kind_or_as_itself(wording: Any) -> None:
    draws = np.random.default_rng(0)
    seen = set()
    for _ in range(60):
        words = [wording.texts[word] for word in wording.draw(draws, 1.0).tolist()]
        seen.add(tuple(words))
        robin, tern, crane, bird, rose = words
        assert crane == "crane"  # of machines none has the word "machine" first of all
        assert rose in ("rose", "flower")
        assert (robin, tern, bird) in {(kind,) * 3 for kind in ("bird", "animal", "beast")} | {
            ("american robin", "tern", "bird")
        }
    assert len(seen) == 4
    assert [wording.texts[word] for word in wording.draw(draws, 0.0)] == [name.lower() for name in NAMES]


def test_words_beyond_wordnet_hold_for_imagenets_names_too(wording: Any, tmp_path: Path) -> None:
    data = importlib.import_module("training_data")
    latte = "cup of coffee with latte art"
    _, kinds = data.other_words(["missile", "tern", "crane", "heron", latte], data.Nouns(tmp_path))
    assert ("rocket",) in kinds[0]
    assert kinds[1] == [("bird",), ("animal", "beast")]
    assert kinds[3] == kinds[1]
    assert kinds[4] == [("cup of coffee",), ("cup",)]  # also what holds for that kind


def test_a_word_means_what_people_mean_by_it(wording: Any, tmp_path: Path) -> None:
    nouns = importlib.import_module("text_sources").Nouns(tmp_path)
    assert nouns.first["plant"] == "00000007"  # WordNet's first plant is the factory
    assert nouns.kind_words("00000007") == ["plant", "plant life"]
    assert nouns.kind_words("00000008") == ["works"]


def test_a_coarser_picture_keeps_its_size_and_loses_its_detail() -> None:
    student = importlib.import_module("student")
    noise = torch.rand(4, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    coarse = student.coarsen(noise, torch.Generator().manual_seed(0))
    assert coarse.shape == noise.shape
    assert coarse.std() < 0.6 * noise.std()
    assert (coarse.mean(dim=(2, 3)) - noise.mean(dim=(2, 3))).abs().max() < 0.02

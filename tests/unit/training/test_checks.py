"""What is found wrong with the data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clipdesk.clip.config import PreprocessConfig
from clipdesk.inference.model import Model, load
from clipdesk.progress import drain
from clipdesk.training import estimate as estimating
from clipdesk.training.checks import ALIKE, check, looks_of, same_looks
from clipdesk.training.config import RunConfig
from clipdesk.training.estimate import Reading, estimate
from clipdesk.training.examples import Examples, Splits, arrange, read_examples, split
from tests.helpers.shapes import CLASSES, draw, shape_folder


@pytest.fixture(scope="module")
def starter() -> Model:
    return load("starter", precision="fp32")


def test_near_duplicates_across_parts_are_found(tmp_path: Path, starter: Model) -> None:
    shape_folder(tmp_path / "train", 8)
    shape_folder(tmp_path / "validation", 3, first=100)
    copied = draw("circle", 4)
    copied.resize((90, 90)).save(tmp_path / "validation" / "circle" / "copy.jpg", quality=85)
    (tmp_path / "train" / "cross" / "broken.png").write_bytes(b"\x89PNG no more")
    found = drain(read_examples(tmp_path))
    report = drain(check(starter, arrange(found), found.skipped))
    assert [(one.first.name, one.second.name, one.parts) for one in report.near_duplicates] == [
        ("0004.png", "copy.jpg", ("train", "validation"))
    ]
    assert report.near_duplicates[0].cosine >= ALIKE
    assert report.counts == {"circle": (8, 4, 0), "cross": (8, 3, 0), "square": (8, 3, 0)}
    assert report.totals == (24, 10, 0)
    assert [one.path.name for one in report.unreadable] == ["broken.png"]
    assert any("look the same" in sentence and "copy.jpg" in sentence for sentence in report.warnings)
    assert any("broken.png" in sentence for sentence in report.warnings)
    assert report.to_json()["near_duplicates"][0]["parts"] == ["train", "validation"]


def test_sound_data_bring_no_warning(tmp_path: Path, starter: Model) -> None:
    found = drain(read_examples(shape_folder(tmp_path, 6)))
    report = drain(check(starter, arrange(found), found.skipped))
    assert report.imbalance == 1.0
    assert report.warnings == ()


def test_classes_far_from_even_and_alone_are_told(tmp_path: Path, starter: Model) -> None:
    shape_folder(tmp_path, 14)
    for name in ("cross", "square"):
        for seed in range(1, 14):
            (tmp_path / name / f"{seed:04}.png").unlink()
    examples = drain(read_examples(tmp_path)).examples
    report = drain(check(starter, split(examples, 0.1)))
    assert report.imbalance == 13
    assert report.small_classes == ("cross", "square")
    assert any("far from even" in sentence for sentence in report.warnings)
    assert any("fewer than two" in sentence and "cross, square" in sentence for sentence in report.warnings)


def test_repeated_captions_in_a_batch(tmp_path: Path, starter: Model) -> None:
    paths = tuple(sorted(shape_folder(tmp_path, 4).rglob("*.png")))
    same = Examples(paths, captions=tuple((path.parent.name,) for path in paths))
    nothing = Examples((), captions=())
    report = drain(check(starter, Splits(same, nothing, nothing), batch_size=12))
    assert report.repeated_captions == 1.0
    assert any("same caption" in sentence for sentence in report.warnings)
    assert any("no pictures to choose" in sentence for sentence in report.warnings)
    apart = Examples(paths, captions=tuple((str(path),) for path in paths))
    assert drain(check(starter, Splits(apart, nothing, nothing), batch_size=12)).repeated_captions == 0.0


def test_a_look_survives_another_format_and_tells_pictures_apart(tmp_path: Path) -> None:
    for number, name in enumerate(CLASSES):
        picture = draw(name, number)
        picture.save(tmp_path / f"{number} one.png")
        picture.resize((61, 61)).save(tmp_path / f"{number} two.jpg", quality=40)
    for value in (0, 200):
        Image.fromarray(np.full((20, 20, 3), value, dtype=np.uint8)).save(tmp_path / f"{value} plain.png")
    ones, twos, plain = (drain(looks_of(sorted(tmp_path.glob(f"* {name}.*")))) for name in ("one", "two", "plain"))
    assert np.array_equal(same_looks(ones, twos), np.eye(3, dtype=bool))
    assert np.array_equal(same_looks(plain, plain), np.eye(2, dtype=bool))
    assert not same_looks(plain, ones).any()
    nothing = drain(looks_of([tmp_path / "gone.png"]))
    assert np.isnan(nothing).all()
    assert not same_looks(nothing, ones).any()


@pytest.mark.parametrize("recipe", ["probe", "prompt", "adapter", "lora"])
def test_an_estimate_grows_with_the_pictures(recipe: str) -> None:
    config = RunConfig("data", recipe, epochs=2, batch_size=16, device="cpu", precision="fp32")
    few, many = estimate(config, 100), estimate(config, 4000)
    assert 0 < few.seconds < many.seconds
    assert 0 < few.bytes <= many.bytes
    assert few.bytes > 20_000_000  # the weights at least
    assert few.seconds_per_step > 0


def test_an_estimate_runs_a_step_as_the_run_does() -> None:
    """Few classes mean few texts, and bf16 is bf16: reckoned otherwise it said several times what a run took."""
    config = RunConfig("data", "full", epochs=2, batch_size=16, device="cpu", precision="fp32")
    captions, labels = estimate(config, 1000), estimate(config, 1000, classes=2, measured=100_000)
    in_bf16 = estimate(replace(config, precision="bf16"), 1000)
    assert captions.bytes > max(labels.bytes, in_bf16.bytes)  # what is kept for the way back: the times vary
    assert labels.seconds - 1000 / 16 * 2 * labels.seconds_per_step > 10  # three times 100,000 pictures


def test_an_estimate_counts_the_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    for number in range(3):  # large ones, that take their time
        pixels = rng.integers(0, 256, (1500, 2000, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{number}.jpg", quality=90)
    reading = estimating.reading_seconds(sorted(tmp_path.glob("*.jpg")), PreprocessConfig())
    assert reading.first > reading.again > 0
    assert reading.fits > 1000
    assert estimating.reading_seconds([tmp_path / "gone.jpg"], PreprocessConfig()) == Reading()
    config = RunConfig("data", "adapter", epochs=20, batch_size=16, device="cpu", precision="fp32")
    slow = Reading(first=3.0, again=1.0, fits=500)
    monkeypatch.setattr(estimating, "reading_seconds", lambda *_: slow)
    views = 4
    assert estimate(config, 1000, [tmp_path]).seconds > slow.total(1000, views) == 3000 + 3 * (500 + 1500)


def test_what_memory_does_not_hold_is_read_again() -> None:
    assert Reading(first=1.0, again=0.1, fits=30).total(50, 3) == pytest.approx(50 + 2 * (30 * 0.1 + 20 * 1.0))

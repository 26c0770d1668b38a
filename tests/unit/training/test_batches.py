from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clipdesk.clip.config import PreprocessConfig
from clipdesk.clip.preprocess import resize_and_crop
from clipdesk.data.images import decode
from clipdesk.training.batches import load, plan, steps_per_epoch, without
from clipdesk.training.examples import Examples
from clipdesk.training.pictures import Pictures
from tests.helpers.runs import shapes

TEMPLATES = ("a photo of a {}.", "{} it is")
PREPROCESS = PreprocessConfig(image_size=32)


def labelled(count: int = 23) -> Examples:
    targets = np.arange(count) % 3
    return Examples(tuple(Path(f"{row}.png") for row in range(count)), ("red", "dark_green", "blue"), targets)


def test_an_epoch_shows_each_picture_once_in_batches_alike() -> None:
    examples = labelled()
    assert steps_per_epoch(23, 6) == 4
    batches = [plan(examples, TEMPLATES, 6, 1, 0, step, None) for step in range(4)]
    assert sorted(row for batch in batches for row in batch.rows) == list(range(23))
    assert {len(batch.rows) for batch in batches} == {5, 6}
    other = [plan(examples, TEMPLATES, 6, 1, 1, step, None) for step in range(4)]
    assert [batch.rows for batch in batches] != [batch.rows for batch in other]


def test_a_batch_depends_on_its_place_alone() -> None:
    one, again = (plan(labelled(), TEMPLATES, 6, 1, 2, 3, None) for _ in range(2))
    assert (one.rows, one.view, one.texts) == (again.rows, again.view, again.texts)
    assert one.rows != plan(labelled(), TEMPLATES, 6, 2, 2, 3, None).rows


def test_a_class_is_one_text_and_true_of_all_its_pictures() -> None:
    examples = labelled()
    assert examples.targets is not None
    drawn = set()
    for epoch in range(8):
        batch = plan(examples, TEMPLATES, 6, 0, epoch, 0, None)
        assert len(batch.texts) == 3
        for picture, row in enumerate(batch.rows):
            name = examples.classes[examples.targets[row]].replace("_", " ")
            true = [text for text, is_true in zip(batch.texts, batch.positives[picture], strict=True) if is_true]
            assert len(true) == 1
            assert true[0] in {template.format(name) for template in TEMPLATES}
        drawn |= set(batch.texts)
    assert len(drawn) == 6


def test_classes_without_a_picture_come_too_while_they_are_few() -> None:
    examples = Examples(tuple(Path(str(row)) for row in range(12)), tuple("abcdefgh"), np.arange(12) % 8)
    few = plan(examples, TEMPLATES, 4, 0, 0, 0, None)
    assert (len(few.texts), few.positives.sum()) == (8, 4)
    many = plan(examples, TEMPLATES, 3, 0, 0, 0, None)
    assert len(many.texts) == len({int(row) % 8 for row in many.rows}) <= 3
    assert many.positives.any(axis=0).all()
    gone = few.rows[0]
    left = without(few, {gone})
    own = [text for text, true in zip(few.texts, few.positives[0], strict=True) if true]
    assert set(left.texts) == set(few.texts) - set(own) or examples.classes[gone % 8] in left.texts
    assert left.positives.shape == (3, len(left.texts))


def test_equal_captions_are_no_negatives() -> None:
    captions = (("a cat", "a pet"), ("a cat",), ("a dog", "a pet"), ("a dog",))
    examples = Examples(tuple(Path(str(row)) for row in range(4)), captions=captions)
    for epoch in range(8):
        batch = plan(examples, TEMPLATES, 4, 0, epoch, 0, None)
        assert len(set(batch.texts)) == len(batch.texts)
        for picture, row in enumerate(batch.rows):
            for column, text in enumerate(batch.texts):
                assert batch.positives[picture, column] == (text in captions[row])
        assert batch.positives.any(axis=1).all()


def test_views_repeat_only_where_asked() -> None:
    assert [plan(labelled(), TEMPLATES, 6, 0, epoch, 0, 3).view for epoch in range(5)] == [0, 1, 2, 0, 1]
    assert [plan(labelled(), TEMPLATES, 6, 0, epoch, 0, None).view for epoch in range(3)] == [1, 2, 3]


def test_the_first_view_is_that_of_inference_and_others_are_drawn(tmp_path: Path) -> None:
    paths = sorted(shapes(tmp_path / "data", each=2).rglob("*.png"))
    pictures = Pictures(paths, PREPROCESS, 4, mirrored=True)
    plain = resize_and_crop(decode(paths[0], shortest_side=32).pixels, PREPROCESS)
    assert np.array_equal(pictures.crop(0, 0), plain)
    drawn = [pictures.crop(0, view) for view in (1, 2, 1)]
    assert drawn[0].shape == (32, 32, 3)
    assert drawn[0].flags.writeable
    assert not np.array_equal(drawn[0], drawn[1])
    assert np.array_equal(drawn[0], drawn[2])
    assert np.array_equal(drawn[0], Pictures(paths, PREPROCESS, 4, mirrored=True).crop(0, 1))


@pytest.mark.parametrize("size", [(1, 400), (400, 1), (3, 3)])
def test_odd_pictures_give_crops(tmp_path: Path, size: tuple[int, int]) -> None:
    from PIL import Image

    Image.new("RGB", size, "red").save(tmp_path / "odd.png")
    pictures = Pictures([tmp_path / "odd.png"], PREPROCESS, 0, mirrored=False)
    assert {pictures.crop(0, view).shape for view in range(6)} == {(32, 32, 3)}


def test_a_picture_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    paths = sorted(shapes(tmp_path / "data", each=2).rglob("*.png"))
    paths[1].write_bytes(b"no picture")
    examples = Examples(tuple(paths), ("blue", "green", "red"), np.array([0, 0, 1, 1, 2, 2]))
    pictures = Pictures(paths, PREPROCESS, 0, mirrored=False)
    (loaded,) = load(iter([plan(examples, TEMPLATES, 6, 0, 0, 0, None)]), pictures, ())
    assert sorted(loaded.batch.rows) == [0, 2, 3, 4, 5]
    assert loaded.crops.keys() == set(loaded.batch.rows)
    assert loaded.batch.positives.shape == (5, 3)
    assert loaded.faults[0][0] == 1


def test_without_its_only_picture_a_text_goes() -> None:
    examples = Examples((Path("a"), Path("b")), ("x", "y"), np.array([0, 1]))
    batch = plan(examples, TEMPLATES, 2, 0, 0, 0, None)
    left = without(batch, {0})
    assert (left.rows, len(left.texts), left.positives.tolist()) == ((1,), 1, [[True]])
    rivals = plan(Examples((Path("a"), Path("b")), ("x", "y", "z"), np.array([0, 1])), TEMPLATES, 2, 0, 0, 0, None)
    kept = without(rivals, {0})
    assert [" y" in text or " z" in text or text[0] in "yz" for text in kept.texts] == [True, True]

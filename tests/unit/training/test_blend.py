"""Between two models, what came of a run, and the way to open_clip."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from clipdesk.clip.checkpoint import build, read_checkpoint, write_model
from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.errors import UsageError
from clipdesk.inference.head import Head, write_head
from clipdesk.inference.model import from_clip, load
from clipdesk.progress import drain
from clipdesk.training.blend import BlendPoint, blend_points, blended, open_blend, proposed, save_point
from clipdesk.training.config import RunConfig
from clipdesk.training.control import open_control
from clipdesk.training.embedded import class_rows
from clipdesk.training.examples import Examples, read_examples
from clipdesk.training.export import export_open_clip
from clipdesk.training.result import compare, judge, recall
from clipdesk.zoo import registry
from tests.helpers.checkpoints import same_tensors, tiny_clip
from tests.helpers.runs import small_clip, small_model
from tests.helpers.shapes import CLASSES, shape_folder

TEMPLATES = ("a photo of a {}.",)


@pytest.fixture
def ends(tmp_path: Path) -> tuple[Path, Path]:
    return small_model(tmp_path / "before", seed=0), small_model(tmp_path / "after", seed=1)


def test_the_ends_are_the_two_models_and_the_middle_is_between(ends: tuple[Path, Path]) -> None:
    blend = open_blend(*ends)
    before, after = (read_checkpoint(end).state_dict for end in ends)
    assert same_tensors(dict(blend.clip(0).state_dict()), before)
    assert same_tensors(dict(blend.clip(1).state_dict()), after)
    middle = blend.clip(0.3).state_dict()
    name = "visual.blocks.1.mlp.fc.weight"
    assert torch.allclose(middle[name], 0.7 * before[name] + 0.3 * after[name], atol=1e-6)
    assert not torch.equal(middle[name], before[name])
    with pytest.raises(UsageError, match="between 0"):
        blended(before, after, 1.2)


def test_counters_of_batch_norms_are_not_blended() -> None:
    one, two = {"n": torch.tensor(3), "w": torch.zeros(2)}, {"n": torch.tensor(8), "w": torch.ones(2)}
    assert {name: value.tolist() for name, value in blended(one, two, 0.5).items()} == {"n": 8, "w": [0.5, 0.5]}


def test_models_of_other_architectures_do_not_blend(ends: tuple[Path, Path], tmp_path: Path) -> None:
    wider = replace(small_clip().config, embed_dim=8)
    with pytest.raises(UsageError, match="architectures"):
        open_blend(ends[0], small_model(tmp_path / "wider", wider))


def test_points_at_the_ends_are_those_of_the_models(ends: tuple[Path, Path], tmp_path: Path) -> None:
    examples = drain(read_examples(shape_folder(tmp_path / "data", 6))).examples
    control = open_control(str(tmp_path / "data"), small_clip().config.preprocess)
    assert control is not None
    points = drain(blend_points(open_blend(*ends), examples, control, TEMPLATES, device="cpu"))
    assert [point.alpha for point in points] == [step / 10 for step in range(11)]
    for point, end in ((points[0], ends[0]), (points[-1], ends[1])):
        model = load(end, device="cpu", precision="fp32")
        assert point.target == drain(judge(model, examples, TEMPLATES)).accuracy
        assert point.control == control.measure(model.clip) == point.target


def test_a_head_is_blended_with_the_words(ends: tuple[Path, Path]) -> None:
    classes = ("a", "b")
    learned = np.random.default_rng(0).standard_normal((2, 16)).astype(np.float32)
    model = load(ends[1], device="cpu", precision="fp32")
    write_head(ends[1], Head("linear", classes, learned, 2 * model.scale))
    blend = open_blend(*ends)
    words = drain(class_rows(model, classes, TEMPLATES))
    assert blend.head_at(0, words, model.scale) is None
    assert blend.head_at(1, words, model.scale) is blend.head
    half = blend.head_at(0.5, words, model.scale)
    assert half is not None
    assert np.allclose(half.weights, 0.5 * words + learned, atol=1e-6)


def test_a_point_is_saved_as_a_model(ends: tuple[Path, Path], own_home: Path) -> None:
    config = RunConfig("data", "lora", model=str(ends[0]))
    folder = own_home / "data" / "models" / "half"
    drain(save_point(open_blend(*ends), 0.5, folder, ends[0], config, {"target accuracy": "90%"}))
    assert "half" in [model.name for model in registry.list_models()]
    assert "| share of the tuned weights | 0.5 of 1 |" in (folder / "README.md").read_text()
    saved = read_checkpoint(folder).state_dict
    assert same_tensors(saved, dict(open_blend(*ends).clip(0.5).state_dict()))


def test_before_and_after(tmp_path: Path) -> None:
    examples = drain(read_examples(shape_folder(tmp_path, 5))).examples
    before, after = (from_clip(small_clip(seed=seed), device="cpu", precision="fp32") for seed in (0, 1))
    result = drain(compare(before, after, examples, TEMPLATES))
    assert result.classes == CLASSES
    assert result.before.confusion.sum() == result.after.confusion.sum() == 15
    assert np.trace(result.after.confusion) / 15 == result.after.accuracy
    assert [(row.name, row.images) for row in result.per_class] == [(name, 5) for name in CLASSES]
    assert sum(row.before for row in result.per_class) == np.trace(result.before.confusion)
    changed = {one.path for one in result.changed}
    expected = np.flatnonzero(result.before.best != result.after.best)
    assert changed == {examples.paths[row] for row in expected}
    assert all(one.before != one.after and one.true == one.path.parent.name for one in result.changed)
    kinds = [(one.before == one.true, one.after == one.true) for one in result.changed]
    assert kinds == sorted(kinds, key=lambda kind: (not kind[0], not kind[1]))
    json.dumps(result.to_json(), allow_nan=False)


def test_recall_counts_any_picture_of_a_caption(tmp_path: Path) -> None:
    paths = tuple(sorted(shape_folder(tmp_path, 4).rglob("*.png")))
    model = from_clip(small_clip(), device="cpu", precision="fp32")
    same = drain(recall(model, Examples(paths, captions=(("a shape", "a thing"),) * 12)))
    assert same.image_to_text == {1: 1.0, 5: 1.0}
    assert same.text_to_image == {1: 1.0, 5: 1.0}
    apart = drain(recall(model, Examples(paths, captions=tuple((f"number {row}",) for row in range(12))), at=(1, 12)))
    assert apart.image_to_text[1] < 1
    assert apart.image_to_text[12] == apart.text_to_image[12] == 1.0


def _write(folder: Path, config: CLIPConfig) -> Path:
    clip = tiny_clip(config, seed=3)
    write_model(folder, clip, config, "# one\n")
    return folder


VIT = CLIPConfig(
    embed_dim=32,
    vision=VisionConfig(image_size=32, patch_size=8, width=64, layers=2, heads=2),
    text=TextConfig(width=64, layers=2, heads=2),
    activation="quick_gelu",
    preprocess=PreprocessConfig(image_size=32, mean=(0.5, 0.5, 0.5), interpolation="bilinear", resize_mode="squash"),
)
RESNET = replace(
    VIT,
    vision=VisionConfig(kind="resnet", image_size=64, patch_size=32, width=8, layers=(1, 1, 2, 1), heads=4),
    activation="gelu",
    preprocess=PreprocessConfig(image_size=64),
)
ODD = replace(
    VIT,
    vision=replace(VIT.vision, positional_encoding="sinusoidal", pre_norm=False, mlp_ratio=2.0),
    text=replace(VIT.text, token_width=16, positional_encoding="sinusoidal"),
)


@pytest.mark.parametrize("config", [VIT, RESNET, ODD], ids=["vit", "resnet", "folded in"])
def test_an_export_opens_in_open_clip_and_comes_back(tmp_path: Path, config: CLIPConfig) -> None:
    import open_clip

    source = _write(tmp_path / "one", config)
    export_open_clip(source, tmp_path / "exported")
    theirs, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{tmp_path / 'exported'}")
    ours, back = build(read_checkpoint(source)), build(read_checkpoint(tmp_path / "exported"))
    size = config.vision.image_size
    torch.manual_seed(0)
    pixels = torch.randn(3, 3, size, size)
    tokens = open_clip.get_tokenizer("ViT-B-32")(["a photo of a cat.", "x", "two words of more"])
    theirs.eval()
    with torch.no_grad():
        for same in (theirs, back):
            assert torch.allclose(same.encode_image(pixels), ours.encode_image(pixels), atol=1e-4)
            assert torch.allclose(same.encode_text(tokens), ours.encode_text(tokens), atol=1e-4)
            assert float(same.logit_scale) == pytest.approx(float(ours.logit_scale))
    assert read_checkpoint(tmp_path / "exported").config.preprocess == config.preprocess
    assert preprocess.transforms[-1].mean == pytest.approx(config.preprocess.mean)
    added = registry.add(tmp_path / "exported", "returned")
    assert load(added.name, device="cpu", precision="fp32").config.preprocess == config.preprocess
    with pytest.raises(UsageError, match="there already"):
        export_open_clip(source, tmp_path / "exported")


def test_what_open_clip_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="convolutions"):
        export_open_clip(registry.resolve("starter"), tmp_path / "exported")
    assert not (tmp_path / "exported").exists()


def test_the_proposed_point_keeps_the_control() -> None:
    along = [(0.0, 0.40, 0.60), (0.3, 0.55, 0.65), (0.5, 0.62, 0.57), (0.7, 0.62, 0.57), (1.0, 0.70, 0.569)]
    points = [BlendPoint(*values) for values in along]
    assert proposed(points) == points[2]
    assert proposed([BlendPoint(alpha, target, None) for alpha, target, _ in along]).alpha == 1.0
    assert proposed([BlendPoint(alpha, None, control) for alpha, _, control in along]) is None
    assert proposed([BlendPoint(0.0, 0.4, 0.6), BlendPoint(1.0, 0.9, 0.5)]).alpha == 0.0
    assert proposed([]) is None

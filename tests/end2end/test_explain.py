"""`clipdesk explain` and the demo's overlays, with the bundled model on installed photographs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from clipdesk import settings
from clipdesk.cli.main import program
from clipdesk.clip.checkpoint import write_model
from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP
from clipdesk.data.samples import installed_samples

PHOTOS = {sample.path.name: sample.path for sample in installed_samples()}
ROCKET = PHOTOS["rocket.jpg"]  # 640 × 427: the model sees the columns 107 to 533


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def exact_numbers(own_home: Path) -> None:
    settings.save(settings.Settings(precision="fp32"))


@pytest.fixture
def resnet(tmp_path: Path) -> Path:
    vision = VisionConfig(kind="resnet", image_size=64, patch_size=32, width=8, layers=(1, 1, 1, 1), heads=4)
    text = TextConfig(width=16, layers=1, heads=2)
    clip = CLIP(CLIPConfig(16, vision, text, preprocess=PreprocessConfig(image_size=64)))
    write_model(tmp_path / "resnet", clip, clip.config, card="A test.")
    return tmp_path / "resnet"


def test_a_picture_and_an_array(tmp_path: Path) -> None:
    png, npy = tmp_path / "seen.png", tmp_path / "seen.npy"
    result = run(
        "explain", ROCKET, "--label", "rocket", "--labels", "dog,boat", "--output", png, "--array", npy, "--grid"
    )
    assert result.exit_code == 0, result.output
    values = np.load(npy)
    with Image.open(png) as drawn, Image.open(ROCKET) as photo:
        painted, original = np.asarray(drawn), np.asarray(photo)
    assert values.shape == (427, 640)
    assert values.dtype == np.float32
    assert painted.shape == (427, 640, 3)
    inside = np.zeros((427, 640), dtype=bool)
    inside[:, 107:534] = True
    assert (np.isfinite(values) == inside).mean() > 0.995
    assert (np.nanmin(values), np.nanmax(values)) == (0, 1)
    assert len(np.unique(values[np.isfinite(values)])) <= 64  # patches as they are
    assert painted[:, :100].astype(int).sum() < 0.5 * original[:, :100].astype(int).sum()  # shaded
    head, row = result.stdout.splitlines()[:2]
    assert head.split()[:3] == ["Label", "Probability", "Cosine"]
    assert row.startswith("rocket")
    assert str(png) in row
    assert "random" in row
    assert "Direct contributions" in result.stdout
    ranked = run("classify", ROCKET, "--labels", "rocket,dog,boat", "--format", "csv")
    share = float(next(cell for cell in ranked.stdout.splitlines()[1].split(",")[2:] if cell))
    assert f"{share:.1%}" in row or "rocket" not in ranked.stdout.splitlines()[1].split(",")[1]


def test_the_map_follows_the_label_and_the_method(tmp_path: Path) -> None:
    def values(*options: object) -> np.ndarray:
        npy = tmp_path / "one.npy"
        result = run("explain", ROCKET, *options, "--output", tmp_path / "one.png", "--array", npy)
        assert result.exit_code == 0, result.output
        return np.load(npy)[:, 110:530]

    rocket = values("--label", "rocket")
    assert np.abs(rocket - values("--label", "dog")).max() > 0.1
    assert np.abs(rocket - values("--label", "rocket", "--method", "rollout")).max() > 0.1
    one = values("--label", "rocket", "--versus", "dog")
    other = values("--label", "dog", "--versus", "rocket")
    np.testing.assert_allclose(one, -other, atol=1e-5)
    assert np.abs(one).max() == pytest.approx(1, abs=0.05)


def test_one_overlay_a_label(tmp_path: Path) -> None:
    result = run(
        "explain", ROCKET, "--label", "rocket", "--label", "a dog", "--label", "rocket", "--output", tmp_path / "a.png"
    )
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["a-2.png", "a.png"]
    assert result.stdout.splitlines()[2].startswith("a dog ")


def test_a_photo_on_its_side(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(ROCKET) as photo:
        photo.save(tmp_path / "side.jpg", exif=exif)
    npy = tmp_path / "side.npy"
    png = tmp_path / "out.png"
    assert run("explain", tmp_path / "side.jpg", "--label", "x", "--output", png, "--array", npy).exit_code == 0
    assert np.load(npy).shape == (640, 427)
    with Image.open(png) as drawn:
        assert drawn.size == (427, 640)


def test_a_resnet(tmp_path: Path, resnet: Path) -> None:
    png = tmp_path / "a.png"
    result = run("explain", ROCKET, "--label", "rocket", "--output", png, "--model", resnet)
    assert result.exit_code == 0, result.output
    assert "Grad-CAM" in result.stdout
    refused = run(
        "explain", ROCKET, "--label", "x", "--output", tmp_path / "b.png", "--model", resnet, "--method", "legrad"
    )
    assert refused.exit_code == 2
    assert "ResNet" in refused.stderr
    assert "gradcam" in refused.stderr
    assert not (tmp_path / "b.png").exists()


@pytest.mark.parametrize(("options", "says"), [
    (["--label", "x", "--method", "magic"], "magic"),
    (["--label", " "], "label is empty"),
    ([], "--label"),
    (["--label", "x", "--opacity", "2"], "opacity"),
    (["--label", "x", "--label", "y", "--versus", "z"], "only one"),
    (["--label", "x", "--versus", "x"], "the label itself"),
    (["--label", "x", "--versus", "y", "--method", "raw"], "--method"),
    (["--label", "x", "--template", "no place"], "{}"),
    (["--label", "x", "--array", "map.txt"], ".npy"),
])  # fmt: skip
def test_wrong_usage(tmp_path: Path, options: list[str], says: str) -> None:
    result = run("explain", ROCKET, "--output", tmp_path / "a.png", *options)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    (tmp_path / "cut.jpg").write_bytes(ROCKET.read_bytes()[:2000])
    for name, says in (("cut.jpg", "damaged"), ("none.jpg", "none.jpg"), (".", "")):
        result = run("explain", tmp_path / name, "--label", "x", "--output", tmp_path / "a.png")
        assert result.exit_code == 1
        assert says in result.stderr
        assert str(tmp_path) in result.stderr
        assert "unexpected" not in result.stderr
    nowhere = run("explain", ROCKET, "--label", "x", "--output", tmp_path / "no" / "a.png")
    assert nowhere.exit_code == 2
    assert "cannot be written" in nowhere.stderr
    (tmp_path / "own.png").write_bytes(PHOTOS["coffee.png"].read_bytes())
    itself = run("explain", tmp_path / "own.png", "--label", "x", "--output", tmp_path / "own.png")
    assert itself.exit_code == 2
    assert "itself" in itself.stderr
    assert (tmp_path / "own.png").read_bytes() == PHOTOS["coffee.png"].read_bytes()


def test_the_demo_draws_every_sample(tmp_path: Path) -> None:
    result = run("demo", "--output", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert str(tmp_path / "out") in result.stdout
    for path in PHOTOS.values():
        with Image.open(tmp_path / "out" / f"{path.stem}-overlay.png") as drawn, Image.open(path) as original:
            assert drawn.size == original.size

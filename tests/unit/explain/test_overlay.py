"""Where a map lies on the picture that was decoded, and what it looks like there."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from clipdesk.clip.config import PreprocessConfig
from clipdesk.clip.preprocess import resize_and_crop
from clipdesk.data.images import decode
from clipdesk.errors import UsageError
from clipdesk.explain.overlay import PALETTES, SeenArea, paint, seen_area, to_picture

SQUARE = PreprocessConfig(image_size=32)
SQUASH = PreprocessConfig(image_size=32, resize_mode="squash")
SIZES = [(64, 64), (96, 64), (64, 96), (320, 40), (33, 500), (32, 32), (7, 5), (101, 67), (1000, 999)]


def _lightness(table):
    """CIE L* of sRGB colours [n, 3]."""
    value = table / 255.0
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    return np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)


def test_landscape_portrait_square_and_squash():
    assert seen_area(96, 64, SQUARE) == SeenArea(16, 0, 80, 64)
    assert seen_area(64, 96, SQUARE) == SeenArea(0, 16, 64, 80)
    assert seen_area(50, 50, SQUARE) == SeenArea(0, 0, 50, 50)
    assert seen_area(96, 64, SQUASH) == SeenArea(0, 0, 96, 64)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("config", [SQUARE, SQUASH], ids=["shortest", "squash"])
@pytest.mark.parametrize("smooth", [True, False])
def test_everything_seen_has_a_value(size, config, smooth):
    width, height = size
    patch_map = np.random.default_rng(0).random((4, 4)).astype(np.float32)
    found = to_picture(patch_map, width, height, config, smooth=smooth)
    assert found.shape == (height, width)
    assert found.dtype == np.float32
    area = seen_area(width, height, config)
    assert 0 <= area.left < area.right <= width
    assert 0 <= area.top < area.bottom <= height
    inside = np.zeros((height, width), dtype=bool)
    inside[area.top : area.bottom, area.left : area.right] = True
    assert (np.isfinite(found) == inside).all()
    assert np.nanmin(found) >= patch_map.min() - 1e-6
    assert np.nanmax(found) <= patch_map.max() + 1e-6


@pytest.mark.parametrize("size", [(96, 64), (64, 96), (300, 201), (90, 400), (64, 64)], ids=str)
@pytest.mark.parametrize("config", [SQUARE, SQUASH], ids=["shortest", "squash"])
def test_a_map_lies_where_its_patch_was_taken(size, config):
    """A white block painted where the map says a patch lies is what that patch shows the model, and no other does."""
    width, height = size
    for row, column in ((0, 0), (1, 3), (3, 2)):
        patch_map = np.zeros((4, 4), np.float32)
        patch_map[row, column] = 1
        block = np.nan_to_num(to_picture(patch_map, width, height, config, smooth=False))
        picture = np.repeat((255 * block).astype(np.uint8)[..., None], 3, axis=2)
        seen = resize_and_crop(picture, config)[..., 0].reshape(4, 8, 4, 8).mean(axis=(1, 3)) / 255
        assert seen[row, column] > 0.85
        seen[row, column] = 0
        assert seen.max() < 0.12


def test_an_upright_picture_is_what_is_mapped(tmp_path):
    """A photo stored on its side: the bright end of the upright picture is the bright end of the map."""
    stored = np.zeros((64, 96, 3), np.uint8)
    stored[:, :48] = 255  # orientation 6 turns it clockwise: the left becomes the top
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(stored).save(tmp_path / "side.png", exif=exif)
    upright = decode(tmp_path / "side.png")
    assert (upright.width, upright.height) == (64, 96)
    rows = resize_and_crop(upright.pixels, SQUARE).reshape(4, 8, 32, 3).mean(axis=(1, 2, 3)) / 255
    patch_map = np.repeat(rows[:, None], 4, axis=1).astype(np.float32)
    found = to_picture(patch_map, upright.width, upright.height, SQUARE)
    assert found[20:30].mean() > 0.9
    assert found[66:76].mean() < 0.1
    assert np.isnan(found[:16]).all()
    assert np.isnan(found[80:]).all()


def test_smooth_runs_straight_between_centres():
    found = to_picture(np.array([[0, 1]], np.float32), 64, 64, SQUARE)
    assert found[0, :16].max() == 0  # up to the first patch's centre
    assert found[0, 48:].min() == 1
    assert np.diff(found[0, 17:47]) == pytest.approx(1 / 32)
    whole = to_picture(np.array([[0.25]], np.float32), 10, 20, SQUASH)
    assert (whole == 0.25).all()


def test_painting():
    picture = np.full((300, 4, 3), (200, 100, 50), np.uint8)
    values = np.full((300, 4), 1.0, np.float32)
    values[:, 0], values[-1, 1] = np.nan, 0.0
    full = paint(picture, values, opacity=1)
    assert (full[0, 1] == PALETTES["cividis"][255]).all()
    assert (full[-1, 1] == PALETTES["cividis"][0]).all()
    assert (full[:, 0].astype(int) < 100).all()
    half = paint(picture, values, opacity=0.5)[0, 1].astype(int)
    grey = 0.299 * 200 + 0.587 * 100 + 0.114 * 50  # colours are the map's alone
    assert np.abs(half - (grey + PALETTES["cividis"][255]) / 2).max() <= 1
    none = paint(picture, values, opacity=0)
    assert (none[:, 1:] == picture[:, 1:]).all()
    assert (none[:, 0] == full[:, 0]).all()  # what was not seen is shaded all the same
    assert (picture == (200, 100, 50)).all()
    signed = paint(picture, np.tile(np.array([-1, 0, 1, 0.5], np.float32), (300, 1)), opacity=1, palette="diverging")
    blue, white, red, orange = signed[0].astype(int)
    assert blue[2] > blue[0]
    assert white.min() >= 250
    assert red[0] > red[2]
    assert orange[0] > orange[2]


@pytest.mark.parametrize("wrong", [{"opacity": 1.5}, {"opacity": float("nan")}, {"palette": "jet"}, {"size": 3}])
def test_wrong_painting_is_refused(wrong):
    size = wrong.pop("size", 4)
    with pytest.raises(UsageError):
        paint(np.zeros((4, 4, 3), np.uint8), np.zeros((4, size), np.float32), **wrong)


def test_palettes():
    for table in PALETTES.values():
        assert table.shape == (256, 3)
        assert table.dtype == np.uint8
    steps = np.diff(_lightness(PALETTES["cividis"]))
    assert steps.min() > -0.3  # of 100: rounding to whole numbers, no more
    assert np.diff(_lightness(PALETTES["cividis"])[::8]).min() > 1
    diverging = _lightness(PALETTES["diverging"])
    assert np.diff(diverging[:128:8]).min() > 1
    assert np.diff(diverging[128::8]).max() < -1
    assert diverging[127:129].min() > 98

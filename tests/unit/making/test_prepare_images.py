"""Pools packed: what a picture is called, how it is read, and what is left out."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from clipdesk import paths

SCRIPT = paths.bundled_models_dir() / "clipdesk-starter" / "making" / "prepare_images.py"


def test_a_picture_is_called_by_the_nearest_folder_that_has_a_name_and_read_as_clipdesk_reads_it(
    tmp_path: Path,
) -> None:
    raw = tmp_path / "church"  # no folder of the pool
    pool = raw / "more" / "places"
    for folder in ("church/outdoor", "church/market", "unnamed"):
        (pool / folder).mkdir(parents=True)
        Image.new("RGB", (20, 30), "red").save(pool / folder / "a.png")
    Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(pool / "church" / "clear.png")
    (pool / "church" / "broken.jpg").write_bytes(b"no picture")
    pools = [{"folder": "places", "labels": {"church": "stone church", "market": "street market"}}]
    (pool.parent / "pools.json").write_text(json.dumps(pools))
    out = tmp_path / "out"
    command = [sys.executable, str(SCRIPT), str(raw), str(out), "--only", "more160"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "unreadable ['more/places/church/broken.jpg']" in printed
    rows = [json.loads(line) for line in (out / "more160.index.jsonl").read_text().splitlines()]
    called = {row["path"].removeprefix("more/places/"): row["label"] for row in rows}
    assert called == {
        "church/clear.png": "stone church",
        "church/market/a.png": "street market",
        "church/outdoor/a.png": "stone church",
        "unnamed/a.png": None,
    }
    pixels = np.load(out / "more160.npy")
    assert pixels.shape == (4, 160, 160, 3)
    assert (pixels[list(called).index("church/clear.png")] == 255).all()


def test_white_bars_are_cut_off_where_a_pool_has_them(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for pool in ("padded", "whole"):
        (raw / "more" / pool).mkdir(parents=True)
        square = Image.new("RGB", (200, 200), "white")
        square.save(raw / "more" / pool / "blank.png")
        square.paste((250, 0, 0), (50, 0, 150, 200))
        square.save(raw / "more" / pool / "red.png")
    pools = [{"folder": "padded", "labels": {}, "padded": True}, {"folder": "whole", "labels": {}}]
    (raw / "more" / "pools.json").write_text(json.dumps(pools))
    out = tmp_path / "out"
    subprocess.run([sys.executable, str(SCRIPT), str(raw), str(out), "--only", "more160"], check=True)
    rows = [json.loads(line) for line in (out / "more160.index.jsonl").read_text().splitlines()]
    paths = [row["path"].removeprefix("more/") for row in rows]
    pixels = dict(zip(paths, np.load(out / "more160.npy"), strict=True))
    assert (pixels["padded/red.png"] == (250, 0, 0)).all()
    assert (pixels["whole/red.png"][:, 0] == 255).all()
    for pool in ("padded", "whole"):
        assert (pixels[f"{pool}/blank.png"] == 255).all()

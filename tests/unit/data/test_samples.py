"""Sample photographs: the packaged program's own come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipdesk import paths
from clipdesk.data.samples import installed_samples


def test_bundled_ones_are_found_where_no_package_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "bundled_samples_dir", lambda: tmp_path)
    bundled = tmp_path / "skimage" / "data" / "chelsea.png"
    bundled.parent.mkdir(parents=True)
    bundled.write_bytes(b"")
    of_skimage = [sample.path for sample in installed_samples() if sample.path.is_relative_to(tmp_path)]
    assert of_skimage == [bundled]


def test_the_source_tree_has_none_of_its_own() -> None:
    assert not paths.bundled_samples_dir().exists()
    assert len(installed_samples()) == 9

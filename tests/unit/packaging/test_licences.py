"""The licences that go into a package, collected from an environment made by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.helpers.packaging_scripts import load


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    return load("licences.py")


def _install(site: Path, name: str, metadata: str, files: dict[str, str]) -> None:
    """A distribution as an installer leaves it: records, and files relative to site-packages."""
    info = f"{name}-1.0.dist-info"
    files = {f"{info}/METADATA": f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{metadata}", **files}
    for path, text in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    rows = [f"{path},," for path in (*files, f"{info}/RECORD")]
    (site / info / "RECORD").write_text("\n".join(rows), encoding="utf-8")


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    site = tmp_path / "prefix/lib/python3.12/site-packages"
    modern = "License-Expression: MIT\nLicense-File: terms/GRANT\nProject-URL: Homepage, https://a.example\n"
    _install(site, "modern", modern, {
        "modern-1.0.dist-info/licenses/terms/GRANT": "the grant",
        "modern/vendored/LICENSE.txt": "vendored",
        "modern/license.py": "code",
    })  # fmt: skip
    _install(site, "Bare", "Classifier: License :: OSI Approved :: BSD License\nHome-page: https://b.example\n", {})
    _install(site, "qtlike", "License: LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only\n", {})
    _install(site, "wordy", "License: The whole\n  text of it\nLicense-File: COPYING\n", {
        "wordy-1.0.dist-info/COPYING": "the whole text",
    })  # fmt: skip
    python = tmp_path / "python"
    (python / "lib/python3.12").mkdir(parents=True)
    (python / "lib/python3.12/LICENSE.txt").write_text("Python's", encoding="utf-8")
    text = f"home = {python / 'bin'}\nversion = 3.12.9\n"
    (tmp_path / "prefix/pyvenv.cfg").write_text(text, encoding="utf-8")
    return tmp_path / "prefix"


def test_texts_of_every_distribution_are_copied(licences: ModuleType, prefix: Path, tmp_path: Path) -> None:
    found = {one.name: one for one in licences.collect(prefix, tmp_path / "out")}
    assert list(found) == ["Python", "Bare", "modern", "qtlike", "wordy"]
    assert found["modern"].texts == ("modern-1.0/terms/GRANT", "modern-1.0/vendored/LICENSE.txt")
    assert (tmp_path / "out/modern-1.0/terms/GRANT").read_text(encoding="utf-8") == "the grant"
    assert (found["modern"].licence, found["modern"].address) == ("MIT", "https://a.example")
    assert found["wordy"].texts == ("wordy-1.0/COPYING",)
    assert found["Python"].version == "3.12.9"
    assert (tmp_path / "out/python/LICENSE.txt").read_text(encoding="utf-8") == "Python's"


def test_a_distribution_without_text_is_listed(licences: ModuleType, prefix: Path, tmp_path: Path) -> None:
    bare = next(one for one in licences.collect(prefix, tmp_path) if one.name == "Bare")
    assert (bare.licence, bare.address, bare.texts) == ("BSD License", "https://b.example", ())
    listed = (tmp_path / licences.LIST).read_text(encoding="utf-8")
    assert "Bare 1.0\n  licence: BSD License\n  address: https://b.example\n  text:    none comes with it" in listed


def test_the_lgpl_brings_the_gpl(licences: ModuleType, prefix: Path, tmp_path: Path) -> None:
    qt = next(one for one in licences.collect(prefix, tmp_path) if one.name == "qtlike")
    assert qt.texts == ("qtlike-1.0/GPL-3.0.txt", "qtlike-1.0/LGPL-3.0.txt")
    assert "LESSER GENERAL PUBLIC" in (tmp_path / qt.texts[1]).read_text(encoding="utf-8")


def test_unpacked_packages_count_too(licences: ModuleType, prefix: Path, tmp_path: Path) -> None:
    _install(tmp_path / "samples", "photos", "License: CC0\n", {"photos-1.0.dist-info/LICENSE": "free"})
    found = {one.name: one for one in licences.collect(prefix, tmp_path / "out", [tmp_path / "samples"])}
    assert found["photos"].texts == ("photos-1.0/LICENSE",)
    assert "modern" in found


def test_a_folder_without_packages_is_refused(licences: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="site-packages"):
        licences.collect(tmp_path, tmp_path / "out")


def test_the_running_environment_names_ours(licences: ModuleType, tmp_path: Path) -> None:
    found = {one.name: one for one in licences.collect(Path(sys.prefix), tmp_path)}
    assert found["clipdesk"].texts, "ours comes with its text"
    assert "Apache License" in (tmp_path / found["clipdesk"].texts[0]).read_text(encoding="utf-8")
    for name in ("numpy", "pillow", "torch", "PySide6_Essentials"):
        assert found[name].texts, name

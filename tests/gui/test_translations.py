"""Every string of the window is translated."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import PySide6
import pytest

import clipdesk

ROOT = Path(clipdesk.__file__).parent
TRANSLATIONS = sorted((ROOT.parent / "resources" / "translations").glob("*.ts"))


def _messages(path: Path) -> dict[tuple[str, str], list[ET.Element]]:
    """The translations of each context and source."""
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findall("translation")
        for context in ET.parse(path).iter("context")
        for message in context.iter("message")
    }


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_the_file_holds_the_strings_of_the_window(path, tmp_path):
    lupdate = next(found for found in Path(PySide6.__file__).parent.rglob("lupdate*") if found.suffix in ("", ".exe"))
    fresh = tmp_path / path.name
    shutil.copy(path, fresh)
    sources = [str(source) for source in sorted((ROOT / "gui").glob("*.py"))]
    subprocess.run(
        [str(lupdate), "-no-obsolete", "-locations", "none", *sources, "-ts", str(fresh)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert set(_messages(fresh)) == set(_messages(path)), "run `make translations`"


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_every_string_is_translated_with_its_names(path):
    for (context, source), translations in _messages(path).items():
        assert len(translations) == 1, (context, source)
        translation = translations[0]
        assert translation.get("type") is None, (context, source)
        texts = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
        for text in texts:
            assert text.strip(), (context, source)
            assert set(re.findall(r"\{\w*\}", text)) == set(re.findall(r"\{\w*\}", source)), (context, source)

"""A web server and a home of its own for each test."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from clipdesk import paths
from tests.helpers.web_server import Web, serving

CONTENT = random.Random(7).randbytes(3_000_000)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(CONTENT) as server:
        yield server


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder of models, in a home that is empty; nothing is bundled."""
    monkeypatch.setenv("CLIPDESK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    monkeypatch.setattr(paths, "bundled_models_dir", lambda: tmp_path / "bundled")
    return paths.user_models_dir()

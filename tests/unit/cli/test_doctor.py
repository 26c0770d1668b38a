"""What the report says of a GPU depends on how clipdesk was installed."""

from __future__ import annotations

import pytest

from clipdesk import __version__, paths
from clipdesk.cli import doctor


def test_an_installation_that_can_be_added_to() -> None:
    assert "torch built for CUDA" in doctor._gpu_advice()


def test_the_packaged_program_names_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "is_packaged", lambda: True)
    advice = doctor._gpu_advice()
    assert "CPU build" in advice
    assert f"pipx install clipdesk-{__version__}-py3-none-any.whl" in advice

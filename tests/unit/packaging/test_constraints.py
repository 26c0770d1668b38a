"""The versions that an installer is built from are among those that the program allows."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[3]
PINNED = {
    canonicalize_name(name): version
    for line in (ROOT / "packaging/constraints.txt").read_text(encoding="utf-8").splitlines()
    if "==" in line
    for name, version in [line.split("==")]
}
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_BUILDERS = {"python_version": "3.11", "python_full_version": "3.11.0"}  # the Python of the release workflow


@pytest.mark.parametrize("asked", _PROJECT["dependencies"])
def test_what_the_program_asks_for_is_pinned_within_its_bounds(asked: str) -> None:
    requirement = Requirement(asked)
    if requirement.marker is not None and not requirement.marker.evaluate({**_BUILDERS}):
        return
    assert requirement.specifier.contains(PINNED[canonicalize_name(requirement.name)]), asked


def test_qt_and_its_binding_are_of_one_version() -> None:
    assert PINNED[canonicalize_name("PySide6_Essentials")] == PINNED[canonicalize_name("shiboken6")]

"""Real photographs of other packages, found on disk where those are installed, or in the packaged program."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from clipdesk import paths

# Chosen before any picture was looked at.
ORDINARY_THINGS = (
    "astronaut", "cat", "dog", "cup of coffee", "rocket", "temple", "flower", "car", "bicycle", "horse", "bird", "fish",
    "tree", "mountain", "beach", "bridge", "guitar", "book", "computer", "airplane", "boat", "pizza", "coins", "galaxy",
)  # fmt: skip
"""Labels to rank for the sample photographs."""


@dataclass(frozen=True)
class Sample:
    """An installed photograph, what its makers say it shows, and its licence; `label`, its one of ORDINARY_THINGS."""

    path: Path
    shows: str
    licence: str
    label: str | None = None


@dataclass(frozen=True)
class _Known:
    package: str
    file: str
    shows: str
    licence: str
    label: str | None = None


_KNOWN = (
    _Known("skimage", "data/astronaut.png", "an astronaut, Eileen Collins", "public domain (NASA)", "astronaut"),
    _Known("skimage", "data/camera.png", "a man behind a camera", "CC0 (Lav Varshney)"),
    _Known("skimage", "data/chelsea.png", "a cat", "CC0 (Stefan van der Walt)", "cat"),
    _Known("skimage", "data/coffee.png", "a cup of coffee", "CC0 (Rachel Michetti)", "cup of coffee"),
    _Known(
        "skimage",
        "data/coins.png",
        "Greek coins from Pompeii",
        "no known copyright restrictions (Brooklyn Museum)",
        "coins",
    ),
    _Known(
        "skimage", "data/hubble_deep_field.jpg", "galaxies, the Hubble deep field", "public domain (NASA)", "galaxy"
    ),
    _Known("skimage", "data/rocket.jpg", "a rocket taking off", "public domain (SpaceX)", "rocket"),
    _Known("sklearn", "datasets/images/china.jpg", "a Chinese temple", "CC BY 2.0 (danielbuechele)", "temple"),
    _Known("sklearn", "datasets/images/flower.jpg", "a flower", "CC BY 2.0 (vultilion)", "flower"),
)


def installed_samples() -> tuple[Sample, ...]:
    """The sample photographs that are on this computer, none where neither scikit-image nor scikit-learn is."""
    folders = {package: _folder(package) for package in {known.package for known in _KNOWN}}
    found = []
    for known in _KNOWN:
        folder = folders[known.package]
        if folder is not None and (folder / known.file).is_file():
            found.append(Sample(folder / known.file, known.shows, known.licence, known.label))
    return tuple(found)


def _folder(package: str) -> Path | None:
    bundled = paths.bundled_samples_dir() / package
    if bundled.is_dir():
        return bundled
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(places))) if places else None

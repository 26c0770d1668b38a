"""Real photographs that other installed packages bring along: found on disk, without importing the packages."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """An installed photograph, what its makers say it shows, and its licence."""

    path: Path
    shows: str
    licence: str


@dataclass(frozen=True)
class _Known:
    package: str
    file: str
    shows: str
    licence: str


_KNOWN = (
    _Known("skimage", "data/astronaut.png", "an astronaut, Eileen Collins", "public domain (NASA)"),
    _Known("skimage", "data/camera.png", "a man behind a camera", "CC0 (Lav Varshney)"),
    _Known("skimage", "data/chelsea.png", "a cat", "CC0 (Stefan van der Walt)"),
    _Known("skimage", "data/coffee.png", "a cup of coffee", "CC0 (Rachel Michetti)"),
    _Known(
        "skimage", "data/coins.png", "Greek coins from Pompeii", "no known copyright restrictions (Brooklyn Museum)"
    ),
    _Known("skimage", "data/hubble_deep_field.jpg", "galaxies, the Hubble deep field", "public domain (NASA)"),
    _Known("skimage", "data/rocket.jpg", "a rocket taking off", "public domain (SpaceX)"),
    _Known("sklearn", "datasets/images/china.jpg", "a Chinese temple", "CC BY 2.0 (danielbuechele)"),
    _Known("sklearn", "datasets/images/flower.jpg", "a flower", "CC BY 2.0 (vultilion)"),
)


def installed_samples() -> tuple[Sample, ...]:
    """The sample photographs that are on this computer, none where neither scikit-image nor scikit-learn is."""
    folders = {package: _folder(package) for package in {known.package for known in _KNOWN}}
    found = []
    for known in _KNOWN:
        folder = folders[known.package]
        if folder is not None and (folder / known.file).is_file():
            found.append(Sample(folder / known.file, known.shows, known.licence))
    return tuple(found)


def _folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec is not None else None
    return Path(next(iter(places))) if places else None

"""What there is to see in a model without any label, worked out step by step."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from clipdesk.clip.config import PreprocessConfig
    from clipdesk.inference.explaining import Explainer
    from clipdesk.inference.model import Model

Floats = npt.NDArray[np.float32]
_SHOWN_SIDE = 480


@dataclass(frozen=True, eq=False)
class Filters:
    """The first layer's principal filters as colour tiles `[n, P, P, 3]`, 0…1."""

    tiles: Floats


@dataclass(frozen=True, eq=False)
class Positions:
    """Cosines of position embeddings `[G, G, G, G]`: at each place, its likeness to every other."""

    likeness: Floats


@dataclass(frozen=True, eq=False)
class Distances:
    """How far heads look, in pixels: `[layers, heads]`, a mean over `pictures`; `uniform` is a head that sees all."""

    heads: Floats
    uniform: float
    pictures: int


@dataclass(frozen=True, eq=False)
class HeadMap:
    """What a head attends to from the class token, `[rows, columns]` of 0…1, and the picture `[height, width, 3]`."""

    layer: int
    head: int
    attention: Floats
    picture: npt.NDArray[np.uint8]
    preprocess: PreprocessConfig


def view_steps(explainer: Explainer, pictures: Sequence[Path]) -> Generator[Any, None, None]:
    """Filters, Positions, and of a Transformer its Distances as they come in; pictures that fail are left out."""
    from clipdesk.data.images import decode
    from clipdesk.errors import ImageError
    from clipdesk.explain import inspect

    clip = explainer.clip
    yield Filters(inspect.patch_filters(clip))
    yield Positions(inspect.position_similarity(clip))
    if not has_heads(explainer.model):
        return
    size = explainer.model.config.preprocess.image_size
    found = []
    for path in pictures:
        try:
            pixels = explainer.pixels(decode(path, shortest_side=size).pixels)
        except ImageError:
            continue
        found.append(inspect.attention_distances(clip, pixels))
        mean = np.stack(found).mean(axis=0, dtype=np.float32)
        yield Distances(np.asarray(mean, dtype=np.float32), inspect.uniform_distance(clip), len(found))


def head_steps(explainer: Explainer, picture: Path, layer: int, head: int) -> Generator[Any, None, HeadMap]:
    """One head's attention over a picture. Raises ImageError or UsageError."""
    from clipdesk.data.images import decode
    from clipdesk.explain import inspect

    config = explainer.model.config
    pixels = explainer.pixels(decode(picture, shortest_side=config.preprocess.image_size).pixels)
    yield
    attention = inspect.head_attention(explainer.clip, pixels, layer, head)[0, 1:]
    side = config.vision.grid_size
    patches = attention.reshape(side, side) / max(float(attention.max()), 1e-9)
    shown = decode(picture, shortest_side=_SHOWN_SIDE).pixels
    return HeadMap(layer, head, patches, shown, config.preprocess)


def has_heads(model: Model) -> bool:
    """Whether the image tower is a Transformer."""
    return isinstance(model.config.vision.layers, int)


def coloured(values: Floats, low: float, high: float) -> npt.NDArray[np.uint8]:
    """`[height, width]` as colours `[height, width, 3]`, cividis from `low` to `high`."""
    from clipdesk.explain.palettes import PALETTES

    places = np.clip((values - low) / max(high - low, 1e-9) * 255, 0, 255).astype(np.uint8)
    colours: npt.NDArray[np.uint8] = PALETTES["cividis"][places]
    return colours

"""Views of an image tower that need no label: its filters, its positions, and how far and at what its heads look.

The first three are those of the ViT paper (Dosovitskiy 2020, figure 7).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from clipdesk.clip.model import CLIP
from clipdesk.clip.vision import ConvStem, VisionTransformer
from clipdesk.errors import UsageError
from clipdesk.explain.blocks import first_tokens, grid, run, run_openly, vision_transformer

Floats = npt.NDArray[np.float32]

_FILTERS = 28


def patch_filters(clip: CLIP) -> Floats:
    """The first principal components of the first layer's filters as colour tiles, `[n ≤ 28, P, P, 3]` within 0…1.

    0.5 is no weight. P is the patch size, or 3 where the tower begins with small convolutions. Of the two signs that a
    component may have, the one is taken with which its largest weight is above 0.
    """
    kernel = _first_convolution(clip).weight.detach().float().cpu()  # [filters, 3, P, P]
    filters = kernel.flatten(1)
    _, _, components = torch.linalg.svd(filters - filters.mean(dim=0), full_matrices=False)
    components = components[:_FILTERS]
    largest = components.gather(1, components.abs().argmax(dim=1, keepdim=True))  # [n, 1]
    tiles = (components / largest / 2 + 0.5).reshape(-1, *kernel.shape[1:]).permute(0, 2, 3, 1)
    return _array(tiles.clamp(0, 1))


def position_similarity(clip: CLIP) -> Floats:
    """Cosines of the position embeddings, `[G, G, G, G]` within -1…1: at [row, column], that place's with every other.

    The class token's position is left out. Of a ResNet, the positions are those of its attention pooling.
    """
    tower = clip.visual
    embedding = tower if isinstance(tower, VisionTransformer) else tower.attention_pool
    places = functional.normalize(embedding.positional_embedding.detach().float()[1:], dim=-1)  # [G², width]
    side = clip.config.vision.grid_size
    return _array((places @ places.T).clamp(-1, 1).reshape(side, side, side, side))


def attention_distances(clip: CLIP, pixels: Tensor) -> Floats:
    """How far each head looks: the mean distance in pixels of what patches attend to, `[layers, heads]`.

    Attention among patches alone, its rows brought to a sum of 1; a mean over the pictures `[n, 3, height, width]` and
    their patches. Raises UsageError for a ResNet tower.
    """
    tower = vision_transformer(clip, "The view of attention distances")
    apart = _distances(*grid(tower, pixels), tower.patch_size).to(pixels.device)
    total = torch.zeros(len(tower.blocks), clip.config.vision.heads)
    with torch.inference_mode():
        for picture in pixels:
            for layer, opened in enumerate(run_openly(tower.blocks, first_tokens(tower, picture[None]))):
                among = opened.weights[0, :, 1:, 1:].float()  # [heads, patches, patches]
                among = among / among.sum(dim=-1, keepdim=True)
                total[layer] += (among * apart).sum(dim=-1).mean(dim=-1).cpu()
    return _array(total / len(pixels))


def uniform_distance(clip: CLIP) -> float:
    """The distance in pixels of a head that looks at every patch alike: the line to compare `attention_distances` with.

    Raises UsageError for a ResNet tower.
    """
    tower = vision_transformer(clip, "The view of attention distances")
    side = clip.config.vision.grid_size
    return float(_distances(side, side, tower.patch_size).mean())


def token_norms(clip: CLIP, pixels: Tensor) -> Floats:
    """The lengths of the tokens after each layer, `[layers, tokens]`, the class token first; a mean over pictures.

    A few patches far longer than the rest are sinks: heads with nothing to say look there (Darcet 2023). Raises
    UsageError for a ResNet tower.
    """
    tower = vision_transformer(clip, "The view of token lengths")
    with torch.inference_mode():
        tokens, norms = first_tokens(tower, pixels), []
        for block in tower.blocks:
            tokens = run([block], tokens)
            norms.append(tokens.norm(dim=-1).mean(dim=0))
        return _array(torch.stack(norms))


def head_attention(clip: CLIP, pixels: Tensor, layer: int, head: int) -> Floats:
    """One head's attention for one picture `[1, 3, height, width]`: `[tokens, tokens]`, each row's sum 1.

    Row and column 0 are the class token's. Raises UsageError for a ResNet tower, or when there is no such head.
    """
    tower = vision_transformer(clip, "The view of a head's attention")
    heads = clip.config.vision.heads
    if not (0 <= layer < len(tower.blocks) and 0 <= head < heads):
        raise UsageError(
            f"There is no head {head} in layer {layer}: the tower has {len(tower.blocks)} layers of {heads} heads, "
            "counted from 0."
        )
    with torch.inference_mode():
        tokens = run(tower.blocks[:layer], first_tokens(tower, pixels[:1]))
        (opened,) = run_openly(tower.blocks[layer : layer + 1], tokens)
        return _array(opened.weights[0, head])


def _first_convolution(clip: CLIP) -> nn.Conv2d:
    tower = clip.visual
    if not isinstance(tower, VisionTransformer):
        return tower.conv1
    first = tower.stem.convs[0] if isinstance(tower.stem, ConvStem) else tower.stem.conv
    assert isinstance(first, nn.Conv2d)
    return first


def _distances(rows: int, columns: int, patch_size: int) -> Tensor:
    """Between the centres of any two patches, in pixels: `[patches, patches]`."""
    down, across = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    places = torch.stack([down.flatten(), across.flatten()], dim=1).float() * patch_size  # [patches, 2]
    return torch.cdist(places, places)


def _array(tensor: Tensor) -> Floats:
    array: Floats = tensor.detach().float().cpu().numpy()
    return array

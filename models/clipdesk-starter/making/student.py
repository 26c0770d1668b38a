"""The image tower that learns, its losses' targets, and how pictures are varied."""

import functools
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from training_data import IMAGENET, Axes

from clipdesk.clip.config import OPENAI_MEAN, OPENAI_STD, CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.vision import VisionTransformer
from clipdesk.inference.precision import bf16_speedup

SIZE, PATCH = 112, 16


@dataclass(frozen=True)
class Settings:
    """The choices of the image tower's training that compare.py compares; as they stand, what the model came from."""

    width: int = 256
    layers: int = 8
    stem: Literal["conv", "patch"] = "conv"
    first_size: int = 64  # of pictures, for three fifths of the time (Tan 2021, "EfficientNetV2")
    early_size: int = 96  # then this
    last_size: int = SIZE  # at the end
    kept: float = 1.0  # of the patches, others drawn for each picture and step (Li 2023, "FLIP")
    smallest: float = 0.3  # share of a large picture that a crop may show
    colour: bool = True
    mixed_share: float = 0.35  # of pictures without captions, that get a rectangle of another (Yun 2019, "CutMix")
    label_share: float = 0.85  # the rest is the image teacher's
    sharpen: float = 2.0
    guide_weight: float = 2.0
    caption_weight: float = 0.3
    noun_weight: float = 0.2
    coarse_share: float = 0.15  # of pictures, made of fewer pixels
    wider_share: float = 0.5  # of draws, in which names are put as their kinds; in the rest, of names put as synonyms
    muon: bool = True  # or AdamW throughout
    matrix_rate: float = 1.0  # Muon's learning rate, as a multiple of AdamW's
    pictures: float = 1.0  # share of each pack
    pools: bool = True  # further public pools

    def config(self) -> CLIPConfig:
        """The model's."""
        return CLIPConfig(
            embed_dim=256,
            vision=VisionConfig("vit", SIZE, PATCH, self.width, self.layers, self.width // 64, stem=self.stem),
            text=TextConfig(width=192, layers=4, heads=3, token_width=64),
            preprocess=PreprocessConfig(image_size=SIZE),
        )


CONFIG = Settings().config()


@functools.cache
def in_bf16() -> bool:
    """Whether this processor multiplies bf16 faster than fp32: not all that have instructions for it do."""
    return bf16_speedup(CONFIG.vision.width) > 1


def muon(matrices: list[nn.Parameter], rate: float, decay: float) -> "list[torch.optim.Muon]":
    """Muon (Jordan 2024) for a tower's matrices, its step made as long as AdamW's: two halves, one for each core."""
    middle = len(matrices) // 2
    return [
        torch.optim.Muon(half, lr=rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw")
        for half in (matrices[:middle], matrices[middle:])
        if half
    ]


class Student(nn.Module):
    """The image tower, the matrix from the sentence teacher's space, the temperature, and a guess at the maps."""

    def __init__(self, names: np.ndarray, depth: int, settings: Settings | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings()
        config = self.settings.config()
        self.visual = VisionTransformer(config.vision, config.embed_dim, config.activation)
        self.visual.reset_parameters()
        centred = names - names.mean(axis=0)
        axes = np.linalg.svd(centred, full_matrices=False)[2][: config.embed_dim]
        self.projection = nn.Parameter(torch.from_numpy(np.ascontiguousarray(axes.T)))
        self.logit_scale = nn.Parameter(torch.tensor(3.0))
        self.guide = nn.Sequential(nn.LayerNorm(config.vision.width), nn.Linear(config.vision.width, depth))

    def text(self, sentences: Tensor) -> Tensor:
        """Sentence embeddings [n, 384] into the shared space, L2-normalised."""
        return functional.normalize(sentences @ self.projection, dim=-1)

    def image(self, pixels: Tensor) -> Tensor:
        """Pictures into the shared space, L2-normalised."""
        with torch.autocast("cpu", torch.bfloat16, enabled=in_bf16()):
            features: Tensor = self.visual(pixels.contiguous(memory_format=torch.channels_last))
        return functional.normalize(features.float(), dim=-1)

    def guided(self, pixels: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """`image`, the places of the patches kept, [n, kept], and what the class token and they foretell of the maps.

        The last has the shape [n, 1 + kept, depth].
        """
        with torch.autocast("cpu", torch.bfloat16, enabled=in_bf16()):
            tokens = tokens_of(self.visual, pixels.contiguous(memory_format=torch.channels_last))
            patches = tokens.shape[1] - 1
            kept = torch.rand(len(tokens), patches, generator=generator).argsort(dim=1)
            kept = kept[:, : max(1, round(self.settings.kept * patches))]
            drawn = tokens[:, 1:].take_along_dim(kept[..., None], dim=1)
            features, foretold = through(self.visual, self.guide, torch.cat([tokens[:, :1], drawn], dim=1))
        return functional.normalize(features.float(), dim=-1), kept, foretold.float()


# Compiled once for each size of pictures, and kept by torch for later runs: a fifth faster at 64 px, not slower at 96.
@functools.partial(torch.compile, dynamic=False)
def tokens_of(tower: VisionTransformer, pixels: Tensor) -> Tensor:
    """The tokens of pictures, before the blocks."""
    return tower.embed(pixels)


@functools.partial(torch.compile, dynamic=False)
def through(tower: VisionTransformer, guide: nn.Module, tokens: Tensor) -> tuple[Tensor, Tensor]:
    """What the blocks make of tokens: features, and the guess at the maps."""
    tokens = tower.ln_pre(tokens)
    for block in tower.blocks:
        tokens = block(tokens, attentions=[])  # the fused kernel's backward is slow on so few tokens
    return tower.ln_post(tokens[:, 0]) @ tower.proj, guide(tokens)


def targets(labels: Tensor, maps: Tensor, axes: Axes, names: int, unseen: Tensor, settings: Settings) -> Tensor:
    """Target probabilities [n, names] from labels [n] and maps [n, places, depth]; ImageNet's come first.

    Names that are `unseen` [names] get none.
    """
    wanted = torch.zeros(len(labels), names)
    logits = settings.sharpen * (maps.mean(dim=1) @ axes.axes.T + axes.mean)
    wanted[:, :IMAGENET] = logits.masked_fill(unseen[:IMAGENET], -1e4).softmax(dim=-1)
    known = labels >= 0
    share = torch.where(known, settings.label_share, 0.0)
    share = torch.where(labels >= IMAGENET, 1.0, share)  # no ImageNet name: the teacher cannot know it
    wanted *= (1 - share)[:, None]
    wanted[known, labels[known]] += share[known]
    return wanted


def augment(
    pixels: np.ndarray, maps: np.ndarray, generator: torch.Generator, smallest: float, size: int, *, colour: bool
) -> tuple[Tensor, Tensor]:
    """Random crops and flips of pictures and of their maps alike, and `colour` changes of the pictures.

    uint8 [n, side, side, 3] to normalised float [n, 3, size, size]; [n, side, side, depth] to [n, patches, depth].
    """
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(255)
    n = len(images)
    uniform = torch.rand(7, n, generator=generator)
    area = smallest + (1 - smallest) * uniform[0]
    ratio = torch.exp((uniform[1] * 2 - 1) * 0.28)
    across, down = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    flip = torch.where(uniform[2] < 0.5, -1.0, 1.0)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 1, 1] = across * flip, down
    theta[:, 0, 2], theta[:, 1, 2] = (uniform[3] * 2 - 1) * (1 - across), (uniform[4] * 2 - 1) * (1 - down)
    grid = functional.affine_grid(theta, [n, 3, size, size], align_corners=False)
    images = functional.grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
    if colour:
        gain, richness = 0.7 + 0.6 * uniform[5], 0.6 + 0.7 * uniform[6]
        grey = images.mean(dim=1, keepdim=True)
        images = (grey + (images - grey) * richness[:, None, None, None]) * gain[:, None, None, None]
    images = (images - torch.tensor(OPENAI_MEAN)[:, None, None]) / torch.tensor(OPENAI_STD)[:, None, None]
    places = torch.from_numpy(maps).permute(0, 3, 1, 2).float()
    patches = size // PATCH
    grid = functional.affine_grid(theta, [n, places.shape[1], patches, patches], align_corners=False)
    places = functional.grid_sample(places, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return images, places.flatten(2).transpose(1, 2)


def coarsen(images: Tensor, generator: torch.Generator) -> Tensor:
    """Pictures [n, 3, size, size] as they would look had they been stored with a quarter to 0.6 of the pixels' side."""
    size = images.shape[-1]
    side = int(size * (0.25 + 0.35 * torch.rand((), generator=generator)))
    small = functional.interpolate(images, (side, side), mode="area")
    return functional.interpolate(small, (size, size), mode="bicubic")


def cut_and_mix(images: Tensor, maps: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Each picture with a rectangle of the one before it, in whole patches, and its maps alike.

    Images [n, 3, size, size] and maps [n, patches, depth]; also the share of each picture that is its own, [n, 1].
    """
    n, size = len(images), images.shape[-1]
    patches = size // PATCH
    sides = torch.randint(1, patches, (2, n, 1), generator=generator)
    starts = (torch.rand(2, n, 1, generator=generator) * (patches - sides + 1)).long()
    at = torch.arange(patches)
    within = (at >= starts) & (at < starts + sides)  # down and across, [2, n, patches]
    other = within[0][:, :, None] & within[1][:, None, :]
    pixels = other.repeat_interleave(PATCH, dim=1).repeat_interleave(PATCH, dim=2)[:, None]
    images = torch.where(pixels, images.roll(1, dims=0), images)
    maps = torch.where(other.flatten(1)[:, :, None], maps.roll(1, dims=0), maps)
    return images, maps, 1 - other.flatten(1).float().mean(dim=1, keepdim=True)


def neighbourhood_loss(student: Student, nouns: tuple[Tensor, Tensor], draw: np.random.Generator) -> Tensor:
    """Divergence between the neighbour distributions of 256 nouns in CLIP's text space and in ours."""
    sentence, clip = nouns
    rows = torch.from_numpy(draw.choice(len(clip), 256, replace=False))
    itself = torch.eye(256, dtype=torch.bool)
    theirs = (15 * clip[rows] @ clip[rows].T).masked_fill(itself, -1e4).softmax(-1)
    texts = student.text(sentence[rows])
    ours = (15 * texts @ texts.T).masked_fill(itself, -1e4).log_softmax(-1)
    return functional.kl_div(ours, theirs, reduction="batchmean")

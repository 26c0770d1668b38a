"""Train the starter's image tower against fixed sentence embeddings of class names and captions.

usage: train_image_tower.py DATA_DIR OUT_DIR [--minutes N] [--start CHECKPOINT] [--rate LR] [--text TEXT_CHECKPOINT]

DATA_DIR is what prepare_images.py and prepare_teachers.py wrote. OUT_DIR gets checkpoint.pt (every five minutes, whole
or not at all; a run that finds one goes on from it) and log.jsonl. The shared space is `names @ projection`: the
sentence teacher's 384 dimensions behind one learned matrix, which the text tower later takes into its own projection.

Losses, on each batch of 128 pictures:
- cross-entropy over the names, targets being the true label mixed with the image teacher's sharpened probabilities
  for the part of the picture shown, or those alone where no label is known. Names of other sets that mean nearly the
  same are left out. Half the time a name stands for itself, half for another word for it or for what it is a kind of;
- each patch's token, and the class token, foretell the teacher's class activation map at their place: far more is
  learnt from a picture than its label (a convnet guides a small transformer: Li 2022, "Locality Guidance");
- picture to caption and back, contrastively, with further captions as negatives;
- the space keeps the neighbourhoods that CLIP's own text tower gives to 2,000 nouns.

With --text, names and captions are what the trained text tower makes of them, in place of the sentence teacher's word,
and the matrix stays as it is: a last, short run that brings the image tower to the text tower it will be used with.
"""

import argparse
import copy
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from open_clip.zero_shot_metadata import IMAGENET_CLASSNAMES
from text_sources import wider_names
from timm.data import ImageNetInfo
from torch import Tensor, nn
from torch.nn import functional

from clipdesk.clip.config import OPENAI_MEAN, OPENAI_STD, CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.text import TextTransformer
from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.clip.vision import VisionTransformer

SIZE = 112
EARLY_SIZE, EARLY_SHARE = 96, 0.93  # smaller pictures, a quarter faster, for the first part of the time
CONFIG = CLIPConfig(
    embed_dim=256,
    vision=VisionConfig(image_size=SIZE, patch_size=16, width=256, layers=8, heads=4, stem="conv"),
    text=TextConfig(width=192, layers=4, heads=3, token_width=64),
    preprocess=PreprocessConfig(image_size=SIZE),
)
PACKS = {"large160": 15, "more160": 13, "web160": 8, "find160": 4, "mid84": 8, "small64": 8}  # pictures in half a batch
LARGE = {"large160", "more160", "web160", "find160"}
CAPTIONED = 8
NEGATIVE_CAPTIONS = 512
LABEL_SHARE, SHARPEN = 0.85, 2.0
GUIDE_WEIGHT = 2.0
WIDER_SHARE = 0.5
SENTENCES = ("a photo of a {}.", "{}", "a picture of the {}.")
ALSO = {
    "flower": ("rose", "tulip", "sunflower", "dandelion"),
    "house": ("front of a house",),
    "rocket": ("missile", "space shuttle"),
    "cup of coffee": ("espresso",),
    "temple": ("Asian temple", "pagoda", "Khajuraho temple", "Konark Sun Temple", "golden Buddhist stupa"),
}  # beyond ImageNet's names
OFTENER = {"imagenette": 4, "clothing": 2, "grocery": 2, "astronaut": 4, "rocket": 4, "Asian temple": 5, "pagoda": 5}
PEAK_LR, WEIGHT_DECAY, WARMUP_STEPS = 1e-3, 0.05, 300


class Rows:
    """Rows of a .npy file, read when asked for. A memory map would hold Python's lock while the disk is slow."""

    def __init__(self, path: Path) -> None:
        mapped = np.load(path, mmap_mode="r")
        self.shape, self.dtype, self.start = mapped.shape[1:], mapped.dtype, mapped.offset
        self.bytes = mapped[0].nbytes
        self.file = os.open(path, os.O_RDONLY)

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        """The rows of those numbers, [n, ...]."""
        out = np.empty((len(rows), *self.shape), self.dtype)
        for row, place in zip(rows.tolist(), out.reshape(len(rows), -1), strict=True):
            os.preadv(self.file, [place], self.start + row * self.bytes)
        return out


@dataclass
class Pack:
    """Pictures of one size with what is known of them."""

    pixels: Rows  # uint8 [n, side, side, 3]
    target: np.ndarray  # int64 [n], index of the name or -1
    maps: Rows  # fp16 [n, side, side, depth], the teacher's class activation maps along its axes
    usable: np.ndarray  # int64, rows, some several times
    captions: dict[int, list[int]]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """A JSONL file."""
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def read_sentences(data: Path, group: str) -> dict[str, np.ndarray]:
    """Texts of a group, plain names where there are templates, with their sentence embeddings, float32 [384]."""
    rows = read_rows(data / f"text_{group}.jsonl")
    embeddings = np.load(data / f"text_{group}.npy").astype(np.float32)
    return {row.get("name", row["text"]): embedding for row, embedding in zip(rows, embeddings, strict=True)}


def class_names(data: Path) -> list[str]:
    """ImageNet's 1,000 names in their order, then those that only other sets have."""
    indexes = sorted(data.glob("*.index.jsonl"))
    found = {row["label"] for index in indexes for row in read_rows(index) if row["label"]}
    return [*IMAGENET_CLASSNAMES, *sorted(found - set(IMAGENET_CLASSNAMES))]


def load_pack(data: Path, name: str, index_of: dict[str, int], caption_of: dict[str, int]) -> Pack:
    """Open one pack; pictures stay on disk."""
    rows = read_rows(data / f"{name}.index.jsonl")
    target = np.array([index_of.get(row["label"] or "", -1) for row in rows], dtype=np.int64)
    captions = {i: [caption_of[text] for text in row["captions"]] for i, row in enumerate(rows) if row.get("captions")}
    times = [OFTENER.get(row["label"], OFTENER.get(row["set"], 1)) for row in rows]
    usable = np.repeat(np.arange(len(rows)), times)
    return Pack(Rows(data / f"{name}.npy"), target, Rows(data / f"teacher_{name}.npy"), usable, captions)


@dataclass
class Axes:
    """Between the teacher's maps and its 1,000 logits."""

    mean: Tensor  # [1000]
    axes: Tensor  # [1000, depth]
    deviation: Tensor  # [depth]

    @classmethod
    def load(cls, data: Path) -> "Axes":
        """What prepare_teachers.py stored."""
        with np.load(data / "teacher_axes.npz") as stored:
            return cls(*(torch.from_numpy(stored[name]) for name in ("mean", "axes", "deviation")))


def targets(labels: Tensor, maps: Tensor, axes: Axes, names: int) -> Tensor:
    """Target probabilities [n, names] from labels [n] and maps [n, places, depth]; ImageNet's come first."""
    wanted = torch.zeros(len(labels), names)
    wanted[:, :1000] = (SHARPEN * (maps.mean(dim=1) @ axes.axes.T + axes.mean)).softmax(dim=-1)
    known = labels >= 0
    share = torch.where(known, LABEL_SHARE, 0.0)
    share = torch.where(labels >= 1000, 1.0, share)  # no ImageNet name: the teacher cannot know it
    wanted *= (1 - share)[:, None]
    wanted[known, labels[known]] += share[known]
    return wanted


def augment(
    pixels: np.ndarray, maps: np.ndarray, generator: torch.Generator, smallest: float, size: int
) -> tuple[Tensor, Tensor]:
    """Random crops and flips of pictures and of their maps alike, and colour changes of the pictures.

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
    gain, colour = 0.7 + 0.6 * uniform[5], 0.6 + 0.7 * uniform[6]
    grey = images.mean(dim=1, keepdim=True)
    images = (grey + (images - grey) * colour[:, None, None, None]) * gain[:, None, None, None]
    images = (images - torch.tensor(OPENAI_MEAN)[:, None, None]) / torch.tensor(OPENAI_STD)[:, None, None]
    places = torch.from_numpy(maps).permute(0, 3, 1, 2).float()
    patches = size // CONFIG.vision.patch_size
    grid = functional.affine_grid(theta, [n, places.shape[1], patches, patches], align_corners=False)
    places = functional.grid_sample(places, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return images, places.flatten(2).transpose(1, 2)


def forbidden_names(names: np.ndarray, imagenet: int = 1000) -> Tensor:
    """Bool [names, names]: column may not serve as a negative of row, for it nearly means the same."""
    close = torch.from_numpy(names @ names.T) > 0.5
    close[:imagenet, :imagenet] = False
    close.fill_diagonal_(False)
    return close


class Student(nn.Module):
    """The image tower, the matrix from the sentence teacher's space, the temperature, and a guess at the maps."""

    def __init__(self, names: np.ndarray, depth: int) -> None:
        super().__init__()
        self.visual = VisionTransformer(CONFIG.vision, CONFIG.embed_dim, CONFIG.activation)
        self.visual.reset_parameters()
        centred = names - names.mean(axis=0)
        axes = np.linalg.svd(centred, full_matrices=False)[2][: CONFIG.embed_dim]
        self.projection = nn.Parameter(torch.from_numpy(np.ascontiguousarray(axes.T)))
        self.logit_scale = nn.Parameter(torch.tensor(3.0))
        self.guide = nn.Sequential(nn.LayerNorm(CONFIG.vision.width), nn.Linear(CONFIG.vision.width, depth))

    def text(self, sentences: Tensor) -> Tensor:
        """Sentence embeddings [n, 384] into the shared space, L2-normalised."""
        return functional.normalize(sentences @ self.projection, dim=-1)

    def image(self, pixels: Tensor) -> Tensor:
        """Pictures into the shared space, L2-normalised, computed in bf16."""
        with torch.autocast("cpu", torch.bfloat16):
            features: Tensor = self.visual(pixels.contiguous(memory_format=torch.channels_last))
        return functional.normalize(features.float(), dim=-1)

    def guided(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """`image`, and what the class token and each patch foretell of the maps, [n, 1 + patches, depth]."""
        tower = self.visual
        with torch.autocast("cpu", torch.bfloat16):
            tokens = tower.ln_pre(tower.embed(pixels.contiguous(memory_format=torch.channels_last)))
            for block in tower.blocks:
                tokens = block(tokens, attentions=[])  # the fused kernel's backward is slow on so few tokens
            features = tower.ln_post(tokens[:, 0]) @ tower.proj
            foretold = self.guide(tokens)
        return functional.normalize(features.float(), dim=-1), foretold.float()


@torch.inference_mode()
def as_read(tower: TextTransformer, texts: list[str], templates: tuple[str, ...]) -> Tensor:
    """The text tower's unit-length features [n, 384] of texts, the mean over templates."""
    tokenizer, means = Tokenizer.default(), []
    for start in range(0, len(texts), 256):
        some = texts[start : start + 256]
        total = torch.zeros(len(some), 384)
        for template in templates:
            tokens = torch.from_numpy(tokenizer.tokenize([template.replace("{}", text) for text in some]))
            longest = int(tokens.argmax(dim=1).max()) + 1
            total += functional.normalize(tower(tokens[:, :longest]), dim=-1)
        means.append(functional.normalize(total, dim=-1))
    return torch.cat(means)


class Wording:
    """Names, and other words for them and for what they are kinds of, as sentence embeddings."""

    def __init__(self, names: list[str], sentence_of: dict[str, np.ndarray], data: Path, wordnet: Path) -> None:
        lemma_of = {text.lower(): row for text, row in read_sentences(data, "lemmas").items()}
        ids = ImageNetInfo("imagenet-1k").label_names()
        others = wider_names(wordnet, ids)
        place: dict[str, int] = {}
        rows: list[np.ndarray] = []

        def put(text: str, row: np.ndarray) -> int:
            if text.lower() not in place:
                place[text.lower()] = len(rows)
                rows.append(row)
            return place[text.lower()]

        self.own = np.array([put(name, sentence_of[name]) for name in names])
        self.others = [
            np.unique([put(word, lemma_of[word.lower()]) for word in others[one] if word.lower() in lemma_of]).astype(
                int
            )
            for one in ids
        ]
        self.others += [np.array([], dtype=int)] * (len(names) - len(ids))
        for word, kinds in ALSO.items():
            for kind in set(kinds) & set(names):
                row = sentence_of[word] if word in sentence_of else lemma_of[word]
                self.others[names.index(kind)] = np.append(self.others[names.index(kind)], put(word, row))
        self.texts = list(place)
        self.embeddings = torch.from_numpy(np.stack(rows))  # [words, 384]

    def draw(self, generator: np.random.Generator) -> Tensor:
        """The number of a word for each name, [names]."""
        chosen = self.own.copy()
        for name in np.flatnonzero(generator.random(len(self.others)) < WIDER_SHARE):
            if len(self.others[name]):
                chosen[name] = generator.choice(self.others[name])
        return torch.from_numpy(chosen)


@dataclass
class Shared:
    """What every worker reads."""

    packs: dict[str, Pack]
    wording: Wording
    captions: Tensor  # [captions, 384]
    forbidden: Tensor  # bool [names, names]
    nouns: tuple[Tensor, Tensor]
    axes: Axes


@dataclass
class Drawn:
    """Rows of a pack, read, and the smallest share of a picture that a crop may show."""

    pack: str
    rows: np.ndarray
    smallest: float
    pixels: np.ndarray
    maps: np.ndarray


class Worker:
    """Half of each batch, on one core: two such threads need no barrier between them but the end of the step."""

    def __init__(self, student: Student, shared: Shared, seed: int) -> None:
        self.student, self.shared = student, shared
        self.draw = np.random.default_rng(seed)
        self.generator = torch.Generator().manual_seed(seed)
        self.captioned = [(name, row) for name, pack in shared.packs.items() for row in pack.captions]
        self.pick = np.random.default_rng([seed, 1])
        self.reader = ThreadPoolExecutor(1)
        self.next = self.reader.submit(self.read)

    def read(self) -> list["Drawn"]:
        """Pictures for half a batch, those with captions last and one by one."""
        chosen = []
        for name, pack in self.shared.packs.items():
            rows = pack.usable[self.pick.integers(len(pack.usable), size=PACKS[name])]
            chosen.append((name, rows, 0.3 if name in LARGE else 0.5))
        pairs = self.pick.choice(len(self.captioned), CAPTIONED, replace=False)
        chosen += [(name, np.array([row]), 0.5) for name, row in (self.captioned[i] for i in pairs)]
        packs = self.shared.packs
        return [
            Drawn(name, rows, smallest, packs[name].pixels[rows], packs[name].maps[rows])
            for name, rows, smallest in chosen
        ]

    def backward(self, size: int) -> tuple[float, ...]:
        """Draw pictures of `size`, add the gradients of their losses, and return the losses."""
        student, shared = self.student, self.shared
        captions, words = shared.captions, shared.wording.draw(self.draw)
        drawn, self.next = self.next.result(), self.reader.submit(self.read)
        pixels, maps, labels = [], [], []
        for part in drawn:
            images, places = augment(part.pixels, part.maps, self.generator, part.smallest, size)
            pixels.append(images)
            maps.append(places)
            labels.append(torch.from_numpy(shared.packs[part.pack].target[part.rows]))
        places, label = torch.cat(maps), torch.cat(labels)

        images, foretold = student.guided(torch.cat(pixels))
        scale = student.logit_scale.exp().clamp(max=100)
        target = targets(label, places, shared.axes, len(words))
        logits = scale * images @ student.text(shared.wording.embeddings[words]).T
        same = words[label.clamp(min=0)][:, None] == words[None, :]
        blocked = same & (label >= 0)[:, None] & (target == 0)
        blocked |= shared.forbidden[label.clamp(min=0)] & (label >= 0)[:, None] & (target == 0)
        blocked |= (label < 0)[:, None] & (torch.arange(len(words)) >= 1000)
        name_loss = -(target * logits.masked_fill(blocked, -1e4).log_softmax(-1)).sum(-1).mean()

        deviation = shared.axes.deviation
        truth = torch.cat([places.mean(dim=1, keepdim=True), places], dim=1) / deviation
        share = torch.full((truth.shape[1], 1), 0.5 / (truth.shape[1] - 1))  # half for the class token, half for places
        share[0] = 0.5
        guide_loss = ((foretold - truth).square() * share * (deviation / deviation.sum())).sum(dim=(1, 2)).mean()

        negatives = self.draw.integers(len(captions), size=NEGATIVE_CAPTIONS)
        own = [self.draw.choice(shared.packs[part.pack].captions[int(part.rows[0])]) for part in drawn[-CAPTIONED:]]
        texts = student.text(captions[np.concatenate([own, negatives])])
        pair_logits = scale * images[-CAPTIONED:] @ texts.T  # [CAPTIONED, CAPTIONED + NEGATIVE_CAPTIONS]
        diagonal = torch.arange(CAPTIONED)
        caption_loss = functional.cross_entropy(pair_logits, diagonal)
        caption_loss = (caption_loss + functional.cross_entropy(pair_logits[:, :CAPTIONED].T, diagonal)) / 2
        noun_loss = neighbourhood_loss(student, shared.nouns, self.draw)
        (name_loss + GUIDE_WEIGHT * guide_loss + 0.3 * caption_loss + 0.2 * noun_loss).backward()
        return name_loss.item(), guide_loss.item(), caption_loss.item(), noun_loss.item()


@torch.inference_mode()
def zero_shot(student: Student, data: Path, pack: str, names: list[str], sentences: Tensor, limit: int) -> float:
    """Top-1 share over the names of an evaluation pack."""
    rows = read_rows(data / f"{pack}.index.jsonl")
    present = sorted({row["label"] for row in rows})
    texts = student.text(sentences[[names.index(name) for name in present]])
    pixels = np.load(data / f"{pack}.npy", mmap_mode="r")
    chosen = np.random.default_rng(0).permutation(len(rows))[:limit]
    student.eval()
    right = 0
    for start in range(0, len(chosen), 100):
        part = np.sort(chosen[start : start + 100])
        images = torch.from_numpy(pixels[part]).permute(0, 3, 1, 2).float().div_(255)
        images = functional.interpolate(images, (SIZE, SIZE), mode="bicubic", antialias=True).clamp_(0, 1)
        images = (images - torch.tensor(OPENAI_MEAN)[:, None, None]) / torch.tensor(OPENAI_STD)[:, None, None]
        best = (student.image(images) @ texts.T).argmax(dim=1).tolist()
        right += sum(present[guess] == rows[i]["label"] for guess, i in zip(best, part, strict=True))
    student.train()
    return right / len(chosen)


def main() -> None:
    """Train until the minutes are used up, counting those of earlier runs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to begin with")
    parser.add_argument("--rate", type=float, default=PEAK_LR)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    options = parser.parse_args()
    torch.manual_seed(0)
    data, out = options.data, options.out
    out.mkdir(parents=True, exist_ok=True)

    sentence_of = read_sentences(data, "names")
    names = class_names(data)
    sentences = torch.from_numpy(np.stack([sentence_of[name] for name in names]))
    captioned_texts = read_sentences(data, "pairs")
    caption_of = {text: i for i, text in enumerate(captioned_texts)}
    captions = torch.from_numpy(np.stack(list(captioned_texts.values())))
    forbidden = forbidden_names(sentences.numpy())
    index_of = {name: i for i, name in reversed(list(enumerate(names)))}  # of equal names the first counts
    present = [name for name in PACKS if (data / f"teacher_{name}.npy").exists()]
    packs = {name: load_pack(data, name, index_of, caption_of) for name in present}
    clip_nouns = load_nouns(data, sentence_of)

    axes = Axes.load(data)
    wording = Wording(names, sentence_of, data, options.wordnet)
    student = Student(sentences.numpy(), axes.axes.shape[1])
    if options.start:
        student.load_state_dict(torch.load(options.start, weights_only=True)["student"], strict=False)
    if options.text:
        tower = TextTransformer(CONFIG.text, 384, CONFIG.activation)
        tower.load_state_dict(torch.load(options.text, weights_only=True)["tower"])
        student.projection.requires_grad_(False)
        wording.embeddings = as_read(tower, wording.texts, SENTENCES)
        sentences = wording.embeddings[wording.own]
        captions = as_read(tower, list(captioned_texts), ("{}",))
    decayed = [p for p in student.parameters() if p.ndim > 1 and p.requires_grad]
    others = [p for p in student.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": others, "weight_decay": 0.0}],
        lr=options.rate, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    step, seconds, seed = 0, 0.0, 0
    if (out / "checkpoint.pt").exists():
        stored = torch.load(out / "checkpoint.pt", weights_only=True)
        student.load_state_dict(stored["student"])
        optimizer.load_state_dict(stored["optimizer"])
        step, seconds, seed = stored["step"], stored["seconds"], stored["step"]
    twin = copy.deepcopy(student)
    for mine, other in zip(student.parameters(), twin.parameters(), strict=True):
        other.data = mine.data  # one set of weights, two sets of gradients
    shared = Shared(packs, wording, captions, forbidden, clip_nouns, axes)
    workers = [Worker(part, shared, seed * 2 + half) for half, part in enumerate((student, twin))]
    pool = ThreadPoolExecutor(2, initializer=lambda: torch.set_num_threads(1))
    budget, last_save, sums = options.minutes * 60, seconds, np.zeros(4)
    student.train()
    twin.train()
    while seconds < budget:
        began = time.monotonic()
        rate = options.rate * min(1, (step + 1) / WARMUP_STEPS, max(0.02, (1 - seconds / budget) / 0.7))
        for group in optimizer.param_groups:
            group["lr"] = rate
        size = EARLY_SIZE if seconds < EARLY_SHARE * budget and not options.text else SIZE
        parts = list(pool.map(Worker.backward, workers, [size, size]))
        for mine, other in zip(workers[0].student.parameters(), workers[1].student.parameters(), strict=True):
            if mine.grad is None:  # the matrix, with --text
                continue
            assert other.grad is not None
            mine.grad.add_(other.grad).div_(2)
            other.grad = None
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses = np.mean(parts, axis=0)
        if not np.isfinite(losses).all():
            raise SystemExit(f"the losses became {losses} at step {step}")
        step += 1
        seconds += time.monotonic() - began
        sums += losses
        if step % 200 == 0:
            line = {"step": step, "minutes": seconds / 60, "lr": rate, "scale": student.logit_scale.exp().item(),
                    **dict(zip(("name", "guide", "caption", "noun"), (sums / 200).tolist(), strict=True))}  # fmt: skip
            sums[:] = 0
            if step % 600 == 0 or seconds >= budget:
                for pack_name, limit in (("eval_imagenette", 1000), ("eval_imagewoof", 500), ("eval_tiny", 1500)):
                    line[pack_name] = zero_shot(student, data, pack_name, names, sentences, limit)
            with (out / "log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(line) + "\n")
        if seconds - last_save > 300 or seconds >= budget:
            last_save = seconds
            state = {
                "student": student.state_dict(),
                "optimizer": optimizer.state_dict(),
                "step": step,
                "seconds": seconds,
            }
            torch.save(state, out / "checkpoint.part")
            os.replace(out / "checkpoint.part", out / "checkpoint.pt")


def load_nouns(data: Path, sentence_of: dict[str, np.ndarray]) -> tuple[Tensor, Tensor]:
    """Sentence embeddings [n, 384] of nouns and CLIP's own of them, centred and normalised [n, 512]."""
    nouns = [row["plain"] for row in read_rows(data / "clip_names.jsonl")]
    clip = torch.from_numpy(np.load(data / "clip_names.npy").astype(np.float32))
    sentence = torch.from_numpy(np.stack([sentence_of[noun] for noun in nouns]))
    return sentence, functional.normalize(clip - clip.mean(dim=0), dim=-1)


def neighbourhood_loss(student: Student, nouns: tuple[Tensor, Tensor], draw: np.random.Generator) -> Tensor:
    """Divergence between the neighbour distributions of 256 nouns in CLIP's text space and in ours."""
    sentence, clip = nouns
    rows = torch.from_numpy(draw.choice(len(clip), 256, replace=False))
    itself = torch.eye(256, dtype=torch.bool)
    theirs = (15 * clip[rows] @ clip[rows].T).masked_fill(itself, -1e4).softmax(-1)
    texts = student.text(sentence[rows])
    ours = (15 * texts @ texts.T).masked_fill(itself, -1e4).log_softmax(-1)
    return functional.kl_div(ours, theirs, reduction="batchmean")


if __name__ == "__main__":
    main()

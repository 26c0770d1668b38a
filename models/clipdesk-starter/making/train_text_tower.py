"""Teach the starter's text tower the sentence teacher's meaning, then put both towers together.

usage: train_text_tower.py DATA_DIR OUT_DIR --images CHECKPOINT [--minutes N] [--start CHECKPOINT]
                           [--rate LR] [--seed N] [--model FOLDER] [--side PIXELS] [--held-out NAMES_FILE]
                           [--without SET ...]

DATA_DIR holds prepare_teachers.py's text_GROUP.jsonl and .npy; CHECKPOINT is train_image_tower.py's. The tower learns
to land on the teacher's 384-dimensional sentence embedding, names and nouns also inside prompt templates (a template
adds no meaning of its own), with a second loss in the shared space, where the image tower looks at it, and a third that
finds captions' pictures, as the finished image tower embeds them, among many others' (Zhai 2022, "LiT"). Pictures of
names held out, and of sets, that the image tower was trained without are left out by the same options; texts are not.
OUT_DIR gets text.pt. With --model, the folder gets config.json and model.safetensors in fp16: the teacher's space and
the learned matrix behind it become the tower's text projection. The model looks at pictures of --side pixels, larger
than those it learnt from: crops show things enlarged (Touvron 2019, "Fixing the train-test resolution discrepancy").
"""

import argparse
import copy
import json
import os
import time
from collections.abc import Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
import torch
from student import CONFIG, SIZE, in_bf16, muon
from torch import Tensor, nn
from torch.nn import functional
from training_data import PACKS, Rows, add_held_out, names_any, read_held_out, read_rows

from clipdesk.clip.checkpoint import write_model
from clipdesk.clip.config import OPENAI_MEAN, OPENAI_STD
from clipdesk.clip.model import CLIP
from clipdesk.clip.text import TextTransformer
from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.clip.transformer import interpolate_positions
from clipdesk.clip.vision import VisionTransformer
from clipdesk.inference.prompts import template_set

# Texts of each group in half a batch, and whether its rows are names that templates may wrap.
GROUPS = {
    "names": (80, True),
    "lemmas": (72, True),
    "words": (12, True),
    "pairs": (20, False),
    "captions": (24, False),
}
PEAK_LR, WEIGHT_DECAY, WARMUP_STEPS = 2e-3, 0.01, 200
PAIRS, OTHER_PICTURES, PAIR_WEIGHT = 64, 1024, 0.05


class Texts:
    """The texts of one group and the embeddings that they should land on."""

    def __init__(self, data: Path, group: str) -> None:
        rows = [json.loads(line) for line in (data / f"text_{group}.jsonl").open(encoding="utf-8")]
        targets = np.load(data / f"text_{group}.npy", mmap_mode="r")
        if group == "names":  # one row a name; templates are put around it here
            first = {row["name"]: i for i, row in reversed(list(enumerate(rows)))}
            self.texts, keep = list(first), list(first.values())
        else:
            self.texts, keep = [row["text"] for row in rows], list(range(len(rows)))
        self.targets = torch.from_numpy(np.asarray(targets)[keep])

    def draw(self, count: int, templates: tuple[str, ...], rng: np.random.Generator) -> tuple[list[str], Tensor]:
        """`count` random texts, half of them in a template where there are any, and their targets [count, 384]."""
        rows = rng.integers(len(self.texts), size=count)
        texts = [self.texts[row] for row in rows]
        for i, wrapped in enumerate(rng.random(count) < 0.6 if templates else ()):
            if wrapped:
                texts[i] = templates[rng.integers(len(templates))].replace("{}", texts[i])
        return texts, self.targets[torch.from_numpy(rows)].float()


class Seen:
    """Training pictures that have captions, as the finished image tower embeds them."""

    def __init__(self, data: Path, out: Path, state: dict[str, Tensor], held_out: Set[str], without: Set[str]) -> None:
        chosen, self.captions = [], []
        for pack in PACKS:
            for number, row in enumerate(read_rows(data / f"{pack}.index.jsonl")):
                captions = row.get("captions")
                if not captions or row["set"] in without or row["label"] in held_out:
                    continue
                if not any(names_any(text, held_out) for text in captions):
                    chosen.append((pack, number))
                    self.captions.append(captions)
        if not (out / "seen.npy").exists():
            np.save(out / "seen.npy", embedded(data, state, chosen))
        self.pictures = torch.from_numpy(np.load(out / "seen.npy"))

    def draw(self, rng: np.random.Generator) -> tuple[list[str], Tensor]:
        """Captions, and pictures [PAIRS + OTHER_PICTURES, dim] that begin with theirs."""
        rows = rng.choice(len(self.captions), PAIRS + OTHER_PICTURES, replace=False)
        return [str(rng.choice(self.captions[row])) for row in rows[:PAIRS]], self.pictures[torch.from_numpy(rows)]


def embedded(data: Path, state: dict[str, Tensor], chosen: list[tuple[str, int]]) -> np.ndarray:
    """Embeddings [n, dim] of pictures, each a pack and its row; the rows of a pack stand together."""
    tower = VisionTransformer(CONFIG.vision, CONFIG.embed_dim, CONFIG.activation).eval()
    tower.load_state_dict(
        {name.removeprefix("visual."): value for name, value in state.items() if name.startswith("visual.")}
    )
    mean, deviation = torch.tensor(OPENAI_MEAN)[:, None, None], torch.tensor(OPENAI_STD)[:, None, None]
    parts = []
    with torch.inference_mode():
        for pack, group in groupby(chosen, key=itemgetter(0)):
            pixels, rows = Rows(data / f"{pack}.npy"), np.array([row for _, row in group])
            for start in range(0, len(rows), 128):
                images = torch.from_numpy(pixels[rows[start : start + 128]]).permute(0, 3, 1, 2).float().div_(255)
                images = functional.interpolate(images, (SIZE, SIZE), mode="bicubic", antialias=True).clamp_(0, 1)
                parts.append(functional.normalize(tower((images - mean) / deviation), dim=-1).numpy())
    return np.concatenate(parts)


def encode(tower: TextTransformer, tokens: Tensor) -> Tensor:
    """Features [n, 384] of tokens [n, 77], in four parts of similar length, each cut at its longest end of text."""
    ends = tokens.argmax(dim=1)
    order = ends.argsort()
    features = torch.empty(len(tokens), tower.text_projection.shape[1])
    parts = []
    for rows in order.chunk(4):
        with torch.autocast("cpu", torch.bfloat16, enabled=in_bf16()):
            # the fused attention kernel's backward is slow on so few tokens
            parts.append(tower(tokens[rows, : int(ends[rows].max()) + 1], attentions=[]).float())
    return features.index_copy(0, order, torch.cat(parts))


class Worker:
    """Half of each batch, on one core."""

    def __init__(
        self, tower: TextTransformer, student: dict[str, Tensor], groups: dict[str, Texts], seen: Seen, seed: int
    ) -> None:
        self.tower, self.projection, self.groups, self.seen = tower, student["projection"], groups, seen
        self.scale = student["logit_scale"].exp()
        self.rng = np.random.default_rng(seed)
        self.tokenizer = Tokenizer.default()
        self.templates = (*template_set("imagenet"), "a photo of a {}", "a photo of the {}", "a {}", "the {}")

    def backward(self) -> tuple[float, ...]:
        """Draw texts, add the gradients of their losses, and return the losses."""
        drawn = [
            self.groups[name].draw(GROUPS[name][0], self.templates if GROUPS[name][1] else (), self.rng)
            for name in self.groups
        ]
        captions, pictures = self.seen.draw(self.rng)
        texts = [text for some, _ in drawn for text in some]
        tokens = torch.from_numpy(self.tokenizer.tokenize([*texts, *captions]))
        target = torch.cat([part for _, part in drawn])
        features, told = encode(self.tower, tokens).split([len(texts), PAIRS])
        meaning = 1 - functional.cosine_similarity(features, target).mean()
        shared = 1 - functional.cosine_similarity(features @ self.projection, target @ self.projection).mean()
        logits = self.scale * functional.normalize(told @ self.projection, dim=-1) @ pictures.T
        diagonal = torch.arange(PAIRS)
        found = functional.cross_entropy(logits, diagonal) + functional.cross_entropy(logits[:, :PAIRS].T, diagonal)
        (meaning + shared + PAIR_WEIGHT * found / 2).backward()
        return meaning.item(), shared.item(), found.item() / 2


def train(tower: TextTransformer, student: dict[str, Tensor], options: argparse.Namespace) -> None:
    """Train until the minutes are used up, counting those of earlier runs."""
    data, out = options.data, options.out
    groups = {group: Texts(data, group) for group in GROUPS if (data / f"text_{group}.npy").exists()}
    parameters = list(tower.parameters())
    matrices = [p for p in tower.blocks.parameters() if p.ndim == 2]
    within = {id(p) for p in matrices}
    rest = [p for p in parameters if id(p) not in within]
    adam = torch.optim.AdamW(rest, lr=options.rate, betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY, fused=True)
    halves = muon(matrices, options.rate, WEIGHT_DECAY)
    optimizers = [adam, *halves]
    step, seconds = 0, 0.0
    if (out / "text.pt").exists():
        stored = torch.load(out / "text.pt", weights_only=True)
        tower.load_state_dict(stored["tower"])
        for optimizer, state in zip(optimizers, stored["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        step, seconds = stored["step"], stored["seconds"]
    twin = copy.deepcopy(tower)
    for mine, other in zip(tower.parameters(), twin.parameters(), strict=True):
        other.data = mine.data  # one set of weights, two sets of gradients
    seen = Seen(data, out, student, read_held_out(options.held_out), set(options.without))
    workers = [
        Worker(part, student, groups, seen, 2 * (options.seed + step) + half) for half, part in enumerate((tower, twin))
    ]
    pool = ThreadPoolExecutor(2, initializer=lambda: torch.set_num_threads(1))

    def save() -> None:
        state = {
            "tower": tower.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in optimizers],
            "step": step,
            "seconds": seconds,
        }
        torch.save(state, out / "text.part")
        os.replace(out / "text.part", out / "text.pt")

    sums, last_save, budget = np.zeros(3), seconds, options.minutes * 60
    while seconds < budget:
        began = time.monotonic()
        rate = options.rate * min(1, (step + 1) / WARMUP_STEPS, max(0.02, (1 - seconds / budget) / 0.8))
        for optimizer in optimizers:
            for parameter_group in optimizer.param_groups:
                parameter_group["lr"] = rate
        parts = list(pool.map(Worker.backward, workers))
        for mine, other in zip(parameters, twin.parameters(), strict=True):
            assert mine.grad is not None
            assert other.grad is not None
            mine.grad.add_(other.grad).div_(2)
            other.grad = None
        nn.utils.clip_grad_norm_(parameters, 1.0)
        adam.step()
        list(pool.map(torch.optim.Muon.step, halves))
        tower.zero_grad(set_to_none=True)
        step += 1
        seconds += time.monotonic() - began
        sums += np.mean(parts, axis=0)
        if step % 100 == 0:
            losses = dict(zip(("meaning", "shared", "found"), (sums / 100).tolist(), strict=True))
            line = {"step": step, "minutes": seconds / 60, **losses}
            sums[:] = 0
            with (out / "text_log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(line) + "\n")
        if seconds - last_save > 120:
            last_save = seconds
            save()
    save()


def assemble(tower: TextTransformer, student: dict[str, Tensor], folder: Path, side: int) -> None:
    """Write both towers as one model in fp16; the model card beside it stays."""
    config = replace(
        CONFIG,
        vision=replace(CONFIG.vision, image_size=side),
        preprocess=replace(CONFIG.preprocess, image_size=side),
    )
    model = CLIP(config)
    state = {key: value for key, value in student.items() if key.startswith("visual.")}
    state |= {f"text.{key}": value for key, value in tower.state_dict().items()}
    state["text.text_projection"] = tower.text_projection.detach() @ student["projection"]
    state["logit_scale"] = student["logit_scale"]
    patches = config.vision.grid_size
    positions = interpolate_positions(state["visual.positional_embedding"], (patches, patches))
    state["visual.positional_embedding"] = positions
    model.load_state_dict(state)
    folder.mkdir(parents=True, exist_ok=True)
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8") if card.exists() else ""
    write_model(folder, model, config, text, torch.float16, {"licence": "Apache-2.0"})


def main() -> None:
    """Train and, where asked, assemble."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to begin with")
    parser.add_argument("--rate", type=float, default=PEAK_LR)
    parser.add_argument("--seed", type=int, default=0, help="another for each run, or it draws the same texts")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--side", type=int, default=SIZE)
    add_held_out(parser)
    options = parser.parse_args()
    torch.manual_seed(0)
    options.out.mkdir(parents=True, exist_ok=True)
    student = torch.load(options.images, weights_only=True)["student"]
    tower = TextTransformer(CONFIG.text, 384, CONFIG.activation)
    tower.reset_parameters()
    if options.start:
        tower.load_state_dict(torch.load(options.start, weights_only=True)["tower"])
    train(tower, student, options)
    if options.model:
        assemble(tower, student, options.model, options.side)


if __name__ == "__main__":
    main()

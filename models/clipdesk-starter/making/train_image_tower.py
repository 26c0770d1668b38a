"""Train the starter's image tower against fixed sentence embeddings of class names and captions.

usage: train_image_tower.py DATA_DIR OUT_DIR [--minutes N] [--start CHECKPOINT] [--rate LR] [--settings JSON]
                            [--held-out NAMES_FILE] [--without SET ...] [--seed N]

DATA_DIR is what prepare_images.py and prepare_teachers.py wrote. OUT_DIR gets checkpoint.pt (every five minutes, whole
or not at all; a run that finds one goes on from it) and log.jsonl. The shared space is `names @ projection`: the
sentence teacher's 384 dimensions behind one learned matrix, which the text tower later takes into its own projection.
Pictures are small at first and grow twice. torch compiles the blocks, for which it needs a C++ compiler.

Losses, on each batch of 256 pictures:
- cross-entropy over the names, targets being the true label mixed with the image teacher's sharpened probabilities
  for the part of the picture shown, or those alone where no label is known. Half the time names are put as what they
  are kinds of, all of a kind together. Words that are true of a picture and names that nearly mean its own are left
  out, unless one set of pictures tells them apart;
- each patch's token, and the class token, foretell the teacher's class activation map at their place: far more is
  learnt from a picture than its label (a convnet guides a small transformer: Li 2022, "Locality Guidance");
- picture to caption and back, contrastively, with further captions as negatives;
- the space keeps the neighbourhoods that CLIP's own text tower gives to 2,000 nouns.

--settings changes choices of the tower, the targets or the pictures by their names in student.py's Settings.

With --held-out, the names in that file, one a line, take part in no loss: no picture of them, no caption or noun that
holds them, no share of the teacher's probabilities. tiny-imagenet's accuracy is then measured among them and apart.
--without leaves whole sets of pictures out.
"""

import argparse
import copy
import json
import os
import time
from collections.abc import Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from student import SIZE, Settings, Student, augment, coarsen, cut_and_mix, muon, neighbourhood_loss, targets
from torch import Tensor, nn
from torch.nn import functional
from training_data import (
    IMAGENET,
    LARGE,
    PACKS,
    POOLS,
    Axes,
    Shared,
    Wording,
    add_held_out,
    class_names,
    load_nouns,
    load_pack,
    names_any,
    read_held_out,
    read_rows,
    read_sentences,
)

from clipdesk.clip.config import OPENAI_MEAN, OPENAI_STD

FIRST_SHARE, EARLY_SHARE = 0.6, 0.93  # of the time, until which pictures are smaller than SIZE
ROUNDS = 2  # of pictures, 64 for each core, in a batch: as many at once as its cache holds
CAPTIONED = 12  # pictures with captions among them
NEGATIVE_CAPTIONS = 512
SAMPLES = {"eval_imagenette": 1000, "eval_imagewoof": 500, "eval_tiny": 1500}
LAST_SAMPLES = dict.fromkeys((*SAMPLES, "eval_clothing", "eval_grocery", "eval_sea"), 2000)
PEAK_LR, WEIGHT_DECAY, WARMUP_SHARE = 1e-3, 0.05, 0.05


@dataclass
class Drawn:
    """Rows of a pack, read, and the smallest share of a picture that a crop may show."""

    pack: str
    rows: np.ndarray
    smallest: float
    pixels: np.ndarray
    maps: np.ndarray


class Worker:
    """Half of each batch, on one core: two such threads need no barrier between them but the end of a round."""

    def __init__(self, student: Student, shared: Shared, seed: int) -> None:
        self.student, self.shared = student, shared
        self.settings = student.settings
        self.draw = np.random.default_rng(seed)
        self.generator = torch.Generator().manual_seed(seed)
        self.captioned = [(name, row) for name, pack in shared.packs.items() for row in pack.captions]
        self.pick = np.random.default_rng([seed, 1])
        self.reader = ThreadPoolExecutor(1)
        self.next = self.reader.submit(self.read)

    def read(self) -> list["Drawn"]:
        """Pictures for a round, those with captions last and one by one."""
        chosen = []
        missing = sum(PACKS.values()) / sum(PACKS[name] for name in self.shared.packs)
        for name, pack in self.shared.packs.items():
            rows = pack.usable[self.pick.integers(len(pack.usable), size=round(PACKS[name] * missing))]
            chosen.append((name, rows, self.settings.smallest if name in LARGE else max(0.5, self.settings.smallest)))
        pairs = self.pick.choice(len(self.captioned), CAPTIONED, replace=False)
        chosen += [(name, np.array([row]), 0.5) for name, row in (self.captioned[i] for i in pairs)]
        packs = self.shared.packs
        return [
            Drawn(name, rows, smallest, packs[name].pixels[rows], packs[name].maps[rows])
            for name, rows, smallest in chosen
        ]

    def backward(self, size: int) -> tuple[float, ...]:
        """Draw pictures of `size`, add the gradients of their losses, and return the losses."""
        student, shared, settings = self.student, self.shared, self.settings
        captions, wording = shared.captions, shared.wording
        chosen = wording.draw(self.draw, settings.wider_share)
        words, word_of, names = chosen.unique(return_inverse=True, return_counts=True)
        drawn, self.next = self.next.result(), self.reader.submit(self.read)
        pixels, maps, labels = [], [], []
        for part in drawn:
            images, places = augment(
                part.pixels, part.maps, self.generator, part.smallest, size, colour=settings.colour
            )
            pixels.append(images)
            maps.append(places)
            labels.append(torch.from_numpy(shared.packs[part.pack].target[part.rows]))
        views, places, label = torch.cat(pixels), torch.cat(maps), torch.cat(labels)
        target = targets(label, places, shared.axes, len(chosen), shared.unseen, settings)
        target = torch.zeros(len(label), len(words)).index_add_(1, word_of, target)
        known = (label >= 0)[:, None]
        from_teacher, seen = torch.zeros(2, len(words), dtype=torch.bool)
        from_teacher[word_of[:IMAGENET]] = True
        seen[word_of[~shared.unseen]] = True
        blocked = torch.where(known, wording.never[label.clamp(min=0)][:, words], ~from_teacher)
        coarse = torch.rand(len(views), generator=self.generator) < settings.coarse_share
        views[coarse] = coarsen(views[coarse], self.generator)
        alone = len(views) - CAPTIONED  # those with captions stay whole
        mixed = torch.randperm(alone, generator=self.generator)[: round(settings.mixed_share * alone)]
        views[mixed], places[mixed], own = cut_and_mix(views[mixed], places[mixed], self.generator)
        target[mixed] = own * target[mixed] + (1 - own) * target[mixed].roll(1, dims=0)
        blocked[mixed] |= blocked[mixed].roll(1, dims=0)
        blocked = blocked & (target == 0) | ~seen

        images, kept, foretold = student.guided(views, self.generator)
        scale = student.logit_scale.exp().clamp(max=100)
        logits = scale * images @ student.text(wording.embeddings[words]).T
        logits = logits + names.log()  # that a word for many names is often right shall not bring it near (Menon 2021)
        name_loss = -(target * logits.masked_fill(blocked, -1e4).log_softmax(-1)).sum(-1).mean()

        deviation = shared.axes.deviation
        there = places.take_along_dim(kept[..., None], dim=1)
        truth = torch.cat([places.mean(dim=1, keepdim=True), there], dim=1) / deviation
        share = torch.full((truth.shape[1], 1), 0.5 / (truth.shape[1] - 1))  # half for the class token, half for places
        share[0] = 0.5
        guide_loss = ((foretold - truth).square() * share * (deviation / deviation.sum())).sum(dim=(1, 2)).mean()

        negatives = self.draw.choice(shared.spare, NEGATIVE_CAPTIONS)
        own = [self.draw.choice(shared.packs[part.pack].captions[int(part.rows[0])]) for part in drawn[-CAPTIONED:]]
        texts = student.text(captions[np.concatenate([own, negatives])])
        pair_logits = scale * images[-CAPTIONED:] @ texts.T  # [pairs, pairs + NEGATIVE_CAPTIONS]
        diagonal = torch.arange(CAPTIONED)
        caption_loss = functional.cross_entropy(pair_logits, diagonal)
        caption_loss = (caption_loss + functional.cross_entropy(pair_logits[:, :CAPTIONED].T, diagonal)) / 2
        noun_loss = neighbourhood_loss(student, shared.nouns, self.draw)
        loss = name_loss + settings.guide_weight * guide_loss
        (loss + settings.caption_weight * caption_loss + settings.noun_weight * noun_loss).backward()
        return name_loss.item(), guide_loss.item(), caption_loss.item(), noun_loss.item()


@torch.inference_mode()
def zero_shot(
    student: Student,
    data: Path,
    pack: str,
    names: list[str],
    sentences: Tensor,
    limit: int,
    only: Set[str] = frozenset(),
) -> float:
    """Top-1 share over the names of an evaluation pack, or over `only` some of them."""
    rows = read_rows(data / f"{pack}.index.jsonl")
    places = [i for i, row in enumerate(rows) if row["label"] in only or not only]
    present = sorted({rows[i]["label"] for i in places})
    texts = student.text(sentences[[names.index(name) for name in present]])
    pixels = np.load(data / f"{pack}.npy", mmap_mode="r")
    chosen = np.random.default_rng(0).permutation(places)[:limit]
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
    parser.add_argument("--settings", type=json.loads, default={}, metavar="JSON")
    parser.add_argument("--seed", type=int, default=0, help="another for each run, or it draws the same pictures")
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    add_held_out(parser)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    data, out = options.data, options.out
    out.mkdir(parents=True, exist_ok=True)

    held_out = read_held_out(options.held_out)
    sentence_of = read_sentences(data, "names")
    names = class_names(data)
    if unknown := held_out - set(names):
        raise SystemExit(f"no class is called {', '.join(sorted(unknown))}")
    sentences = torch.from_numpy(np.stack([sentence_of[name] for name in names]))
    captioned_texts = read_sentences(data, "pairs")
    caption_of = {text: i for i, text in enumerate(captioned_texts)}
    captions = torch.from_numpy(np.stack(list(captioned_texts.values())))
    spare = np.array([i for i, text in enumerate(captioned_texts) if not names_any(text, held_out)])
    unseen = torch.tensor([name in held_out for name in names])
    index_of = {name: i for i, name in reversed(list(enumerate(names)))}  # of equal names the first counts
    present = [name for name in PACKS if (data / f"teacher_{name}.npy").exists()]
    settings = Settings(**options.settings)
    packs = {
        name: load_pack(data, name, index_of, caption_of, held_out, set(options.without), settings.pictures)
        for name in present
        if settings.pools or name not in POOLS
    }
    clip_nouns = load_nouns(data, sentence_of, held_out)

    axes = Axes.load(data)
    wording = Wording(names, sentence_of, data, options.wordnet, held_out)
    student = Student(sentences.numpy(), axes.axes.shape[1], settings)
    if options.start:
        student.load_state_dict(torch.load(options.start, weights_only=True)["student"], strict=False)
    matrices = [p for p in student.visual.blocks.parameters() if p.ndim == 2 and settings.muon]
    within = {id(p) for p in matrices}
    rest = [p for p in student.parameters() if id(p) not in within]
    adam = torch.optim.AdamW(
        [{"params": [p for p in rest if p.ndim > 1], "weight_decay": WEIGHT_DECAY},
         {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0}],
        lr=options.rate, betas=(0.9, 0.98), fused=True,
    )  # fmt: skip
    halves = muon(matrices, options.rate, WEIGHT_DECAY)
    optimizers = [adam, *halves]
    step, seconds, seed = 0, 0.0, options.seed
    if (out / "checkpoint.pt").exists():
        stored = torch.load(out / "checkpoint.pt", weights_only=True)
        student.load_state_dict(stored["student"])
        for optimizer, state in zip(optimizers, stored["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        step, seconds = stored["step"], stored["seconds"]
        seed += stored["step"]
    twin = copy.deepcopy(student)
    for mine, other in zip(student.parameters(), twin.parameters(), strict=True):
        other.data = mine.data  # one set of weights, two sets of gradients
    shared = Shared(packs, wording, captions, spare, unseen, clip_nouns, axes)
    workers = [Worker(part, shared, seed * 2 + half) for half, part in enumerate((student, twin))]
    pool = ThreadPoolExecutor(2, initializer=lambda: torch.set_num_threads(1))
    budget, last_save, sums, summed = options.minutes * 60, seconds, np.zeros(4), 0
    student.train()
    twin.train()
    for size in {settings.first_size, settings.early_size, settings.last_size}:
        for worker in workers:  # compiles, one after the other and for one core, before the time counts
            pool.submit(worker.backward, size).result()
    student.zero_grad(set_to_none=True)
    twin.zero_grad(set_to_none=True)
    while seconds < budget:
        began, done = time.monotonic(), seconds / budget
        rate = options.rate * min(max(0.02, done / WARMUP_SHARE), 1, max(0.02, (1 - done) / 0.7))
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate if optimizer is adam else rate * settings.matrix_rate
        size = settings.last_size
        if done < EARLY_SHARE:
            size = settings.first_size if done < FIRST_SHARE else settings.early_size
        parts = [part for _ in range(ROUNDS) for part in pool.map(Worker.backward, workers, [size, size])]
        for mine, other in zip(workers[0].student.parameters(), workers[1].student.parameters(), strict=True):
            assert mine.grad is not None
            assert other.grad is not None
            mine.grad.add_(other.grad).div_(len(parts))
            other.grad = None
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        adam.step()
        list(pool.map(torch.optim.Muon.step, halves))
        student.zero_grad(set_to_none=True)
        losses = np.mean(parts, axis=0)
        if not np.isfinite(losses).all():
            raise SystemExit(f"the losses became {losses} at step {step}")
        step += 1
        seconds += time.monotonic() - began
        sums += losses
        summed += 1
        if step % 200 == 0 or seconds >= budget:
            line = {"step": step, "minutes": seconds / 60, "lr": rate, "scale": student.logit_scale.exp().item()}
            line |= zip(("name", "guide", "caption", "noun"), (sums / summed).tolist(), strict=True)
            sums[:], summed = 0, 0
            if step % 600 == 0 or seconds >= budget:
                for pack_name, limit in (LAST_SAMPLES if seconds >= budget else SAMPLES).items():
                    line[pack_name] = zero_shot(student, data, pack_name, names, sentences, limit)
                if held_out:
                    seen = {row["label"] for row in read_rows(data / "eval_tiny.index.jsonl")} - held_out
                    for kind, some in (("held out", held_out), ("seen", seen)):
                        line[f"eval_tiny {kind}"] = zero_shot(student, data, "eval_tiny", names, sentences, 5000, some)
            with (out / "log.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(line) + "\n")
        if seconds - last_save > 300 or seconds >= budget:
            last_save = seconds
            state = {
                "student": student.state_dict(),
                "optimizers": [optimizer.state_dict() for optimizer in optimizers],
                "step": step,
                "seconds": seconds,
            }
            torch.save(state, out / "checkpoint.part")
            os.replace(out / "checkpoint.part", out / "checkpoint.pt")


if __name__ == "__main__":
    main()

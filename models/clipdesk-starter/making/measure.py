"""Measure a model on the evaluation sets that prepare_images.py listed, from the original files, as clipdesk runs it.

usage: measure.py DATA_DIR RAW_DIR [--model NAME] [--precision fp32]

Prints a Markdown table: zero-shot top-1 and top-5 with "a photo of a {}." and with the 80 ImageNet templates, then
recall@1/5/10 of Flickr8k's 1,000 test photos both ways (five captions a photo), then the six well-known photographs of
`clipdesk demo` against its 24 labels.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import clipdesk
from clipdesk.cli.demo import LABELS
from clipdesk.data.samples import installed_samples
from clipdesk.inference.encoder import EmbedResult, embed, refs_of
from clipdesk.inference.model import Model, encode_texts
from clipdesk.inference.prompts import Label, PromptSet, label_embeddings, template_set
from clipdesk.progress import drain

SETS = {
    "eval_imagenette": "imagenette val, 10 classes",
    "eval_imagewoof": "imagewoof val, 10 dog breeds",
    "eval_tiny": "tiny-imagenet val, 200 classes",
    "eval_clothing": "clothing test, 10 classes",
    "eval_grocery": "grocery test, 43 coarse classes",
    "eval_sea": "sea animals, seeded fifth, 22 classes",
    "eval_cifar10": "CIFAR-10 test, 10 classes, pictures of 32 px",
}

SAMPLES = {
    "astronaut.png": "astronaut",
    "chelsea.png": "cat",
    "coffee.png": "cup of coffee",
    "rocket.jpg": "rocket",
    "china.jpg": "temple",
    "flower.jpg": "flower",
}


def embedded(model: Model, rows: list[dict[str, str]], raw: Path) -> EmbedResult:
    """Embeddings of the rows' original files, without a cache."""
    return drain(embed(model, refs_of(raw / row["path"] for row in rows)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--precision", default="fp32")
    options = parser.parse_args()
    model = clipdesk.load(options.model, precision=options.precision)
    print("| set | pictures | top-1 / top-5, one template | top-1 / top-5, 80 templates |\n|---|---|---|---|")
    for pack, title in SETS.items():
        rows = [json.loads(line) for line in (options.data / f"{pack}.index.jsonl").open(encoding="utf-8")]
        names = sorted({row["label"] for row in rows})
        result = embedded(model, rows, options.raw)
        targets = np.array([names.index(row["label"]) for row in rows])[result.valid]
        cells = []
        for templates in (template_set("photo"), template_set("imagenet")):
            texts = label_embeddings(model, PromptSet(tuple(Label(name) for name in names), templates))
            order = np.argsort(-(result.embeddings[result.valid] @ texts.T), axis=1)
            right = order[:, :5] == targets[:, None]
            cells.append(f"{right[:, 0].mean():.1%} / {right.any(axis=1).mean():.1%}")
        print(f"| {title} | {len(targets):,} | {' | '.join(cells)} |", flush=True)
    rows = [json.loads(line) for line in (options.data / "eval_flickr8k_test.index.jsonl").open(encoding="utf-8")]
    images = embedded(model, rows, options.raw).embeddings
    owner = np.array([i for i, row in enumerate(rows) for _ in row["captions"]])
    texts = encode_texts(model, [caption for row in rows for caption in row["captions"]])
    scores = images @ texts.T  # [images, captions]
    own = np.where(owner[None] == np.arange(len(rows))[:, None], scores, -np.inf).max(axis=1)
    image_rank = (scores > own[:, None]).sum(axis=1)
    text_rank = (scores > scores[owner, np.arange(len(owner))]).sum(axis=0)
    for title, rank in (("image to text", image_rank), ("text to image", text_rank)):
        recall = ", ".join(f"recall@{k} {(rank < k).mean():.1%}" for k in (1, 5, 10))
        print(f"Flickr8k test, {title}: {recall}")
    photos = [sample.path for sample in installed_samples() if sample.path.name in SAMPLES]
    for result in clipdesk.Classifier(model, LABELS).classify(photos):
        ranked = ", ".join(f"{one.label} {one.probability:.0%}" for one in result.predictions[:3])
        print(f"{result.path.name}: {ranked} (wanted: {SAMPLES[result.path.name]})")


if __name__ == "__main__":
    main()

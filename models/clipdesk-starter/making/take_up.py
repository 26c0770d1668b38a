"""Take up a finished model again: make of it what both trainings may begin with.

usage: take_up.py MODEL_FOLDER DATA_DIR OUT_DIR

OUT_DIR gets image.pt and text.pt, for --start of train_image_tower.py and train_text_tower.py. The model holds the text
tower's way into the shared space as one matrix; the trainings want it in two, by way of the sentence teacher's
384 dimensions. The second is found by least squares over the names' and nouns' embeddings, then the first so that both
together are the model's own: what it makes of a text stays as it is.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from student import CONFIG, SIZE
from torch import Tensor
from torch.nn import functional
from training_data import read_sentences

from clipdesk.clip.checkpoint import build, read_checkpoint
from clipdesk.clip.text import TextTransformer
from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.clip.transformer import interpolate_positions

MOST_NOUNS = 20_000


@torch.inference_mode()
def before_projection(tower: TextTransformer, texts: list[str]) -> Tensor:
    """The text tower's features [n, width] of texts, as they meet its projection."""
    projection = tower.text_projection.data
    tower.text_projection.data = torch.eye(len(projection))
    tokenizer, parts = Tokenizer.default(), []
    for start in range(0, len(texts), 256):
        tokens = torch.from_numpy(tokenizer.tokenize(texts[start : start + 256]))
        parts.append(tower(tokens[:, : int(tokens.argmax(dim=1).max()) + 1]))
    tower.text_projection.data = projection
    return torch.cat(parts)


def in_two(features: Tensor, sentences: Tensor, whole: Tensor) -> tuple[Tensor, Tensor]:
    """Matrices [width, 384] and [384, dim] whose product is `whole` [width, dim], up to its scale.

    The first brings features [n, width] near the sentences [n, 384], the second those near the features' directions in
    the shared space.
    """
    wanted = functional.normalize(features @ whole, dim=-1)
    second = torch.linalg.lstsq(sentences, wanted).solution
    first = torch.linalg.lstsq(features, sentences).solution
    product = first @ second
    scale = (product * whole).sum() / whole.square().sum()
    return first + (scale * whole - product) @ torch.linalg.pinv(second), second


def main() -> None:
    """Write both checkpoints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    model = build(read_checkpoint(options.model))
    if replace(model.config.vision, image_size=SIZE) != CONFIG.vision or model.config.text != CONFIG.text:
        raise SystemExit(f"{options.model} is not of the architecture that these scripts train")
    names, nouns = (read_sentences(options.data, group) for group in ("names", "lemmas"))
    kept = np.random.default_rng(0).permutation(list(nouns))[:MOST_NOUNS].tolist()
    known = {noun: nouns[noun] for noun in kept} | names
    features = before_projection(model.text, list(known))
    sentences = torch.from_numpy(np.stack(list(known.values())))
    whole = model.text.text_projection.detach()
    first, second = in_two(features, sentences, whole)
    likeness = functional.cosine_similarity(sentences @ second, features @ whole).mean()
    print(f"the sentence teacher's word and the model's own, in the shared space: mean cosine {likeness:.3f}")
    options.out.mkdir(parents=True, exist_ok=True)

    visual = {f"visual.{name}": value for name, value in model.visual.state_dict().items()}
    grid = CONFIG.vision.grid_size
    positions = interpolate_positions(visual["visual.positional_embedding"], (grid, grid))
    visual["visual.positional_embedding"] = positions
    student = visual | {"projection": second, "logit_scale": model.logit_scale.detach()}
    torch.save({"student": student}, options.out / "image.pt")
    torch.save({"tower": model.text.state_dict() | {"text_projection": first}}, options.out / "text.pt")


if __name__ == "__main__":
    main()

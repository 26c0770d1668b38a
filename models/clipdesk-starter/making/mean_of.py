"""The mean of two models' weights, one trained on from the other, as a model of its own.

usage: mean_of.py MODEL MODEL OUT_DIR [--share OF_THE_SECOND]

What a training gains and what it forgets need not be in the same weights: the mean of the bundled model and of one
trained on from it was better than either (Wortsman 2022, "Model soups"). After a long training the second may count for
more: --share, half unless told. OUT_DIR gets config.json and model.safetensors in fp16; a card, README.md, that lies
there already stays.
"""

import argparse
from pathlib import Path

import torch

from clipdesk.clip.checkpoint import write_model
from clipdesk.training.blend import open_blend


def main() -> None:
    """Write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.5)
    options = parser.parse_args()
    blend = open_blend(options.first, options.second)
    options.out.mkdir(parents=True, exist_ok=True)
    card = options.out / "README.md"
    text = card.read_text(encoding="utf-8") if card.exists() else ""
    write_model(
        options.out, blend.clip(options.share), blend.tuned.config, text, torch.float16, {"licence": "Apache-2.0"}
    )


if __name__ == "__main__":
    main()

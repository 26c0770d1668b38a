"""JPEGs shrunk while they are decoded against open_clip's own way, in the bundled model's space."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from open_clip.transform import image_transform
from PIL import Image

import clipdesk
from clipdesk.clip.preprocess import resize_and_crop
from clipdesk.data.images import decode
from clipdesk.data.samples import installed_samples
from clipdesk.inference.model import encode_images

LEAST_COSINE = 0.9995


@pytest.mark.parametrize("size", [(4000, 3000), (1600, 1200), (500, 375)])
def test_embeddings_of_photographs_stay(size: tuple[int, int], tmp_path: Path) -> None:
    model = clipdesk.load("starter", precision="fp32", device="cpu")
    config = model.config.preprocess
    reference = image_transform(config.image_size, is_train=False, mean=config.mean, std=config.std)
    for name in ("chelsea.png", "china.jpg"):
        photo = next(sample.path for sample in installed_samples() if sample.path.name == name)
        path = tmp_path / f"{name}.jpg"
        Image.open(photo).convert("RGB").resize(size, Image.Resampling.LANCZOS).save(path, quality=92)
        decoded = decode(path, shortest_side=config.image_size)
        assert (decoded.width, decoded.height) == size
        assert min(decoded.pixels.shape[:2]) >= min(3 * config.image_size, size[1])
        ours = encode_images(model, resize_and_crop(decoded.pixels, config)[None])[0]
        with torch.inference_mode():
            features = model.clip.encode_image(reference(Image.open(path))[None])[0]
        theirs = torch.nn.functional.normalize(features, dim=0).numpy()
        assert float(np.dot(ours, theirs)) >= LEAST_COSINE

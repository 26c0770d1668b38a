"""A model that is ready to run: the networks, their tokenizer and preprocessing, and where they run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from clipdesk.clip.config import CLIPConfig
from clipdesk.clip.model import CLIP
from clipdesk.clip.preprocess import fingerprint as preprocess_fingerprint
from clipdesk.clip.preprocess import normalise
from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.errors import CheckpointError, UsageError
from clipdesk.inference.batching import AdaptiveBatch
from clipdesk.inference.head import Head, read_head
from clipdesk.inference.precision import DTYPES, prepare

_TEXTS_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class Model:
    """A loaded CLIP. `clip` is the torch module, frozen and in evaluation mode.

    `fingerprint` changes with the weights, the architecture, the preprocessing and the number type: embeddings of two
    models compare only where it is the same. `notes` holds what the user may want to know about the choices made.
    """

    name: str
    clip: CLIP
    config: CLIPConfig
    tokenizer: Tokenizer
    fingerprint: str
    device: str
    precision: str
    path: Path | None = None
    notes: tuple[str, ...] = ()
    head: Head | None = None  # what it has learned for some labels, if anything

    @property
    def embed_dim(self) -> int:
        """Length of an embedding."""
        return self.config.embed_dim

    @property
    def scale(self) -> float:
        """What cosines are multiplied with to become logits, `logit_scale.exp()`."""
        return float(self.clip.logit_scale.detach().float().exp())


def load(name: str | Path = "starter", *, device: str = "auto", precision: str = "auto") -> Model:
    """Load a model by its name, "ARCH:TAG", file or folder.

    Raises ModelNotFoundError, CheckpointError, or DeviceError.
    """
    from clipdesk.clip.checkpoint import build, read_checkpoint
    from clipdesk.zoo import registry

    path = registry.resolve(name)
    checkpoint = read_checkpoint(path)
    title = path.name if path.is_dir() else path.stem
    clip = build(checkpoint)
    head = read_head(path, checkpoint.config.embed_dim) if path.is_dir() else None
    notes = (*checkpoint.notes, head.note) if head else checkpoint.notes
    return from_clip(clip, name=title, device=device, precision=precision, path=path, notes=notes, head=head)


def from_clip(
    clip: CLIP,
    *,
    name: str = "unnamed",
    device: str = "auto",
    precision: str = "auto",
    path: Path | None = None,
    notes: Sequence[str] = (),
    head: Head | None = None,
) -> Model:
    """Make a Model of a network in memory, which is changed in place. Raises CheckpointError or DeviceError."""
    tokenizer = Tokenizer.default()
    vocab_size = clip.config.text.vocab_size
    if vocab_size < tokenizer.vocab_size:
        raise CheckpointError(
            f"The model {name} knows {vocab_size} tokens; CLIP's tokenizer makes {tokenizer.vocab_size}. "
            "It needs a tokenizer of its own, which clipdesk does not have."
        )
    weights = weights_digest(clip)
    prepared = prepare(clip, device, precision)
    described = [*notes, prepared.note] if prepared.note else list(notes)
    return Model(
        name=name,
        clip=prepared.clip,
        config=clip.config,
        tokenizer=tokenizer,
        fingerprint=fingerprint_of(clip.config, weights, prepared.precision),
        device=prepared.device,
        precision=prepared.precision,
        path=path,
        notes=tuple(described),
        head=head,
    )


def weights_digest(clip: CLIP) -> str:
    """SHA-256 over every tensor's name, type, shape and bytes: about 0.5 s a gigabyte."""
    digest = hashlib.sha256()
    for name, tensor in sorted(clip.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        flat = tensor.detach().cpu().contiguous().reshape(-1)
        digest.update(flat.view(torch.uint8).numpy().data)
    return digest.hexdigest()


def fingerprint_of(config: CLIPConfig, weights: str, precision: str) -> str:
    """The fingerprint of a Model with this architecture, `weights_digest` before any cast, and number type."""
    values = [config.to_dict(), preprocess_fingerprint(config.preprocess), weights, precision]
    return hashlib.blake2b(json.dumps(values, sort_keys=True).encode(), digest_size=16).hexdigest()


def encode_images(model: Model, pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Cropped pictures to unit-length embeddings: uint8 [n, image_size, image_size, 3] -> float32 [n, embed_dim].

    Raises UsageError for another shape, CheckpointError when the model's output is not finite; when memory runs out,
    what torch raises.
    """
    size = model.config.preprocess.image_size
    if pixels.dtype != np.uint8 or pixels.shape[1:] != (size, size, 3):
        raise UsageError(f"The model {model.name} takes uint8 pictures of [n, {size}, {size}, 3], not {pixels.shape}.")
    if not len(pixels):
        return np.zeros((0, model.embed_dim), dtype=np.float32)
    with torch.inference_mode():
        batch = torch.from_numpy(np.require(pixels, requirements=["C", "W"])).to(model.device)
        normalised = normalise(batch, model.config.preprocess).to(DTYPES[model.precision])
        return _unit_length(model, model.clip.encode_image(normalised))


def encode_texts(model: Model, texts: Sequence[str], batch_size: int = _TEXTS_AT_ONCE) -> npt.NDArray[np.float32]:
    """Texts to unit-length embeddings, float32 [n, embed_dim].

    Equal texts are run once. Batches are sorted by length and cut at their longest end of text, which changes nothing
    in a causal tower: no token sees a later one. Raises CheckpointError when the output is not finite, DeviceError
    when memory does not suffice for one text.
    """
    if not len(texts):
        return np.zeros((0, model.embed_dim), dtype=np.float32)
    unique = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    tokens = model.tokenizer.tokenize(list(unique), model.config.text.context_length)  # [unique, context_length]
    lengths = tokens.argmax(axis=1) + 1
    order = np.argsort(lengths, kind="stable")
    embeddings = np.empty((len(unique), model.embed_dim), dtype=np.float32)
    batches = AdaptiveBatch(batch_size)

    def encode(rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
        with torch.inference_mode():
            cut = torch.from_numpy(tokens[rows, : lengths[rows].max()]).to(model.device)
            return _unit_length(model, model.clip.encode_text(cut))

    embeddings[order] = batches.run(encode, order)
    return embeddings[[unique[text] for text in texts]]


def _unit_length(model: Model, features: Tensor) -> npt.NDArray[np.float32]:
    embeddings: npt.NDArray[np.float32] = functional.normalize(features.float(), dim=-1).cpu().numpy()
    if not np.isfinite(embeddings).all():
        advice = "Its weights are damaged." if model.precision == "fp32" else "Try it with the precision fp32."
        raise CheckpointError(f"The model {model.name} gives values that are not numbers. {advice}")
    return embeddings

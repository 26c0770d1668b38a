"""How good the network is as it stands: on the validation pictures, on the control set, on a few fixed pictures."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from clipdesk.inference.model import encode_images, from_clip
from clipdesk.training.batches import Batch, Loaded, class_text, load
from clipdesk.training.control import Control
from clipdesk.training.events import Probe
from clipdesk.training.examples import Examples
from clipdesk.training.pictures import Pictures
from clipdesk.training.session import Session
from clipdesk.training.towers import unit_length

MOST_PICTURES = 5000  # of the validation
_PROBES = 4
_GROUP = 16


@dataclass(frozen=True)
class Figures:
    """`validation` and `control` are None where there is nothing to measure on."""

    validation: float | None
    control: float | None
    probes: tuple[Probe, ...]


class Measure:
    """Measures a session always on the same pictures, those of `examples`."""

    def __init__(self, session: Session, examples: Examples, control: Control | None) -> None:
        self._session, self._control = session, control
        rows = np.random.default_rng(session.config.seed).permutation(len(examples))[:MOST_PICTURES]
        self._examples = examples.subset(np.sort(rows))
        self._pictures = Pictures(
            self._examples.paths, session.pictures.preprocess, session.config.seed, mirrored=False
        )
        self._held = session.held_for(self._pictures)

    def run(self) -> Generator[tuple[int, int], None, Figures]:
        """Measure the network as it stands; yields the pictures done, and how many there are."""
        validation: float | None = None
        probes: tuple[Probe, ...] = ()
        if len(self._examples):
            embeddings, readable = yield from self._embeddings()
            if readable.any():
                validation, probes = self._judged(embeddings, readable)
        control = self._control.measure(self._session.trainable.merge()) if self._control is not None else None
        return Figures(validation, control, probes)

    def _embeddings(self) -> Generator[tuple[int, int], None, tuple[Tensor, npt.NDArray[np.bool_]]]:
        """Unit-length `[pictures, embed_dim]`, and which could be read."""
        session, total = self._session, len(self._examples)
        embeddings = torch.zeros(total, session.trainable.clip.config.embed_dim)
        readable = np.zeros(total, dtype=np.bool_)
        encode = self._encoder()
        if self._held is not None:
            yield from self._held.prepare(0)
        rows = range(total)
        groups = (tuple(rows[start : start + _GROUP]) for start in range(0, total, _GROUP))
        nothing = np.ones((_GROUP, 1), dtype=np.bool_)
        held = self._held.values if self._held is not None else ()
        batches = load((Batch(group, 0, ("",), nothing[: len(group)]) for group in groups), self._pictures, held)
        try:
            for done, loaded in enumerate(batches, start=1):
                read = list(loaded.batch.rows)
                if read:
                    embeddings[read], readable[read] = encode(loaded), True
                yield min(done * _GROUP, total), total
        finally:
            batches.close()
        return embeddings, readable

    def _encoder(self) -> Callable[[Loaded], Tensor]:
        """From a batch to its embeddings: the trained part on held features, or the plain network at its quickest."""
        session, held = self._session, self._held
        if held is not None:

            def trained_part(loaded: Loaded) -> Tensor:
                with torch.no_grad():
                    features = session.trainable.image.features(held.take(loaded.batch.rows, 0, loaded.crops))
                return unit_length(features).cpu()

            return trained_part
        precision = session.config.precision
        model = from_clip(session.trainable.merge(), device=session.device, precision=precision)

        def whole(loaded: Loaded) -> Tensor:
            return torch.from_numpy(encode_images(model, np.stack([loaded.crops[row] for row in loaded.batch.rows])))

        return whole

    def _judged(self, embeddings: Tensor, readable: npt.NDArray[np.bool_]) -> tuple[float | None, tuple[Probe, ...]]:
        """Top-1 accuracy, or mean recall at 1; and what is said of the first pictures."""
        rows = np.flatnonzero(readable)
        examples, embeddings = self._examples.subset(rows), embeddings[rows]
        scale = float(self._session.trainable.clip.logit_scale.detach().exp())
        if examples.targets is not None:
            templates = self._session.config.templates
            texts = tuple(class_text(template, name) for name in examples.classes for template in templates)
            prompts = self._session.embed_texts(texts).reshape(len(examples.classes), len(templates), -1)
            cosines = embeddings @ unit_length(prompts.mean(1)).T  # [pictures, classes]
            score = float((cosines.argmax(1).numpy() == examples.targets).mean())
            return score, self._probes(examples, cosines * scale, examples.classes)
        assert examples.captions is not None
        texts = tuple(dict.fromkeys(caption for captions in examples.captions for caption in captions))
        column = {text: number for number, text in enumerate(texts)}
        true = torch.zeros(len(examples), len(texts), dtype=torch.bool)
        for row, captions in enumerate(examples.captions):
            true[row, [column[caption] for caption in captions]] = True
        cosines = embeddings @ self._session.embed_texts(texts).T
        to_text = true[torch.arange(len(examples)), cosines.argmax(1)].float().mean()
        to_image = true[cosines.argmax(0), torch.arange(len(texts))].float().mean()
        return float(to_text + to_image) / 2, self._probes(examples, cosines * scale, texts)

    def _probes(self, examples: Examples, logits: Tensor, labels: Sequence[str]) -> tuple[Probe, ...]:
        shown = [int(row) for row in np.unique(np.linspace(0, len(examples) - 1, _PROBES).astype(int))]
        best = logits[shown].softmax(1).max(1)
        return tuple(
            Probe(str(examples.paths[row]), labels[int(label)], float(probability))
            for row, label, probability in zip(shown, best.indices, best.values, strict=True)
        )

"""A network in training, step by step: its optimizer, its average, and all of its state as tensors and values."""

from __future__ import annotations

import gc
import math
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from clipdesk.clip.preprocess import normalise
from clipdesk.errors import DeviceError
from clipdesk.inference.batching import is_out_of_memory
from clipdesk.training import checkpoints
from clipdesk.training.adamw import AdamW
from clipdesk.training.batches import Batch, Loaded
from clipdesk.training.checkpoints import State
from clipdesk.training.config import RunConfig
from clipdesk.training.frozen import VIEWS, HeldPictures, HeldTexts, tokens_of
from clipdesk.training.losses import cached_gradients, chance_level, multi_positive_loss
from clipdesk.training.muon import Muon
from clipdesk.training.pictures import Pictures
from clipdesk.training.precision import products_in
from clipdesk.training.recipes import StepData, Trainable
from clipdesk.training.schedule import Average, rates_of
from clipdesk.training.towers import unit_length

_LARGEST_SCALE = math.log(100)  # CLIP's own bound (Radford 2021, section 2.5)
_LARGEST_NORM = 1.0  # of the gradients
_KEPT_A_STEP, _KEEP_WEIGHT = 32, 10.0


@dataclass(frozen=True)
class StepResult:
    """The loss before the step, that of guessing, the pictures seen; `sound` is False when no step was taken."""

    loss: float
    chance: float
    images: int
    sound: bool


class Session:
    """The trained network on its device. `config` is resolved, precision and device included.

    `kept` are texts that shall go on meaning what they mean: some are read in every step, and held to what the text
    tower made of them before (learning without forgetting, Li 2016, for words). A few class names say little of
    language, and all other words would drift with them.
    """

    def __init__(
        self,
        trainable: Trainable,
        config: RunConfig,
        pictures: Pictures,
        texts: Collection[str],
        device: str,
        kept: Sequence[str] = (),
    ) -> None:
        self.trainable, self.config, self.device = trainable, config, device
        self.pictures = pictures
        self.micro_batch = config.micro_batch or config.batch_size
        assert config.learning_rate is not None
        assert config.weight_decay is not None
        assert config.layer_decay is not None
        rates = rates_of(trainable, config.learning_rate, config.weight_decay, config.layer_decay)
        matrices = trainable.matrices
        self.optimizer = Muon(trainable.parameters, rates, matrices) if matrices else AdamW(trainable.parameters, rates)
        self.average = Average(trainable.parameters, config.ema) if config.ema else None
        self.images = self._held(pictures, VIEWS)
        frozen_text = trainable.text.held
        context_length = trainable.clip.config.text.context_length
        self._kept = tuple(kept) if trainable.text.trained else ()
        read = (*texts, *self._kept)
        self.texts = HeldTexts(read, frozen_text, context_length, device) if frozen_text is not None else None
        self.norms = {
            name: module for name, module in trainable.clip.named_modules() if isinstance(module, nn.BatchNorm2d)
        }
        self._first = self.weights()
        self._before = self.embed_texts(self._kept).to(device) if self._kept else None  # [kept, embed_dim]

    def _held(self, pictures: Pictures, views: int) -> HeldPictures | None:
        frozen = self.trainable.image.held
        dtype = torch.bfloat16 if self.config.precision == "bf16" else torch.float32
        return None if frozen is None else HeldPictures(pictures, frozen, self.device, dtype, views)

    def held_for(self, pictures: Pictures) -> HeldPictures | None:
        """What the frozen part makes of other pictures (those of the validation), in one view."""
        return self._held(pictures, 1)

    def step(self, loaded: Loaded, rate: float) -> StepResult:
        """One optimizer step at that share of the peak rates. Takes none when loss or gradients are not finite.

        When memory runs out the batch is run again in parts of half the size, which changes the result by rounding
        only. Raises DeviceError when not even one picture fits.
        """
        positives = torch.from_numpy(loaded.batch.positives).to(self.device)
        chance, images = chance_level(positives.cpu()), len(loaded.batch.rows)
        while True:
            self.optimizer.drop_gradients()
            try:
                loss = self._gradients(loaded, positives)
                break
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                told = str(error) or type(error).__name__
            self._shrink(images, told)
        norm = self.optimizer.norm()
        if not (math.isfinite(loss) and math.isfinite(norm)):
            self.optimizer.drop_gradients()
            return StepResult(loss, chance, images, sound=False)
        self.optimizer.step(rate, max(1.0, norm / _LARGEST_NORM))
        self.optimizer.drop_gradients()
        scale = self.trainable.clip.logit_scale
        scale.data.clamp_(max=_LARGEST_SCALE)
        if self.average is not None:
            self.average.update(self.trainable.parameters)
        return StepResult(loss, chance, images, sound=True)

    def _gradients(self, loaded: Loaded, positives: Tensor) -> float:
        self.trainable.clip.train(self.trainable.batch_norm)
        batch, size = loaded.batch, self.micro_batch
        images = [partial(self._images, loaded, start, start + size) for start in range(0, len(batch.rows), size)]
        texts = [partial(self._texts, batch.texts[start : start + size]) for start in range(0, len(batch.texts), size)]
        data = StepData([self.pictures.paths[row] for row in batch.rows], batch.texts)

        def loss(image_embeddings: Tensor, text_embeddings: Tensor) -> Tensor:
            scale = self.trainable.clip.logit_scale
            value = multi_positive_loss(image_embeddings, text_embeddings, scale, positives)
            if self.trainable.further_loss is not None:
                value = value + self.trainable.further_loss(data, image_embeddings, text_embeddings, scale)
            if self._before is not None:
                value = value + _KEEP_WEIGHT * self._drift(batch, self._before)
            return value

        try:
            return cached_gradients(images, texts, loss)
        finally:
            self.trainable.clip.eval()

    def _images(self, loaded: Loaded, start: int, end: int) -> Tensor:
        rows, view = loaded.batch.rows[start:end], loaded.batch.view
        if self.images is not None:
            inputs = self.images.take(rows, view, loaded.crops)
        else:
            crops = torch.stack([torch.from_numpy(loaded.crops[row]) for row in rows]).to(self.device)
            inputs = normalise(crops, self.pictures.preprocess)
        with self._quickly():
            return unit_length(self.trainable.image.features(inputs))

    def _texts(self, texts: tuple[str, ...]) -> Tensor:
        with self._quickly():
            return unit_length(self._text_features(texts))

    def _drift(self, batch: Batch, before: Tensor) -> Tensor:
        """How far kept texts, drawn by the batch's pictures, have gone from `before`: the mean of 1 - cosine."""
        draw = np.random.default_rng([self.config.seed, *batch.rows])
        drawn = draw.choice(len(self._kept), min(_KEPT_A_STEP, len(self._kept)), replace=False)
        now = self._texts(tuple(self._kept[place] for place in drawn))
        return (1 - (now * before[torch.from_numpy(drawn)]).sum(dim=1)).mean()

    def _text_features(self, texts: tuple[str, ...]) -> Tensor:
        if self.texts is not None:
            return self.trainable.text.features(self.texts.take(texts))
        context_length = self.trainable.clip.config.text.context_length
        return self.trainable.text.features(tokens_of(texts, context_length, self.device))

    def embed_texts(self, texts: tuple[str, ...]) -> Tensor:
        """Unit-length embeddings of texts as the network stands, float32 `[texts, embed_dim]` on the CPU."""
        with torch.no_grad():
            parts = [unit_length(self._text_features(texts[at : at + 64])) for at in range(0, len(texts), 64)]
        return torch.cat(parts).cpu()

    def _quickly(self) -> AbstractContextManager[Any]:
        return products_in(self.config.precision, self.device)

    def _shrink(self, images: int, told: str) -> None:
        size = min(self.micro_batch, images)
        if size <= 1:
            raise DeviceError(f"There is not enough memory to train on one picture at a time ({told}).")
        self.micro_batch = -(-size // 2)
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def weights(self) -> dict[str, Tensor]:
        """Copies of what makes the model: the trained parameters (their average, where one is kept) and norms."""
        source = self.trainable.parameters if self.average is None else self.average.values
        copies = {name: value.detach().to("cpu", copy=True) for name, value in source.items()}
        return copies | (self._norm_statistics() if self.trainable.batch_norm else {})

    def put(self, weights: dict[str, Tensor]) -> None:
        """Give the network weights that `weights` gave."""
        for name, parameter in self.trainable.parameters.items():
            parameter.data.copy_(weights[name])
        self._put_norms(weights)

    def restart(self) -> None:
        """Everything as it was before the first step."""
        self.put(self._first)
        self.optimizer.clear()
        if self.average is not None and self.config.ema:
            self.average = Average(self.trainable.parameters, self.config.ema)

    def state(self) -> State:
        """What `restore` needs to go on bit for bit, sources of chance included."""
        tensors: dict[str, Tensor] = {}
        optimizer = self.optimizer
        kept = {"weights": self.trainable.parameters, "mean": optimizer.means, "square": optimizer.squares}
        for prefix, values in kept.items():
            tensors |= {f"{prefix}/{name}": value.detach() for name, value in values.items()}
        if self.average is not None:
            tensors |= {f"average/{name}": value for name, value in self.average.values.items()}
        tensors |= {f"norms/{name}": value for name, value in self._norm_statistics().items()}
        chance = checkpoints.random_state()
        tensors |= {f"chance/{name}": value for name, value in chance.tensors.items()}
        updates = self.average.updates if self.average is not None else 0
        counts = {"optimizer_steps": optimizer.steps, "average_updates": updates, "micro_batch": self.micro_batch}
        return State(tensors, counts | {"chance": chance.values})

    def restore(self, state: State) -> None:
        """The inverse of `state`."""
        held = checkpoints.values_of(state, "weights")
        for name, parameter in self.trainable.parameters.items():
            parameter.data.copy_(held[name])
        for prefix, into in (("mean", self.optimizer.means), ("square", self.optimizer.squares)):
            into.clear()
            into |= {name: value.to(self.device) for name, value in checkpoints.values_of(state, prefix).items()}
        self.optimizer.steps = dict(state.values["optimizer_steps"])
        if self.average is not None:
            kept = checkpoints.values_of(state, "average")
            self.average.values = {name: value.to(self.device) for name, value in kept.items()}
            self.average.updates = state.values["average_updates"]
        self._put_norms(dict(checkpoints.values_of(state, "norms")))
        self.micro_batch = state.values["micro_batch"]
        checkpoints.restore_random_state(State(dict(checkpoints.values_of(state, "chance")), state.values["chance"]))

    def _norm_statistics(self) -> dict[str, Tensor]:
        if not self.trainable.batch_norm:
            return {}
        return {
            f"{name}.{kind}": value.detach().to("cpu", copy=True)
            for name, module in self.norms.items()
            for kind, value in module.named_buffers()
        }

    def _put_norms(self, values: dict[str, Tensor]) -> None:
        for name, module in self.norms.items():
            for kind, buffer in module.named_buffers():
                if f"{name}.{kind}" in values:
                    buffer.copy_(values[f"{name}.{kind}"])

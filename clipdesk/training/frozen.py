"""What the frozen part of a tower makes of its inputs, computed once.

Values are computed in groups that are the same whichever picture or text is asked for first, and in a resumed run as
in one that was never stopped: a product's last bits depend on what else is in the batch.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import nullcontext
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from clipdesk.clip.preprocess import normalise
from clipdesk.clip.tokenizer import Tokenizer
from clipdesk.errors import DeviceError
from clipdesk.inference.batching import is_out_of_memory
from clipdesk.training.batches import Batch, load
from clipdesk.training.pictures import Crop, Pictures

VIEWS = 4  # the crops of a picture that frozen parts are run on: the plain one and three random ones
_BYTES = 2 << 30
_GROUP = 16
_TEXT_GROUP = 32

Item = TypeVar("Item")


class HeldPictures:
    """The outputs of `frozen` for (row, view), in `dtype` on the CPU, while they fit into memory."""

    def __init__(
        self, pictures: Pictures, frozen: Callable[[Tensor], Tensor], device: str, dtype: torch.dtype, views: int
    ) -> None:
        self.pictures = pictures
        self.values: dict[tuple[int, int], Tensor] = {}
        self.unreadable: dict[int, str] = {}
        self.fits = True
        self._frozen, self._device, self._dtype, self._views = frozen, device, dtype, views

    def prepare(self, view: int) -> Generator[tuple[int, int], None, None]:
        """Compute one view of all pictures; yields how many of how many are done. Ends at once where it does not fit.

        Raises DeviceError when there is not enough memory for one picture.
        """
        total = len(self.pictures.paths)
        if not self.fits or any(held == view for _, held in self.values):
            return
        groups = (tuple(range(start, min(start + _GROUP, total))) for start in range(0, total, _GROUP))
        nothing = np.ones((total, 1), dtype=np.bool_)
        batches = load((Batch(rows, view, ("",), nothing[: len(rows)]) for rows in groups), self.pictures, ())
        done = 0
        try:
            for loaded in batches:
                self.unreadable |= dict(loaded.faults)
                rows = list(loaded.batch.rows)
                if rows:
                    outputs = self.run([loaded.crops[row] for row in rows]).to("cpu", self._dtype)
                    if not self._fit(outputs[0], total):
                        return
                    self.values |= {(row, view): output.clone() for row, output in zip(rows, outputs, strict=True)}
                done += len(rows) + len(loaded.faults)
                yield done, total
        finally:
            batches.close()

    def run(self, crops: Sequence[Crop]) -> Tensor:
        """The frozen part on some crops, float32 on the device. Raises DeviceError when there is no memory for one."""
        return in_parts(self._run, crops)

    def _run(self, crops: Sequence[Crop]) -> Tensor:
        pixels = torch.from_numpy(np.stack(crops)).to(self._device)
        on_gpu = self._device.startswith("cuda") and self._dtype is torch.bfloat16
        quickly = torch.autocast("cuda", torch.bfloat16) if on_gpu else nullcontext()  # a CPU has prepacked layers
        with torch.no_grad(), quickly:
            return self._frozen(normalise(pixels, self.pictures.preprocess)).float()

    def take(self, rows: Sequence[int], view: int, crops: dict[int, Crop]) -> Tensor:
        """What the trained part takes: held values of those rows, or computed from their crops, float32."""
        if all((row, view) in self.values for row in rows):
            return torch.stack([self.values[row, view] for row in rows]).to(self._device, torch.float32)
        return self.run([crops[row] for row in rows]).to(self._dtype).float()

    def _fit(self, output: Tensor, total: int) -> bool:
        self.fits = output.nbytes * total * self._views <= _BYTES
        return self.fits


class HeldTexts:
    """The outputs of `frozen` for texts that are all known beforehand."""

    def __init__(
        self, texts: Collection[str], frozen: Callable[[Tensor], Tensor], context_length: int, device: str
    ) -> None:
        self._frozen, self._context_length, self._device = frozen, context_length, device
        ordered = sorted(set(texts), key=lambda text: (len(text), text))  # alike lengths run together
        self._groups = [ordered[start : start + _TEXT_GROUP] for start in range(0, len(ordered), _TEXT_GROUP)]
        self._group_of = {text: number for number, group in enumerate(self._groups) for text in group}
        self._values: dict[str, Tensor] = {}

    def take(self, texts: Sequence[str]) -> Tensor:
        """One row a text, float32 on the device."""
        for text in texts:
            if text not in self._values:
                group = self._groups[self._group_of[text]] if text in self._group_of else [text]
                outputs = in_parts(self._run, group)
                self._values |= dict(zip(group, outputs, strict=True))
        return torch.stack([self._values[text] for text in texts])

    def _run(self, texts: Sequence[str]) -> Tensor:
        with torch.no_grad():
            return self._frozen(tokens_of(texts, self._context_length, self._device)).float()


def in_parts(run: Callable[[Sequence[Item]], Tensor], items: Sequence[Item]) -> Tensor:
    """`run(items)`, in halves where memory runs out, and in halves of these: the same rows but for rounding.

    Raises DeviceError when there is no memory for one item alone.
    """
    try:
        return run(items)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        told = str(error) or type(error).__name__
    if len(items) <= 1:
        raise DeviceError(f"There is not enough memory to run the frozen part of the model on one input ({told}).")
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    half = -(-len(items) // 2)
    return torch.cat([in_parts(run, items[:half]), in_parts(run, items[half:])])


def tokens_of(texts: Sequence[str], context_length: int, device: str) -> Tensor:
    """Token ids `[texts, length]`, cut after the longest end of text, which changes nothing in a causal tower."""
    tokens = Tokenizer.default().tokenize(list(texts), context_length)
    longest = int(tokens.argmax(axis=1).max()) + 1
    return torch.from_numpy(np.ascontiguousarray(tokens[:, :longest])).to(device)

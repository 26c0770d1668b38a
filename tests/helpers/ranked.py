"""A window's state with ranked pictures and no model: embeddings are random, files are tiny."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
from PIL import Image

from clipdesk.data.catalog import ImageRef, Skipped
from clipdesk.gui.draft import draft_of
from clipdesk.gui.operations import Operations
from clipdesk.gui.state import FIRST_SET
from clipdesk.inference.held import Held
from clipdesk.inference.prompts import Label, PromptEmbeddings, PromptSet

DIM = 16
LABELS = ("cat", "dog", "bird")


def fill(qtbot, operations: Operations, folder: Path, count: int = 12, labels=LABELS, mode="single") -> list[Path]:
    """`count` pictures of which the last is damaged, and an input that is not there; returns the pictures' paths."""
    qtbot.waitUntil(lambda: operations.ranking.idle)  # an edit that is still to be embedded would ask for a true model
    rng = np.random.default_rng(0)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:03}.png" for number in range(count)]
    for path in paths:
        Image.fromarray(rng.integers(0, 255, (12, 16, 3), dtype=np.uint8)).save(path)
    state = operations.state
    rows = state.add_pictures([ImageRef(path, path.stat().st_size, 0) for path in paths], folder)
    read = list(rows)[:-1]
    state.pictures.set_contents(read, [f"{row:032x}" for row in read])
    state.pictures.mark_fault(count - 1, Skipped(paths[-1], "damaged", "This file is cut short."))
    state.not_found = (Skipped(folder / "gone.jpg", "missing", "There is no such file."),)
    prompts = PromptSet(tuple(map(Label, labels)), mode=mode)
    state.sets = {FIRST_SET: draft_of(prompts)}
    state.held = Held(DIM)
    state.held.resize(count)
    state.held.put(read, _unit(rng, len(read)))
    texts = PromptEmbeddings(
        _unit(rng, len(labels)), tuple(_unit(rng, 0) for _ in labels), _unit(rng, 0), _unit(rng, 1)[0]
    )
    state.model = SimpleNamespace(  # type: ignore[assignment]
        name="clipdesk-starter",
        scale=8.0,
        embed_dim=DIM,
        device="cpu",
        precision="fp32",
        fingerprint="f" * 64,
        notes=(),
    )
    operations.ranking._prompts = (prompts, texts)
    rank(qtbot, operations)
    return paths


def verify(qtbot, operations: Operations, labels: dict[int, str]) -> None:
    """Give rows their verified labels."""
    for row, label in labels.items():
        operations.verify(label, [row])
    rank(qtbot, operations)


def rank(qtbot, operations: Operations) -> None:
    """Rank, and wait for it."""
    operations.state.ranking = None
    operations.ranking._rank()
    qtbot.waitUntil(lambda: operations.state.ranking is not None and operations.ranking.idle, timeout=20_000)


def _unit(rng: np.random.Generator, count: int):
    rows = rng.standard_normal((count, DIM)).astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)

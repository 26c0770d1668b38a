"""The run's figures as TensorBoard's own reader finds them; skipped where that package is not installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from clipdesk.training import runs
from clipdesk.training.events import EpochEnd
from tests.helpers.runs import small_run, steps_of, trained


def test_tensorboard_reads_the_curves(tmp_path: Path) -> None:
    reading = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    events = trained(small_run(tmp_path))
    read = reading.EventAccumulator(str(tmp_path / "run" / runs.CURVES))
    read.Reload()
    for name in ("loss", "chance", "learning_rate", "images_per_second"):
        points = [(point.step, point.value) for point in read.Scalars(f"step/{name}")]
        assert points == [(step.step, pytest.approx(getattr(step, name))) for step in steps_of(events)]
    ends = [event for event in events if isinstance(event, EpochEnd)]
    for name in ("train_loss", "validation", "control"):
        assert [point.value for point in read.Scalars(f"epoch/{name}")] == [
            pytest.approx(getattr(end, name)) for end in ends
        ]

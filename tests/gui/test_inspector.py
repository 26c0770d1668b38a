"""Views of a tiny model, drawn and asked for as a person does."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from clipdesk.clip.config import CLIPConfig, PreprocessConfig, TextConfig, VisionConfig
from clipdesk.clip.model import CLIP
from clipdesk.gui.inspecting import coloured
from clipdesk.gui.inspector_dialog import InspectorDialog
from clipdesk.inference.model import from_clip
from tests.helpers.checkpoints import TINY_RESNET
from tests.helpers.ranked import fill


def _model(config):
    torch.manual_seed(0)
    clip = CLIP(config)
    clip.reset_parameters()
    return from_clip(clip.eval(), name="tiny", device="cpu", precision="fp32")


@pytest.fixture
def show(qtbot, operations, tmp_path):
    def shown(config):
        fill(qtbot, operations, tmp_path / "pictures", count=4)
        operations.state.model = _model(config)
        dialog = InspectorDialog(operations)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not operations.models.running("inspect"), timeout=30_000)
        return dialog

    return shown


def test_a_transformer(qtbot, operations, show):
    dialog = show(CLIPConfig(
        embed_dim=24, vision=VisionConfig(image_size=32, patch_size=8, width=32, layers=2, heads=2),
        text=TextConfig(width=32, layers=2, heads=2), preprocess=PreprocessConfig(image_size=32),
    ))  # fmt: skip
    assert len(dialog.filters._tiles) == 28
    assert len(dialog.positions._tiles) == 16
    assert dialog._distances.heads.shape == (2, 2)
    assert dialog._distances.pictures == 4
    dialog.tabs.setCurrentIndex(2)
    operations.state.set_current(0)
    dialog.dots.chosen.emit(0, 1)
    assert (dialog.tabs.currentIndex(), dialog.layer.value(), dialog.head.value()) == (3, 1, 2)
    qtbot.waitUntil(lambda: dialog.picture.painted is not None, timeout=30_000)
    operations.state.set_current(3)
    qtbot.waitUntil(lambda: operations.models.running("inspect head") is False, timeout=30_000)


def test_a_resnet_has_no_heads(operations, show, monkeypatch):
    monkeypatch.setattr("clipdesk.inference.model.Tokenizer.vocab_size", 50)
    dialog = show(TINY_RESNET)
    assert dialog.filters._tiles
    assert not dialog.tabs.isTabEnabled(3)


def test_colours_run_from_low_to_high():
    colours = coloured(np.array([[0.0, 1.0]], dtype=np.float32), 0.0, 1.0)
    assert colours[0, 0].tolist() == [0x00, 0x22, 0x4E]
    assert colours[0, 1].tolist() == [0xFE, 0xE8, 0x38]

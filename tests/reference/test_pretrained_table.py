"""Every entry of our table against the network that open_clip makes of it."""

import pytest
import torch

from clipdesk.clip.state_dicts import compare, recipes
from clipdesk.zoo import open_clip_table, pretrained

open_clip = pytest.importorskip("open_clip")


def architectures() -> list[str]:
    return list(dict.fromkeys(entry.arch for entry in pretrained.table()))


def test_the_table_that_is_read_is_the_one_that_open_clip_has() -> None:
    read = open_clip_table.pretrained()
    assert [(arch, tag) for arch, tags in read.items() for tag in tags] == open_clip.list_pretrained()
    for arch, tags in read.items():
        for tag, details in tags.items():
            assert details == open_clip.get_pretrained_cfg(arch, tag)
    described = open_clip_table.architectures()
    assert described.keys() == set(open_clip.list_models())
    assert all(config == open_clip.get_model_config(arch) for arch, config in described.items())


def test_how_much_of_open_clips_table_can_be_run() -> None:
    names = {f"{arch}:{tag}" for arch, tag in open_clip.list_pretrained()}
    ours = {entry.name for entry in pretrained.table()}
    assert ours.isdisjoint(pretrained.unsupported())
    assert ours | pretrained.unsupported().keys() == names
    assert len(ours) >= 90
    plain = ("RN50", "RN101", "RN50x", "ViT-B-32", "ViT-B-16", "ViT-L-14", "ViT-H-14", "ViT-g-14", "ViT-bigG-14")
    lacking = [
        name
        for name, reason in pretrained.unsupported().items()
        if name.startswith(plain) and not any(mark in reason for mark in ("pool_type", "init_logit_bias", "tokenizer"))
    ]
    assert not lacking, "plain CLIPs that are left out"


@pytest.mark.parametrize("arch", architectures())
def test_same_network(arch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shapes, heads and activation, without memory for the weights or time for drawing them."""
    for name in ("kaiming_uniform_", "uniform_", "normal_", "trunc_normal_", "ones_", "zeros_", "constant_"):
        monkeypatch.setattr(torch.nn.init, name, lambda tensor, *_args, **_options: tensor)
    theirs = open_clip.create_model(arch, device="meta")
    shapes = {name: tuple(tensor.shape) for name, tensor in theirs.state_dict().items()}
    plan = recipes(shapes, "open_clip")
    entries = [entry for entry in pretrained.table() if entry.arch == arch]
    config = entries[0].config
    compare({ours: shapes[recipe.sources[0]] for ours, recipe in plan.items()}, config, plan)
    if config.vision.kind == "vit":
        assert theirs.visual.transformer.resblocks[0].attn.num_heads == config.vision.heads
    else:
        assert theirs.visual.attnpool.num_heads == config.vision.heads
    assert theirs.transformer.resblocks[0].attn.num_heads == config.text.heads
    is_quick = type(theirs.transformer.resblocks[0].mlp.gelu).__name__ == "QuickGELU"
    for entry in entries:
        details = open_clip.get_pretrained_cfg(arch, entry.tag)
        wanted = "quick_gelu" if is_quick or details.get("quick_gelu") else "gelu"
        assert entry.config.activation == wanted
        assert entry.config.preprocess.mean == tuple(details["mean"])
        assert entry.config.preprocess.std == tuple(details["std"])
        assert entry.config.preprocess.interpolation == details["interpolation"]
        assert entry.config.preprocess.resize_mode == details["resize_mode"]
        assert entry.config.preprocess.image_size == config.vision.image_size
        assert torch.Size(shapes["logit_scale"]) == torch.Size([])

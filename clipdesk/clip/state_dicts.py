"""How the tensors of OpenAI's, open_clip's and Hugging Face's CLIPs are called, and what they tell of the architecture.

Nothing here reads a tensor. Names become plans: which stored tensors make up each of ours. Shapes become a config.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from clipdesk.clip.config import Activation, CLIPConfig, PreprocessConfig, TextConfig, VisionConfig, check
from clipdesk.clip.foreign_configs import mlp_ratio
from clipdesk.clip.skeleton import skeleton
from clipdesk.errors import CheckpointError

Source = Literal["openai", "open_clip", "huggingface", "clipdesk"]
Shape = tuple[int, ...]

# open_clip's image towers whose heads are not 64 wide, by the tower's width: ViT-H, g, bigG and e.
_HEAD_WIDTHS = {1280: 80, 1408: 88, 1664: 104, 1792: 112}
_WRAPPERS = ("module.", "_orig_mod.")  # of DistributedDataParallel and torch.compile
_IGNORED = re.compile(
    r"input_resolution|context_length|vocab_size|(text\.)?attn_mask|(text_model|vision_model)\.embeddings\.position_ids"
)
_BLOCK_OPEN_CLIP = (
    (r"attn\.in_proj_(weight|bias)", r"attention.qkv.\1"),
    (r"attn\.out_proj\.(weight|bias)", r"attention.out_proj.\1"),
    (r"mlp\.c_fc\.(weight|bias)", r"mlp.fc.\1"),
    (r"mlp\.c_proj\.(weight|bias)", r"mlp.proj.\1"),
    (r"(ln_[12]\.(?:weight|bias))", r"\1"),
)
_BLOCK_HUGGING_FACE = (
    (r"self_attn\.[qkv]_proj\.(weight|bias)", r"attention.qkv.\1"),
    (r"self_attn\.out_proj\.(weight|bias)", r"attention.out_proj.\1"),
    (r"mlp\.fc1\.(weight|bias)", r"mlp.fc.\1"),
    (r"mlp\.fc2\.(weight|bias)", r"mlp.proj.\1"),
    (r"layer_norm([12])\.(weight|bias)", r"ln_\1.\2"),
)
_OPEN_CLIP = (
    (r"visual\.(class_embedding|positional_embedding|proj|ln_(?:pre|post)\.(?:weight|bias))", r"visual.\1"),
    (r"(?:text\.)?(token_embedding\.weight|positional_embedding|text_projection)", r"text.\1"),
    (r"(?:text\.)?(ln_final\.(?:weight|bias))", r"text.\1"),
    (r"(logit_scale)", r"\1"),
)
_OPEN_CLIP_RESNET = (
    (r"visual\.attnpool\.c_proj\.(weight|bias)", r"visual.attention_pool.out_proj.\1"),
    (r"visual\.attnpool\.(.+)", r"visual.attention_pool.\1"),
    (r"visual\.layer([1-4])\.(\d+)\.downsample\.0\.(.+)", r"visual.stages.<\1>.\2.downsample.1.\3"),
    (r"visual\.layer([1-4])\.(\d+)\.downsample\.1\.(.+)", r"visual.stages.<\1>.\2.downsample.2.\3"),
    (r"visual\.layer([1-4])\.(\d+)\.((?:conv|bn)\d\..+)", r"visual.stages.<\1>.\2.\3"),
    (r"visual\.((?:conv|bn)[1-3]\..+)", r"visual.\1"),
)
_HUGGING_FACE = (
    (r"text_model\.embeddings\.token_embedding\.weight", "text.token_embedding.weight"),
    (r"text_model\.embeddings\.position_embedding\.weight", "text.positional_embedding"),
    (r"text_model\.final_layer_norm\.(weight|bias)", r"text.ln_final.\1"),
    (r"vision_model\.embeddings\.class_embedding", "visual.class_embedding"),
    (r"vision_model\.embeddings\.patch_embedding\.weight", "visual.stem.conv.weight"),
    (r"vision_model\.embeddings\.position_embedding\.weight", "visual.positional_embedding"),
    (r"vision_model\.pre_layrnorm\.(weight|bias)", r"visual.ln_pre.\1"),
    (r"vision_model\.post_layernorm\.(weight|bias)", r"visual.ln_post.\1"),
    (r"visual_projection\.weight", "visual.proj"),
    (r"text_projection\.weight", "text.text_projection"),
    (r"(logit_scale)", r"\1"),
)


@dataclass(frozen=True)
class Recipe:
    """One of our tensors: `sources` stacked along the first axis, then transposed if asked."""

    sources: tuple[str, ...]
    transposed: bool = False


def without_wrappers(names: Iterable[str]) -> dict[str, str]:
    """Each name without the prefixes that training wrappers put before all of them, to the name as it was."""
    bare = {name: name for name in names}
    while bare:
        wrapper = next((prefix for prefix in _WRAPPERS if all(name.startswith(prefix) for name in bare)), None)
        if wrapper is None:
            break
        bare = {name.removeprefix(wrapper): stored for name, stored in bare.items()}
    return bare


def source_of(names: Iterable[str]) -> Source:
    """Whose naming it is. Raises CheckpointError when it is nobody's CLIP."""
    names = set(names)
    if {"text.text_projection", "text.ln_final.weight"} <= names and any(".attention.qkv." in name for name in names):
        return "clipdesk"
    if any(name.startswith(("text_model.", "vision_model.")) for name in names):
        return "huggingface"
    if "input_resolution" in names:
        return "openai"  # a state dict that was taken from OpenAI's archive keeps three numbers that nobody else writes
    if any(name.startswith("visual.") for name in names):
        return "open_clip"
    some = ", ".join(sorted(names)[:3])
    raise CheckpointError(f"These are not the tensors of a CLIP model (they begin with {some}).")


def recipes(names: Iterable[str], source: Source) -> dict[str, Recipe]:
    """Our tensors' names to how each is made. A name that nobody knows stands for itself, to be reported as extra."""
    kept = [name for name in names if not _IGNORED.fullmatch(name)]
    if source == "clipdesk":
        return {name: Recipe((name,)) for name in kept}
    if source == "huggingface":
        return _stacked({name: _hugging_face_name(name) for name in kept})
    is_resnet = "visual.layer1.0.conv1.weight" in kept
    return {_open_clip_name(name, is_resnet): Recipe((name,)) for name in kept}


def _open_clip_name(name: str, is_resnet: bool) -> str:
    block = re.fullmatch(r"(visual\.|text\.|)transformer\.resblocks\.(\d+)\.(.+)", name)
    if block:
        tower = "visual" if block[1] == "visual." else "text"
        inner = _renamed(block[3], _BLOCK_OPEN_CLIP)
        return f"{tower}.blocks.{block[2]}.{inner}" if inner else name
    if is_resnet and name.startswith("visual."):
        renamed = _renamed(name, _OPEN_CLIP_RESNET)
        return re.sub(r"<(\d)>", lambda stage: str(int(stage[1]) - 1), renamed) if renamed else name
    if name == "visual.conv1.weight":
        return "visual.stem.conv.weight"
    return _renamed(name, _OPEN_CLIP) or name


def _hugging_face_name(name: str) -> str:
    block = re.fullmatch(r"(text|vision)_model\.encoder\.layers\.(\d+)\.(.+)", name)
    if block:
        inner = _renamed(block[3], _BLOCK_HUGGING_FACE)
        return f"{'text' if block[1] == 'text' else 'visual'}.blocks.{block[2]}.{inner}" if inner else name
    return _renamed(name, _HUGGING_FACE) or name


def _renamed(name: str, rules: Iterable[tuple[str, str]]) -> str | None:
    for pattern, replacement in rules:
        match = re.fullmatch(pattern, name)
        if match:
            return match.expand(replacement)
    return None


def _stacked(ours_by_stored: Mapping[str, str]) -> dict[str, Recipe]:
    """Query, key and value, which Hugging Face keeps apart, stacked in this order; projections transposed."""
    plan: dict[str, Recipe] = {}
    for stored, ours in ours_by_stored.items():
        if ours.endswith(("attention.qkv.weight", "attention.qkv.bias")):
            parts = [re.sub(r"\.[qkv]_proj\.", f".{part}_proj.", stored) for part in "qkv"]
            plan[ours] = Recipe(tuple(part for part in parts if part in ours_by_stored))
        else:
            plan[ours] = Recipe((stored,), transposed=ours in ("visual.proj", "text.text_projection"))
    return plan


def made_shape(parts: list[Shape], transposed: bool) -> Shape:
    """The shape of `parts` stacked along the first axis and then transposed, or () stacked wrongly as its parts say."""
    if len(parts) > 1 and all(part[1:] == parts[0][1:] and part for part in parts):
        shape: Shape = (sum(part[0] for part in parts), *parts[0][1:])
    else:
        shape = parts[0]
    return tuple(reversed(shape)) if transposed else shape


def infer_config(shapes: Mapping[str, Shape], activation: Activation) -> CLIPConfig:
    """The architecture of a model whose tensors, by our names, have these shapes.

    Heads are taken to be 64 wide but for open_clip's largest towers; preprocessing is OpenAI's. Raises CheckpointError
    when a tensor that tells a size is missing or misshapen.
    """
    projection = _shape(shapes, "text.text_projection", 2)
    text_width, embed_dim = projection
    tokens = _shape(shapes, "text.token_embedding.weight", 2)
    text = TextConfig(
        context_length=_shape(shapes, "text.positional_embedding", 2)[0],
        vocab_size=tokens[0],
        width=text_width,
        layers=_count(shapes, r"text\.blocks\.(\d+)\..*"),
        heads=max(1, text_width // 64),
        mlp_ratio=mlp_ratio(text_width, _shape(shapes, "text.blocks.0.mlp.fc.weight", 2)[0]),
        token_width=tokens[1] if "text.token_projection.weight" in shapes else None,
    )
    vision = _infer_resnet(shapes) if "visual.conv3.weight" in shapes else _infer_vit(shapes)
    config = CLIPConfig(embed_dim, vision, text, activation, PreprocessConfig(image_size=vision.image_size))
    check(config)
    return config


def _infer_vit(shapes: Mapping[str, Shape]) -> VisionConfig:
    width, _, patch_size, _ = _shape(shapes, "visual.stem.conv.weight", 4)
    grid = _grid(shapes, "visual.positional_embedding")
    return VisionConfig(
        kind="vit",
        image_size=grid * patch_size,
        patch_size=patch_size,
        width=width,
        layers=_count(shapes, r"visual\.blocks\.(\d+)\..*"),
        heads=max(1, width // _HEAD_WIDTHS.get(width, 64)),
        mlp_ratio=mlp_ratio(width, _shape(shapes, "visual.blocks.0.mlp.fc.weight", 2)[0]),
        pre_norm="visual.ln_pre.weight" in shapes,
    )


def _infer_resnet(shapes: Mapping[str, Shape]) -> VisionConfig:
    width = _shape(shapes, "visual.conv3.weight", 4)[0]
    first, second, third, fourth = (_count(shapes, rf"visual\.stages\.{stage}\.(\d+)\..*") for stage in range(4))
    return VisionConfig(
        kind="resnet",
        image_size=_grid(shapes, "visual.attention_pool.positional_embedding") * 32,
        patch_size=32,
        width=width,
        layers=(first, second, third, fourth),
        heads=max(1, width // 2),
    )


def _shape(shapes: Mapping[str, Shape], name: str, dimensions: int) -> Shape:
    shape = shapes.get(name)
    if shape is None:
        raise CheckpointError(f"The tensor {name} is missing, so this is not a whole CLIP model.")
    if len(shape) != dimensions or 0 in shape:
        raise CheckpointError(f"The tensor {name} has shape {list(shape)}; {dimensions} dimensions were expected.")
    return shape


def _count(shapes: Mapping[str, Shape], pattern: str) -> int:
    numbers = [int(match[1][:9]) for match in (re.fullmatch(pattern, name) for name in shapes) if match]
    return max(numbers, default=-1) + 1


def _grid(shapes: Mapping[str, Shape], name: str) -> int:
    positions = _shape(shapes, name, 2)[0] - 1
    grid = math.isqrt(positions)
    if grid * grid != positions or not grid:
        raise CheckpointError(f"The tensor {name} has {positions} patch positions, which form no square grid.")
    return grid


def expected_shapes(config: CLIPConfig) -> dict[str, Shape]:
    """The names and shapes of a model's tensors. Takes no memory for them."""
    return {name: tuple(tensor.shape) for name, tensor in skeleton(config).state_dict().items()}


def compare(shapes: Mapping[str, Shape], config: CLIPConfig, plan: Mapping[str, Recipe]) -> None:
    """Raise CheckpointError naming the tensors that are missing, extra or misshapen for the architecture."""
    expected = expected_shapes(config)
    missing = [name for name in expected if name not in shapes and not name.endswith(".num_batches_tracked")]
    extra = [name for name in shapes if name not in expected]
    wrong = [name for name in shapes if name in expected and shapes[name] != expected[name]]
    faults = []
    if missing:
        faults.append(f"{_some(missing)} missing")
    if extra:
        faults.append(f"{_some([_told(plan, name) for name in extra])} not known to this version")
    if wrong:
        told = [f"{_told(plan, name)} ({list(shapes[name])}, expected {list(expected[name])})" for name in wrong]
        faults.append(f"{_some(told)} misshapen")
    if faults:
        raise CheckpointError("The model's tensors do not fit its architecture: " + "; ".join(faults) + ".")


def _told(plan: Mapping[str, Recipe], name: str) -> str:
    return " + ".join(plan[name].sources)


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

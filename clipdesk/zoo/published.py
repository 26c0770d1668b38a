"""What their makers published about pretrained models: ImageNet zero-shot accuracy, licences, file sizes.

Accuracies are top-1 fractions on the 50,000 validation pictures with the 80 templates: open_clip's
`docs/openclip_results.csv`, and the model cards or papers of MetaCLIP (Xu 2023) and DFN (Fang 2023).
"""

from __future__ import annotations

ACCURACY: dict[str, float] = {
    "RN50:openai": 0.5982, "RN50:yfcc15m": 0.3275, "RN50:cc12m": 0.3647, "RN101:openai": 0.6228,
    "RN101:yfcc15m": 0.3487, "RN50x4:openai": 0.6627, "RN50x16:openai": 0.7072, "RN50x64:openai": 0.7391,
    "ViT-B-32:openai": 0.6332, "ViT-B-32:laion400m_e31": 0.6294, "ViT-B-32:laion400m_e32": 0.6293,
    "ViT-B-32:laion2b_e16": 0.6565, "ViT-B-32:laion2b_s34b_b79k": 0.6656, "ViT-B-32:datacomp_xl_s13b_b90k": 0.6917,
    "ViT-B-32:metaclip_400m": 0.655, "ViT-B-32:metaclip_fullcc": 0.676, "ViT-B-32:datacomp_m_s128m_b4k": 0.2972,
    "ViT-B-32:commonpool_m_clip_s128m_b4k": 0.2725, "ViT-B-32:commonpool_m_image_s128m_b4k": 0.2678,
    "ViT-B-32:commonpool_m_text_s128m_b4k": 0.2548, "ViT-B-32:commonpool_m_laion_s128m_b4k": 0.2304,
    "ViT-B-32:commonpool_m_basic_s128m_b4k": 0.2255, "ViT-B-32:commonpool_m_s128m_b4k": 0.1755,
    "ViT-B-32:commonpool_s_clip_s13m_b4k": 0.0505, "ViT-B-32:commonpool_s_text_s13m_b4k": 0.0460,
    "ViT-B-32:commonpool_s_image_s13m_b4k": 0.0392, "ViT-B-32:datacomp_s_s13m_b4k": 0.0392,
    "ViT-B-32:commonpool_s_basic_s13m_b4k": 0.0377, "ViT-B-32:commonpool_s_laion_s13m_b4k": 0.0305,
    "ViT-B-32:commonpool_s_s13m_b4k": 0.0270, "ViT-B-32-256:datacomp_s34b_b86k": 0.7281,
    "ViT-B-16:openai": 0.6834, "ViT-B-16:laion400m_e31": 0.6698, "ViT-B-16:laion400m_e32": 0.6705,
    "ViT-B-16:laion2b_s34b_b88k": 0.7023, "ViT-B-16:datacomp_xl_s13b_b90k": 0.7349,
    "ViT-B-16:metaclip_400m": 0.708, "ViT-B-16:metaclip_fullcc": 0.721, "ViT-B-16:dfn2b": 0.762,
    "ViT-B-16:datacomp_l_s1b_b8k": 0.6310, "ViT-B-16:commonpool_l_clip_s1b_b8k": 0.5777,
    "ViT-B-16:commonpool_l_image_s1b_b8k": 0.5719, "ViT-B-16:commonpool_l_text_s1b_b8k": 0.5605,
    "ViT-B-16:commonpool_l_laion_s1b_b8k": 0.5526, "ViT-B-16:commonpool_l_basic_s1b_b8k": 0.5155,
    "ViT-B-16:commonpool_l_s1b_b8k": 0.4593, "ViT-B-16-plus-240:laion400m_e31": 0.6904,
    "ViT-B-16-plus-240:laion400m_e32": 0.6919, "ViT-L-14:openai": 0.7554, "ViT-L-14:laion400m_e31": 0.7271,
    "ViT-L-14:laion400m_e32": 0.7277, "ViT-L-14:laion2b_s32b_b82k": 0.7525,
    "ViT-L-14:datacomp_xl_s13b_b90k": 0.7921, "ViT-L-14:commonpool_xl_clip_s13b_b90k": 0.7637,
    "ViT-L-14:commonpool_xl_laion_s13b_b90k": 0.7545, "ViT-L-14:commonpool_xl_s13b_b90k": 0.7229,
    "ViT-L-14:metaclip_400m": 0.762, "ViT-L-14:metaclip_fullcc": 0.792, "ViT-L-14:dfn2b": 0.814,
    "ViT-L-14:dfn2b_s39b": 0.8219, "ViT-L-14-336:openai": 0.7656, "ViT-H-14:laion2b_s32b_b79k": 0.7796,
    "ViT-H-14:metaclip_fullcc": 0.805, "ViT-H-14:dfn5b": 0.834, "ViT-H-14-378:dfn5b": 0.842,
    "ViT-g-14:laion2b_s12b_b42k": 0.7663, "ViT-g-14:laion2b_s34b_b88k": 0.7847,
    "ViT-bigG-14:laion2b_s39b_b160k": 0.8009, "ViT-bigG-14:metaclip_fullcc": 0.821,
}  # fmt: skip

# OpenAI's own archives, in MiB: fp16 with the token table in fp32.
OPENAI_SIZES_MIB = {
    "RN50": 244, "RN101": 278, "RN50x4": 402, "RN50x16": 630, "RN50x64": 1290, "ViT-B-32": 338, "ViT-B-16": 335,
    "ViT-L-14": 890, "ViT-L-14-336": 891,
}  # fmt: skip

APPLE_LICENCE = "Apple's own (research; read it on the model's page)"


def licence(tag: str, hf_repo: str | None) -> str | None:
    """The licence that the checkpoint's makers published it under, or None when that is not known here."""
    if tag.startswith("metaclip"):
        return "CC-BY-NC-4.0"
    if (hf_repo or "").startswith("apple/"):
        return APPLE_LICENCE
    if tag == "openai" or (hf_repo or "").startswith(("laion/", "timm/")):
        return "MIT"
    return None


def accuracy(arch: str, tag: str) -> float | None:
    """Top-1 on ImageNet's validation pictures, zero-shot, or None when none was published."""
    return ACCURACY.get(f"{arch.removesuffix('-quickgelu')}:{tag}")

"""Which ways of explaining there are; plain values, so that a list of them needs no torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    """A way to turn a picture and labels into maps. Without `uses_label` every label gets the same map."""

    name: str
    title: str
    uses_label: bool
    towers: frozenset[str]  # of "vit" and "resnet"
    description: str


_VIT = frozenset({"vit"})
_BOTH = frozenset({"vit", "resnet"})

METHODS: tuple[Method, ...] = (
    Method(
        "decomposition",
        "Direct contributions",
        True,
        _VIT,
        "What each patch adds by itself to the label's score, beyond the mean of the labels, through attention "
        "(Gandelsman 2024).",
    ),
    Method(
        "sharp",
        "Sharp",
        True,
        _VIT,
        "Where the direct contributions and LeGrad agree, spread over patches that belong together.",
    ),
    Method(
        "legrad",
        "LeGrad",
        True,
        _VIT,
        "How the label's score of the mean token would rise with each attention of the last four layers "
        "(Bousselham 2024).",
    ),
    Method(
        "generic",
        "Generic attention",
        True,
        _VIT,
        "Attention weighted by its gradient and followed through all layers, so that indirect effects count too "
        "(Chefer 2021).",
    ),
    Method(
        "gradcam",
        "Grad-CAM",
        True,
        _BOTH,
        "The last layer's features, each weighted by its mean effect on the label's score (Selvaraju 2017).",
    ),
    Method(
        "rollout",
        "Attention rollout",
        False,
        _VIT,
        "Attention followed through all layers; it does not depend on the label (Abnar 2020).",
    ),
    Method(
        "raw",
        "Raw attention",
        False,
        _BOTH,
        "Where the last attention looks, a mean over its heads; it does not depend on the label.",
    ),
)
"""Every method; the first one that a tower can do is its default."""

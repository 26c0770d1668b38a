"""What the core says of a model's weights and what its card says of it, as templates."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES = cast("tuple[str, ...]", (
    # summaries of models
    QT_TRANSLATE_NOOP(
        "Core",
        "The small CLIP that comes with clipdesk, so that the program sorts pictures offline from the "
        "first minute. Made for clipdesk, by the scripts in `making/`; no one else's weights are in it."
    ),
    QT_TRANSLATE_NOOP("Core", "{arch} from open_clip's table, checkpoint {tag}."),
    QT_TRANSLATE_NOOP("Core", "{arch} from open_clip's table, checkpoint {tag}. ImageNet zero-shot {share}."),
    # damaged and refused files
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: its list of tensors cannot be read."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: its list of tensors asks for the impossible."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged or incomplete: its list of tensors breaks off."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: a tensor's storage is described wrongly."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: its pickle uses {name}, which no model needs."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: its pickle is larger than any CLIP model's."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: its metadata is not an object of texts."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: {count} tensors are more than any CLIP model has."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: its header is not an object."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: the header's entry for {name} is incomplete."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: the shape or place of the tensor {name} is impossible."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: the tensor {name} ends before it begins."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged or incomplete: its header does not fit into the file."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: its header has {bytes} bytes, which no CLIP model needs."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: the tensor {name} leaves a gap or overlaps another."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: the tensor {name} has more bytes than its shape says."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: its header names something twice."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: its parts together are larger than the file."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged or incomplete: {name} is not where it should be."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: its list of tensors is larger than any CLIP model's."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: the checksum of its list of tensors does not match."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: it holds {name} twice."),
    QT_TRANSLATE_NOOP("Core", "{path} is incomplete: the bytes of the tensor {name} are missing."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: the tensor {name} has fewer bytes than it says."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: {name} is compressed, which PyTorch never does."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: {name} is encrypted."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: it holds bytes that no tensor has."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged or incomplete: a tensor's bytes do not fit into the file."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: its modules are nested without end."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: it has no weight_map."),
    QT_TRANSLATE_NOOP("Core", "The model's tensors do not fit its architecture: {missing} missing."),
    QT_TRANSLATE_NOOP("Core", "The model's tensors do not fit its architecture: {extra} not known to this version."),
    QT_TRANSLATE_NOOP("Core", "The model's tensors do not fit its architecture: {wrong} misshapen."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The model's tensors do not fit its architecture: {missing} missing; {extra} not known to this "
        "version."
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "The model's tensors do not fit its architecture: {missing} missing; {wrong} misshapen."
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "The model's tensors do not fit its architecture: {extra} not known to this version; {wrong} "
        "misshapen."
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "The model's tensors do not fit its architecture: {missing} missing; {extra} not known to this "
        "version; {wrong} misshapen."
    ),
    QT_TRANSLATE_NOOP("Core", "The image tower's width {width} cannot be split into {heads} heads."),
    QT_TRANSLATE_NOOP("Core", "The attention pooling's width {width} cannot be split into {heads} heads."),
    QT_TRANSLATE_NOOP("Core", "The text width {width} cannot be split into {heads} heads."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The file does not say which activation the model was trained with; {assumed} is assumed. If "
        "results look poor, open it with activation {other} (weights of OpenAI, MetaCLIP and DFN need "
        "quick_gelu)."
    ),
))  # fmt: skip

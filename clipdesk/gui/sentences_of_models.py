"""What the core says of models and downloads, as templates."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES = cast("tuple[str, ...]", (
    # where a model runs
    QT_TRANSLATE_NOOP("Core", "{precision} was chosen: on this CPU bf16 runs at {ratio} × the speed of fp32."),
    QT_TRANSLATE_NOOP("Core", "There is no device called {device}. Choose auto, cpu, cuda or mps."),
    QT_TRANSLATE_NOOP("Core", "The device cuda was asked for, but {missing}. Choose auto or cpu."),
    QT_TRANSLATE_NOOP("Core", "the installed torch is built without CUDA"),
    QT_TRANSLATE_NOOP("Core", "no CUDA device with a working driver was found"),
    QT_TRANSLATE_NOOP("Core", "The device {device} was asked for, but only {count} are there."),
    QT_TRANSLATE_NOOP("Core", "The device mps was asked for, but it needs a Mac with Metal. Choose auto or cpu."),
    QT_TRANSLATE_NOOP("Core", "There is no precision called {precision}. Choose one of {names}."),
    QT_TRANSLATE_NOOP("Core", "fp16 is slower than fp32 on every CPU. Choose fp32, bf16 or int8."),
    QT_TRANSLATE_NOOP("Core", "This GPU does not compute in bf16. Choose fp16 or fp32."),
    QT_TRANSLATE_NOOP("Core", "The model does not fit into the memory of {device}. Choose a smaller model."),
    QT_TRANSLATE_NOOP("Core", "int8 runs on the CPU only, not on {device}. Choose bf16, or the device cpu."),
    QT_TRANSLATE_NOOP("Core", "The installed torch has no int8 kernels for this processor. Choose fp32 or bf16."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The model {name} knows {tokens} tokens; CLIP's tokenizer makes {others}. It needs a tokenizer of its"
        " own, which clipdesk does not have.",
    ),
    QT_TRANSLATE_NOOP("Core", "The model {name} takes uint8 pictures of [n, {size}, {size2}, 3], not {shape}."),
    QT_TRANSLATE_NOOP("Core", "The model {name} gives values that are not numbers. {advice}"),
    QT_TRANSLATE_NOOP("Core", "Its weights are damaged."),
    QT_TRANSLATE_NOOP("Core", "Try it with the precision fp32."),
    # which models there are
    QT_TRANSLATE_NOOP(
        "Core",
        "No model is called {name}, and there is no such file. `clipdesk models list` shows what is "
        "installed.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "No model is called {name}, and there is no such file. Did you mean {near}? `clipdesk models list` "
        "shows what is installed.",
    ),
    QT_TRANSLATE_NOOP("Core", "{name} is not installed. Download it with: {command}"),
    QT_TRANSLATE_NOOP("Core", "{name} is not installed. Download it ({size} MB) with: {command}"),
    QT_TRANSLATE_NOOP("Core", "There is no model at {path}: no such file or folder."),
    QT_TRANSLATE_NOOP("Core", "A model cannot be called {name}; use letters, digits, dots, dashes and underscores."),
    QT_TRANSLATE_NOOP(
        "Core",
        "A model called {name} is installed already. Choose another name, or remove that one first.",
    ),
    QT_TRANSLATE_NOOP("Core", "{name} came with clipdesk and cannot be removed."),
    QT_TRANSLATE_NOOP("Core", "{name} cannot be removed from {path} ({reason})."),
    QT_TRANSLATE_NOOP("Core", "The weights' SHA-256 is {digest}, but {noted} was noted when the model was installed."),
    QT_TRANSLATE_NOOP("Core", "No pretrained model is called {name}. `clipdesk models list --all` shows them."),
    QT_TRANSLATE_NOOP(
        "Core",
        "No pretrained model is called {name}. Near names: {near}. `clipdesk models list --all` shows them.",
    ),
    QT_TRANSLATE_NOOP("Core", "{name} is in open_clip's table, but this version cannot run it. {reason}"),
    QT_TRANSLATE_NOOP("Core", "Its architecture is not described."),
    QT_TRANSLATE_NOOP("Core", "The list of pretrained models comes with open_clip_torch ({error})."),
    QT_TRANSLATE_NOOP("Core", "{arch} from open_clip's table, checkpoint {tag}."),
    QT_TRANSLATE_NOOP("Core", "{arch} from open_clip's table, checkpoint {tag}. ImageNet zero-shot {share}."),
    # downloads
    QT_TRANSLATE_NOOP("Core", "The mirror {address} is not an address that begins with https://."),
    QT_TRANSLATE_NOOP("Core", "What {host} sent is not the model {name}, and was deleted. {error}"),
    QT_TRANSLATE_NOOP(
        "Core",
        "The model cannot be written to {folder} ({reason}). "
        "Make room there, or choose another folder.",
    ),
    QT_TRANSLATE_NOOP("Core", "Another clipdesk is downloading {name} already."),
    QT_TRANSLATE_NOOP("Core", "The download cannot be written to {folder} ({reason})."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The download from {url} does not get on: {trouble} at {done} of {total} bytes. They are kept; try "
        "again later.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "The disk with {folder} is full ({reason}). What has arrived is kept; make room, then start the "
        "download again.",
    ),
    QT_TRANSLATE_NOOP("Core", "{needed} more bytes are needed, {free} are free"),
    QT_TRANSLATE_NOOP("Core", "{host} keeps contradicting itself about {url}. Nothing was kept."),
    QT_TRANSLATE_NOOP("Core", "{host} does not hand out {url} (HTTP {status})."),
    QT_TRANSLATE_NOOP("Core", "{url} was answered in a way that is not understood (HTTP {status})."),
    QT_TRANSLATE_NOOP("Core", "{url} announces {total} bytes, but the file has {size}. It was not downloaded."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The file from {url} is not what it should be: its SHA-256 is {digest}, {expected} was expected. It "
        "was deleted. Try again later, or another mirror.",
    ),
    QT_TRANSLATE_NOOP("Core", "{url} sent more than the {total} bytes it announced. Nothing was kept."),
    QT_TRANSLATE_NOOP(
        "Core",
        "{host} cannot be reached ({trouble}). Is this computer online? What has arrived so far is kept, and "
        "the next download goes on from there.",
    ),
    QT_TRANSLATE_NOOP("Core", "The connection ended early"),
    QT_TRANSLATE_NOOP("Core", "The server is busy (HTTP {status})"),
    QT_TRANSLATE_NOOP("Core", "{url} redirects without end."),
    QT_TRANSLATE_NOOP("Core", "The address {url} is refused: models are fetched over https only."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The certificate of {host} is not trusted by this computer ({reason}). If a company proxy stands "
        "between, set SSL_CERT_FILE to its certificate.",
    ),
    # files of models
    QT_TRANSLATE_NOOP("Core", "{path} is damaged, or no model: it is neither safetensors nor PyTorch's."),
    QT_TRANSLATE_NOOP("Core", "{path} is empty."),
    QT_TRANSLATE_NOOP("Core", "{path} is only a Git LFS pointer; fetch the file itself with `git lfs pull`."),
    QT_TRANSLATE_NOOP("Core", "{path} is not there, or is neither a file nor a folder."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged: {detail}."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged or incomplete: {detail}."),
    QT_TRANSLATE_NOOP("Core", "{path} is damaged or incomplete ({detail})."),
    QT_TRANSLATE_NOOP("Core", "{path} is incomplete: {detail}."),
    QT_TRANSLATE_NOOP("Core", "{path} is refused: {detail}."),
    QT_TRANSLATE_NOOP(
        "Core",
        "{what} is refused: it asks to run or load {name}, which a file of tensors has no need of. Nothing of"
        " it was run. Get the model from a source that you trust, best as safetensors.",
    ),
    QT_TRANSLATE_NOOP("Core", "{path} ends within the tensor {name}; it is incomplete."),
    QT_TRANSLATE_NOOP("Core", "{path} is {state}: its tensors take {end} bytes, and {held} are there."),
    QT_TRANSLATE_NOOP("Core", "{path} holds no tensors by name, so it is not a model."),
    QT_TRANSLATE_NOOP("Core", "{path} holds a {kind}, not a model's tensors by name."),
    QT_TRANSLATE_NOOP("Core", "{path} holds the tensor {name}, which another file of the model holds too."),
    QT_TRANSLATE_NOOP("Core", "{path}: the tensor {name} has the number type {kind}, which is not read."),
    QT_TRANSLATE_NOOP("Core", "{path} is a Python pickle, but not one that PyTorch wrote."),
    QT_TRANSLATE_NOOP("Core", "{path} is a zip archive, but not one that PyTorch wrote."),
    QT_TRANSLATE_NOOP("Core", "{path} was written by a PyTorch or on a machine that is not supported."),
    QT_TRANSLATE_NOOP("Core", "{path} was written on a big-endian machine, which is not read."),
    QT_TRANSLATE_NOOP("Core", "{path} cannot be read as a model's configuration ({error})."),
    QT_TRANSLATE_NOOP("Core", "{name} has format {found}; this version reads {format}."),
    QT_TRANSLATE_NOOP("Core", "{name} describes another architecture than that of the weights beside it."),
    QT_TRANSLATE_NOOP("Core", "The description that the weights carry of themselves is damaged."),
    QT_TRANSLATE_NOOP("Core", "The folder {folder} holds {what}."),
    QT_TRANSLATE_NOOP("Core", "The folder {folder} has a config.json but no {names}."),
    QT_TRANSLATE_NOOP("Core", "The model in {folder} names {name}, which is not a file of its folder."),
    QT_TRANSLATE_NOOP("Core", "The model in {folder} is incomplete: {name} is missing."),
    QT_TRANSLATE_NOOP("Core", "The model cannot be used: {detail}."),
    QT_TRANSLATE_NOOP("Core", "The model is not written: its tensor {name} holds values that are NaN or infinite."),
    QT_TRANSLATE_NOOP("Core", "These are not the tensors of a CLIP model (they begin with {names})."),
    QT_TRANSLATE_NOOP("Core", "The tensor {name} is missing, so this is not a whole CLIP model."),
    QT_TRANSLATE_NOOP("Core", "The tensor {name} holds values that are NaN or infinite."),
    QT_TRANSLATE_NOOP("Core", "The tensor {name} holds {kind} instead of floating-point numbers."),
    QT_TRANSLATE_NOOP("Core", "The tensor {name} of {path} is damaged: its checksum does not match."),
    QT_TRANSLATE_NOOP("Core", "The tensor {name} has an impossible shape; the file is damaged."),
    QT_TRANSLATE_NOOP("Core", "The tensor {name} has {count} dimensions; the file is damaged."),
    QT_TRANSLATE_NOOP("Core", "The tensor {name} has {count} patch positions, which form no square grid."),
    QT_TRANSLATE_NOOP("Core", "The tensor {name} has shape {shape}; {count} dimensions were expected."),
    QT_TRANSLATE_NOOP(
        "Core",
        "The tensor {name} says it has shape {shape}, {bytes} bytes, but the file holds {held} bytes for it. "
        "The file is damaged or incomplete.",
    ),
    QT_TRANSLATE_NOOP("Core", "The tensor logit_scale is {scale}; it is a logarithm and cannot be so large."),
    QT_TRANSLATE_NOOP("Core", "The activation {name} does not exist; there are {names}."),
    QT_TRANSLATE_NOOP("Core", "The architecture has {field}, a feature that this version does not run."),
    QT_TRANSLATE_NOOP("Core", "The architecture has {field} = {value}, which this version does not run."),
    QT_TRANSLATE_NOOP("Core", "The towers' hidden_act is {names}; one of gelu and quick_gelu is supported."),
    QT_TRANSLATE_NOOP(
        "Core",
        "text_config.eos_token_id is {value}; only CLIP's own, the vocabulary's last, is supported.",
    ),
    QT_TRANSLATE_NOOP("Core", "{field} is {value}; only {supported} is supported."),
    QT_TRANSLATE_NOOP("Core", "The preprocessing asks for Pillow's filter {value}; bicubic is used instead."),
    QT_TRANSLATE_NOOP("Core", "The preprocessing asks for {name} {value}; {default} is used instead."),
    QT_TRANSLATE_NOOP("Core", "The preprocessing's {name} is {asked}; the tower's own {size} px are used instead."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} is {value}; it must be one of {names}."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} is {value}; it must lie between {low} and {high}."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} is {value}; it must be a whole number above 0."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} must be an object, not {kind}."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} must be true or false."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} must hold {count} numbers."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} must be above 0."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} has the wrong type: {value}."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} has fields that this version does not know: {names}."),
    QT_TRANSLATE_NOOP("Core", "The model's {field} is missing or not an object."),
    QT_TRANSLATE_NOOP("Core", "A ViT's layers must be one number."),
    QT_TRANSLATE_NOOP("Core", "A ResNet's layers must be four numbers."),
    QT_TRANSLATE_NOOP("Core", "A conv stem's patch size must be a power of two, not {size}."),
    QT_TRANSLATE_NOOP("Core", "Patches of {size} px do not fit an input of {input} px."),
    QT_TRANSLATE_NOOP("Core", "The {part} width {width} cannot be split into {heads} heads."),
    QT_TRANSLATE_NOOP("Core", "A context of {length} tokens is too short: it must hold at least 2."),
    QT_TRANSLATE_NOOP("Core", "{number} is not a token id: ids run from 0 to {last}."),
    QT_TRANSLATE_NOOP(
        "Core",
        "CLIP's vocabulary comes with open_clip, which is not installed: pip install open_clip_torch.",
    ),
    QT_TRANSLATE_NOOP("Core", "CLIP's vocabulary {path} is incomplete. Reinstall open_clip."),
    QT_TRANSLATE_NOOP("Core", "CLIP's vocabulary {path} is damaged. Reinstall open_clip."),
    QT_TRANSLATE_NOOP("Core", "CLIP's vocabulary {path} cannot be read ({error}). Reinstall open_clip."),
))  # fmt: skip

"""Where a model runs and in which number type.

fp32 is exact. bf16 casts the weights (autocast, which casts them anew for every product, was measured at half the speed
of fp32 on a CPU); batch norms keep their float32 statistics. int8 quantises the linear layers' weights, and their
inputs on the way (CPU only). Features come out as float32 in every case, and the temperature is never rounded.
"""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass

import torch
from torch import nn

from clipdesk.clip.model import CLIP
from clipdesk.errors import DeviceError
from clipdesk.inference.batching import is_out_of_memory
from clipdesk.inference.prepacked import PrepackedLinear, prepack, works

PRECISIONS = ("auto", "fp32", "bf16", "fp16", "int8")
DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16, "int8": torch.float32}

_TRIAL_SECONDS = 0.05
# Where it is fine enough, the thread's own time: it does not count what other programs take meanwhile.
_clock = time.thread_time if time.get_clock_info("thread_time").resolution < 1e-6 else time.perf_counter
_LEAST_TRIALS = 5
_WORTH_IT = 1.2  # bf16 either has its own instructions and wins by far, or is emulated and loses: no close calls
_KNOWN_WARNINGS: tuple[tuple[str, type[Warning]], ...] = (  # torch means to move these functions, not to drop them
    ("torch.ao.quantization is deprecated", DeprecationWarning),
    ("torch.quantize_per_tensor, torch.quantize_per_channel and other quantized", UserWarning),
)


@dataclass(frozen=True)
class Prepared:
    """A model on its device; `device` and `precision` are what "auto" came to, `note` says why where it matters."""

    clip: CLIP
    device: str
    precision: str
    note: str | None = None


def pick_device(device: str = "auto") -> str:
    """The device to use: for "auto" the first of CUDA, Apple's Metal and the CPU that is there.

    Raises DeviceError when a device is asked for by name and is not there, or is no device's name.
    """
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    kind, _, number = device.partition(":")
    if kind not in ("cpu", "cuda", "mps") or (number and not number.isdecimal()):
        raise DeviceError(f"There is no device called {device!r}. Choose auto, cpu, cuda or mps.")
    if kind == "cpu":
        return "cpu"
    if kind == "mps":
        if not torch.backends.mps.is_available():
            raise DeviceError("The device mps was asked for, but it needs a Mac with Metal. Choose auto or cpu.")
        return "mps"
    missing = why_no_cuda()
    if missing:
        raise DeviceError(f"The device cuda was asked for, but {missing}. Choose auto or cpu.")
    if number and int(number) >= torch.cuda.device_count():
        raise DeviceError(f"The device {device} was asked for, but only {torch.cuda.device_count()} are there.")
    return device


def why_no_cuda() -> str | None:
    """None when CUDA can be used, else the reason as half a sentence."""
    if torch.cuda.is_available():
        return None
    if torch.version.cuda is None and torch.version.hip is None:
        return "the installed torch is built without CUDA"
    return "no CUDA device with a working driver was found"


def prepare(clip: CLIP, device: str = "auto", precision: str = "auto") -> Prepared:
    """Bring `clip` (changed in place) to its device and number type, frozen and in evaluation mode.

    Raises DeviceError when the device or the number type cannot be had, or the model does not fit.
    """
    if precision not in PRECISIONS:
        raise DeviceError(f"There is no precision called {precision!r}. Choose one of {', '.join(PRECISIONS)}.")
    place = pick_device(device)
    note = None
    if precision == "auto":
        precision, note = _choose(clip, place)
    _refuse_impossible(place, precision)
    clip.eval().requires_grad_(False)
    logit_scale = clip.logit_scale.detach().float().clone()
    try:
        _cast(clip, DTYPES[precision])
        clip.to(place)
        if precision == "int8":
            clip = _quantised(clip)
        elif place == "cpu":
            prepack(clip)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise DeviceError(f"The model does not fit into the memory of {place}. Choose a smaller model.") from error
    clip.logit_scale.data = logit_scale.to(place)
    return Prepared(clip, place, precision, note)


def _refuse_impossible(device: str, precision: str) -> None:
    if precision == "int8":
        if device != "cpu":
            raise DeviceError(f"int8 runs on the CPU only, not on {device}. Choose bf16, or the device cpu.")
        if not quantised_engines():
            raise DeviceError("The installed torch has no int8 kernels for this processor. Choose fp32 or bf16.")
    if precision == "fp16" and device == "cpu":
        raise DeviceError("fp16 is slower than fp32 on every CPU. Choose fp32, bf16 or int8.")
    if precision == "bf16" and device.startswith("cuda") and not _gpu_has_bf16():
        raise DeviceError("This GPU does not compute in bf16. Choose fp16 or fp32.")


def quantised_engines() -> tuple[str, ...]:
    """The int8 backends that this build of torch has for this processor."""
    return tuple(engine for engine in torch.backends.quantized.supported_engines if engine != "none")


def _choose(clip: CLIP, device: str) -> tuple[str, str | None]:
    if device.startswith("cuda"):
        return ("bf16" if _gpu_has_bf16() else "fp16"), None
    if device == "mps":
        return "fp32", None
    ratio = bf16_speedup(clip.config.vision.width)
    chosen = "bf16" if ratio >= _WORTH_IT else "fp32"
    return chosen, f"{chosen} was chosen: on this CPU bf16 runs at {ratio:.1f} × the speed of fp32."


def _gpu_has_bf16() -> bool:
    return bool(torch.cuda.is_bf16_supported(including_emulation=False))


def bf16_speedup(width: int) -> float:
    """How many times faster than in float32 a linear layer of about `width` runs in bfloat16 here; takes some 50 ms.

    Tried on one thread and judged by the best of many runs, so that other programs do not sway the choice: it is part
    of the model's fingerprint.
    """
    width = min(max(width, 256), 512)
    trials: list[tuple[nn.Linear, torch.Tensor]] = []
    for dtype in (torch.float32, torch.bfloat16):
        linear = nn.Linear(width, 4 * width, dtype=dtype)
        trials.append((PrepackedLinear.of(linear) if works(dtype) else linear, torch.ones(256, width, dtype=dtype)))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            times = [[_seconds(layer, x) for layer, x in trials] for _ in range(2)][1:]  # the first run packs weights
            deadline = time.perf_counter() + _TRIAL_SECONDS
            while len(times) < _LEAST_TRIALS or time.perf_counter() < deadline:
                times.append([_seconds(layer, x) for layer, x in trials])
    finally:
        torch.set_num_threads(threads)
    exact, smaller = (min(column) for column in zip(*times, strict=True))
    return float(exact / smaller)


def _seconds(layer: nn.Linear, x: torch.Tensor) -> float:
    start = _clock()
    layer(x)
    return _clock() - start


def _cast(clip: CLIP, dtype: torch.dtype) -> None:
    clip.to(dtype)
    for module in clip.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.float()


def _quantised(clip: CLIP) -> CLIP:
    from torch.ao.quantization import quantize_dynamic

    if torch.backends.quantized.engine == "none":
        torch.backends.quantized.engine = quantised_engines()[0]
    with warnings.catch_warnings():
        for message, category in _KNOWN_WARNINGS:
            warnings.filterwarnings("ignore", message=message, category=category)
        quantised: CLIP = quantize_dynamic(  # type: ignore[no-untyped-call]
            clip, {nn.Linear}, dtype=torch.qint8, inplace=True
        )
    return quantised

"""`clipdesk doctor`: what is installed, what this computer can do, and what is wrong. Never touches the network."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import click

from clipdesk import __version__, paths, settings
from clipdesk.cli import screen
from clipdesk.cli.options import debug_option
from clipdesk.cli.screen import Column
from clipdesk.errors import ClipdeskError

_PACKAGES = ("torch", "open_clip_torch", "safetensors", "numpy", "pillow", "pyarrow")
COLUMNS = (Column(""), Column("Part"), Column("Found", long=True))


@dataclass(frozen=True)
class Finding:
    """One line of the report. "bad" means that clipdesk cannot do its work."""

    state: Literal["ok", "note", "bad"]
    part: str
    found: str


@click.command("doctor")
@debug_option
@click.pass_context
def command(ctx: click.Context) -> None:
    """Check the installation: versions, devices, models, cache, sample photos.

    Exit status: 0 all is well, 1 something must be mended.
    """
    findings = [finding for check in (_software, _devices, _models, _cache, _samples) for finding in check()]
    screen.show_table(COLUMNS, [(finding.state, finding.part, finding.found) for finding in findings])
    ctx.exit(1 if any(finding.state == "bad" for finding in findings) else 0)


def _software() -> Iterator[Finding]:
    yield Finding("ok", "clipdesk", __version__)
    yield Finding("ok", "Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for package in _PACKAGES:
        try:
            yield Finding("ok", package, metadata.version(package))
        except metadata.PackageNotFoundError:
            yield Finding("bad", package, f"missing; install it with: pip install {package}")
    try:
        chosen = settings.load()
    except ClipdeskError as error:
        yield Finding("bad", "settings", str(error))
    else:
        place = paths.settings_path()
        where = str(place) if place.exists() else f"none saved yet (they would be in {place})"
        yield Finding("ok", "settings", f"{where}; model {chosen.model}, mirror {chosen.mirror or 'none'}")


def _devices() -> Iterator[Finding]:
    import torch

    from clipdesk.inference import precision

    device = precision.pick_device()
    yield Finding("ok", "device", f"{device} is what auto chooses")
    cores = os.cpu_count() or 1
    ratio = precision.bf16_speedup(768)
    yield Finding("ok", "CPU", f"{cores} cores, {torch.get_num_threads()} threads; bf16 at {ratio:.1f} × fp32's speed")
    engines = precision.quantised_engines()
    yield Finding(
        "ok" if engines else "note", "int8", f"runs with {', '.join(engines)}" if engines else "cannot run here"
    )
    reason = precision.why_no_cuda()
    if reason is None:
        names = [torch.cuda.get_device_name(number) for number in range(torch.cuda.device_count())]
        yield Finding("ok", "CUDA", ", ".join(names))
    else:
        yield Finding("note", "CUDA", f"{reason}; {_gpu_advice()}")


def _gpu_advice() -> str:
    if not paths.is_packaged():
        return "clipdesk runs on the CPU; for an NVIDIA GPU install its driver and a torch built for CUDA"
    wheel = f"clipdesk-{__version__}-py3-none-any.whl"
    torch = ", then put the torch for CUDA that pytorch.org names in its place" if os.name == "nt" else ""
    return (
        "this installation is the CPU build, and nothing can be added to it; for an NVIDIA GPU install its driver and "
        f"the wheel of the same release (pipx install {wheel}){torch}; both share settings, projects and models"
    )


def _models() -> Iterator[Finding]:
    from clipdesk.inference import prompts
    from clipdesk.zoo import registry

    models = registry.list_models()
    for model in models:
        yield Finding("ok", "model", f"{model.name} ({model.source}, {screen.size(model.size_bytes)}): {model.path}")
    if not any(model.source == "bundled" for model in models):
        yield Finding(
            "bad", "model", f"the bundled model is missing from {paths.bundled_models_dir()}; install clipdesk again"
        )
    try:
        count = len(prompts.template_set("imagenet"))
    except ClipdeskError as error:
        yield Finding("bad", "templates", str(error))
    else:
        yield Finding("ok", "templates", f"{', '.join(prompts.template_set_names())}; {count} in imagenet")


def _cache() -> Iterator[Finding]:
    from clipdesk.inference.cache import EmbeddingCache

    place = paths.embedding_cache_path()
    if not place.exists():
        yield Finding("ok", "cache", f"none yet (it will be {place})")
        return
    with closing(EmbeddingCache(place)) as cache:
        yield Finding("ok" if cache.usable else "note", "cache", f"{place}, {screen.size(cache.size_bytes())}")
        for remark in cache.notes:
            yield Finding("note", "cache", remark)


def _samples() -> Iterator[Finding]:
    from clipdesk.data.samples import installed_samples

    samples = installed_samples()
    if samples:
        folders = sorted({str(Path(sample.path).parent) for sample in samples})
        yield Finding("ok", "samples", f"{len(samples)} photos in {', '.join(folders)}")
    else:
        yield Finding("note", "samples", "no sample photos; `clipdesk demo` needs: pip install 'clipdesk[samples]'")

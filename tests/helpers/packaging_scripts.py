"""The scripts in packaging/, which is a folder of programs and no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

PACKAGING = Path(__file__).parents[2] / "packaging"


def load(name: str) -> ModuleType:
    """The script at that place in packaging/, as a module; nothing of it is run."""
    path = PACKAGING / name
    spec = importlib.util.spec_from_file_location(f"packaging_script_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look for it there
    spec.loader.exec_module(module)
    return module

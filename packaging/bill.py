"""The bill of materials (CycloneDX 1.5, JSON) of each file: `python packaging/bill.py ANALYSIS FILE ...`.

ANALYSIS is the folder in which PyInstaller wrote down what it froze, and the Python that runs this is the environment
that it froze from. A frozen file's components are the distributions, and on Debian the packages, that its files came
from; those of a wheel or sdist are what it asks for, in the versions it was tested with.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import origins

_PYTHON_ONLY = (".whl", ".tar.gz")


def main() -> None:
    """Write FILE.cdx.json beside each file."""
    analysis, *files = map(Path, sys.argv[1:])
    asked = [_component(distribution(name)) for name in _asked_for(distribution("clipdesk"))]
    frozen = list(_frozen(analysis)) if any(not _is_python_only(file) for file in files) else []
    for file in files:
        content = bill(file, asked if _is_python_only(file) else frozen)
        file.with_name(file.name + ".cdx.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def bill(file: Path, components: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The bill of one file."""
    when = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    program = {**_component(distribution("clipdesk")), "type": "application"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": when.isoformat().replace("+00:00", "Z"),
            "component": {**program, "description": file.name, "hashes": [{"alg": "SHA-256", "content": digest}]},
        },
        "components": sorted(components, key=lambda one: (one["name"].lower(), one["version"])),
    }


def _is_python_only(file: Path) -> bool:
    return file.name.endswith(_PYTHON_ONLY)


def _asked_for(package: Distribution) -> Iterator[str]:
    for requirement in package.requires or ():
        if "extra ==" not in requirement:
            yield re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def _component(package: Distribution) -> dict[str, Any]:
    name, version = package.metadata["Name"], package.version
    reference = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version.replace('+', '%2B')}"
    licence = package.metadata["License-Expression"]
    told: dict[str, Any] = {"licenses": [{"expression": licence}]} if licence else {}
    return {"type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference, **told}


def _frozen(analysis: Path) -> Iterator[dict[str, Any]]:
    """Python, and each distribution or Debian package of which a file was frozen."""
    yield from map(_component, origins.of_environment(analysis))
    version = platform.python_version()
    cpe = f"cpe:2.3:a:python:python:{version}:*:*:*:*:*:*:*"
    yield {"type": "platform", "bom-ref": f"python@{version}", "name": "Python", "version": version, "cpe": cpe}
    for package in origins.of_debian(analysis):
        form = "${Package} ${Version} ${Architecture}"
        told = subprocess.run(["dpkg-query", "-W", "-f", form, package], capture_output=True, text=True, check=True)
        name, version, architecture = told.stdout.split()
        reference = f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}?arch={architecture}"
        yield {"type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference}


if __name__ == "__main__":
    main()

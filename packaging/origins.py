"""Where the frozen files came from: distributions of the environment, packages of Debian.

    python packaging/origins.py ANALYSIS TARGET

copies the copyright file of each Debian package into TARGET/PACKAGE. ANALYSIS is the folder in which PyInstaller wrote
down what it froze; the Python that runs this is the environment that it froze from.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

_SAMPLES = ("scikit-image", "scikit-learn")  # a few photographs of theirs; the packages themselves are not frozen


def of_environment(analysis: Path) -> list[Distribution]:
    """The distributions of which a file or module was frozen, but for clipdesk's own."""
    owner = {
        os.path.realpath(str(package.locate_file(file))): package
        for package in distributions()
        for file in package.files or ()
    }
    found: dict[str, Distribution] = {}
    for source in sources(analysis):
        package = owner.get(os.path.realpath(source))
        if package is not None:
            found[package.metadata["Name"]] = package
    samples = distributions(path=[str(Path(sys.prefix) / "samples")])
    found |= {name: package for package in samples if (name := package.metadata["Name"]) in _SAMPLES}
    return [package for name, package in found.items() if name not in ("clipdesk", "pyinstaller")]


def of_debian(analysis: Path) -> list[str]:
    """The packages of which a library was frozen, NAME:ARCHITECTURE; none where there is no dpkg."""
    if shutil.which("dpkg-query") is None:
        return []
    own = (os.path.realpath(sys.prefix), os.path.realpath(sys.base_prefix))
    packages = set()
    for path in sorted(set(sources(analysis))):
        real = os.path.realpath(path)
        if not os.path.isabs(path) or ".so" not in path or real.startswith(own):
            continue
        for name in (path, real, real.removeprefix("/usr")):
            told = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
            if told.returncode == 0:
                packages.add(told.stdout.split(": ")[0].split(",")[0])
                break
    return sorted(packages)


def sources(analysis: Path) -> Iterator[str]:
    """The path that each frozen file or module was taken from."""
    for name in ("COLLECT-00.toc", "PYZ-00.toc"):
        waiting: list[Any] = [ast.literal_eval((analysis / name).read_text(encoding="utf-8"))]
        while waiting:
            one = waiting.pop()
            if isinstance(one, tuple) and len(one) == 3 and all(isinstance(part, str | None) for part in one):
                if one[1]:
                    yield one[1]
            elif isinstance(one, list | tuple):
                waiting.extend(one)


def main() -> None:
    """Copy the copyright files."""
    analysis, target = map(Path, sys.argv[1:])
    for package in of_debian(analysis):
        name = package.split(":")[0]
        (target / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(f"/usr/share/doc/{name}/copyright", target / name / "copyright")


if __name__ == "__main__":
    main()

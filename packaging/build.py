"""Builds what this platform can build of clipdesk's installers: `python packaging/build.py [STEP ...]`.

environment  a Python environment with the packages of constraints.txt and nothing else
wheel        wheel and sdist
freeze       the frozen program, a folder with a Python of its own (clipdesk.spec), licences inside
deb, run     Debian's package, and a file that installs itself without root (Linux only)
sums         a bill of materials beside each file, and SHA256SUMS

Without a step: all that this platform can. Two builds of one commit differ in nothing: times come from
SOURCE_DATE_EPOCH, by default the commit's. Packages come from wherever pip is set up to find them; nothing else is
fetched.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# What the program imports or reads, and what builds it; the rest of constraints.txt are what these need. open_clip is
# read and never imported, so what it needs stays out.
PACKAGES = (
    "torch", "numpy", "safetensors", "pillow", "platformdirs", "click", "rich", "pyarrow", "regex", "ftfy",
    "PySide6-Essentials", "pyqtgraph", "pyinstaller", "pyinstaller-hooks-contrib", "hatchling", "build", "setuptools",
)  # fmt: skip
READ_ONLY = ("open_clip_torch",)
SAMPLES = {
    "scikit-image": ("skimage/data", ("astronaut.png", "camera.png", "chelsea.png", "coffee.png", "coins.png",
                                      "hubble_deep_field.jpg", "rocket.jpg", "README.txt")),
    "scikit-learn": ("sklearn/datasets/images", ("china.jpg", "flower.jpg", "README.txt")),
}  # fmt: skip
_STRIPPED = (
    "torch/lib/*.so*",
    "pyarrow/lib*.so*",
    "libpython*.so*",
)  # OpenBLAS and others break when they are stripped


@dataclass(frozen=True)
class Build:
    """Where a build works and where it puts its files."""

    work: Path
    output: Path

    @property
    def python(self) -> Path:
        """The Python of the environment."""
        where = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        return self.work.joinpath("environment", *where)

    @property
    def frozen(self) -> Path:
        """The frozen program's folder."""
        return self.work / "frozen" / "clipdesk"

    @property
    def analysis(self) -> Path:
        """Where PyInstaller writes down what it has frozen."""
        return self.work / "freezing" / "clipdesk"

    @property
    def icons(self) -> Path:
        """The icons in all sizes."""
        return self.work / "icons"

    @property
    def wheel(self) -> Path:
        """The wheel. Raises ValueError unless there is exactly one."""
        (path,) = self.output.glob("clipdesk-*.whl")
        return path


def version() -> str:
    """The version in clipdesk/__init__.py."""
    lines = (ROOT / "clipdesk/__init__.py").read_text(encoding="utf-8").splitlines()
    return next(line.split('"')[1] for line in lines if line.startswith("__version__"))


def call(command: Sequence[str | Path], **options: object) -> str:
    """Run a command and return its output; ends the build when it fails."""
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"{done.stdout}\nfailed with status {done.returncode}: {' '.join(map(str, command))}")
    return str(done.stdout)


def environment(build: Build) -> None:
    """Make the environment anew whenever constraints.txt has changed."""
    constraints = HERE / "constraints.txt"
    mark = build.work / "environment" / "made-from"
    wanted = hashlib.sha256(constraints.read_bytes() + platform.python_version().encode()).hexdigest()
    if mark.is_file() and mark.read_text() == wanted:
        return
    shutil.rmtree(build.work / "environment", ignore_errors=True)
    venv.create(build.work / "environment", with_pip=True, symlinks=os.name != "nt")
    pip: list[str | Path] = [
        build.python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--constraint",
        constraints,
    ]
    pinned = dict(line.split("==") for line in constraints.read_text().split() if "==" in line)
    cpu = "" if sys.platform == "darwin" else "+cpu"
    call([*pip, *(f"torch=={pinned['torch']}{cpu}" if name == "torch" else name for name in PACKAGES)])
    call([*pip, "--no-deps", *READ_ONLY])
    call([*pip, "--no-deps", "--target", build.work / "environment/samples", *SAMPLES])
    mark.write_text(wanted)


def wheel(build: Build) -> None:
    """Wheel and sdist, in the output folder."""
    environment(build)
    build.output.mkdir(parents=True, exist_ok=True)
    for old in (*build.output.glob("clipdesk-*.whl"), *build.output.glob("clipdesk-*.tar.gz")):
        old.unlink()
    call([build.python, "-m", "build", "--no-isolation", "--outdir", build.output, ROOT])


def freeze(build: Build) -> None:
    """The frozen program, from the wheel."""
    if not list(build.output.glob("clipdesk-*.whl")):
        wheel(build)
    pip: list[str | Path] = [build.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    call([*pip, "--no-deps", "--force-reinstall", *build.output.glob("clipdesk-*.whl")])
    samples = build.work / "samples"
    shutil.rmtree(samples, ignore_errors=True)
    for folder, names in SAMPLES.values():
        (samples / folder).mkdir(parents=True)
        for name in names:
            shutil.copyfile(build.work / "environment/samples" / folder / name, samples / folder / name)
    call([build.python, HERE / "icons/make_icons.py", build.icons])
    shutil.rmtree(build.frozen.parent, ignore_errors=True)
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    call(
        [build.python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
         "--workpath", build.work / "freezing", "--distpath", build.frozen.parent, HERE / "clipdesk.spec"],
        cwd=build.work,  # the clipdesk that the wheel has installed is frozen, not the one in this folder
        env={**variables, "CLIPDESK_SAMPLES": str(samples), "CLIPDESK_ICONS": str(build.icons), "PYTHONHASHSEED": "1"},
    )  # fmt: skip
    if sys.platform == "linux":
        for pattern in _STRIPPED:
            for path in sorted((build.frozen / "_internal").glob(pattern)):
                if not path.is_symlink():
                    call(["strip", "--strip-unneeded", path])
    own = build.frozen / "licences/clipdesk"
    own.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", own / "LICENSE")
    call(
        [build.python, HERE / "licences.py", build.work / "environment", own.parent, build.work / "environment/samples"]
    )
    call([build.python, HERE / "origins.py", build.analysis, own.parent / "system"])
    with tempfile.TemporaryDirectory() as home:  # it ends with 1 where the model, the templates or a package is missing
        program = build.frozen / ("clipdesk.exe" if os.name == "nt" else "clipdesk")
        call([program, "doctor"], env={**variables, "CLIPDESK_HOME": home})


def deb(build: Build) -> None:
    """Debian's package."""
    import debian

    debian.make(build.frozen, build.icons, build.output, version())


def run(build: Build) -> None:
    """The file that installs itself."""
    import selfinstalling

    selfinstalling.make(build.frozen, build.icons, build.output, version())


def sums(build: Build) -> None:
    """NAME.cdx.json beside each file, and SHA256SUMS."""
    files = sorted(path for path in build.output.iterdir() if not path.name.endswith((".cdx.json", "SHA256SUMS")))
    call([build.python, HERE / "bill.py", build.analysis, *files])
    bills = [path.with_name(path.name + ".cdx.json") for path in files]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in (*files, *bills)]
    (build.output / "SHA256SUMS").write_text("".join(lines))


STEPS: dict[str, Callable[[Build], None]] = {
    "environment": environment, "wheel": wheel, "freeze": freeze, "deb": deb, "run": run, "sums": sums,
}  # fmt: skip
_ONLY_LINUX = ("deb", "run")


def main() -> None:
    """Run the steps that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", metavar="STEP", choices=[*STEPS, []])
    parser.add_argument("--work", type=Path, default=ROOT / "build/installer", help="default: build/installer")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="default: dist")
    given = parser.parse_args()
    steps = given.steps or [name for name in STEPS if sys.platform == "linux" or name not in _ONLY_LINUX]
    if "SOURCE_DATE_EPOCH" not in os.environ:
        os.environ["SOURCE_DATE_EPOCH"] = call(["git", "-C", ROOT, "log", "-1", "--format=%ct"]).strip()
    os.umask(0o022)
    for name in steps:
        print(f"== {name}", flush=True)
        STEPS[name](Build(given.work.resolve(), given.output.resolve()))


if __name__ == "__main__":
    main()

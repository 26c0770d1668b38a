"""Tests what packaging/build.py has built on Linux, and prints each figure beside its target.

    sudo make installer-test        (ARGS="--again" builds everything a second time and compares)

Runs with the Python of the build's environment, as root: the clean system is a folder made by mmdebstrap, and the
network is cut with `unshare`. Nothing here is part of `make test`. Exit status 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import build
import cleanroot
import debian
import display
from cleanroot import CleanRoot
from inside import try_package, try_run_file
from PIL import Image
from report import Report

LABELS = "cat,dog,cup of coffee,rocket,temple,flower,astronaut,coins,galaxy,a man behind a camera"
PHOTOS = 100
TURNS = 5
_NUMBER = 77


def main() -> None:
    """Run every part; a part that breaks is a missed target, and the others go on."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, default=build.ROOT / "build/installer")
    parser.add_argument("--output", type=Path, default=build.ROOT / "dist")
    parser.add_argument("--again", action="store_true", help="build a second time, elsewhere, and compare")
    parser.add_argument("--only", nargs="*", help="sizes, checks, clean, speed, again")
    given = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("The clean system can only be made by root: sudo make installer-test")
    made = build.Build(given.work.resolve(), given.output.resolve())
    report = Report()
    place = made.work / "test"
    place.mkdir(parents=True, exist_ok=True)
    root = CleanRoot(place / "root")
    parts: dict[str, Callable[[], None]] = {
        "sizes": lambda: sizes(made, report),
        "checks": lambda: checks(made, report),
        "clean": lambda: clean(made, root, report),
        "speed": lambda: speed(made, report),
        "again": lambda: again(made, report),
    }
    for name, part in parts.items():
        if (given.only and name not in given.only) or (name == "again" and not given.again and not given.only):
            continue
        try:
            part()
        except Exception as error:  # noqa: BLE001 - told, and the other parts go on
            report.broken(name, error)
    report.show()
    sys.exit(1 if report.missed else 0)


def the_deb(made: build.Build) -> Path:
    """The package. Raises ValueError unless there is exactly one."""
    (path,) = made.output.glob("clipdesk_*_amd64.deb")
    return path


def the_run_file(made: build.Build) -> Path:
    """The file that installs itself. Raises ValueError unless there is exactly one."""
    (path,) = made.output.glob("clipdesk-*.run")
    return path


def sizes(made: build.Build, report: Report) -> None:
    """How large the files are, and whether they are what SHA256SUMS says."""
    deb = the_deb(made)
    size = deb.stat().st_size
    report.line(".deb, compressed", f"{size / 1e6:.1f} MB", "≤ 220 MB", size <= 220e6)
    with tempfile.TemporaryDirectory(dir=made.work) as name:
        subprocess.run(["dpkg-deb", "-x", deb, name], check=True)
        held = sum(path.lstat().st_size for path in Path(name).rglob("*") if not path.is_dir())
    report.line(".deb, installed", f"{held / 1e6:.1f} MB", "≤ 760 MB", held <= 760e6)
    size = the_run_file(made).stat().st_size
    report.line(".run", f"{size / 1e6:.1f} MB", "-")
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=made.output, check=False)
    count = len((made.output / "SHA256SUMS").read_text().splitlines())
    report.line("files that are as SHA256SUMS says", f"{count if done.returncode == 0 else 'not all'}", "all",
                done.returncode == 0)  # fmt: skip


def checks(made: build.Build, report: Report) -> None:
    """What Debian's and the desktop's own tools say."""
    done = subprocess.run(
        ["lintian", "--no-cfg", "--show-overrides", "--tag-display-limit", "0", the_deb(made)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    count = {mark: sum(line.startswith(f"{mark}: ") for line in lines) for mark in "EWO"}
    figure = f"{count['E']} ({count['W']} warnings; {count['O']} tags overridden, with their reasons)"
    report.line("lintian errors", figure, "0", done.returncode != 1 and count["E"] == 0)  # 1: it could not do its work
    report.note("\n".join(line for line in lines if line.startswith(("E: ", "W: "))))
    if done.returncode == 1:
        report.note(done.stderr)
    files: dict[str, list[str | Path]] = {
        "desktop-file-validate": [build.HERE / "linux/clipdesk.desktop"],
        "appstreamcli validate": ["--no-net", "--pedantic", build.HERE / "linux/org.clipdesk.Clipdesk.metainfo.xml"],
    }
    for tool, arguments in files.items():
        done = subprocess.run([*tool.split(), *arguments], capture_output=True, text=True, check=False)
        report.line(tool, "clean" if done.returncode == 0 else "complains", "clean", done.returncode == 0)
        report.note(done.stdout if "ok" not in done.stdout.lower() else "")


def clean(made: build.Build, root: CleanRoot, report: Report) -> None:
    """Both files in a clean system without a network."""
    shutil.rmtree(root.folder, ignore_errors=True)
    root.make([name.split()[0] for name in debian.DEPENDS])
    make_photos(made, root.home / "data", 16, folders=True)
    for path in (root.home / "data", *(root.home / "data").rglob("*")):
        os.chown(path, cleanroot.USER, cleanroot.USER)
    with display.opened(_NUMBER) as screen:
        for source, try_it in ((the_run_file(made), try_run_file), (the_deb(made), try_package)):
            shutil.copy(source, root.folder / "opt" / source.name)
            try_it(root, f"/opt/{source.name}", screen, made.work / "test", report)
            (root.folder / "opt" / source.name).unlink()


def speed(made: build.Build, report: Report) -> None:
    """The installed program against this source tree, run by the Python that it was frozen from; medians of turns."""
    with tempfile.TemporaryDirectory(dir=made.work) as name:
        place = Path(name)
        subprocess.run(["dpkg-deb", "-x", the_deb(made), place / "installed"], check=True)
        make_photos(made, place / "photos", PHOTOS)
        installed = [str(place / "installed/opt/clipdesk/clipdesk")]
        source = [str(made.python), "-m", "clipdesk"]
        variables = {"PYTHONPATH": str(build.ROOT), "CLIPDESK_HOME": str(place / "home"), "PYTHONDONTWRITEBYTECODE": ""}
        figures: dict[str, list[float]] = {"installed": [], "source": []}
        with display.opened(_NUMBER) as screen:
            for turn in range(TURNS + 1):
                for which, command in (("installed", installed), ("source", source)):
                    seconds = screen.seconds_to_paint([*command, "gui"], variables)
                    if turn:  # the first is for the disk's cache
                        figures[which].append(seconds)
        _compared("window painted, warm", figures, 1.5, report)
        figures = {"installed": [], "source": []}
        classify = ["classify", "photos", "--labels", LABELS, "--format", "jsonl", "--no-cache", "--output"]
        for turn in range(TURNS + 1):
            for which, command in (("installed", installed), ("source", source)):
                begun = time.perf_counter()
                _run([*command, *classify, f"{which}.jsonl"], place, variables)
                if turn:
                    figures[which].append(time.perf_counter() - begun)
        _compared(f"classify {PHOTOS} photos", figures, 1.1, report)
        # Batches that follow the clock, as they did above, sway the last digits from run to run, of either program.
        for which, command in (("installed", installed), ("source", source)):
            _run([*command, *classify, f"{which}.jsonl", "--batch-size", "10"], place, variables)
        one, two = ((place / f"{which}.jsonl").read_bytes() for which in figures)
        same = one == two and len(one.splitlines()) == PHOTOS
        report.line("its output, in batches of 10", "identical" if same else "differs", "identical", same)


def _run(command: list[str], folder: Path, variables: dict[str, str]) -> None:
    subprocess.run(command, cwd=folder, env={**os.environ, **variables}, check=True, stderr=subprocess.DEVNULL)


def _compared(what: str, figures: dict[str, list[float]], most: float, report: Report) -> None:
    installed, source = (statistics.median(figures[which]) for which in ("installed", "source"))
    ratio = installed / source
    report.line(
        what, f"{installed:.2f} s installed, {source:.2f} s source: {ratio:.2f} ×", f"≤ {most} ×", ratio <= most
    )


def again(made: build.Build, report: Report) -> None:
    """A second build elsewhere, from nothing, and what differs."""
    with tempfile.TemporaryDirectory(dir=made.work.parent) as name:
        other = build.Build(Path(name) / "elsewhere", Path(name) / "files")
        command = [sys.executable, build.HERE / "build.py", "--work", other.work, "--output", other.output]
        subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL)
        one, two = ({path.name: _digest(path) for path in built.output.iterdir()} for built in (made, other))
        differing = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
        report.line("files of a second build that differ", ", ".join(differing) or "none", "none that matters",
                    not differing)  # fmt: skip
        inner = _differences(made.frozen, other.frozen)
        report.note("Differing files of the frozen program: " + (", ".join(inner) or "none"))


def _differences(one: Path, two: Path) -> list[str]:
    files = {str(path.relative_to(base)) for base in (one, two) for path in base.rglob("*") if path.is_file()}
    return sorted(
        name
        for name in files
        if not ((one / name).is_file() and (two / name).is_file() and _digest(one / name) == _digest(two / name))
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_photos(made: build.Build, folder: Path, count: int, *, folders: bool = False) -> None:
    """Pieces of the sample photographs as JPEGs of 500 × 375, the same each time; with `folders`, by what they show."""
    shown = {"cat": "skimage/data/chelsea.png", "rocket": "skimage/data/rocket.jpg",
             "temple": "sklearn/datasets/images/china.jpg", "flower": "sklearn/datasets/images/flower.jpg"}  # fmt: skip
    chance = random.Random(0)
    for number, (name, file) in enumerate(shown.items()):
        place = folder / name if folders else folder
        place.mkdir(parents=True, exist_ok=True)
        with Image.open(made.work / "samples" / file) as photo:
            for piece in range(count if folders else count // len(shown)):
                share = chance.uniform(0.5, 0.95)
                width, height = (int(side * share) for side in photo.size)
                left, top = chance.randrange(photo.width - width), chance.randrange(photo.height - height)
                part = photo.convert("RGB").crop((left, top, left + width, top + height)).resize((500, 375))
                part.save(place / f"{number}-{piece:03}.jpg", quality=90)


if __name__ == "__main__":
    main()

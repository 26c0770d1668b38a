"""What is tried with an installed program in the clean system: the same for the package and the .run file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from cleanroot import HOME, CleanRoot
from display import Display
from PIL import Image
from report import Report

SHOWN = {"astronaut.png": "astronaut", "chelsea.png": "cat", "coffee.png": "cup of coffee", "rocket.jpg": "rocket",
         "china.jpg": "temple"}  # fmt: skip
_OF_USER = (".local/share/clipdesk", ".local/state/clipdesk", ".config/clipdesk", ".cache/clipdesk")
_OVERLAY = "demo-output/chelsea-overlay.png"


def try_package(root: CleanRoot, package: str, screen: Display, results: Path, report: Report) -> None:
    """Install the .deb, use it, install it over itself, and purge it."""
    before = root.files()
    root.must(["dpkg", "-i", package], root=True)
    new = root.files() - before
    report.line(".deb installed, without a network", f"{len(new)} files and folders", "-")
    use(root, "clipdesk", ".deb", screen, results, report)
    kept = _of_user(root)
    root.must(["dpkg", "-i", package], root=True)
    report.line(".deb: projects, settings, models after an update", _same(kept, _of_user(root)), "the same",
                kept == _of_user(root) and bool(kept))  # fmt: skip
    told = root.must(["dpkg", "--purge", "clipdesk"], root=True)
    left = {path for path in root.files() - before if not path.startswith("opt/clipdesk_")}
    report.line(".deb: files left after purge", ", ".join(sorted(left)) or "0", "0", not left)
    report.line(".deb: says where the user's data is, and leaves it", _same(kept, _of_user(root)), "both",
                kept == _of_user(root) and "~/.local/share/clipdesk" in told)  # fmt: skip
    _forget(root)


def try_run_file(root: CleanRoot, file: str, screen: Display, results: Path, report: Report) -> None:
    """Install the .run without root, use it, install it over itself, and remove it."""
    before, home = root.files(), _home(root)
    install = ["sh", file, "--quiet", "--noprogress"]
    root.must(install)
    program = f"{HOME}/.local/bin/clipdesk"
    use(root, program, ".run", screen, results, report)
    kept = _of_user(root)
    root.must(install)
    report.line(".run: projects, settings, models after an update", _same(kept, _of_user(root)), "the same",
                kept == _of_user(root) and bool(kept))  # fmt: skip
    told = root.must(["sh", f"{HOME}/.local/lib/clipdesk/uninstall.sh"])
    made = ("run", "demo-output", "window.png", "overlay.png", "map.npy")  # by the commands that were tried
    shared = ".cache/fontconfig"  # made by the first program that draws text, for all of them
    left = {path for path in _home(root) - home if not path.startswith((*_OF_USER, *made, shared))}
    left = {path for path in left if not any(user.startswith(path + "/") for user in _OF_USER)} | (
        root.files() - before
    )
    report.line(".run: files left after it is removed", ", ".join(sorted(left)) or "0", "0", not left)
    report.line(".run: says where the user's data is, and leaves it", _same(kept, _of_user(root)), "both",
                kept == _of_user(root) and f"{HOME}/.local/share/clipdesk" in told)  # fmt: skip
    _forget(root)


def use(root: CleanRoot, program: str, name: str, screen: Display, results: Path, report: Report) -> None:
    """The demo, an overlay, a training and the window."""
    told = root.must([program, "doctor"])
    report.line(f"{name}: doctor names the build and how to add a GPU", _yes("CPU build" in told and "pipx" in told),
                "yes", "CPU build" in told and "pipx" in told)  # fmt: skip
    root.must([program, "demo"])
    lines = [json.loads(line) for line in (root.home / "demo-output/demo.jsonl").read_text().splitlines()]
    best = {Path(line["path"]).name: line["predictions"][0]["label"] for line in lines}
    right = sum(best.get(photo) == label for photo, label in SHOWN.items())
    report.line(f"{name}: demo classified", f"{len(lines)} photos, {right} of the {len(SHOWN)} plain ones right",
                "9 photos", len(lines) == 9 and right >= 4)  # fmt: skip
    photo = next(line["path"] for line in lines if Path(line["path"]).name == "chelsea.png")
    order = ["--label", "cat", "--output", "overlay.png", "--array", "map.npy"]
    root.must([program, "explain", photo, *order])
    drawn, heat = _colours(root.home / "overlay.png"), np.load(root.home / "map.npy")
    good = drawn > 1000 and heat.ndim == 2 and float(np.nanstd(heat)) > 0  # nan where the model does not look
    report.line(f"{name}: overlay drawn", f"{heat.shape[1]} × {heat.shape[0]}, {drawn} colours", "drawn", good)
    training = ["data", "--epochs", "2", "--format", "json"]
    for recipe in ("probe", "lora"):
        told = root.must([program, "train", *training, "--recipe", recipe, "--output", f"run-{recipe}"])
        figures = json.loads(told)
        model = root.home / f"run-{recipe}/model/model.safetensors"
        accuracy = figures["after"]["top1"]
        report.line(f"{name}: {recipe} trained for 2 epochs", f"{accuracy:.0%} after, of {figures['part']}", "a model",
                    model.is_file())  # fmt: skip
    root.must([program, "gui", "--samples", "--why", "--screenshot", "window.png"], display=screen.name)
    colours = _colours(root.home / "window.png")
    target = results / f"window-{name.strip('.')}.png"
    shutil.copy(root.home / "window.png", target)
    report.line(f"{name}: window under X", f"{colours} colours; look at {target}", "> 5000 colours", colours > 5000)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _same(one: object, other: object) -> str:
    return "the same" if one == other else "changed"


def _colours(path: Path) -> int:
    with Image.open(path) as image:
        return len(np.unique(np.asarray(image.convert("RGB")).reshape(-1, 3), axis=0))


def _home(root: CleanRoot) -> set[str]:
    return {str(path.relative_to(root.home)) for path in root.home.rglob("*")}


def _of_user(root: CleanRoot) -> dict[str, bytes]:
    """What the program wrote for the user, by name, without logs and what a database keeps beside it."""
    found = {}
    for folder in _OF_USER:
        for path in (root.home / folder).rglob("*"):
            if path.is_file():
                found[str(path.relative_to(root.home))] = path.read_bytes()
    return found


def _forget(root: CleanRoot) -> None:
    """Empty the home but for the data to learn from."""
    for path in root.home.iterdir():
        if path.name != "data":
            shutil.rmtree(path) if path.is_dir() else path.unlink()

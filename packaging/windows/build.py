"""Builds the Windows installer: python packaging\\windows\\build.py [--work FOLDER] [--output FOLDER] [--sign COMMAND]

It freezes the program (packaging/build.py), checks what it froze, and runs makensis (NSIS 3.08 or later, from PATH or
its usual folder). `--sign` is the start of a command that signs the file whose name is put after
it, such as `signtool sign /fd sha256 /tr ADDRESS /td sha256 /n "NAME"`: both programs, the uninstaller, the installer.

Was not run on Windows. On Linux, `--frozen FOLDER` with a stand-in folder runs the checks and makensis (a test does).
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAMS = ("clipdesk.exe", "clipdesk-window.exe")
# Microsoft's C++ runtime: what Python, Qt, Arrow and PyTorch load. Where neither the user's computer nor the folder has
# it, PyTorch ends with "WinError 126" or "1114" at c10.dll.
RUNTIME = ("vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll")
RUNTIME_ADVICE = (
    "Install the Visual C++ 2015-2022 x64 redistributable on this computer and build again: PyInstaller takes its "
    "files from there."
)
MAX_BYTES = 1_950_000_000  # an NSIS installer holds 2 GB


def check(frozen: Path) -> None:
    """Exit with a sentence unless the folder is a whole program that NSIS can hold."""
    missing = [name for name in PROGRAMS if not (frozen / name).is_file()]
    if missing or not (frozen / "_internal").is_dir():
        sys.exit(f"{frozen} is no frozen clipdesk: {', '.join(missing) or '_internal'} is not there.")
    names = {path.name.lower() for path in (frozen / "_internal").rglob("*.dll")}
    lacking = [name for name in RUNTIME if name not in names]
    if lacking:
        sys.exit(f"The C++ runtime is not among the frozen files ({', '.join(lacking)}). {RUNTIME_ADVICE}")
    size = sum(path.stat().st_size for path in frozen.rglob("*") if path.is_file())
    if size > MAX_BYTES:
        sys.exit(f"{size / 1e9:.1f} GB were frozen, and an NSIS installer holds 2 GB. Was a CUDA build of torch taken?")


def version() -> str:
    """The version in clipdesk/__init__.py."""
    text = (ROOT / "clipdesk/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, flags=re.MULTILINE)
    if found is None:
        sys.exit("clipdesk/__init__.py names no version.")
    return found[1]


def four_numbers(text: str) -> str:
    """A version as Windows wants it: "0.1.0.dev2" becomes "0.1.0.0"."""
    release = re.match(r"\d+(\.\d+)*", text)
    numbers = release[0].split(".") if release else []
    return ".".join([*numbers, "0", "0", "0", "0"][:4])


def makensis() -> str:
    """The compiler's path; exits with a sentence where there is none."""
    usual = Path("C:/Program Files (x86)/NSIS/makensis.exe")
    found = shutil.which("makensis") or (str(usual) if usual.is_file() else None)
    if found is None:
        sys.exit("makensis is not there. Install NSIS 3.08 or later, or put its folder on PATH.")
    return found


def compile_installer(frozen: Path, icon: Path, output: Path, sign: str | None) -> Path:
    """Write the installer into the folder `output` and return its path."""
    output.mkdir(parents=True, exist_ok=True)
    target = output / f"clipdesk-{version()}-windows-x64-setup.exe"
    names = {
        "VERSION": version(), "NUMBERS": four_numbers(version()), "FROZEN": frozen.resolve(), "ICON": icon.resolve(),
        "OUTPUT": target.resolve(), **({"SIGN": sign} if sign else {}),
    }  # fmt: skip
    defines = [f"-D{name}={value}" for name, value in names.items()]
    run([makensis(), "-WX", "-V2", "-INPUTCHARSET", "UTF8", *defines, str(HERE / "clipdesk.nsi")])
    return target


def words(command: str) -> list[str]:
    """A command's words; backslashes are letters on Windows."""
    return [word.strip('"') for word in shlex.split(command, posix=os.name != "nt")]


def run(command: list[str]) -> None:
    """Run it; a failure ends the build with its exit status."""
    status = subprocess.run(command, check=False).returncode
    if status:
        sys.exit(f"failed with status {status}: {' '.join(command)}")


def freeze(work: Path, output: Path) -> Path:
    """The frozen program; returns its folder. The icons are put beside it, into `work`/icons."""
    build = [sys.executable, str(HERE.parent / "build.py"), "--work", str(work), "--output", str(output)]
    run([*build, "wheel", "freeze"])
    return work / "frozen" / "clipdesk"


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=ROOT / "build/installer", help="default: build/installer")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="default: dist")
    parser.add_argument("--frozen", type=Path, help="a program that is frozen already")
    parser.add_argument("--icon", type=Path, help="with --frozen: the icon; default: WORK/icons/clipdesk.ico")
    parser.add_argument("--sign", metavar="COMMAND")
    given = parser.parse_args()
    frozen = given.frozen or freeze(given.work.resolve(), given.output.resolve())
    icon = given.icon or given.work / "icons/clipdesk.ico"
    check(frozen)
    if given.sign:
        for name in PROGRAMS:
            run([*words(given.sign), str(frozen / name)])
    print(compile_installer(frozen, icon, given.output, given.sign))


if __name__ == "__main__":
    main()

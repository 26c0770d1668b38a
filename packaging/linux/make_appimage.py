"""Puts the frozen program into an AppImage: one file that runs where it lies and needs no root.

    python packaging/linux/make_appimage.py FROZEN ICONS OUTPUT [--tool APPIMAGETOOL] [--architecture x86_64]

FROZEN is the program's folder, ICONS what packaging/icons/make_icons.py made, OUTPUT the file to write. Without --tool
only the AppDir is made, as OUTPUT.AppDir; that much was run. appimagetool and its runtime were not: they have to be
fetched, which the release workflow does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
import tree  # noqa: E402 - it lies in the folder above

DESKTOP = "clipdesk.desktop"
START = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/usr/lib/clipdesk/clipdesk" "$@"
"""


def make_folder(frozen: Path, icons: Path, folder: Path) -> None:
    """The AppDir: the program, and what a desktop reads of it. Raises FileNotFoundError where a part is missing."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(frozen, folder / "usr/lib/clipdesk", symlinks=True)
    start = folder / "AppRun"
    start.write_text(START, encoding="ascii")
    start.chmod(0o755)
    (folder / "usr/bin").mkdir()
    (folder / "usr/bin/clipdesk").symlink_to("../lib/clipdesk/clipdesk")
    tree.lay_out(folder / "usr", icons)
    shutil.copyfile(HERE / DESKTOP, folder / DESKTOP)
    shutil.copyfile(icons / "clipdesk-256.png", folder / "clipdesk.png")
    (folder / ".DirIcon").symlink_to("clipdesk.png")


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("frozen", type=Path)
    parser.add_argument("icons", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--tool", type=Path)
    parser.add_argument("--architecture", default="x86_64")
    given = parser.parse_args()
    folder = given.output.with_name(given.output.name + ".AppDir")
    make_folder(given.frozen, given.icons, folder)
    if given.tool is None:
        print(folder)
        return
    # The tool is an AppImage itself; unpacking it spares the building machine FUSE.
    variables = {**os.environ, "ARCH": given.architecture, "APPIMAGE_EXTRACT_AND_RUN": "1"}
    command = [str(given.tool.resolve()), "--no-appstream", str(folder), str(given.output)]
    status = subprocess.run(command, env=variables, check=False).returncode
    if status:
        sys.exit(f"appimagetool failed with status {status}.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()

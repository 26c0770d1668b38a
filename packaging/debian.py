"""Debian's package: the frozen program in /opt/clipdesk, a link to it in /usr/bin, and what a desktop wants to know."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import tree

REVISION = "1"
MAINTAINER = "The clipdesk authors <clipdesk@clipdesk.invalid>"
DEPENDS = (
    "libc6 (>= 2.36)", "libdbus-1-3", "libegl1", "libfontconfig1", "libgl1", "libwayland-client0", "libwayland-cursor0",
    "libwayland-egl1", "libxcb1", "libxkbcommon0", "zlib1g",
)  # fmt: skip
DESCRIPTION = """sort and label pictures with words, on your own computer
 Write labels in plain words and clipdesk ranks them for every picture, by the
 method called CLIP. It shows what in a picture speaks for a label, files
 pictures into folders, and learns from yours where words are not enough.
 .
 A small model comes along and works offline; nothing leaves the computer.
 This build runs on the CPU."""
COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: clipdesk
Comment:
 The package holds a Python of its own and the libraries that clipdesk uses.
 Their licences are in /opt/clipdesk/licences; LICENCES.txt there lists them.

Files: *
Copyright: 2026 The clipdesk authors
License: Apache-2.0
 On Debian systems, the full text of the Apache License, Version 2.0 can be
 found in the file `/usr/share/common-licenses/Apache-2.0'.
"""
# What lintian is told not to complain of, each with the reason.
OVERRIDES = {
    "the program is not part of a distribution: the FHS gives it /opt": ("dir-or-file-in-opt",),
    "it brings its own Python and libraries, as they were built by their makers": (
        "custom-library-search-path", "embedded-library", "executable-not-elf-or-script", "hardening-no-pie",
        "library-not-linked-against-libc", "script-not-executable", "shared-library-lacks-prerequisites",
        "unstripped-binary-or-object",
    ),
    "a release is announced in CHANGELOG.md, not by a bug of Debian's": ("initial-upload-closes-no-bugs",),
}  # fmt: skip
POSTRM = """#!/bin/sh
set -e
if [ "$1" = purge ]; then
    echo "clipdesk is gone. What you made with it is not: projects, models and settings stay in each user's"
    echo "~/.local/share/clipdesk, ~/.config/clipdesk, ~/.cache/clipdesk and ~/.local/state/clipdesk."
fi
"""


def make(frozen: Path, icons: Path, output: Path, version: str) -> Path:
    """The package from the frozen program's folder; returns its path."""
    full = f"{version}-{REVISION}"
    with tempfile.TemporaryDirectory(dir=frozen.parent) as name:
        root = Path(name) / "root"
        shutil.copytree(frozen, root / "opt/clipdesk", symlinks=True)
        tree.lay_out(root / "usr", icons)
        (root / "usr/bin").mkdir()
        (root / "usr/bin/clipdesk").symlink_to("/opt/clipdesk/clipdesk")
        documents = root / "usr/share/doc/clipdesk"
        documents.mkdir(parents=True)
        (documents / "copyright").write_text(COPYRIGHT)
        tree.put_compressed((tree.HERE.parent / "CHANGELOG.md").read_bytes(), documents / "changelog.gz")
        tree.put_compressed(_changelog(full).encode(), documents / "changelog.Debian.gz")
        overrides = root / "usr/share/lintian/overrides/clipdesk"
        overrides.parent.mkdir(parents=True)
        overrides.write_text(_overrides())
        control = root / "DEBIAN"
        tree.settle(root)
        sums, size = _sums(root)
        control.mkdir()
        (control / "md5sums").write_text(sums)
        (control / "control").write_text(_control(full, size))
        (control / "postrm").write_text(POSTRM)
        (control / "postrm").chmod(0o755)
        target = output / f"clipdesk_{full}_amd64.deb"
        command = [
            "dpkg-deb",
            "--root-owner-group",
            "-Zxz",
            "-z6",
            "--threads-max=2",
            "--build",
            str(root),
            str(target),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return target


def _control(version: str, size_kib: int) -> str:
    lines = {
        "Package": "clipdesk", "Version": version, "Architecture": "amd64", "Maintainer": MAINTAINER,
        "Installed-Size": str(size_kib), "Depends": ", ".join(DEPENDS), "Section": "graphics", "Priority": "optional",
        "Description": DESCRIPTION,
    }  # fmt: skip
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def _changelog(version: str) -> str:
    when = format_datetime(datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC))
    return f"clipdesk ({version}) stable; urgency=medium\n\n  * See changelog.gz.\n\n -- {MAINTAINER}  {when}\n"


def _overrides() -> str:
    return "".join(
        f"# {reason}\n" + "".join(f"clipdesk: {tag}\n" for tag in tags) for reason, tags in OVERRIDES.items()
    )


def _sums(root: Path) -> tuple[str, int]:
    """Lines of MD5 and path as dpkg keeps them, and the size in KiB as it counts it."""
    lines, size = [], 0
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or path.is_dir():
            size += 1
            continue
        lines.append(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n")
        size += -(-path.stat().st_size // 1024)
    return "".join(lines), size

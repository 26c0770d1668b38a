"""The file that installs itself under ~/.local without root: the frozen program and two scripts, by makeself."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import tree


def make(frozen: Path, icons: Path, output: Path, version: str) -> Path:
    """The file from the frozen program's folder; returns its path."""
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    target = output / f"clipdesk-{version}-linux-x86_64.run"
    with tempfile.TemporaryDirectory(dir=frozen.parent) as name:
        root = Path(name) / "clipdesk"
        shutil.copytree(frozen, root / "program", symlinks=True)
        tree.lay_out(root, icons)
        for script in ("install.sh", "uninstall.sh"):
            tree.put(tree.HERE / "linux" / script, root / script)
            (root / script).chmod(0o755)
        tree.settle(root)
        order = f"--sort=name --mtime=@{epoch} --owner=0 --group=0 --numeric-owner --format=gnu"
        subprocess.run(  # its command goes into the file: no folder of the builder is in it
            ["makeself", "--quiet", "--gzip", "--complevel", "9", "--nox11", "--nomd5", "--sha256",
             "--packaging-date", datetime.fromtimestamp(epoch, UTC).isoformat(), "--tar-extra", order,
             root.name, target.name, f"clipdesk {version}", "./install.sh"],
            check=True, cwd=name, env={**os.environ, "GZIP": "-n"},  # gzip would write down the time
        )  # fmt: skip
        shutil.move(Path(name) / target.name, target)
    return target

"""What an installation on Linux holds beside the program's folder; and how a tree of files is made reproducible."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
APP_ID = "org.clipdesk.Clipdesk"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def lay_out(prefix: Path, icons: Path) -> None:
    """Desktop entry, metainfo, MIME type, icons and manual under `prefix`/share."""
    share = prefix / "share"
    put(HERE / "linux/clipdesk.desktop", share / "applications/clipdesk.desktop")
    put(HERE / f"linux/{APP_ID}.metainfo.xml", share / f"metainfo/{APP_ID}.metainfo.xml")
    put(HERE / "linux/clipdesk-mime.xml", share / "mime/packages/clipdesk.xml")
    put(icons / "clipdesk.svg", share / "icons/hicolor/scalable/apps/clipdesk.svg")
    for size in SIZES:
        put(icons / f"clipdesk-{size}.png", share / f"icons/hicolor/{size}x{size}/apps/clipdesk.png")
    put_compressed((HERE / "linux/clipdesk.1").read_bytes(), share / "man/man1/clipdesk.1.gz")


def put(source: Path, target: Path) -> None:
    """Copy a file, with the folders above it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def put_compressed(content: bytes, target: Path) -> None:
    """Write as gzip, the same bytes for the same content."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, 9, mtime=0))


def settle(folder: Path) -> None:
    """One time for everything (SOURCE_DATE_EPOCH), 755 for folders and programs, 644 for the rest."""
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or _is_program(path) else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _is_program(path: Path) -> bool:
    """Whether the file was made to be run: an executable without a library's name, or a script."""
    return path.stat().st_mode & 0o100 != 0 and ".so" not in path.name and path.suffix != ".py"

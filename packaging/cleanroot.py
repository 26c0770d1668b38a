"""A Debian that has nothing but what the package depends on, with the network cut: needs root and mmdebstrap."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

USER = 1000
HOME = "/home/user"
_KERNELS = ("proc", "dev", "sys", "tmp", "home", "run")
_MOUNTS = """
set -e
root="$1"; shift
ip link set lo up 2> /dev/null || true
mount --bind /dev "$root/dev"
mount -t tmpfs none "$root/dev/shm"
mount -t proc none "$root/proc"
mkdir -p "$root/tmp/.X11-unix"
if [ -d /tmp/.X11-unix ]; then mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"; fi
exec chroot "$@"
"""


@dataclass(frozen=True)
class CleanRoot:
    """A folder with a whole system in it."""

    folder: Path

    @property
    def home(self) -> Path:
        """The user's home, from outside."""
        return self.folder / HOME.strip("/")

    def make(self, packages: Sequence[str]) -> None:
        """The smallest system that the machine's own apt sources give, with these packages and one user."""
        sources = next(
            path
            for name in ("sources.list.d/debian.sources", "sources.list.d/ubuntu.sources", "sources.list")
            if (path := Path("/etc/apt") / name).is_file()
        )
        release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
        suite = release["VERSION_CODENAME"].strip('"')
        subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=minbase", "--aptopt=APT::Install-Recommends \"false\"",
             f"--include={','.join(packages)}", suite, str(self.folder), "-"],
            stdin=sources.open(), check=True,
        )  # fmt: skip
        with (self.folder / "etc/passwd").open("a") as passwd:
            passwd.write(f"user:x:{USER}:{USER}::{HOME}:/bin/sh\n")
        (self.folder / "var/log/dpkg.log").touch()  # dpkg's own; any system in which it was ever run has one
        self.home.mkdir(parents=True, exist_ok=True)
        os.chown(self.home, USER, USER)

    def run(
        self, command: Sequence[str], *, root: bool = False, display: str = "", seconds: float = 600
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in there, without a network, as the user; whatever it starts ends with it."""
        who = [] if root else [f"--userspec={USER}:{USER}"]
        variables = {
            "HOME": "/root" if root else HOME, "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **({"DISPLAY": display} if display else {}),
        }  # fmt: skip
        inside = [
            "/usr/bin/env",
            "-i",
            "-C",
            variables["HOME"],
            *(f"{name}={value}" for name, value in variables.items()),
        ]
        outside = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _MOUNTS, "sh"]
        place = str(self.folder)
        return subprocess.run(
            [*outside, place, *who, place, *inside, *command],
            capture_output=True, text=True, check=False, timeout=seconds,
        )  # fmt: skip

    def must(self, command: Sequence[str], **options: bool | str | float) -> str:
        """The same for what has to work; returns the output. Raises RuntimeError with the output when it does not."""
        done = self.run(command, **options)  # type: ignore[arg-type]
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def files(self) -> set[str]:
        """Every path in there, but for what the kernel makes up and what is the user's."""
        found = set()
        for folder, folders, names in os.walk(self.folder):
            here = Path(folder).relative_to(self.folder)
            if here == Path():
                folders[:] = [name for name in folders if name not in _KERNELS]
            found |= {str(here / name) for name in (*folders, *names)}
        return found

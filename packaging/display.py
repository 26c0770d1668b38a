"""A display of its own (Xvfb) whose picture can be looked at: when has a program painted its window?"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT = 1400, 900
_PAINTED = 0.25  # of the display: a window without a frame covers more than half of it, in one stroke
_LOOK_S = 0.002


@dataclass(frozen=True)
class Display:
    """A running Xvfb."""

    name: str
    picture: Path

    def pixels(self) -> npt.NDArray[np.uint8]:
        """What is shown, blue, green, red and one unused.  # [height, width, 4]"""
        size = WIDTH * HEIGHT * 4
        with self.picture.open("rb") as file:
            file.seek(-size, os.SEEK_END)
            return np.frombuffer(file.read(size), np.uint8).reshape(HEIGHT, WIDTH, 4)

    def covered(self) -> float:
        """The share of the display that is not black, as it is without a window."""
        return float(self.pixels()[::7, ::7, :3].any(axis=2).mean())

    def seconds_to_paint(self, command: Sequence[str], variables: Mapping[str, str], patience_s: float = 60) -> float:
        """From the start of the program to its painted window; then the program is ended. Raises TimeoutError."""
        self._wait(lambda: self.covered() == 0, patience_s)
        environment = {**os.environ, **variables, "DISPLAY": self.name}
        begun = time.perf_counter()
        program = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            self._wait(lambda: self.covered() > _PAINTED, patience_s)
            return time.perf_counter() - begun
        finally:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()

    def _wait(self, condition: object, patience_s: float) -> None:
        assert callable(condition)
        end = time.perf_counter() + patience_s
        while not condition():
            if time.perf_counter() > end:
                raise TimeoutError("no window was painted, or the last one did not go")
            time.sleep(_LOOK_S)


@contextmanager
def opened(number: int) -> Iterator[Display]:
    """A display of that number while the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "Xvfb",
            f":{number}",
            "-screen",
            "0",
            f"{WIDTH}x{HEIGHT}x24",
            "-ac",
            "-nolisten",
            "tcp",
            "-fbdir",
            folder,
        ]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            socket, picture = Path(f"/tmp/.X11-unix/X{number}"), Path(folder) / "Xvfb_screen0"
            for _ in range(300):
                if socket.exists() and picture.exists() and picture.stat().st_size >= WIDTH * HEIGHT * 4:
                    break
                if server.poll() is not None:
                    raise RuntimeError(f"Xvfb ended with {server.returncode}; is display :{number} taken?")
                time.sleep(0.1)
            else:
                raise TimeoutError("Xvfb did not come up")
            yield Display(f":{number}", picture)
        finally:
            server.terminate()
            server.wait()

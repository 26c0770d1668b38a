"""A run in a process of its own: events come as lines of JSON from its standard output, commands go to its input.

The process ends after a checkpoint when whoever started it is gone. It is started anew, never forked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Literal

from clipdesk import paths
from clipdesk.errors import ClipdeskError, RunError, UsageError
from clipdesk.training import runs
from clipdesk.training.config import RunConfig
from clipdesk.training.events import Command, Event, Failed, Finished, Paused, from_line, to_line
from clipdesk.training.heap import keep_freed_memory
from clipdesk.training.patience import patient

LOG = "errors.log"

_Order = Literal["pause", "stop", "discard"]
_ORDERS: Mapping[str, _Order] = {"pause": "pause", "stop": "stop", "discard": "discard"}
_PATIENCE_SECONDS = 30.0


class RunProcess:
    """A run that is under way elsewhere. `close` it, or read `events` to their end."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.folder = folder
        self._process = process
        self._discarded = False

    def events(self) -> Iterator[Event]:
        """What the run tells, up to Finished, Paused or Failed; a process that ends without a word has failed."""
        assert self._process.stdout is not None
        last: Event | None = None
        for line in self._process.stdout:
            try:
                last = from_line(line)
            except UsageError:
                continue  # something else wrote to the output
            yield last
        status = self._process.wait()
        self._let_go()
        if not isinstance(last, (Finished, Paused, Failed)) and not self._discarded:
            yield Failed(
                f"The training process ended on its own (status {status}); {self.folder / LOG} may say why. Resume the "
                "run to go on from its last checkpoint."
            )

    def pause(self) -> None:
        """Let the run end after a checkpoint, to be resumed later."""
        self._order("pause")

    def stop(self) -> None:
        """Let the run end now and keep its best model."""
        self._order("stop")

    def discard(self) -> None:
        """Let the run end now and be deleted."""
        self._discarded = True
        self._order("discard")

    def close(self, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        """Pause the run if it is under way, and end the process however it takes it."""
        if self._process.poll() is None:
            self._let_go_of_input()  # the run takes it for a pause
            drain = threading.Thread(target=self._read_out, daemon=True)
            drain.start()
            try:
                self._process.wait(patience_seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            drain.join()
        self._let_go()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def _read_out(self) -> None:
        assert self._process.stdout is not None
        for _ in self._process.stdout:
            pass

    def _order(self, order: _Order) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"command": order}) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            return  # it has ended, and says so by its events

    def _let_go_of_input(self) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except OSError:
            return  # it has ended

    def _let_go(self) -> None:
        self._let_go_of_input()
        assert self._process.stdout is not None
        self._process.stdout.close()


def start(config: RunConfig, *, resume: bool = False) -> RunProcess:
    """Begin a run, or go on with the one in `config.output`, in a process of its own. Raises RunError, UsageError."""
    run = runs.open_run(Path(config.output)) if resume else runs.create(config)
    return start_run(run)


def start_run(run: runs.Run) -> RunProcess:
    """Begin the run, or let it go on, in a process of its own. Raises RunError when it cannot be started."""
    environment = patient() | dict(os.environ)
    if not paths.is_packaged():  # the program's own package, wherever it was found
        package = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [package, environment.get("PYTHONPATH")]))
    try:
        with (run.folder / LOG).open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - this very program
                [*paths.child_command("clipdesk.training.process"), str(run.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                encoding="utf-8",
                errors="replace",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
    except OSError as error:
        raise RunError(f"The training process cannot be started ({error}).") from error
    return RunProcess(run.folder, process)


def main() -> None:
    """Train the run in the folder that the arguments name, and exit."""
    sys.exit(work(Path(sys.argv[1])))


def work(folder: Path) -> int:
    """Be that process: train the run in `folder`, tell events to standard output; the process' status."""
    out = _own_output()
    keep_freed_memory()
    orders: SimpleQueue[_Order] = SimpleQueue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    try:
        last = _train(folder, orders, out)
    except ClipdeskError as error:
        last = Failed(str(error))
        _tell(out, last)
    except Exception as error:  # noqa: BLE001 - the edge of the process: whoever reads the events must be told
        traceback.print_exc()
        last = Failed(f"Training ended by a fault of the program ({type(error).__name__}: {error}).")
        _tell(out, last)
    return 1 if isinstance(last, Failed) else 0


def _train(folder: Path, orders: SimpleQueue[_Order], out: IO[str]) -> Event | None:
    from clipdesk.training.trainer import train

    run = runs.open_run(folder)
    training = train(run.config, resume=True)
    event: Event | None = None
    command: Command | None = None
    try:
        while True:
            event = training.send(command)
            _tell(out, event)
            order = _next(orders)
            if order == "discard":
                training.close()
                runs.discard(run)
                return event
            command = order or command  # told again until it is heeded: while a run opens nobody listens
    except StopIteration:
        return event
    finally:
        training.close()


def _next(orders: SimpleQueue[_Order]) -> _Order | None:
    try:
        return orders.get_nowait()
    except Empty:
        return None


def _listen(orders: SimpleQueue[_Order]) -> None:
    """Pass orders on; at the end of the input, whoever started the run is gone."""
    for line in sys.stdin:
        try:
            order = _ORDERS.get(json.loads(line)["command"])
        except (ValueError, KeyError, TypeError):
            continue  # no order
        if order is not None:
            orders.put(order)
    orders.put("pause")


def _tell(out: IO[str], event: Event) -> None:
    try:
        out.write(to_line(event) + "\n")
        out.flush()
    except OSError:
        return  # nobody reads any more; the input's end says so too


def _own_output() -> IO[str]:
    """Standard output for events alone: what libraries print goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


if __name__ == "__main__":
    main()

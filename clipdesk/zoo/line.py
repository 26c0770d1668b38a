"""Calls that wait for the network, made on a thread of their own, so that whoever waits for them can stop waiting.

A socket that waits for a server answers to nobody until its timeout; a name look-up cannot be called off at all. Here
the caller is a generator that yields while nothing has come, and `hang_up` ends the wait: it shuts the connection under
the call that is stuck in it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, wait
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")
_TICK_SECONDS = 0.25


class Closeable(Protocol):
    """What has to be closed."""

    def close(self) -> object:
        """Let go."""


class Line:
    """The calls of one connection, one after the other. A context manager, which hangs up at its end."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._held: list[socket.socket] = []
        self._kept: list[Closeable] = []
        self._over = False
        # a daemon: a look-up that hangs must not keep the process alive
        threading.Thread(target=self._work, name="clipdesk-line", daemon=True).start()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_details: object) -> None:
        self.hang_up()

    def wait_for(self, call: Callable[[], _T]) -> Generator[None, None, _T]:
        """What `call` returns or raises; yields some times a second while it does neither."""
        answer: Future[_T] = Future()
        self._calls.put((call, answer))
        while not wait((answer,), _TICK_SECONDS).done:
            yield
        return answer.result()

    def hold(self, connected: socket.socket) -> None:
        """Remember a connection, to be shut when the line is hung up; at once, if it has been.

        A second handle of it: the first one is given away when TLS is wrapped around the connection.
        """
        twin = connected.dup()
        with self._lock:
            if not self._over:
                self._held.append(twin)
                return
        _shut(twin)

    def keep(self, opened: Closeable) -> None:
        """Close this at the end, on the line's own thread. To be called from there."""
        self._kept.append(opened)

    def hang_up(self) -> None:
        """End the call under way and the thread. Waits for nothing."""
        with self._lock:
            self._over = True
            held, self._held = self._held, []
        self._calls.put(None)
        for connection in held:
            _shut(connection)

    def _work(self) -> None:
        while (entry := self._calls.get()) is not None:
            call, answer = entry
            try:
                answer.set_result(call())
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                answer.set_exception(error)
            del call, answer, entry
        for opened in self._kept:
            opened.close()


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # the other side was quicker
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()

"""What holds for every test: a home of its own, no network, no thread left behind."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PATIENCE_SECONDS = 3.0


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for settings, models and cache."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("CLIPDESK_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The application object of windows in tests: the program's own."""
    from clipdesk.gui.application import Application

    return Application


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail on any connection or name look-up that leaves this computer."""
    look_up = socket.getaddrinfo
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    for variable in ("HF_ENDPOINT", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        if host not in (*_LOOPBACK, None, ""):
            pytest.fail(f"a test looked up {host}")
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def _guarded(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOOPBACK:
            pytest.fail(f"a test connected to {address}")
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail when a test leaves one of its threads running."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (left := set(threading.enumerate()) - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"threads left running: {sorted(thread.name for thread in left)}"

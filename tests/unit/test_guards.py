"""The guards in conftest.py do guard."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_no_connection_leaves_this_computer(method: str) -> None:
    with socket.socket() as sock, pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
        getattr(sock, method)(("192.0.2.1", 80))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(pytest.fail.Exception, match="looked up"):
        socket.getaddrinfo("clipdesk.invalid", 443)
    assert socket.getaddrinfo("localhost", 80)

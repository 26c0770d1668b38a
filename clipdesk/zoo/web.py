"""One GET request whose redirects are followed here, so that none leads away from https."""

from __future__ import annotations

import ipaddress
import re
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from importlib import metadata
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

from clipdesk.errors import DownloadError
from clipdesk.zoo.line import Line

TIMEOUT_S = 20.0
_MOST_REDIRECTS = 10
_REDIRECTS = (301, 302, 303, 307, 308)
_CONTENT_RANGE = re.compile(r"bytes (?:(\d{1,15})-\d{1,15}|\*)/(\d{1,15})")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ConnectionFailedError(Exception):
    """No connection came about; the text says why. For the caller to judge, never shown as it is."""


@dataclass(frozen=True)
class Answer:
    """A response whose body can be read, until the line that it came over is hung up.

    `start` and `total` are from Content-Range, or 0 and Content-Length. `linked_sha256` and `linked_size` are what a
    Hugging Face server says of the file that it redirects to.
    """

    status: int
    response: HTTPResponse
    start: int
    total: int | None
    etag: str | None
    last_modified: str | None
    encoding: str
    retry_after_s: float
    linked_sha256: str | None
    linked_size: int | None

    def read(self, most_bytes: int) -> bytes:
        """What has arrived of the body, at most that much; nothing at its end. Raises ConnectionFailedError."""
        try:
            return self.response.read1(most_bytes)
        except (OSError, ValueError, HTTPException) as error:
            raise ConnectionFailedError(str(error) or type(error).__name__) from error


def host(url: str) -> str:
    """The server's name in the address."""
    return urlsplit(url).hostname or url


def get(url: str, headers: dict[str, str], trusted_http: str | None, line: Line) -> Answer:
    """Ask for `url`, follow redirects, and return the answer, whatever its status.

    The connections are held by `line`, so that it can shut them. Raises ConnectionFailedError when no server answers,
    and DownloadError for an address that is not safe.
    """
    linked_sha256: str | None = None
    linked_size: int | None = None
    for _ in range(_MOST_REDIRECTS):
        response = _open(url, headers, trusted_http, line)
        line.keep(response)
        found = response.headers
        digest = (found.get("X-Linked-Etag") or "").strip('"')
        linked_sha256 = digest if _SHA256.fullmatch(digest) else linked_sha256
        size = found.get("X-Linked-Size") or ""
        linked_size = int(size) if size.isascii() and size.isdigit() and len(size) < 16 else linked_size
        if response.status in _REDIRECTS and found.get("Location"):
            url = urljoin(url, found["Location"])
            continue
        return _answer(response, linked_sha256, linked_size)
    raise DownloadError(f"{host(url)} redirects without end.")


def _open(url: str, headers: dict[str, str], trusted_http: str | None, line: Line) -> HTTPResponse:
    parts = urlsplit(url)
    name = parts.hostname or ""
    here = _is_loopback(name)
    if parts.scheme != "https" and not (parts.scheme == "http" and (here or name == trusted_http)):
        raise DownloadError(f"The address {url} is refused: models are fetched over https only.")
    opener = urllib.request.OpenerDirector()
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.ProxyHandler({} if here else None),  # None: the proxies that the environment names
        _Handler(line),
        _SecureHandler(line),
    ]
    for handler in handlers:
        opener.add_handler(handler)
    agent = f"clipdesk/{_version()}"
    asked = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity"} | headers
    try:
        return cast("HTTPResponse", opener.open(urllib.request.Request(url, headers=asked), timeout=TIMEOUT_S))  # noqa: S310
    except urllib.error.URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise DownloadError(
                f"The certificate of {name} is not trusted by this computer ({error.reason.verify_message}). If a "
                "company proxy stands between, set SSL_CERT_FILE to its certificate."
            ) from error
        raise ConnectionFailedError(str(error.reason)) from error
    except (OSError, ValueError, HTTPException) as error:
        raise ConnectionFailedError(str(error) or type(error).__name__) from error


class _Connection(HTTPConnection):
    """Known to a line from the moment it stands, before TLS is spoken on it."""

    line: Line

    def connect(self) -> None:
        """Connect, and let the line hold the connection."""
        super().connect()
        self.line.hold(self.sock)


class _SecureConnection(HTTPSConnection, _Connection):
    """The same with TLS around it, which HTTPSConnection lays around what `_Connection` has connected."""


class _Handler(urllib.request.HTTPHandler):
    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        """Open over a connection that the line holds."""
        return self.do_open(_made(_Connection, self._line), req)


class _SecureHandler(urllib.request.HTTPSHandler):
    def __init__(self, line: Line) -> None:
        self._trusted = ssl.create_default_context()
        super().__init__(context=self._trusted)
        self._line = line

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        """Open over a connection that the line holds, with certificates checked."""
        return self.do_open(_made(_SecureConnection, self._line), req, context=self._trusted)


def _made(kind: type[_Connection], line: Line) -> Any:
    """What makes such a connection; typed loosely, as urllib wants a class."""

    def make(*args: Any, **options: Any) -> _Connection:
        connection = kind(*args, **options)
        connection.line = line
        return connection

    return make


def _answer(response: HTTPResponse, linked_sha256: str | None, linked_size: int | None) -> Answer:
    found = response.headers
    span = _CONTENT_RANGE.fullmatch(found.get("Content-Range") or "")
    length = found.get("Content-Length") or ""
    total = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
    if response.status in (206, 416):
        total = int(span[2]) if span else None
    retry_after = found.get("Retry-After") or ""
    return Answer(
        status=response.status,
        response=response,
        start=int(span[1]) if span and span[1] else 0,
        total=total,
        etag=found.get("ETag"),
        last_modified=found.get("Last-Modified"),
        encoding=found.get("Content-Encoding") or "identity",
        retry_after_s=float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0.0,
        linked_sha256=linked_sha256,
        linked_size=linked_size,
    )


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _version() -> str:
    try:
        return metadata.version("clipdesk")
    except metadata.PackageNotFoundError:
        return "0"

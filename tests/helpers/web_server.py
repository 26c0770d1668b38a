"""A web server on this computer that can be told to misbehave, one request after the other."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Manner:
    """How one request is answered. The default: honestly, with ranges and an ETag."""

    status: int | None = None
    drop_after: int | None = None
    announce: int | None = None
    content: bytes | None = None
    ignore_range: bool = False
    etag: str | None = '"one"'
    redirect: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    chunk_pause_s: float = 0.0
    hide_length: bool = False
    silent_after: int | None = None  # bytes of the body; then nothing comes until the other side hangs up


@dataclass
class Web:
    """What is served: one content at every path but those in `missing`; `manners` are used up in order."""

    content: bytes
    url: str = ""
    manners: list[Manner] = field(default_factory=list)
    always: Manner = field(default_factory=Manner)
    missing: set[str] = field(default_factory=set)
    contents: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with web.lock:
                web.requests.append((self.path, dict(self.headers.items())))
                manner = web.manners.pop(0) if web.manners else web.always
            try:
                self.answer(manner)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def answer(self, manner: Manner) -> None:
            if self.path in web.missing:
                self.send_response(404)
                self.end_headers()
                return
            if manner.redirect is not None:
                self.send_response(302)
                self.send_header("Location", manner.redirect)
                for name, value in manner.headers:
                    self.send_header(name, value)
                self.end_headers()
                return
            content = web.contents.get(self.path, web.content) if manner.content is None else manner.content
            if manner.status is not None:
                self.send_response(manner.status)
                for name, value in manner.headers:
                    self.send_header(name, value)
                self.end_headers()
                return
            start = self.asked_start(manner)
            if start is not None and start >= len(content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(content)}")
                self.end_headers()
                return
            body = content[start or 0 :]
            self.send_response(200 if start is None else 206)
            if start is not None:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            if manner.etag:
                self.send_header("ETag", manner.etag)
            if not manner.hide_length:
                self.send_header("Content-Length", str(len(body) if manner.announce is None else manner.announce))
            for name, value in manner.headers:
                self.send_header(name, value)
            self.end_headers()
            if manner.silent_after is not None:
                self.wfile.write(body[: manner.silent_after])
                self.connection.recv(1)
                return
            body = body[: manner.drop_after]
            for begin in range(0, len(body), 1 << 16):
                self.wfile.write(body[begin : begin + (1 << 16)])
                if manner.chunk_pause_s:
                    time.sleep(manner.chunk_pause_s)

        def asked_start(self, manner: Manner) -> int | None:
            match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            if match is None or manner.ignore_range:
                return None
            if self.headers.get("If-Range") not in (None, manner.etag):
                return None
            return int(match[1])

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


@contextmanager
def serving(content: bytes) -> Iterator[Web]:
    """The server, for the time of the block."""
    web = Web(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(web))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    web.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

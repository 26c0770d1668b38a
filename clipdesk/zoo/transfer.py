"""Fetches one file over HTTPS and goes on where it was cut off, in this run or in a later one.

Python's own client is used on purpose: huggingface_hub starts over in each process and has reported success on bytes
with a wrong hash. Here every byte lands in `NAME.part`; `NAME.part.json` says what it is a part of; the caller gives
the finished file its name. While a server is silent the generator yields, so that closing it ends the download at
once. Addresses are https only, or http on this computer and on a mirror that the user chose.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from clipdesk.errors import DownloadError
from clipdesk.progress import Progress, Steps
from clipdesk.zoo import web
from clipdesk.zoo.line import Line
from clipdesk.zoo.locking import locked

_T = TypeVar("_T")
_CHUNK_BYTES = 1 << 18
_MOST_ATTEMPTS = 50
_MOST_BARREN_ATTEMPTS = 5
_LONGEST_PAUSE_S = 30.0
_MOST_RESTARTS = 2
_WORTHWHILE_BYTES = 1 << 20
_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_NOT_THERE = (401, 403, 404, 410)


class NotThereError(DownloadError):
    """The server was reached and does not have, or does not hand out, the file."""


class UnreachableError(DownloadError):
    """No server was reached at all."""


@dataclass(frozen=True)
class Receipt:
    """A file that arrived whole. `verified` is True when its hash was known beforehand and matches."""

    part: Path
    size_bytes: int
    sha256: str
    verified: bool


@dataclass(frozen=True)
class _Origin:
    """What a part is a part of: enough to tell later whether the server still has the same file."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    size_bytes: int | None = None
    sha256: str | None = None

    def validator(self) -> str | None:
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified


def part_path(target: Path) -> Path:
    """Where the bytes of `target` gather until they are all there."""
    return target.with_name(target.name + ".part")


def origin_path(target: Path) -> Path:
    """The note beside the part."""
    return target.with_name(target.name + ".part.json")


def fetch(
    url: str, target: Path, *, sha256: str | None = None, trusted_http: str | None = None, pause_s: float = 1.0
) -> Steps[Receipt]:
    """Bring the file at `url` to `part_path(target)`, checked, and return its receipt.

    `sha256` is the whole hash or its beginning; without it, the hash that a Hugging Face server announces is used.
    `trusted_http` is a host that may be asked over plain http. Raises DownloadError (UnreachableError, NotThereError);
    after any but wrong content, the part stays for the next time.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(part_path(target)) as part:
            transfer = _Transfer(url, target, part, sha256, trusted_http, pause_s)
            origin = yield from transfer.run()
            expected = sha256 or origin.sha256
            digest = yield from hashing(part_path(target))
            if expected is not None and not digest.startswith(expected):
                transfer.discard()
                raise DownloadError(
                    f"The file from {url} is not what it should be: its SHA-256 is {digest}, {expected} was expected. "
                    "It was deleted. Try again later, or another mirror."
                )
            return Receipt(part_path(target), part.seek(0, os.SEEK_END), digest, expected is not None)
    except OSError as error:
        raise _disk_error(error, target) from error


def hashing(path: Path) -> Steps[str]:
    """The file's SHA-256 as hexadecimal digits. Raises OSError."""
    digest, done, total = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            digest.update(chunk)
            done += len(chunk)
            yield Progress("verifying", done, total)
    return digest.hexdigest()


class _Transfer:
    """The attempts at one file."""

    def __init__(
        self, url: str, target: Path, part: BinaryIO, sha256: str | None, trusted_http: str | None, pause_s: float
    ) -> None:
        self._url, self._target, self._part = url, target, part
        self._sha256, self._trusted_http, self._pause_s = sha256, trusted_http, pause_s
        self._restarts = 0
        self._origin = self._remembered()

    def run(self) -> Steps[_Origin]:
        """Attempt after attempt until all bytes are there."""
        barren, answered = 0, False
        for _ in range(_MOST_ATTEMPTS):
            before = self._held()
            if self._whole():
                return self._origin
            trouble = "The connection ended early"
            pause_s = self._pause_s * 2**barren
            try:
                with Line() as line:
                    answer = yield from self._ask(line, before)
                    answered = True
                    if answer.status in _TRY_AGAIN:
                        trouble = f"The server is busy (HTTP {answer.status})"
                        pause_s = max(pause_s, answer.retry_after_s)
                    elif self._accept(answer, before):
                        yield from self._receive(answer, line)
            except web.ConnectionFailedError as error:
                trouble = str(error)
                if not answered and barren:
                    raise UnreachableError(
                        f"{web.host(self._url)} cannot be reached ({trouble}). Is this computer online? What has "
                        "arrived so far is kept, and the next download goes on from there."
                    ) from error
            if self._whole():
                return self._origin
            barren = 0 if self._held() - before >= _WORTHWHILE_BYTES else barren + 1
            if barren >= _MOST_BARREN_ATTEMPTS:
                break
            yield from self._pause(min(pause_s, _LONGEST_PAUSE_S))
        raise DownloadError(
            f"The download from {self._url} does not get on: {trouble} at {self._held():,} of "
            f"{self._origin.size_bytes or 'an unknown number of'} bytes. They are kept; try again later."
        )

    def discard(self) -> None:
        """Forget all bytes and what they were a part of."""
        self._part.truncate(0)
        origin_path(self._target).unlink(missing_ok=True)
        self._origin = _Origin(self._url)

    def _start_over(self) -> None:
        self.discard()
        self._restarts += 1
        if self._restarts > _MOST_RESTARTS:
            raise DownloadError(
                f"{web.host(self._url)} keeps contradicting itself about {self._url}. Nothing was kept."
            )

    def _held(self) -> int:
        return self._part.seek(0, os.SEEK_END)

    def _whole(self) -> bool:
        return self._origin.size_bytes is not None and self._held() == self._origin.size_bytes

    def _remembered(self) -> _Origin:
        """The note of an earlier run if it is about this file and the bytes can be told from another version's."""
        try:
            note = json.loads(origin_path(self._target).read_text(encoding="utf-8"))
            origin = _Origin(**{name: note.get(name) for name in _Origin.__dataclass_fields__})
        except (OSError, ValueError, AttributeError, TypeError):
            origin = _Origin("")
        same = origin.url == self._url and (origin.validator() or origin.sha256 or self._sha256)
        size = origin.size_bytes
        if same and isinstance(size, int) and self._held() <= size:
            return origin
        self._part.truncate(0)
        return _Origin(self._url)

    def _headers(self, held: int) -> dict[str, str]:
        if not held:
            return {}
        headers = {"Range": f"bytes={held}-"}
        validator = self._origin.validator()
        if validator and not (self._sha256 or self._origin.sha256):  # with a hash, the end tells whether the parts fit
            headers["If-Range"] = validator
        return headers

    def _accept(self, answer: web.Answer, held: int) -> bool:
        """Take note of what the server offers; True when its body is to be appended to the part."""
        if answer.status in _NOT_THERE:
            raise NotThereError(f"{web.host(self._url)} does not hand out {self._url} (HTTP {answer.status}).")
        if answer.status == 416:
            if answer.total != held or (answer.total != self._origin.size_bytes and not self._known_hash(answer)):
                self._start_over()
            else:
                self._note(answer, held)
            return False
        if answer.status not in (200, 206) or answer.encoding != "identity":
            raise DownloadError(f"{self._url} was answered in a way that is not understood (HTTP {answer.status}).")
        other = self._origin.sha256 and answer.linked_sha256 and self._origin.sha256 != answer.linked_sha256
        if answer.status == 206 and (answer.start != held or answer.total != self._origin.size_bytes or other):
            self._start_over()
            return False
        if answer.status == 200:
            self._part.truncate(0)
        total = answer.total if answer.linked_size is None else answer.linked_size
        if answer.total is not None and total != answer.total:
            raise DownloadError(
                f"{self._url} announces {answer.total:,} bytes, but the file has {total:,}. It was not downloaded."
            )
        self._note(answer, total)
        if total is not None:
            self._check_space(total - self._held())
        return True

    def _known_hash(self, answer: web.Answer) -> str | None:
        return self._sha256 or answer.linked_sha256 or self._origin.sha256

    def _note(self, answer: web.Answer, total: int | None) -> None:
        self._origin = _Origin(
            self._url, answer.etag, answer.last_modified, total, answer.linked_sha256 or self._origin.sha256
        )
        draft = origin_path(self._target).with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self._origin)), encoding="utf-8")
        os.replace(draft, origin_path(self._target))

    def _check_space(self, missing_bytes: int) -> None:
        free = shutil.disk_usage(self._target.parent).free
        if missing_bytes > free:
            raise OSError(errno.ENOSPC, f"{missing_bytes:,} more bytes are needed, {free:,} are free")

    def _ask(self, line: Line, held: int) -> Steps[web.Answer]:
        headers = self._headers(held)
        answer = yield from self._patiently(
            line.wait_for(lambda: web.get(self._url, headers, self._trusted_http, line)), held
        )
        return answer

    def _patiently(self, waiting: Generator[None, None, _T], held: int) -> Steps[_T]:
        """Tell how far it is while nothing comes."""
        while True:
            try:
                next(waiting)
            except StopIteration as stop:
                found: _T = stop.value
                return found
            yield Progress("downloading", held, self._origin.size_bytes)

    def _receive(self, answer: web.Answer, line: Line) -> Steps[None]:
        total = self._origin.size_bytes
        held = self._held()
        while chunk := (yield from self._patiently(line.wait_for(lambda: answer.read(_CHUNK_BYTES)), held)):
            if total is not None and held + len(chunk) > total:
                self.discard()
                raise DownloadError(f"{self._url} sent more than the {total:,} bytes it announced. Nothing was kept.")
            view = memoryview(chunk)
            while view:
                view = view[self._part.write(view) :]
            held += len(chunk)
            yield Progress("downloading", held, total)
        if total is None:  # no length was announced, so the end is wherever the body ends
            self._origin = replace(self._origin, size_bytes=held)

    def _pause(self, seconds: float) -> Steps[None]:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            yield Progress("waiting", self._held(), self._origin.size_bytes)
            time.sleep(min(0.1, left))


def _disk_error(error: OSError, target: Path) -> DownloadError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DownloadError(
            f"The disk with {target.parent} is full ({error.strerror}). What has arrived is kept; make room, then "
            "start the download again."
        )
    return DownloadError(f"The download cannot be written to {target.parent} ({error.strerror or error}).")

"""One file from a server that drops, lies, truncates and changes its mind."""

import errno
import hashlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from clipdesk.errors import DownloadError
from clipdesk.progress import Progress, drain
from clipdesk.zoo import transfer
from clipdesk.zoo import web as web_module
from clipdesk.zoo.transfer import NotThereError, Receipt, UnreachableError, fetch, origin_path, part_path
from tests.helpers.web_server import Manner, Web

DROP = Manner(drop_after=1_200_000)


def digest_of(web: Web) -> str:
    return hashlib.sha256(web.content).hexdigest()


def get(web: Web, target: Path, **options: Any) -> Receipt:
    return drain(fetch(f"{web.url}/model.bin", target, pause_s=0.01, **options))


def ranges(web: Web) -> list[str | None]:
    return [headers.get("Range") for _, headers in web.requests]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "models" / "model.bin"


def test_a_file_arrives_whole_under_its_part_name(web: Web, target: Path) -> None:
    progress: list[Progress] = []
    steps = fetch(f"{web.url}/model.bin", target, sha256=digest_of(web))
    receipt = drain(steps, progress.append)
    assert receipt == Receipt(part_path(target), len(web.content), digest_of(web), True)
    assert part_path(target).read_bytes() == web.content
    assert not target.exists()
    assert {step.stage for step in progress} == {"downloading", "verifying"}
    assert all(step.total == len(web.content) for step in progress)
    assert progress[-1].done == len(web.content)


@pytest.mark.parametrize("hashed", [False, True])
def test_dropped_connections_are_resumed(web: Web, target: Path, hashed: bool) -> None:
    web.manners = [DROP, DROP]
    receipt = get(web, target, sha256=digest_of(web) if hashed else None)
    assert receipt.verified is hashed
    assert part_path(target).read_bytes() == web.content
    assert ranges(web) == [None, "bytes=1200000-", "bytes=2400000-"]
    assert web.requests[1][1].get("If-Range") == (None if hashed else '"one"')


def test_the_next_run_goes_on(web: Web, target: Path) -> None:
    web.always = Manner(status=503)
    web.manners = [DROP]
    with pytest.raises(
        DownloadError, match=r"does not get on: The server is busy \(HTTP 503\) at 1,200,000 of 3000000"
    ):
        get(web, target)
    web.always = Manner()
    web.requests.clear()
    assert get(web, target).size_bytes == len(web.content)
    assert ranges(web) == ["bytes=1200000-"]
    assert part_path(target).read_bytes() == web.content


def test_closing_the_generator_keeps_what_has_arrived(web: Web, target: Path) -> None:
    steps = fetch(f"{web.url}/model.bin", target)
    while next(steps).done < 1_000_000:
        pass
    steps.close()
    held = part_path(target).stat().st_size
    assert 1_000_000 <= held < len(web.content)
    get(web, target)
    assert ranges(web)[-1] == f"bytes={held}-"


def test_stopped_at_twenty_five_points_and_resumed(web: Web, target: Path) -> None:
    for point in range(60_000, 3_000_000, 120_000):
        steps = fetch(f"{web.url}/model.bin", target)
        while next(steps).done < point:
            pass
        steps.close()
        held = part_path(target).read_bytes()
        assert held == web.content[: len(held)]
    assert get(web, target, sha256=digest_of(web)).verified


def test_a_file_that_changed_meanwhile_starts_over(web: Web, target: Path) -> None:
    web.manners = [DROP]
    web.always = Manner(content=web.content[::-1], etag='"two"')
    get(web, target)
    assert part_path(target).read_bytes() == web.content[::-1]


def test_a_part_of_another_address_or_without_a_note_is_not_continued(web: Web, target: Path) -> None:
    target.parent.mkdir()
    part_path(target).write_bytes(b"x" * 1000)
    get(web, target)
    assert part_path(target).read_bytes() == web.content
    note = json.loads(origin_path(target).read_text())
    origin_path(target).write_text(json.dumps(note | {"url": "https://example.org/other"}))
    get(web, target)
    assert ranges(web) == [None, None]


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"url": 3}', '{"url": null, "size_bytes": "x"}'])
def test_a_damaged_note_means_from_the_start(web: Web, target: Path, note: str) -> None:
    target.parent.mkdir()
    part_path(target).write_bytes(b"x" * 1000)
    origin_path(target).write_text(note)
    get(web, target)
    assert part_path(target).read_bytes() == web.content


def test_two_hundred_for_a_range_replaces_the_part(web: Web, target: Path) -> None:
    web.manners = [DROP, Manner(ignore_range=True)]
    get(web, target)
    assert part_path(target).read_bytes() == web.content


def test_a_range_that_starts_elsewhere_starts_over(web: Web, target: Path) -> None:
    wrong = (("Content-Range", "bytes 5-9/3000000"),)
    web.manners = [DROP, Manner(status=206, headers=wrong)]
    get(web, target, sha256=digest_of(web))
    assert part_path(target).read_bytes() == web.content


def test_wrong_bytes_are_deleted(web: Web, target: Path) -> None:
    expected = digest_of(web)
    web.always = Manner(content=bytes(3_000_000))
    with pytest.raises(DownloadError, match=f"is not what it should be.*{expected}"):
        get(web, target, sha256=expected)
    assert part_path(target).stat().st_size == 0
    assert not origin_path(target).exists()
    web.always = Manner()
    assert get(web, target, sha256=expected).verified


def test_a_part_with_wrong_bytes_is_found_at_the_end(web: Web, target: Path) -> None:
    web.manners = [DROP]
    steps = fetch(f"{web.url}/model.bin", target, sha256=digest_of(web), pause_s=0.01)
    while next(steps).done < 1_000_000:
        pass
    steps.close()
    with part_path(target).open("r+b") as file:
        file.write(b"damage")
    with pytest.raises(DownloadError, match="is not what it should be"):
        get(web, target, sha256=digest_of(web))
    assert get(web, target, sha256=digest_of(web)).verified


def test_the_start_of_a_hash_is_enough(web: Web, target: Path) -> None:
    assert get(web, target, sha256=digest_of(web)[:8]).verified
    with pytest.raises(DownloadError, match="00000000 was expected"):
        get(web, target, sha256="00000000")


def test_a_length_above_the_truth_is_refused_unless_the_hash_fits(web: Web, target: Path) -> None:
    web.always = Manner(announce=4_000_000)
    with pytest.raises(DownloadError):
        get(web, target)
    assert len(web.requests) < 15
    web.always = Manner()
    web.manners = [Manner(announce=4_000_000)]
    assert get(web, target, sha256=digest_of(web)).verified


def test_a_length_below_the_truth_is_found_by_the_hash(web: Web, target: Path) -> None:
    web.always = Manner(announce=1_000_000)
    with pytest.raises(DownloadError, match="is not what it should be"):
        get(web, target, sha256=digest_of(web))


def test_no_length_at_all(web: Web, target: Path) -> None:
    web.always = Manner(hide_length=True, etag=None)
    receipt = get(web, target)
    assert receipt.size_bytes == len(web.content)
    assert not receipt.verified


def test_a_server_that_drops_for_ever_is_given_up(web: Web, target: Path) -> None:
    web.always = Manner(drop_after=10)
    with pytest.raises(DownloadError, match="does not get on"):
        get(web, target)
    assert len(web.requests) <= 6


def test_busy_servers_are_asked_again(web: Web, target: Path) -> None:
    web.manners = [Manner(status=429, headers=(("Retry-After", "0"),)), Manner(status=503), Manner(status=500)]
    assert get(web, target).size_bytes == len(web.content)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_what_is_not_there_is_not_asked_again(web: Web, target: Path, status: int) -> None:
    web.always = Manner(status=status)
    with pytest.raises(NotThereError, match=f"HTTP {status}"):
        get(web, target)
    assert len(web.requests) == 1


@pytest.mark.parametrize("status", [204, 300, 418])
def test_other_answers_are_not_understood(web: Web, target: Path, status: int) -> None:
    web.always = Manner(status=status)
    with pytest.raises(DownloadError, match=f"HTTP {status}"):
        get(web, target)


def test_a_compressed_body_is_refused(web: Web, target: Path) -> None:
    web.always = Manner(headers=(("Content-Encoding", "gzip"),))
    with pytest.raises(DownloadError, match="not understood"):
        get(web, target)


def test_hugging_face_says_the_hash_and_size_when_it_redirects(web: Web, target: Path) -> None:
    linked = (("X-Linked-Etag", f'"{digest_of(web)}"'), ("X-Linked-Size", "3000000"))
    web.manners = [Manner(redirect="/blob", headers=linked)]
    assert get(web, target).verified
    web.manners = [Manner(redirect="/blob", headers=(("X-Linked-Etag", f'"{"0" * 64}"'),))]
    with pytest.raises(DownloadError, match="is not what it should be"):
        get(web, target.with_name("other.bin"))
    web.manners = [Manner(redirect="/blob", headers=(("X-Linked-Size", "99"),))]
    with pytest.raises(DownloadError, match="announces 3,000,000 bytes, but the file has 99"):
        get(web, target.with_name("third.bin"))


@pytest.mark.parametrize(
    "address", ["http://example.org/model.bin", "ftp://127.0.0.1/x", "file:///etc/passwd", "data:,hello"]
)
def test_redirects_away_from_https_are_refused(web: Web, target: Path, address: str) -> None:
    web.always = Manner(redirect=address)
    with pytest.raises(DownloadError, match="https only"):
        get(web, target)
    with pytest.raises(DownloadError, match="https only"):
        drain(fetch(address, target))


def test_redirects_without_end(web: Web, target: Path) -> None:
    web.always = Manner(redirect="/again")
    with pytest.raises(DownloadError, match="without end"):
        get(web, target)


def test_no_server_is_one_clear_sentence(target: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1 cannot be reached .*Is this computer online\?"):
        drain(fetch(f"http://127.0.0.1:{port}/model.bin", target, pause_s=0.01))


def test_a_name_that_does_not_resolve(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_names(*_args: object, **_options: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_names)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UnreachableError, match=r"huggingface\.co cannot be reached \(.*Name or service"):
        drain(fetch("https://huggingface.co/model.bin", target, pause_s=0.01))


def test_a_stalled_server_is_left(web: Web, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_module, "TIMEOUT_S", 0.2)
    web.manners = [Manner(chunk_pause_s=1.0)]
    assert get(web, target).size_bytes == len(web.content)
    assert len(web.requests) == 2


@pytest.mark.parametrize("silent_after", [0, 600_000])
def test_a_silent_server_does_not_keep_a_cancel_waiting(web: Web, target: Path, silent_after: int) -> None:
    web.manners = [Manner(silent_after=silent_after)]
    steps = fetch(f"{web.url}/model.bin", target)
    while not (part_path(target).exists() and part_path(target).stat().st_size == silent_after):
        next(steps)
    begun = time.monotonic()
    next(steps)  # it yields though nothing comes, so that a lane can close it
    steps.close()
    assert time.monotonic() - begun < 1.0
    assert part_path(target).read_bytes() == web.content[:silent_after]
    get(web, target)
    assert part_path(target).read_bytes() == web.content


def test_a_server_that_takes_the_connection_and_says_nothing(target: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        steps = fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/model.bin", target)
        begun = time.monotonic()
        assert next(steps).done == 0
        steps.close()
        assert time.monotonic() - begun < 1.0
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(2)
            while connection.recv(4096):  # what was asked, then the end: the line was hung up
                pass


def test_too_little_room_is_known_before_the_first_byte(
    web: Web, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(DownloadError, match=r"is full \(3,000,000 more bytes are needed, 1,000,000 are free\)"):
        get(web, target)


class FullDisk(io.FileIO):
    """A file that takes 700,000 bytes."""

    def write(self, data: Any, /) -> int:
        room = 700_000 - os.fstat(self.fileno()).st_size
        if room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data[:room])


def test_a_disk_that_fills_keeps_the_part(web: Web, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def full(path: Path) -> Iterator[FullDisk]:
        with FullDisk(path, "a+") as file:
            yield file

    with monkeypatch.context() as context:
        context.setattr(transfer, "locked", full)
        with pytest.raises(DownloadError, match=r"is full .*What has arrived is kept"):
            get(web, target)
    assert part_path(target).stat().st_size == 700_000
    get(web, target)
    assert ranges(web)[-1] == "bytes=700000-"
    assert part_path(target).read_bytes() == web.content


def test_two_at_once_do_not_mix(web: Web, target: Path) -> None:
    first = fetch(f"{web.url}/model.bin", target)
    next(first)
    with pytest.raises(DownloadError, match="Another clipdesk"):
        get(web, target)
    assert drain(first).size_bytes == len(web.content)


SCRIPT = """
import sys
from pathlib import Path
from clipdesk.progress import drain
from clipdesk.zoo.transfer import fetch
drain(fetch(sys.argv[1], Path(sys.argv[2])))
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is another thing there")
def test_killed_at_many_points_and_resumed(web: Web, target: Path) -> None:
    web.always = Manner(chunk_pause_s=0.004)
    arguments = [sys.executable, "-c", SCRIPT, f"{web.url}/model.bin", str(target)]
    kills = 0
    for point in range(0, 3_000_000, 120_000):
        process = subprocess.Popen(arguments, cwd=Path(__file__).parents[3])
        deadline = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < deadline:
            if part_path(target).exists() and part_path(target).stat().st_size > point:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.002)
        kills += process.wait() == -signal.SIGKILL
        assert not target.exists()
        held = part_path(target).read_bytes()
        assert held == web.content[: len(held)]
    assert kills >= 15
    get(web, target, sha256=digest_of(web))
    assert part_path(target).read_bytes() == web.content
    starts = [int((text or "bytes=0-")[6:-1]) for text in ranges(web)]
    assert starts == sorted(starts), "no run begins before the one it follows ended"

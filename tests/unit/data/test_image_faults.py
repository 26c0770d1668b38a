"""Files that are no pictures, broken pictures, pictures made to harm: one ImageError each, and nothing else."""

import io
import os
import random
import socket
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from clipdesk.data.images import DecodeLimits, decode
from clipdesk.errors import ImageError
from tests.helpers.photos import encoded, one_of_each, photo

EACH = one_of_each()
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SMALL = DecodeLimits(max_pixels=4_000_000, max_memory_bytes=100_000_000)  # for flipped sizes, so that tests stay quick


def _kind(path: Path) -> str:
    with pytest.raises(ImageError) as caught:
        decode(path)
    assert str(caught.value).endswith(".")
    return caught.value.kind


def _kind_of(folder: Path, data: bytes, name: str = "picture.jpg") -> str:
    path = folder / name
    path.write_bytes(data)
    return _kind(path)


def test_names_that_stand_for_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert _kind(tmp_path / "nothing.jpg") == "missing"
    assert _kind(tmp_path / "file" / "below.jpg") == "missing"
    assert _kind(tmp_path / ("n" * 300)) == "missing"
    assert _kind(Path("a\0b")) == "missing"
    assert _kind(Path("\ud800")) == "missing"
    assert _kind(tmp_path) == "not_a_file"
    assert _kind_of(tmp_path, b"") == "empty"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX files")
def test_pipes_devices_sockets_and_circles_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert _kind(tmp_path / "pipe.jpg") == "not_a_file"
    (tmp_path / "link.jpg").symlink_to("pipe.jpg")
    assert _kind(tmp_path / "link.jpg") == "not_a_file"
    assert _kind(Path("/dev/zero")) == "not_a_file"
    (tmp_path / "circle.jpg").symlink_to("circle.jpg")
    assert _kind(tmp_path / "circle.jpg") == "unreadable"
    (tmp_path / "gone.jpg").symlink_to("nothing")
    assert _kind(tmp_path / "gone.jpg") == "missing"
    here = Path.cwd()
    os.chdir(tmp_path)  # the name of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("socket.jpg")
    finally:
        os.chdir(here)
    assert _kind(tmp_path / "socket.jpg") == "not_a_file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(EACH["jpeg"])
    (tmp_path / "secret.jpg").chmod(0)
    assert _kind(tmp_path / "secret.jpg") == "permission"


@pytest.mark.parametrize("error", [PermissionError(13, "no"), OSError(5, "Input/output error"), MemoryError()])
def test_faults_of_the_system(tmp_path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise error

    (tmp_path / "a.jpg").write_bytes(EACH["jpeg"])
    monkeypatch.setattr(os, "open", fail)
    expected = {PermissionError: "permission", OSError: "unreadable", MemoryError: "memory"}[type(error)]
    assert _kind(tmp_path / "a.jpg") == expected


@pytest.mark.parametrize(
    "name", ["new\nline.jpg", "-rf.jpg", " ", "e\u0301ñ猫.jpg", os.fsdecode(b"latin-\xe9.jpg"), "%s{}.jpg"]
)
def test_odd_names_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    try:
        path.write_bytes(EACH["jpeg"])
    except OSError:
        pytest.skip("this file system takes no such name")
    assert decode(path).width == 60


@pytest.mark.parametrize(("data", "says"), [
    (b"%PDF-1.7 ...", "a PDF document"), (b"<html>", "a web page"), (b"PK\x03\x04...", "zip"),
    (b"hello", "not a picture"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"), (b"8BPS\0\1", "Photoshop"), (b"%!PS-Adobe", "PostScript"),
    (b"  <svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"), (b"\0" * 100, "not a picture"),
])  # fmt: skip
def test_other_files_are_named(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "a.jpg").write_bytes(data)
    with pytest.raises(ImageError, match=says) as caught:
        decode(tmp_path / "a.jpg")
    assert caught.value.kind == "unsupported"


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.parametrize("name", ["a.jpg", "a.eps", "a.png"])
def test_postscript_starts_no_ghostscript(tmp_path: Path, name: str) -> None:
    marker = tmp_path / "ran"
    for program in ("gs", "gswin64c", "gswin32c"):
        stand_in = tmp_path / "bin" / program
        stand_in.parent.mkdir(exist_ok=True)
        stand_in.write_text(f"#!/bin/sh\ntouch '{marker}'\n")
        stand_in.chmod(0o755)
    eps = encoded(Image.fromarray(photo(20, 20)), "EPS")
    (tmp_path / name).write_bytes(eps)
    script = (
        "import sys\nfrom pathlib import Path\nfrom clipdesk.data.images import decode\n"
        "from clipdesk.errors import ImageError\n"
        "try: decode(Path(sys.argv[1]))\nexcept ImageError as error: print(error.kind)\n"
        "if len(sys.argv) > 2:\n    from PIL import Image\n    Image.open(sys.argv[1]).load()\n"
    )
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-c", script, str(tmp_path / name)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "unsupported"
    assert not marker.exists()
    subprocess.run([*command, "too"], env=environment, capture_output=True, check=False)
    assert marker.exists()  # so the stand-in would have been found


@pytest.mark.parametrize("name", [name for name in EACH if name not in ("mpo", "gif", "apng", "animated.webp")])
def test_a_truncated_file_is_damaged(tmp_path: Path, name: str) -> None:
    data = EACH[name]
    for share in (0.3, 0.6, 0.9):
        assert _kind_of(tmp_path, data[: int(len(data) * share)]) in ("damaged", "unsupported")
    assert _kind_of(tmp_path, data[: int(len(data) * 0.9)]) == "damaged"


@given(data=st.data())
@QUICK
def test_flipped_and_cut_files_raise_nothing_else(tmp_path: Path, data: st.DataObject) -> None:
    chance = data.draw(st.randoms(use_true_random=False))
    broken = bytearray(EACH[data.draw(st.sampled_from(sorted(EACH)))])
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        reach = len(broken) if chance.random() < 0.5 else min(len(broken), 200)
        broken[chance.randrange(reach)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    if chance.random() < 0.3:
        del broken[chance.randrange(1, len(broken)) :]
    if chance.random() < 0.2:
        at = chance.randrange(len(broken))
        broken[at:at] = chance.randbytes(chance.randrange(1, 50))
    _try(tmp_path, bytes(broken), chance)


@given(
    start=st.sampled_from([b"", *(data[:16] for data in EACH.values())]),
    rest=st.binary(max_size=300),
    chance=st.randoms(),
)
@QUICK
def test_random_bytes_raise_nothing_else(tmp_path: Path, start: bytes, rest: bytes, chance: random.Random) -> None:
    _try(tmp_path, start + rest, chance)


def _try(folder: Path, data: bytes, chance: random.Random) -> None:
    path = folder / "broken"
    path.write_bytes(data)
    try:
        pixels = decode(path, shortest_side=chance.choice((None, 8, 224)), limits=SMALL).pixels
    except ImageError:
        return
    assert pixels.ndim == 3
    assert pixels.shape[2] == 3


def test_pillows_settings_are_left_alone() -> None:
    script = (
        "from PIL import Image, ImageFile\nbefore = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES\n"
        "import clipdesk.data.images\nassert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def _claiming(side: int) -> bytes:
    """A JPEG of some kilobytes that claims `side` × `side` pixels and ends early, which decoders fill with grey."""
    small = encoded(Image.fromarray(photo(16, 16)), "JPEG")
    frame = small.index(b"\xff\xc0")
    scan = small.index(b"\xff\xda")
    sized = small[: frame + 5] + struct.pack(">HH", side, side) + small[frame + 9 : scan]
    return sized + small[scan:-2] + b"\x55" * 5000 + b"\xff\xd9"


def test_a_small_file_that_claims_a_huge_picture_is_damaged(tmp_path: Path) -> None:
    data = _claiming(13_000)
    assert len(data) < 6500
    (tmp_path / "a.jpg").write_bytes(data)
    for shortest_side in (None, 224):
        with pytest.raises(ImageError, match="13,000 × 13,000") as caught:
            decode(tmp_path / "a.jpg", shortest_side=shortest_side)
        assert caught.value.kind == "damaged"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak of memory from /proc")
def test_a_large_flat_picture_stays_within_a_gigabyte(tmp_path: Path) -> None:
    Image.new("L", (13_000, 13_000), 99).save(tmp_path / "flat.jpg")
    buffer = io.BytesIO()
    Image.new("L", (9000, 9000)).save(buffer, "PNG", compress_level=1)
    (tmp_path / "flat.png").write_bytes(buffer.getvalue())
    script = (
        "import sys\nfrom pathlib import Path\nfrom clipdesk.data.images import decode\n"
        "for path in sorted(Path(sys.argv[1]).iterdir()): print(decode(path).pixels.shape)\n"
        "print([line for line in open('/proc/self/status') if line.startswith('VmHWM')][0].split()[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    *shapes, peak = done.stdout.strip().split("\n")
    assert shapes == ["(6500, 6500, 3)", "(9000, 9000, 3)"]
    assert int(peak) * 1024 < 1e9


def test_a_picture_in_hundreds_of_passes_is_refused(tmp_path: Path) -> None:
    data = encoded(Image.new("L", (6000, 6000), 50), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    assert _kind_of(tmp_path, data[:-2] + scan * 300 + data[-2:]) == "too_large"
    few = encoded(Image.fromarray(photo(64, 64)), "JPEG", progressive=True)
    (tmp_path / "few.jpg").write_bytes(few[:-2] + few[few.rindex(b"\xff\xda") : -2] * 3 + few[-2:])
    assert decode(tmp_path / "few.jpg").width == 64


def _chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def test_floods_of_empty_parts_are_refused(tmp_path: Path) -> None:
    png, gif, jpeg = EACH["png"], EACH["gif"], EACH["jpeg"]
    assert _kind_of(tmp_path, png[:33] + _chunk(b"abCd") * 250_000 + png[33:]) == "damaged"
    table = 13 + (3 << ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0)
    assert _kind_of(tmp_path, gif[:table] + b"\x21\xf0\x00" * 250_000 + gif[table:]) == "damaged"
    assert _kind_of(tmp_path, gif[:table] + b"\x21\xf0" + b"\x01x" * 250_000 + b"\0" + gif[table:]) == "damaged"
    assert _kind_of(tmp_path, jpeg[:2] + b"\xff\xfe\0\2" * 250_000 + jpeg[2:]) == "damaged"
    assert _kind_of(tmp_path, jpeg[:20] + b"x" * 100_000 + jpeg[20:]) == "damaged"
    assert _kind_of(tmp_path, jpeg[:20] + b"\xff" * 100_000 + jpeg[20:]) == "damaged"
    for data, at, some in ((png, 33, _chunk(b"abCd")), (gif, table, b"\x21\xf0\x01x\0"), (jpeg, 2, b"\xff\xfe\0\2")):
        (tmp_path / "some").write_bytes(data[:at] + some * 1000 + data[at:])
        assert decode(tmp_path / "some").width == 60


def _overlapping(tags: int, body: int) -> bytes:
    """A TIFF directory whose tags all point at the same bytes."""
    entries = b"".join(struct.pack("<HHLL", 0x9000 + tag, 7, body, 8) for tag in range(tags))
    return b"II*\0" + struct.pack("<L", 8 + body) + bytes(body) + struct.pack("<H", tags) + entries + bytes(4)


def test_tags_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    assert _kind_of(tmp_path, _overlapping(4000, 1_000_000)) == "damaged"
    jpeg = EACH["jpeg"]
    block = b"Exif\0\0" + _overlapping(1000, 40_000)
    assert (
        _kind_of(tmp_path, jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]) == "damaged"
    )


def test_a_tile_larger_than_memory_is_refused(tmp_path: Path) -> None:
    tags = (
        (256, 64),
        (257, 64),
        (258, 8),
        (259, 8),
        (262, 1),
        (277, 1),
        (322, 40_000),
        (323, 40_000),
        (324, 8),
        (325, 50),
    )
    entries = b"".join(struct.pack("<HHLL", tag, 4, 1, value) for tag, value in tags)
    data = (
        b"II*\0"
        + struct.pack("<L", 60)
        + zlib.compress(bytes(50)).ljust(52, b"\0")
        + struct.pack("<H", len(tags))
        + entries
    )
    assert _kind_of(tmp_path, data + bytes(4)) == "too_large"


def test_formats_read_by_slow_code_are_capped(tmp_path: Path) -> None:
    assert _kind_of(tmp_path, b"P3\n4000 4000\n255\n" + b"1 " * 100) == "too_large"
    assert _kind_of(tmp_path, b"P6\n4000 4000\n200\n" + bytes(1000)) == "too_large"
    assert _kind_of(tmp_path, b"P6\n40 40\n255\n" + bytes(1000)) == "damaged"

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from clipdesk.data.catalog import ImageRef
from clipdesk.inference import cache_schema
from clipdesk.inference.cache import EmbeddingCache

MODEL = "model-a"


def _hash(number):
    return f"{number:032x}"


def _vector(number, dim=8):
    return np.random.default_rng(number).standard_normal(dim).astype(np.float32)


def _ref(number, folder="/pictures"):
    return ImageRef(Path(folder) / f"{number}.jpg", 1000 + number, 1_700_000_000_000_000_000 + number)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "embeddings.sqlite3"


def test_everything_comes_back_bit_for_bit(path):
    vectors = {_hash(number): _vector(number) for number in range(1200)}
    files = {_ref(number): _hash(number) for number in range(1200)}
    with EmbeddingCache(path) as cache:
        cache.put_images(MODEL, vectors, files)
        cache.put_texts(MODEL, {"a cat": _vector(1), "\udcff\x00": _vector(2)})
    with EmbeddingCache(path) as cache:
        known = cache.get_images(MODEL, [*vectors, _hash(9999)])
        assert known.keys() == vectors.keys()
        assert all((known[key] == vector).all() and known[key].dtype == np.float32 for key, vector in vectors.items())
        assert cache.lookup_files([*files, _ref(5000)]) == files
        assert (cache.get_texts(MODEL, ["\udcff\x00"])["\udcff\x00"] == _vector(2)).all()
        assert cache.get_images("model-b", vectors) == {}
        assert cache.get_texts("model-b", ["a cat"]) == {}
        assert cache.notes == ()


def test_a_changed_file_is_not_known(path):
    ref = _ref(1)
    cache = EmbeddingCache(path)
    cache.put_images(MODEL, {}, {ref: _hash(1)})
    assert cache.lookup_files([ref]) == {ref: _hash(1)}
    assert cache.lookup_files([ImageRef(ref.path, ref.size_bytes, ref.mtime_ns + 1)]) == {}
    assert cache.lookup_files([ImageRef(ref.path, ref.size_bytes + 1, ref.mtime_ns)]) == {}
    newer = ImageRef(ref.path, 5, 6)
    cache.put_images(MODEL, {}, {newer: _hash(2)})
    assert cache.lookup_files([newer, ref]) == {newer: _hash(2)}


def test_paths_that_are_no_text(path):
    odd = ImageRef(Path(os.fsdecode(b"/pictures/\xff\xfe.jpg")), 1, 2)
    cache = EmbeddingCache(path)
    cache.put_images(MODEL, {}, {odd: _hash(1)})
    assert cache.lookup_files([odd]) == {odd: _hash(1)}


def test_in_memory():
    cache = EmbeddingCache(None)
    cache.put_texts(MODEL, {"cat": _vector(1)})
    assert cache.get_texts(MODEL, ["cat"]).keys() == {"cat"}
    assert cache.size_bytes() > 0
    cache.close()
    assert not cache.usable
    assert cache.get_texts(MODEL, ["cat"]) == {}
    cache.put_texts(MODEL, {"cat": _vector(1)})


@pytest.mark.parametrize("content", [b"", b"not a database " * 400])
def test_a_file_that_is_no_database(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    cache = EmbeddingCache(path)
    cache.put_texts(MODEL, {"cat": _vector(1)})
    assert cache.get_texts(MODEL, ["cat"]).keys() == {"cat"}
    asides = list(path.parent.glob("*.damaged-*"))
    if content:
        assert "damaged" in cache.notes[0]
        assert str(asides[0]) in cache.notes[0]
        assert asides[0].read_bytes() == content
    else:
        assert cache.notes == ()
        assert asides == []


def _filled(path, count=2000):
    with EmbeddingCache(path) as cache:
        cache.put_images(
            MODEL, {_hash(n): _vector(n, 64) for n in range(count)}, {_ref(n): _hash(n) for n in range(count)}
        )


@pytest.mark.parametrize("seed", range(6))
def test_damage_in_the_middle_never_gives_a_wrong_vector(path, seed):
    _filled(path)
    rng = random.Random(seed)
    content = bytearray(path.read_bytes())
    if seed == 0:
        content = content[: len(content) // 2]
    for _ in range(30):
        start = rng.randrange(100, len(content) - 3000)
        length = rng.choice([1, 8, 3000])
        content[start : start + length] = rng.randbytes(length)
    path.write_bytes(content)
    cache = EmbeddingCache(path)
    for start in range(0, 2000, 250):
        for key, vector in cache.get_images(MODEL, [_hash(n) for n in range(start, start + 250)]).items():
            assert (vector == _vector(int(key, 16), 64)).all()
        cache.lookup_files([_ref(n) for n in range(start, start + 250)])
    cache.put_images(MODEL, {_hash(1): _vector(1, 64)}, {_ref(1): _hash(1)})
    if not cache.usable or not cache.get_images(MODEL, [_hash(1)]):
        assert cache.notes
    assert len(list(path.parent.glob("*.damaged-*"))) == sum("moved" in note for note in cache.notes)


def test_a_newer_files_schema_is_left_alone(path):
    _filled(path, 3)
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {len(cache_schema.MIGRATIONS) + 1}")
    database.close()
    before = path.read_bytes()
    cache = EmbeddingCache(path)
    assert "newer version" in cache.notes[0]
    assert not cache.usable
    cache.put_images(MODEL, {_hash(1): _vector(1)})
    assert cache.get_images(MODEL, [_hash(1)]) == {}
    cache.close()
    assert path.read_bytes() == before


def test_migrations_run_in_order_and_keep_what_is_there(path, monkeypatch):
    _filled(path, 3)
    more = (*cache_schema.MIGRATIONS, ("ALTER TABLE texts ADD COLUMN seen INTEGER",))
    monkeypatch.setattr(cache_schema, "MIGRATIONS", more)
    with EmbeddingCache(path) as cache:
        assert cache.notes == ()
        assert len(cache.get_images(MODEL, [_hash(n) for n in range(3)])) == 3
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA user_version").fetchone() == (len(more),)
    assert "seen" in [row[1] for row in database.execute("PRAGMA table_info(texts)")]
    database.close()


def test_a_migration_that_fails_changes_nothing(path, monkeypatch):
    _filled(path, 3)
    monkeypatch.setattr(
        cache_schema, "MIGRATIONS", (*cache_schema.MIGRATIONS, ("DROP TABLE texts", "CREATE TABLE images (id)"))
    )
    assert EmbeddingCache(path).notes
    monkeypatch.undo()
    with EmbeddingCache(path) as cache:
        assert cache.notes == ()
        assert len(cache.get_images(MODEL, [_hash(1)])) == 1


def test_a_full_disk_ends_the_writing_not_the_reading(path):
    _filled(path, 10)
    cache = EmbeddingCache(path)
    pages = cache._database.execute("PRAGMA page_count").fetchone()[0]
    cache._database.execute(f"PRAGMA max_page_count = {pages}")
    cache.put_images(MODEL, {_hash(n): _vector(n, 64) for n in range(100, 2000)})
    assert "cannot be written (database or disk is full)" in cache.notes[0]
    cache.put_images(MODEL, {_hash(5000): _vector(1)})
    assert len(cache.notes) == 1
    assert len(cache.get_images(MODEL, [_hash(n) for n in range(2000)])) == 10


def test_a_read_only_file_ends_the_writing_not_the_reading(path):
    _filled(path, 10)
    cache = EmbeddingCache(path)
    cache._database.execute("PRAGMA query_only = 1")
    cache.put_texts(MODEL, {"cat": _vector(1)})
    assert "readonly" in cache.notes[0]
    assert len(cache.get_images(MODEL, [_hash(1)])) == 1


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    cache = EmbeddingCache(tmp_path / "file" / "cache.sqlite3")
    assert "goes on without" in cache.notes[0]
    assert cache.get_texts(MODEL, ["cat"]) == {}


def test_an_interrupt_between_any_two_lines_leaves_it_usable(path):
    def interrupt_at(line):
        left = [line]

        def trace(frame, event, _argument):
            if not frame.f_code.co_filename.endswith("inference/cache.py"):
                return None
            if event == "line":
                left[0] -= 1
                if left[0] == 0:
                    raise KeyboardInterrupt
            return trace

        return trace

    with EmbeddingCache(path) as cache:
        previous, line, interrupted = sys.gettrace(), 0, True
        while interrupted:
            line += 1
            sys.settrace(interrupt_at(line))
            try:
                cache.put_images(MODEL, {_hash(line): _vector(line)}, {_ref(line): _hash(line)})
                interrupted = False
            except KeyboardInterrupt:
                pass
            finally:
                sys.settrace(previous)
            cache.put_images(MODEL, {_hash(1): _vector(1)})
            assert cache.notes == ()
            assert list(cache.get_images(MODEL, [_hash(1)])) == [_hash(1)]
        assert line > 20


def test_prune_forgets_the_oldest_model_first(path):
    cache = EmbeddingCache(path)
    for model in ("old", "new"):
        cache.put_images(model, {_hash(n): _vector(n, 256) for n in range(800)})
    cache._database.execute("UPDATE models SET last_used = last_used - 100 WHERE fingerprint = 'old'")
    half = cache.size_bytes() * 6 // 10
    cache.prune(half)
    assert cache.size_bytes() <= half
    assert len(cache.get_images("old", [_hash(n) for n in range(800)])) < 200
    assert len(cache.get_images("new", [_hash(n) for n in range(800)])) == 800
    cache.prune(0)
    assert cache.get_images("new", [_hash(n) for n in range(800)]) == {}
    assert path.stat().st_size < half
    assert cache.notes == ()


WRITER = """
import sys, json
from pathlib import Path
import numpy as np
from clipdesk.data.catalog import ImageRef
from clipdesk.inference.cache import EmbeddingCache
cache, first, batch = EmbeddingCache(Path(sys.argv[1])), int(sys.argv[2]), 8
assert not cache.notes, cache.notes
for start in range(first, first + int(sys.argv[3]), batch):
    numbers = range(start, start + batch)
    vectors = {f"{n:032x}": np.random.default_rng(n).standard_normal(64).astype(np.float32) for n in numbers}
    refs = {n: ImageRef(Path(f"/pictures/{n}.jpg"), 1000 + n, 1_700_000_000_000_000_000 + n) for n in numbers}
    files = {refs[n]: f"{n:032x}" for n in numbers}
    cache.put_images("model-a", vectors, files)
    assert not cache.notes, cache.notes
    print(start + batch, flush=True)
"""


def _writer(path, first, count):
    code = [sys.executable, "-c", WRITER, str(path), str(first), str(count)]
    return subprocess.Popen(code, stdout=subprocess.PIPE, text=True)


def test_killed_writers_leave_a_sound_file(path):
    rng = random.Random(1)
    first = 0
    promised: set[int] = set()
    for _ in range(20):
        writer = _writer(path, first, 10**6)
        lines = 1 + rng.randrange(4)
        for _ in range(lines):
            end = int(writer.stdout.readline())
        time.sleep(rng.random() * 0.01)
        writer.send_signal(signal.SIGKILL)
        for line in writer.stdout:
            end = int(line)
        writer.wait()
        writer.stdout.close()
        promised |= set(range(first, end))
        first = end + 1000
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)
    database.close()
    with EmbeddingCache(path) as cache:
        known = cache.get_images(MODEL, [_hash(n) for n in range(first)])
        assert promised <= {int(key, 16) for key in known}
        assert all((vector == _vector(int(key, 16), 64)).all() for key, vector in known.items())
        files = cache.lookup_files([_ref(n) for n in range(first)])
        assert set(files.values()) == known.keys()
        assert cache.notes == ()


def test_two_processes_write_at_once(path):
    writers = [_writer(path, first, 800) for first in (0, 100_000)]
    assert [json.loads(writer.communicate()[0].split()[-1]) for writer in writers] == [800, 100_800]
    assert all(writer.returncode == 0 for writer in writers)
    with EmbeddingCache(path) as cache:
        numbers = [*range(800), *range(100_000, 100_800)]
        assert len(cache.get_images(MODEL, [_hash(n) for n in numbers])) == 1600

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from clipdesk.clip.preprocess import resize_and_crop
from clipdesk.data.images import decode
from clipdesk.errors import DeviceError
from clipdesk.inference.cache import EmbeddingCache
from clipdesk.inference.embedded import EmbeddedBatch
from clipdesk.inference.encoder import embed, embed_batches, refs_of
from clipdesk.inference.model import encode_images
from clipdesk.progress import Progress


def _drain(steps):
    seen = []
    try:
        while True:
            seen.append(next(steps))
    except StopIteration as stop:
        return stop.value, seen


def _embed(model, paths, cache=None, **options):
    return _drain(embed(model, refs_of(paths), cache, **options))


def _one_by_one(model, paths):
    pixels = [resize_and_crop(decode(path, shortest_side=32).pixels, model.config.preprocess) for path in paths]
    return encode_images(model, np.stack(pixels))


def _no_threads_left():
    return not [thread for thread in threading.enumerate() if thread.name.startswith("clipdesk-")]


@pytest.fixture
def counted(model, monkeypatch):
    """The sizes of the batches that reach the image tower."""
    sizes = []
    original = model.clip.encode_image

    def encode_image(pixels):
        sizes.append(len(pixels))
        return original(pixels)

    monkeypatch.setattr(model.clip, "encode_image", encode_image)
    return sizes


@pytest.mark.parametrize("batch_size", ["auto", 1, 7, 64])
def test_equals_one_by_one_in_input_order(model, make_pictures, batch_size):
    paths = make_pictures(50)[::-1]
    result, seen = _embed(model, paths, batch_size=batch_size)
    assert np.abs(result.embeddings - _one_by_one(model, paths)).max() < 1e-5
    assert result.valid.all()
    assert (result.computed, result.cached, result.skipped) == (50, 0, ())
    assert result.content_hashes == tuple(decode(path).content_hash for path in paths)
    rows = [row for step in seen if isinstance(step, EmbeddedBatch) for row in step.rows]
    assert sorted(rows) == list(range(50))
    done = [step.done for step in seen if isinstance(step, Progress)]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 50)
    assert _no_threads_left()


def test_nothing_to_do(model):
    result, _ = _embed(model, [])
    assert result.embeddings.shape == (0, 24)


def test_a_second_visit_reads_no_file(model, make_pictures, tmp_path, monkeypatch, counted):
    paths = make_pictures(30)
    cache = EmbeddingCache(tmp_path / "cache.sqlite3")
    first, _ = _embed(model, paths, cache)
    counted.clear()
    monkeypatch.setattr("clipdesk.data.images.decode", lambda *_, **__: pytest.fail("a file was read"))
    second, _ = _embed(model, paths, cache)
    assert counted == []
    assert (second.computed, second.cached) == (0, 30)
    assert (second.embeddings == first.embeddings).all()
    assert second.content_hashes == first.content_hashes


def test_moved_copied_and_equal_pictures_run_once(model, make_pictures, tmp_path, counted):
    paths = make_pictures(5)
    copies = [tmp_path / f"copy{number}.png" for number in range(40)]
    for number, copy in enumerate(copies):
        shutil.copy(paths[number % 5], copy)
    result, _ = _embed(model, [*paths, *copies], batch_size=3)
    assert sum(counted) == 5
    assert (result.computed, result.cached) == (5, 40)
    assert all((result.embeddings[5 + number] == result.embeddings[number % 5]).all() for number in range(40))
    counted.clear()
    cache = EmbeddingCache(None)
    _embed(model, paths, cache)
    os.rename(paths[0], tmp_path / "renamed.png")
    counted.clear()
    result, _ = _embed(model, [tmp_path / "renamed.png"], cache)
    assert counted == []
    assert cache.lookup_files(refs_of([tmp_path / "renamed.png"]))


def test_a_changed_picture_is_run_again(model, make_pictures, counted):
    paths = make_pictures(2)
    cache = EmbeddingCache(None)
    _embed(model, paths, cache)
    shutil.copy(paths[1], paths[0])
    os.utime(paths[0], ns=(1, 1))
    result, _ = _embed(model, paths, cache)
    assert (result.embeddings[0] == result.embeddings[1]).all()


def test_a_file_that_changes_while_it_is_read_is_not_taken_for_known(model, make_pictures):
    paths = make_pictures(1)
    cache = EmbeddingCache(None)
    refs = refs_of(paths)
    os.utime(paths[0], ns=(1, 1))
    _drain(embed(model, refs, cache))
    assert cache.lookup_files(refs) == {}
    assert cache.lookup_files(refs_of(paths)) == {}


def test_unreadable_files_become_rows_with_reasons(model, make_pictures, tmp_path):
    paths = make_pictures(20)
    paths[3].write_bytes(b"")
    paths[7].write_bytes(paths[8].read_bytes()[:300])
    paths[11] = tmp_path / "not there.png"
    paths[19].write_bytes(b"no picture at all")
    result, seen = _embed(model, paths, batch_size=4)
    assert [skipped.path for skipped in result.skipped] == [paths[3], paths[7], paths[11], paths[19]]
    assert [skipped.kind for skipped in result.skipped][:3] == ["empty", "damaged", "missing"]
    assert np.flatnonzero(~result.valid).tolist() == [3, 7, 11, 19]
    good = [row for row in range(20) if result.valid[row]]
    assert np.abs(result.embeddings[good] - _one_by_one(model, [paths[row] for row in good])).max() < 1e-5
    assert seen[-1] == Progress("reading pictures", 20, 20)


def test_out_of_memory_at_random_batches(model, make_pictures, monkeypatch):
    paths = make_pictures(80)
    wanted = _one_by_one(model, paths)
    original = model.clip.encode_image
    failing = set(np.random.default_rng(5).choice(90, size=20, replace=False).tolist())
    lock, calls = threading.Lock(), iter(range(10**6))
    failed = []

    def encode_image(pixels):
        with lock:
            call = next(calls)
        if call in failing:
            failed.append(call)
            raise RuntimeError("CUDA out of memory. Tried to allocate 20.00 MiB.")
        return original(pixels)

    monkeypatch.setattr(model.clip, "encode_image", encode_image)
    result, seen = _embed(model, paths, EmbeddingCache(None), batch_size=16)
    assert len(failed) >= 10
    assert result.valid.all()
    assert result.computed == 80
    assert np.abs(result.embeddings - wanted).max() < 1e-5
    rows = [row for step in seen if isinstance(step, EmbeddedBatch) for row in step.rows]
    assert sorted(rows) == list(range(80))


def test_a_model_that_never_fits_says_so(model, make_pictures, monkeypatch):
    def encode_image(pixels):
        raise MemoryError

    monkeypatch.setattr(model.clip, "encode_image", encode_image)
    with pytest.raises(DeviceError, match="not enough memory"):
        _embed(model, make_pictures(10))
    assert _no_threads_left()


def test_other_failures_are_not_swallowed_and_keep_what_is_done(model, make_pictures, monkeypatch):
    paths = make_pictures(40)
    original = model.clip.encode_image
    calls = iter(range(10**6))

    def encode_image(pixels):
        if next(calls) == 5:
            raise RuntimeError("the kernel is broken")
        return original(pixels)

    monkeypatch.setattr(model.clip, "encode_image", encode_image)
    cache = EmbeddingCache(None)
    with pytest.raises(RuntimeError, match="the kernel is broken"):
        _embed(model, paths, cache, batch_size=4)
    assert len(cache.lookup_files(refs_of(paths))) >= 16
    assert _no_threads_left()


def test_closing_ends_the_threads_and_keeps_what_was_yielded(model, make_pictures):
    paths = make_pictures(60)
    cache = EmbeddingCache(None)
    steps = embed(model, refs_of(paths), cache, batch_size=4)
    rows = []
    while len(rows) < 12:
        step = next(steps)
        rows += step.rows if isinstance(step, EmbeddedBatch) else ()
    steps.close()
    assert _no_threads_left()
    known = cache.lookup_files(refs_of(paths))
    assert {ref.path for ref in known} >= {paths[row] for row in rows}
    assert len(known) < 60
    result, _ = _embed(model, paths, cache)
    assert result.cached == len(known)


def test_what_waits_is_bounded(model, make_pictures, monkeypatch):
    paths = make_pictures(100)
    opened = []
    original = decode

    def counting(path: Path, **options):
        opened.append(path)
        return original(path, **options)

    monkeypatch.setattr("clipdesk.data.images.decode", counting)
    steps = embed_batches(model, refs_of(paths), batch_size=4)
    while not isinstance(next(steps), EmbeddedBatch):
        pass
    assert len(opened) < 60
    steps.close()


def test_a_cache_that_fails_does_not_stop_the_run(model, make_pictures, tmp_path):
    (tmp_path / "file").write_text("in the way")
    cache = EmbeddingCache(tmp_path / "file" / "cache.sqlite3")
    result, _ = _embed(model, make_pictures(5), cache)
    assert result.valid.all()
    assert cache.notes

from __future__ import annotations

import threading
import time

import pytest

from clipdesk.errors import UsageError
from clipdesk.gui.tasks import Job, Lane, at_once
from clipdesk.progress import Progress


@pytest.fixture
def lane(qtbot):
    made = Lane()
    yield made
    assert made.close()


def test_everything_arrives_in_order_on_the_interface_thread(qtbot, lane):
    seen = []
    here = threading.current_thread()

    def steps():
        assert threading.current_thread() is not here
        yield Progress("counting", 1, 2)
        yield "a value"
        return "a result"

    def note(kind):
        return lambda value=None: seen.append((kind, value, threading.current_thread() is here))

    lane.start(Job("x", steps, note("progress"), note("value"), note("result"), note("fault"), note("end")))
    qtbot.waitUntil(lambda: len(seen) == 4)
    assert [kind for kind, _, _ in seen] == ["progress", "value", "result", "end"]
    assert all(at_home for _, _, at_home in seen)


def test_a_newer_job_of_the_same_purpose_silences_the_older(qtbot, lane):
    results, closed, gate = [], threading.Event(), threading.Event()

    def slow():
        try:
            while True:
                gate.set()
                yield Progress("slow", 0)
                time.sleep(0.001)
        finally:
            closed.set()

    lane.start(Job("rank", slow, on_progress=lambda _: None, on_result=lambda _: results.append("old")))
    assert gate.wait(5)
    lane.start(Job("rank", at_once(lambda: "new"), on_result=results.append))
    qtbot.waitUntil(lambda: results == ["new"])
    assert closed.is_set()


@pytest.mark.parametrize(
    ("error", "sentence", "has_details"),
    [
        (UsageError("Choose another label."), "Choose another label.", False),
        (RuntimeError("odd"), "Something unexpected went wrong (RuntimeError: odd).", True),
        (MemoryError(), "There is not enough memory. Close other programs, or choose a smaller model.", False),
    ],
)
def test_an_exception_becomes_a_fault_and_the_lane_goes_on(qtbot, lane, error, sentence, has_details):
    faults, results = [], []

    def failing():
        yield Progress("failing", 0)
        raise error

    lane.start(Job("a", failing, on_fault=faults.append))
    lane.start(Job("b", at_once(lambda: 1), on_result=results.append))
    qtbot.waitUntil(lambda: results == [1])
    assert faults[0].sentence == sentence
    assert bool(faults[0].details) == has_details


def test_a_long_queue_leaves_the_interface_thread_free(qtbot, lane):
    done, longest, last = [], 0.0, time.perf_counter()

    def many():
        yield from range(2000)

    lane.start(Job("many", many, on_value=lambda _: time.sleep(0.0002), on_end=lambda: done.append(1)))
    while not done:
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
        qtbot.wait(1)
    assert longest < 1.0  # all of it in one go takes longer on any machine's first tick than a slice of it


def test_closing_cancels_what_runs_and_what_waits(qtbot):
    lane, closed, begun, ran = Lane(), threading.Event(), threading.Event(), []

    def endless():
        try:
            while True:
                begun.set()
                yield Progress("endless", 0)
                time.sleep(0.001)
        finally:
            closed.set()

    lane.start(Job("a", endless))
    lane.start(Job("b", at_once(lambda: ran.append(1))))
    assert begun.wait(5)
    assert lane.close()
    assert closed.is_set()
    assert ran == []
    assert lane.start(Job("c", at_once(lambda: ran.append(2)))).cancelled

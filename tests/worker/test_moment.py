"""Moments in a gap: who computes, or waits for a processor, may yet come, and is waited for."""

from __future__ import annotations

import hashlib
import threading
import time
from multiprocessing import get_context

import pytest

from compare.props.held import Gap
from compare.worker import moment
from compare.worker.proc import PROC, threads_of

LIMIT_S = 30.0
pytestmark = pytest.mark.skipif(not threads_of("self"), reason=f"no {PROC}: a moment is all")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However loaded the machine is, the bound decides nothing."""
    monkeypatch.setattr(moment, "MOST_S", LIMIT_S)


def compute() -> None:
    """Some 100 ms of a processor, without the GIL: many times the moment."""
    hashlib.pbkdf2_hmac("sha256", b"", b"", 200_000)


def test_a_thread_that_computes_is_waited_for() -> None:
    """Red where the moment is all: the other has a hundred times its work to do first."""
    come, begun, there = threading.Condition(), threading.Event(), []

    def late() -> None:
        begun.set()
        compute()
        with come:
            there.append(True)
            come.notify_all()

    thread = threading.Thread(target=late)
    thread.start()
    begun.wait()
    with come:
        met = moment.stand(come, lambda: bool(there), 0.001)
    thread.join()
    assert met


def test_a_thread_that_sleeps_is_not() -> None:
    """Red where any other thread that lives is waited for: a right lock's others sleep at it."""
    come, over = threading.Condition(), threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    began = time.monotonic()
    with come:
        met = moment.stand(come, lambda: False, 0.001)
    took = time.monotonic() - began
    over.set()
    thread.join()
    assert not met
    assert took < LIMIT_S


def late_process(gap, begun, came) -> None:
    """Another process's writer."""
    begun.set()
    compute()
    came.set()
    gap.stand()


# Other tests' sessions end whatever this process has started, multiprocessing's tracker too.
@pytest.mark.filterwarnings("ignore:resource_tracker")
def test_a_process_that_computes_is_waited_for() -> None:
    """Red where the moment is all, or only threads of the own process count."""
    spawn = get_context("spawn")
    gap, begun, came = Gap(2, 0.001, context=spawn), spawn.Event(), spawn.Event()
    process = spawn.Process(target=late_process, args=(gap, begun, came))
    process.start()
    begun.wait(LIMIT_S)
    gap.stand()
    met = came.is_set()
    process.join()
    assert met

"""Open descriptors: which an example left open."""

from __future__ import annotations

import os

from compare.worker.descriptors import Descriptors


def test_what_becomes_garbage_while_it_is_looked_at_is_nobodys() -> None:
    """Red where garbage is collected once: a stream may be at work yet, and garbage a moment later."""
    ends: list[int] = []
    turns: list[None] = []

    def collect() -> None:
        turns.append(None)
        while len(turns) == 3 and ends:
            os.close(ends.pop())

    subject = Descriptors(collect=collect)
    ends += os.pipe()
    assert subject.changed(()) == []
    assert len(turns) == 3


def test_what_stays_open_is_told_once() -> None:
    """By its number."""
    subject = Descriptors()
    read, write = os.pipe()
    try:
        told = subject.changed(())
        assert [one.split(" ")[1] for one in told] == [str(read), str(write)]
    finally:
        os.close(read)
        os.close(write)

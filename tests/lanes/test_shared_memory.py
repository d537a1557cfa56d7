"""Shared memory of another program is neither blamed on a lane nor removed by it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compare.lanes.find import open_lanes, parse_lanes
from compare.lanes.lane import Outcome
from compare.lanes.platform import SHARED_MEMORY, own_shared_memory, shared_memory_of
from compare.run.session import session

pytestmark = pytest.mark.skipif(
    not own_shared_memory(), reason="this system gives no program a /dev/shm of its own"
)


@pytest.fixture
def foreign() -> Path:
    """An object that appears during a trial, and that no process has mapped."""
    path = SHARED_MEMORY / f"psm_of_another_{os.getpid()}"
    yield path
    path.unlink(missing_ok=True)


def test_what_another_program_leaves_is_not_blamed_on_a_lane(foreign: Path) -> None:
    """It is not in the /dev/shm that the worker sees; the worker's own is."""
    with session() as around:
        lanes, _ = open_lanes(parse_lanes("python"), around, allow_missing=False)
        lane = lanes["python"]
        lane.mark()
        foreign.write_bytes(b"theirs")
        assert lane.leftovers().ok
        own = shared_memory_of(lane.pid) / "psm_of_the_example"
        own.write_bytes(b"ours")
        assert lane.leftovers() == Outcome("env-changed", "left behind: shared memory psm_of_the_example")
        assert not own.exists()
        lane.close()
    assert foreign.read_bytes() == b"theirs"

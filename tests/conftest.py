"""What several tests share: open lanes, and the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from compare.lanes.find import open_lanes, parse_lanes
from compare.run.session import session
from compare.setup.build import ensure_built

# The same examples in each run: a CI's red must come from its change. Others: --hypothesis-profile default.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def real_lanes() -> Iterator[tuple]:
    """Every default lane that this machine has, with the lanes' facts; one worker each."""
    ensure_built()
    with session() as around:
        lanes, facts = open_lanes(parse_lanes(""), around, allow_missing=True)
        yield lanes, facts
        for lane in lanes.values():
            lane.close()

"""What several tests share: open lanes, and the catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from compare.lanes.find import open_lanes, parse_lanes
from compare.run.session import session
from compare.setup.build import ensure_built

# What a CI or a terminal says about itself changes what we print: a test that wants it, sets it.
AROUND_US = ("CI", "GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
for name in AROUND_US:
    os.environ.pop(name, None)

# Files whose tests share what takes long to prepare, each with the name of those that one process runs. Real times
# are measured before the hostile texts, which are judged four at once.
TOGETHER = {
    "tests/beside/test_against.py": "long",
    "tests/test_hostile.py": "long",
    "tests/test_faults.py": "faults",
    "tests/test_surroundings.py": "surroundings",
    "tests/test_switched_off.py": "switched off",
    "tests/browser/test_browser.py": "browser",
    "tests/cluster/test_on.py": "cluster",
    "tests/commands/test_project.py": "project",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """By file, and not by xdist's own marks: pytest 9.2 and pytest-xdist 3.8 lose these without a word."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPreparation(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER.get(nodeid.partition("::")[0], nodeid)

    return ByPreparation(config, log)


# The same examples in each run, however slow the machine: a CI's red must come from its change. Others:
# --hypothesis-profile default.
settings.register_profile("repeatable", derandomize=True, deadline=None)
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

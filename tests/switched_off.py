"""Each guard's test while the guard is off: `python -m tests.switched_off` says how they end, in its last line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.guards import GUARDS, Guard

TESTS = Path(__file__).parent


@dataclass(eq=False)  # pytest keeps its plugins in sets
class _Red:
    """How each guard's test ended while it was off."""

    seen: dict[str, str] = field(default_factory=dict)
    _of: dict[str, Guard] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        found = []
        for guard in GUARDS:
            wanted = f"tests/{guard.test}"
            item = next(one for one in items if one.nodeid == wanted or one.nodeid.startswith(f"{wanted}["))
            assert item.nodeid not in self._of, f"{wanted} is named twice"
            self._of[item.nodeid] = guard
            found.append(item)
        items[:] = found

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        with self._of[item.nodeid].switched_off():
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            said = getattr(getattr(report.longrepr, "reprcrash", None), "message", "")
            self.seen[self._of[report.nodeid].name] = f"{report.outcome} {said}".strip().partition("\n")[0]


def outcomes() -> dict[str, str]:
    """How each guard's test ends while the guard is off, by the guard's name."""
    told = _Red()
    files = sorted({guard.test.partition("[")[0] for guard in GUARDS})
    options = ["-q", "--no-header", "--tb=no", "-p", "no:cacheprovider"]
    pytest.main([*options, *(str(TESTS / one) for one in files)], plugins=[told])
    return told.seen


if __name__ == "__main__":
    print("\n" + json.dumps(outcomes()))

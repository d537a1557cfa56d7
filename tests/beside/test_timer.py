"""Rows one by one over crews of fake lanes: when launches are started, and what each crew runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.beside import against
from compare.beside.against import LATE, Timer
from compare.beside.measure import SMOKE
from compare.beside.works import Work
from compare.lanes.fake import FakeLane, trial_reply
from compare.lanes.find import LaneName
from compare.lanes.lane import Program
from compare.plan.plan import QUICK, Row
from compare.run.runner import Runner
from compare.run.silent import Silent
from tests.pairs import CATALOGUE

CONTRACT = CATALOGUE.contracts["counter-race"]
NAMES = {"python": LaneName("python", "python")}


def program(name: str) -> Any:
    """Where a side's texts are."""
    return lambda _contract, _kind: Program(f"{name}.py", f"{name}_example.py")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[FakeLane]:
    """The lanes that were opened, by then."""
    lanes: list[FakeLane] = []

    def open_lanes(names: Any, *_around: Any, **_more: Any) -> tuple[dict[str, FakeLane], tuple[()]]:
        some = {
            one.name: FakeLane(one.name, one.kind, lambda *_asked: trial_reply({"n": 1})) for one in names
        }
        lanes.extend(some.values())
        return some, ()

    monkeypatch.setattr(against, "open_lanes", open_lanes)
    return lanes


def timer(**more: Any) -> Timer:
    """One whose sides' texts are called base, again and head."""
    runner = Runner({}, program("head"), QUICK, 1, Silent(), **more)
    return Timer(None, NAMES, runner, program("base"), program("again"), SMOKE, None)


def work(kind: str) -> Work:
    """A row."""
    return Work(CONTRACT, CONTRACT, Row("default", CONTRACT.headline, "python", {}), kind)


def texts(lanes: list[FakeLane]) -> set[str]:
    """What lanes have prepared."""
    return {one["program"] for lane in lanes for one in lane.asked if one["op"] == "prepare"}


@pytest.mark.parametrize(
    ("kind", "head"), [("main", "head.py"), ("null", "again.py"), ("null-again", "again.py")]
)
def test_a_null_row_holds_the_base_against_another_build_of_it(
    opened: list[FakeLane], kind: str, head: str
) -> None:
    """Red where both crews run one build: what two builds differ in would be the same on both sides."""
    assert timer().look(work(kind)).samples
    sides = [[lane for lane in opened if f".{side}" in lane.name] for side in "bh"]
    assert list(map(texts, sides)) == [{"base.py"}, {head}]


@pytest.mark.parametrize("kind", ["null", "null-again"])
def test_a_null_row_of_a_pair_that_is_alike_holds_both_builds_against_each_other(
    opened: list[FakeLane], kind: str
) -> None:
    """Head's own build runs: no third one is made."""
    assert timer().look(replace(work(kind), alike=True)).samples
    sides = [[lane for lane in opened if f".{side}" in lane.name] for side in "bh"]
    assert list(map(texts, sides)) == [{"base.py"}, {"head.py"}]


def test_no_launch_is_started_when_the_time_is_over(opened: list[FakeLane]) -> None:
    """Red where the time is looked at after the launches have started."""
    look = timer(deadline=0.0).look(work("main"))
    assert (look.reason, look.samples, opened) == (LATE, (), [])


def test_the_time_is_looked_at_between_launches(
    opened: list[FakeLane], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is over with the first launches: no more are started, and those there are end with the crew."""
    monkeypatch.setattr(against, "STARTED_AT_ONCE", 1)
    late = timer()
    monkeypatch.setattr(late, "_late", lambda: bool(opened))
    assert late.look(work("main")).reason == LATE
    assert len(opened) == 1
    assert late.look(work("null")).reason == LATE and len(opened) == 1

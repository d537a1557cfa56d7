"""The other language's example as a program: who gets its command, and what it is."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from compare.beside.against import Timer
from compare.beside.measure import SMOKE
from compare.beside.works import Work
from compare.lanes.counterpart import KEY
from compare.lanes.fake import FakeLane, trial_reply
from compare.lanes.find import LaneName
from compare.lanes.lane import Outcome, Program
from compare.plan.choice import Choice
from compare.plan.plan import QUICK, Row, plan_pair
from compare.run.runner import Runner
from compare.run.silent import Silent
from tests.sample import contract

PLAIN = contract()
CONTRACT = replace(PLAIN, variants=(PLAIN.variants[0], replace(PLAIN.variants[1], counterpart=True)))
COMMANDS = {
    "python": ["main", "Examples.dll", "Parallax.Examples.MyPair"],
    "dotnet": [sys.executable, "-P", "-X", "utf8", "my_pair.py"],
}


def _program(contract: object, kind: str) -> Program:
    return Program("scene", "my_pair.py" if kind == "python" else "Examples.dll")


@pytest.mark.parametrize("kind", ["python", "dotnet", "pythonnet"])
def test_only_a_variant_that_asks_gets_the_other_texts_command(kind: str) -> None:
    """It comes with the parameters, and stays out of the record."""
    lane = FakeLane(kind, kind, lambda parameters, request: trial_reply({}))
    plan = plan_pair(CONTRACT, (lane.open(),), Choice(cases=("default",)))
    pair = Runner({kind: lane}, _program, QUICK, 1, Silent(), timed=False).run_pair(plan)
    other, asked = (one["parameters"] for one in lane.asked if one["op"] == "prepare")
    told = COMMANDS["python" if kind == "python" else "dotnet"]
    assert asked[KEY][-len(told) :] == told and KEY not in other
    assert KEY not in pair.cases[0]["parameters"]


def test_variant_is_skipped_where_the_other_language_lacks() -> None:
    """With the reason; the other variants and lanes run."""
    kinds = ("python", "dotnet")
    lanes = [FakeLane(kind, kind, lambda parameters, request: trial_reply({})) for kind in kinds]
    choice = Choice(cases=("default",), lacking={"dotnet": "there is no dotnet"})
    plan = plan_pair(CONTRACT, [lane.open() for lane in lanes], choice)
    (skip,) = plan.skips
    assert (skip.lane, skip.variant) == ("python", PLAIN.headline.name)
    assert skip.reason == "starts the C# text as well: there is no dotnet"
    assert len(plan.observed) == 3


def test_timed_rows_of_both_sides_get_it_as_well() -> None:
    """Base and head each start the other text of their own."""

    def silent(*_asked: object) -> Outcome:
        return trial_reply({})

    crews = {side: [FakeLane(f"{side}{n}", "python", silent) for n in range(2)] for side in ("base", "head")}
    runner = Runner({}, _program, QUICK, 1, Silent())
    base, again = (
        lambda contract, kind, name=name: Program("scene", name) for name in ("Base.dll", "Again.dll")
    )
    timer = Timer(None, {"python": LaneName("python", "python")}, runner, base, again, SMOKE, None)
    timer._crews = {(side, "python"): crew for side, crew in crews.items()}
    timer.look(Work(CONTRACT, CONTRACT, Row("default", CONTRACT.headline, "python", {})))
    for side, name in (("base", "Base.dll"), ("head", "Examples.dll")):
        prepared = [one for lane in crews[side] for one in lane.asked if one["op"] == "prepare"]
        assert [one["parameters"][KEY][-2] for one in prepared] == [name, name]

"""A text of the other language that is started as a program: its command, and its events."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from compare.against import Timer
from compare.lanes.base import Outcome, Program
from compare.lanes.counterpart import KEY, counterpart
from compare.lanes.fake import FakeLane, trial_reply
from compare.measure import SMOKE
from compare.plan import QUICK, Choice, Row, plan_pair
from compare.run import Runner
from compare.worker.sink import Sink
from compare.worker.trace import SILENT, Here, Trace
from compare.works import Work
from tests.pairs import CATALOGUE, Quiet
from tests.worker.client import LIMIT_S

PLAIN = CATALOGUE.contracts["pipe-duplex"]
CONTRACT = replace(PLAIN, variants=(replace(PLAIN.headline, counterpart=True), PLAIN.variants[1]))
CHILD = """
def child(arguments, trace):
    for argument in arguments:
        trace.event("argument", item=argument)
    return 2 if trace.observed else 1
"""


def _program(contract: object, kind: str) -> Program:
    return Program("text.py") if kind == "python" else Program("Texts.dll", "Texts.Name")


def _child(folder: Path, trace: object) -> int:
    text = folder / "some_text.py"
    text.write_text(CHILD, encoding="utf-8")
    command = counterpart(CONTRACT, "dotnet", lambda contract, kind: Program(str(text)))
    environment = os.environ | trace.environment()
    return subprocess.run([*command, "a", "b c"], env=environment, timeout=LIMIT_S, check=False).returncode


def test_child_sends_its_events_to_the_sink_that_is_named(tmp_path: Path) -> None:
    """A Python child of whatever program is part of its trial."""
    sink, here = Sink(), Here()
    sink.begin("t1", here)
    assert _child(tmp_path, Trace("t1", sink.address, 10, here)) == 2
    assert [event["item"] for event in here.events()] == ["a", "b c"]
    assert os.getpid() not in {event["pid"] for event in here.events()}


def test_child_of_a_timed_trial_is_silent(tmp_path: Path) -> None:
    """Without a sink in its environment it keeps nothing."""
    assert _child(tmp_path, SILENT) == 1


@pytest.mark.parametrize(
    ("kind", "told"), [("python", "Texts.Name"), ("dotnet", "text.py"), ("pythonnet", "text.py")]
)
def test_only_a_variant_that_asks_gets_the_other_texts_command(kind: str, told: str) -> None:
    """It comes with the parameters, and stays out of the record."""
    lane = FakeLane(kind, kind, lambda parameters, request: trial_reply({}))
    plan = plan_pair(CONTRACT, (lane.open(),), Choice(cases=("default",)))
    pair = Runner({kind: lane}, _program, QUICK, 1, Quiet(), timed=False).run_pair(plan)
    asked, other = (one["parameters"] for one in lane.asked if one["op"] == "prepare")
    assert asked[KEY][-1] == told and KEY not in other
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


def test_the_harness_own_python_runs_the_child() -> None:
    """Whatever interpreter a lane has."""
    assert counterpart(CONTRACT, "dotnet", _program)[0] == sys.executable


def test_timed_rows_of_both_sides_get_it_as_well() -> None:
    """Base and head each start the other text of their own."""

    def silent(*_asked: object) -> Outcome:
        return trial_reply({})

    crews = {side: [FakeLane(f"{side}{n}", "python", silent) for n in range(2)] for side in ("base", "head")}
    runner = Runner({}, _program, QUICK, 1, Quiet())
    timer = Timer(None, {}, runner, lambda contract, kind: Program("base", "Base.Name"), SMOKE, None)
    timer._crews = {(side, "python"): crew for side, crew in crews.items()}
    timer.look(Work(CONTRACT, CONTRACT, Row("default", CONTRACT.headline, "python", {})))
    for side, name in (("base", "Base.Name"), ("head", "Texts.Name")):
        prepared = [one for lane in crews[side] for one in lane.asked if one["op"] == "prepare"]
        assert [one["parameters"][KEY][-1] for one in prepared] == [name, name]

"""What is handed to the lanes: scene and example, plain or with gaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.errors import HarnessError
from compare.lanes.fake import FakeLane, trial_reply
from compare.lanes.lane import Program
from compare.plan.choice import Choice
from compare.plan.plan import QUICK, plan_pair
from compare.run.programs import Programs, dotnet_program, python_program
from compare.run.runner import Runner
from compare.run.silent import Silent
from compare.setup.build import Texts
from tests.sample import TOML, contract

TEXTS = Texts(Path("Examples.dll"), Path("woven/Examples.dll"), Path("Scenes.dll"))
SHARED = contract(TOML.replace("[parameters.n]", 'memory = "shared"\n\n[parameters.n]'))
CSHARP = Program("Scenes.dll", "Examples.dll", "Parallax.Scenes.MyPairScene", "woven/Examples.dll")
PYTHON = Program("scene.py", "my_pair.py")


@pytest.mark.parametrize(
    ("observed", "shared", "example", "weave"),
    [
        (False, False, "Examples.dll", None),
        (True, False, "Examples.dll", None),
        (False, True, "Examples.dll", None),
        (True, True, "woven/Examples.dll", True),
    ],
)
def test_observed_trials_of_shared_memory_have_gaps(observed, shared, example, weave) -> None:
    """C# by its woven twin, Python by tracing; all others run the plain text."""
    asked = CSHARP.request(observed, shared)
    assert asked == {"program": "Scenes.dll", "type": "Parallax.Scenes.MyPairScene", "example": example}
    asked = PYTHON.request(observed, shared)
    assert (asked["program"], asked["example"], asked.get("weave")) == ("scene.py", "my_pair.py", weave)


def test_a_pairs_programs_are_its_scene_with_its_example() -> None:
    """Or another text in the example's place."""
    pair = contract()
    assert dotnet_program(pair, TEXTS) == CSHARP
    assert python_program(pair) == Program(str(pair.python_scene), str(pair.python_path))
    assert python_program(pair, Path("x/my_pair.py")).example == "x/my_pair.py"


def test_the_runner_asks_for_gaps_in_observed_trials_only() -> None:
    """In the preparation of each, and in the trial itself."""
    lane = FakeLane("python", "python", lambda parameters, request: trial_reply({"sum": 6}))
    plan = plan_pair(SHARED, (lane.open(),), Choice())
    Runner({"python": lane}, lambda contract, kind: PYTHON, QUICK, 7, Silent()).run_pair(plan)
    prepared = [one.get("weave", False) for one in lane.asked if one["op"] == "prepare"]
    assert prepared == [True] * len(plan.observed) + [False] * len(plan.timed)
    trials = [(one["mode"], one.get("gaps", False)) for one in lane.asked if one["op"] == "trial"]
    assert set(trials) == {("observed", True), ("timed", False)}


def test_111_build_that_failed_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pair of its root says why; red where each pair takes the time of a build."""
    tried: list[Path] = []

    def fails(root: Path, chapter: str) -> Texts:
        tried.append(root)
        raise HarnessError("x.cs, line 1: CS1002")

    monkeypatch.setattr("compare.run.programs.build_root", fails)
    programs = Programs()
    for _ in range(3):
        with pytest.raises(HarnessError, match="CS1002"):
            programs.where(contract(), "dotnet")
    assert len(tried) == 1
    assert programs.where(contract(), "python").example.endswith("my_pair.py")

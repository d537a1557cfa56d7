"""Which cases are run, and with which values: what --set makes equal to a case is that case."""

from __future__ import annotations

from typing import Any

import pytest

from compare.catalogue.loading import Catalogue
from compare.errors import UsageError
from compare.lanes.fake import FakeLane, trial_reply
from compare.plan.cases import planned_cases
from compare.plan.choice import Choice, choose
from compare.plan.options import Options
from compare.plan.plan import plan_pair
from tests.sample import TOML, contract

LARGE = '[[cases]]\nid = "large"\nset = { n = 9 }\nopt_in = true\nvariants = ["plain"]\n\n[outputs.sum]'
CONTRACT = contract(TOML.replace("[outputs.sum]", LARGE))


def planned(wanted: tuple[str, ...] = (), **settings: Any) -> list[tuple[str, int, bool]]:
    """Each case with its value and whether it is altered."""
    cases = planned_cases(CONTRACT, wanted, settings)
    return [(one.case.id, one.values["n"], one.altered) for one in cases]


def test_without_settings_cases_are_as_they_are() -> None:
    """All that are not opt-in, or those that were named."""
    assert planned() == [("default", 4, False), ("two", 2, False)]
    assert planned(("large",)) == [("large", 9, False)]


def test_values_of_no_case_are_altered() -> None:
    """Nothing is expected of them; what several cases would run is run once, as the first of them."""
    assert planned(n=3) == [("default", 3, True)]
    assert planned(("two",), n=3) == [("two", 3, True)]
    assert planned(("large", "two"), n=3) == [("two", 3, True)]


def test_values_of_a_case_are_that_case() -> None:
    """Once, with its expectations; also one that is opt-in."""
    assert planned(n=2) == [("two", 2, False)]
    assert planned(("default",), n=2) == [("two", 2, False)]
    assert planned(n=4) == [("default", 4, False)]
    assert planned(n=9) == [("large", 9, False)]


def test_such_a_case_runs_its_own_variants() -> None:
    """And its rows are the ones that are timed."""
    lane = FakeLane("python", "python", lambda parameters, request: trial_reply({})).open()
    plan = plan_pair(CONTRACT, (lane,), Choice(settings={"my-pair": {"n": 9}}))
    assert [row.key for row in plan.observed] == [("large", "plain", "python")]
    assert plan.timed == plan.observed
    assert plan.cases == ({"id": "large", "parameters": {"n": 9}, "altered": False},)


def test_settings_that_do_not_go_together_are_refused_before_anything_runs() -> None:
    """In the cases that are going to be run."""
    jobs = '[parameters.jobs]\ntype = "list"\ndefault = ["a"]\nitems = { type = "string" }\n\n'
    fail = '[parameters.fail]\ntype = "list"\ndefault = []\nitems = { type = "string" }\namong = "jobs"\n\n'
    text = TOML.replace("[parameters.n]", f"{jobs}{fail}[parameters.n]").replace("n = 2 }", 'fail = ["a"] }')
    pair = contract(text)
    catalogue = Catalogue({pair.id: pair})
    told = r'^my-pair.fail\[0\] in case two must be one of jobs \("b"\), not "a".$'
    with pytest.raises(UsageError, match=told):
        choose(catalogue, Options(settings=('my-pair.jobs=["b"]',)))
    assert choose(catalogue, Options(settings=('my-pair.jobs=["b"]',), cases=("default",))).contracts == (
        pair,
    )

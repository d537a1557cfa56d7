"""How a pair came out in a lane beside the first of its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.judge.likeness import base_of, folded
from compare.record.nouns import LaneFacts, Skip
from tests.judge.builders import (
    DOTNET,
    PY313,
    PYTHON,
    PYTHONNET,
    Story,
    contract,
    failed,
    judged,
    timed,
    trial,
)

LANES = (PYTHON, PY313, DOTNET)
SERVER = LaneFacts("server", "dotnet", "dotnet", "ready")
APART = {
    "mode": "equal",
    "expect": {"*": {"python": 1, "py313": 2, "dotnet": 3, "because": "They are apart."}},
}


def test_lanes_of_a_kind_that_said_the_same_are_named_once() -> None:
    """By their first; one that said otherwise stays, and one whose first said nothing."""
    values = {"python": [1], "py313": [1], "dotnet": 2, "server": 3, "unknown": [1]}
    lanes = (PYTHON, PY313, DOTNET, SERVER)
    assert folded(values, lanes) == {"python": [1], "dotnet": 2, "server": 3, "unknown": [1]}
    assert folded({"py313": 1, "server": 1}, lanes) == {"py313": 1, "server": 1}


def likeness(trials: Any, the_contract: Any, **changes: Any) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Each lane's base, word and what differs."""
    found = judged(trials, the_contract, **{"lanes": LANES} | changes).likeness
    return {one.lane: (one.base, one.word, one.what) for one in found}


def test_a_lane_stands_beside_the_one_of_its_kinds_own_name() -> None:
    """Or the first of its kind; what is not there is nobody's."""
    lanes = (PY313, PYTHON, SERVER, PYTHONNET, replace(DOTNET, state="skipped"))
    named = {name: base_of(lanes, name) for name in ("py313", "python", "server", "pythonnet")}
    assert named == {"py313": "python", "python": "python", "server": "server", "pythonnet": "pythonnet"}


def test_the_same_is_told_of_one_language() -> None:
    """However far the other language is from both."""
    field = {
        "mode": "equal",
        "expect": {"*": {"python": 1, "dotnet": 2, "because": "The languages differ."}},
    }
    trials = [trial("python", {"n": 1}), trial("py313", {"n": 1}), trial("dotnet", {"n": 2})]
    assert likeness(trials, contract({"n": field})) == {
        "python": ("python", "agrees", ()),
        "py313": ("python", "agrees", ()),
        "dotnet": ("dotnet", "agrees", ()),
    }


def test_what_differs_by_design_is_named() -> None:
    """By its field, in the lane that is not the first."""
    trials = [trial("python", {"n": 1}), trial("py313", {"n": 2}), trial("dotnet", {"n": 3})]
    found = likeness(trials, contract({"n": APART}))
    assert found["py313"] == ("python", "declared divergence", ("n",))
    assert found["python"][1] == found["dotnet"][1] == "agrees"


def test_what_is_wrong_is_named() -> None:
    """By its finding, also where the first lane is wrong as well."""
    field = {"mode": "equal", "expect": {"*": 1}}
    trials = [trial("python", {"n": 1}), trial("py313", {"n": 2}), trial("dotnet", {"n": 1})]
    found = likeness(trials, contract({"n": field}))
    assert found["py313"] == ("python", "differs", ("output.n",))
    assert found["python"][1] == "agrees"


def test_a_lane_that_did_not_run_is_skipped() -> None:
    """And one whose first lane did not run is held against nothing."""
    skips = (Skip("python", "", "", "it is not for it"),)
    field = {"mode": "equal", "expect": {"*": 1}}
    trials = [trial("py313", {"n": 1}), trial("dotnet", {"n": 1})]
    found = likeness(trials, contract({"n": field}), skips=skips)
    assert (found["python"][1], found["py313"][1], found["dotnet"][1]) == ("skipped", "cannot tell", "agrees")
    stopped = failed("py313", state="not-run", detail="nobody was there")
    assert likeness([trial("python"), stopped, trial("dotnet")], contract())["py313"][1] == "skipped"


@pytest.mark.parametrize("ran", [True, False])
def test_behaviour_that_one_lane_alone_keeps_differs_by_design(ran: bool) -> None:
    """Unless the variant did not run there at all."""
    entry = {
        "id": "told",
        "says": "it was told",
        "check": "count",
        "name": "told",
        "equals": 1,
        "lanes": ["py313", "dotnet"],
        "because": "The older one tells nothing.",
    }
    told = tuple(Story().event("told").trace)
    trials = [trial("py313", trace=told), trial("dotnet", trace=told)]
    trials += [trial("python", variant="plain" if ran else "other")]
    variants = [{"name": "plain", "headline": True, "reference": True}, {"name": "other"}]
    found = likeness(trials, contract(behaviour=[entry], variants=variants))
    wanted = ("declared divergence", ("behaviour.told",)) if ran else ("differs", ("missing",))
    assert found["py313"][1:] == wanted


def test_times_of_one_kind_are_held_against_each_other() -> None:
    """Also where those of the two languages are of unlike things; never with one's own."""
    variants = [{"name": "plain", "headline": True, "reference": True, "unlike": "They are unlike."}]
    times = [100.0, 110.0, 90.0, 105.0, 95.0, 100.0]
    trials = [
        one
        for lane, factor in (("python", 1), ("py313", 2), ("dotnet", 4))
        for one in [trial(lane), *timed(lane, [factor * time for time in times])]
    ]
    figures = {one.lane: one for one in judged(trials, contract(variants=variants), lanes=LANES).figures}
    assert (figures["py313"].base, figures["py313"].ratio) == ("python", None)
    assert figures["py313"].base_ratio == pytest.approx(2) and not figures["py313"].base_unclear
    assert {figures[name].base_ratio for name in ("python", "dotnet")} == {None}

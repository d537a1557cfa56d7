"""The lanes `native` and `ctypes`: named only, with the reason where they cannot run; and, if asked for, really run."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from compare.catalogue.loading import load_catalogue
from compare.commands.compare import do_compare
from compare.errors import EnvironmentLacks, UsageError
from compare.lanes.find import NATIVE, LaneName, _command, open_lanes, parse_lanes
from compare.plan.choice import Choice
from compare.plan.plan import plan_pair
from compare.record.nouns import LaneFacts
from compare.run.session import session
from compare.setup.home import ROOT
from tests.pairs import complaints, plan, run

CONTRACTS = load_catalogue([ROOT]).contracts
LACK = "no clang or gcc is on the PATH"


def test_each_is_of_a_kind_and_only_its_name_opens_it() -> None:
    """Contracts speak of them as of dotnet and pythonnet; the defaults stay as they are."""
    assert parse_lanes("python,native")[1] == LaneName("native", "dotnet", named=True)
    assert parse_lanes("ctypes") == (LaneName("ctypes", "pythonnet", named=True),)
    assert NATIVE.keys().isdisjoint(lane.name for lane in parse_lanes(""))
    with pytest.raises(UsageError, match="native"):
        parse_lanes("nativ")
    with pytest.raises(UsageError, match="Lane name 'native'"):
        parse_lanes("native=/usr/bin/python3")


@pytest.mark.parametrize("lane", NATIVE)
@pytest.mark.parametrize("allow_missing", [False, True])
def test_where_it_cannot_be_built_the_reason_is_told(
    lane: str, allow_missing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An end with 4, or a lane that is skipped."""

    def lacks(library: bool = False) -> Path:
        raise EnvironmentLacks(LACK)

    monkeypatch.setattr("compare.lanes.find.ensure_native", lacks)
    with session() as around:
        if not allow_missing:
            with pytest.raises(EnvironmentLacks, match=f"Lane {lane} cannot run: {LACK}"):
                open_lanes(parse_lanes(lane), around, allow_missing)
            return
        lanes, facts = open_lanes(parse_lanes(lane), around, allow_missing)
    assert not lanes
    assert (facts[0].state, facts[0].reason) == ("skipped", LACK)


def test_the_library_is_loaded_and_the_program_runs_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this order: the other way about nothing could be loaded."""
    monkeypatch.setattr(
        "compare.lanes.find.ensure_native",
        lambda library=False: Path("the library" if library else "the program"),
    )
    command = _command(parse_lanes("ctypes")[0])
    assert command[0] == sys.executable
    assert command[-1].endswith("main('ctypes', 'the library', 'the program')")


def test_a_text_that_calls_net_by_pythonnet_is_skipped() -> None:
    """There is no CoreCLR in the process that it could call."""
    library = {"dotnet": {"implementation": "NativeAOT"}}
    plans = [
        plan_pair(
            CONTRACTS["await-dotnet-task"],
            [LaneFacts(name, "python", "pythonnet", "ready", facts=facts)],
            Choice(),
        )
        for name, facts in (("pythonnet", {}), ("ctypes", library))
    ]
    assert plans[0].observed and not plans[1].observed
    assert "by `pythonnet`" in plans[1].reasons[0]


def test_pairs_of_another_root_are_skipped(tmp_path: Path) -> None:
    """Nothing of theirs is linked in: ours of the same name must not be run in their place."""
    native = LaneFacts("native", "dotnet", "dotnet", "ready", facts={"implementation": "NativeAOT"})
    contract = CONTRACTS["when-all"]
    assert plan_pair(contract, [native], Choice()).observed
    planned = plan_pair(replace(contract, root=tmp_path), [native], Choice())
    assert not planned.observed
    assert planned.reasons == ("only Parallax's own pairs are compiled into native code",)


@pytest.mark.parametrize("lane", NATIVE)
def test_a_base_has_no_native_lane(lane: str) -> None:
    """Its texts are not linked in, so that head would be timed beside itself."""
    with pytest.raises(UsageError, match=f"--against takes no lane {lane}"):
        do_compare({"lanes": f"python,{lane}", "against": "HEAD"})


@pytest.mark.timeout(2700)  # each of two builds has 1200
@pytest.mark.skipif(not os.environ.get("PARALLAX_NATIVE"), reason="PARALLAX_NATIVE=1 builds for minutes")
@pytest.mark.parametrize("lane", NATIVE)
def test_it_gives_what_the_contracts_say(lane: str) -> None:
    """Values, a race under gaps, and child processes, by the very program or library that a user gets."""
    with session() as around:
        lanes, facts = open_lanes(parse_lanes(lane), around, allow_missing=False)
        try:
            assert facts[0].native
            for pair in ("when-all", "counter-race", "process-spawn-join"):
                report = run(plan(CONTRACTS[pair], facts), lanes, facts)
                assert report.record.pairs[0].trials and not report.pairs[0].findings, complaints(report)
        finally:
            for lane in lanes.values():
                lane.close()

"""The lane `native`: named only, with the reason where it cannot run; and, where asked for, really built and run."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from compare.catalogue.loading import load_catalogue
from compare.commands.compare import do_compare
from compare.errors import EnvironmentLacks, UsageError
from compare.lanes.find import LaneName, open_lanes, parse_lanes
from compare.plan.choice import Choice
from compare.plan.plan import plan_pair
from compare.record.nouns import LaneFacts
from compare.run.session import session
from compare.setup.home import ROOT
from tests.pairs import complaints, plan, run

CONTRACTS = load_catalogue([ROOT]).contracts
LACK = "no clang or gcc is on the PATH"


def test_it_is_a_dotnet_lane_that_only_its_name_opens() -> None:
    """Contracts speak of it as of dotnet; the defaults stay as they are."""
    assert parse_lanes("python,native")[1] == LaneName("native", "dotnet", named=True)
    assert "native" not in [lane.name for lane in parse_lanes("")]
    with pytest.raises(UsageError, match="native"):
        parse_lanes("nativ")
    with pytest.raises(UsageError, match="Lane name 'native'"):
        parse_lanes("native=/usr/bin/python3")


@pytest.mark.parametrize("allow_missing", [False, True])
def test_where_it_cannot_be_built_the_reason_is_told(
    allow_missing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An end with 4, or a lane that is skipped."""

    def lacks() -> Path:
        raise EnvironmentLacks(LACK)

    monkeypatch.setattr("compare.lanes.find.ensure_native", lacks)
    with session() as around:
        if not allow_missing:
            with pytest.raises(EnvironmentLacks, match=f"Lane native cannot run: {LACK}"):
                open_lanes(parse_lanes("native"), around, allow_missing)
            return
        lanes, facts = open_lanes(parse_lanes("native"), around, allow_missing)
    assert not lanes
    assert (facts[0].state, facts[0].reason) == ("skipped", LACK)


def test_pairs_of_another_root_are_skipped(tmp_path: Path) -> None:
    """Nothing of theirs is linked in: ours of the same name must not be run in their place."""
    native = LaneFacts("native", "dotnet", "dotnet", "ready", facts={"implementation": "NativeAOT"})
    contract = CONTRACTS["when-all"]
    assert plan_pair(contract, [native], Choice()).observed
    planned = plan_pair(replace(contract, root=tmp_path), [native], Choice())
    assert not planned.observed
    assert planned.reasons == ("only Parallax's own pairs are linked into the native program",)


def test_a_base_has_no_native_lane() -> None:
    """Its texts are not linked in, so that head would be timed beside itself."""
    with pytest.raises(UsageError, match="--against takes no lane native"):
        do_compare({"lanes": "python,native", "against": "HEAD"})


@pytest.mark.timeout(1500)  # the build has 1200
@pytest.mark.skipif(not os.environ.get("PARALLAX_NATIVE"), reason="PARALLAX_NATIVE=1 builds for minutes")
def test_it_gives_what_the_contracts_say() -> None:
    """Values, a race under gaps, and child processes, by the very program that a user gets."""
    with session() as around:
        lanes, facts = open_lanes(parse_lanes("native"), around, allow_missing=False)
        try:
            assert facts[0].facts["implementation"] == "NativeAOT"
            for pair in ("when-all", "counter-race", "process-spawn-join"):
                report = run(plan(CONTRACTS[pair], facts), lanes, facts)
                assert report.record.pairs[0].trials and not report.pairs[0].findings, complaints(report)
        finally:
            for lane in lanes.values():
                lane.close()

"""A system that lacks what a guard needs: said in the report and by doctor, never silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compare.cli import main
from compare.diff.whole import Whole
from compare.errors import Exit
from compare.lanes import platform, weaker
from compare.lanes.platform import LINUX
from compare.report.markdown import markdown
from compare.report.terminal import render
from compare.worker import lifeline, proc
from tests.report import samples
from tests.report.screens import printed, screen

LACKS = {
    "orphans are not adopted": (lifeline, "_prctl", lambda *_: False),
    "no list of a process's children": (proc, "KNOWS_CHILDREN", False),
    "share": (weaker, "own_shared_memory", lambda: ()),
}


@pytest.fixture
def lacking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A system that cannot do one of them."""
    monkeypatch.setattr(*LACKS[request.param])
    return request.param


@pytest.mark.skipif(not LINUX or not platform.own_shared_memory(), reason="this system is a weaker one")
def test_45_system_that_can_do_everything_is_told_nothing() -> None:
    """Linux with namespaces."""
    assert weaker.weaker_modes() == []


@pytest.mark.parametrize("lacking", LACKS, indirect=True)
def test_45_what_a_system_lacks_is_named(lacking: str) -> None:
    """A sentence each; red where the guard falls back without a word."""
    assert any(lacking in told for told in weaker.weaker_modes())


@pytest.mark.parametrize("lacking", LACKS, indirect=True)
def test_45_doctor_names_it_and_does_not_fail(lacking: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything runs all the same."""
    assert main("doctor", {}) in (Exit.OK, Exit.ENVIRONMENT)  # .NET may be missing
    told = " ".join(capsys.readouterr().out.split())
    assert "guards: Everything runs, but" in told and lacking in told


def test_45_report_has_it_in_its_foot() -> None:
    """On the terminal and in Markdown."""
    report = samples.report()
    machine = report.record.machine | {"weaker": ["orphans are not adopted"]}
    whole = Whole(replace(report, record=replace(report.record, machine=machine)))
    render(whole, console := screen(100))
    assert "Weaker on this machine: orphans are not adopted." in printed(console)
    assert "Weaker on this machine: orphans are not adopted." in markdown(whole)
    assert "Weaker" not in markdown(Whole(report))

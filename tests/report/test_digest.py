"""What both reports say is grouped and counted rightly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compare.report.digest import by_lane, counts, faults_of, skipped, without_figures, without_ratio
from tests.report import samples


def test_lanes_with_one_value_stand_together() -> None:
    """Also when the values are lists."""
    assert by_lane({"python": [1], "dotnet": 2, "pythonnet": 2}) == "python [1]; dotnet and pythonnet 2"


def test_thirty_skips_of_an_absent_lane_are_one_line() -> None:
    """Whatever each pair says of it."""
    pairs = tuple(samples.verdict(f"pair-{number}", "tasks", "T", ()) for number in range(30))
    assert [one.what for one in skipped(samples.report(pairs))] == ["lane pythonnet"]


def test_a_pair_that_leaves_lanes_out_is_named_with_them() -> None:
    """Several lanes with one reason are one line; a whole pair has no lanes."""
    skips = tuple(samples.Skip(lane, "tuned", "", "no NumPy") for lane in ("python", "py313t"))
    pairs = (
        samples.verdict("one", "tasks", "T", (), skips=skips),
        samples.verdict("two", "tasks", "T", (), skips=(samples.Skip("", "", "", "needs linux"),)),
        samples.verdict("three", "tasks", "T", (), skips=(samples.Skip("python", "", "large", "too slow"),)),
    )
    lines = [
        f"{one.what}: {one.reason}" for one in skipped(samples.report(pairs, (samples.PYTHON, samples.FREE)))
    ]
    assert lines == [
        "one (tuned), in lanes python and py313t: no NumPy",
        "two: needs linux",
        "three (case large), in lane python: too slow",
    ]


@pytest.mark.parametrize(
    ("outputs", "behaviour", "sentence"),
    [
        ("agrees", "agrees", "1 pair agrees"),
        ("declared divergence", "agrees", "1 pair agrees"),
        ("agrees", "differs", "0 pairs agree, 1 differs"),
        ("agrees", "cannot tell", "0 pairs agree, 1 unclear"),
        ("skipped", "skipped", "0 pairs agree, 1 skipped"),
    ],
)
def test_each_pair_counts_once(outputs: str, behaviour: str, sentence: str) -> None:
    """By the worse of its two words."""
    pair = samples.verdict("one", "tasks", "T", (), outputs=outputs, behaviour=behaviour)
    assert counts(samples.report((pair,))).sentence() == sentence


def test_one_fault_in_several_cases_and_rows_is_told_once() -> None:
    """With its cases and its other rows; another complaint stands apart."""

    def wrong(case: str, lane: str, complaint: str) -> samples.Finding:
        return samples.Finding("spans", case, "idiomatic", lane, f"{lane} (idiomatic): {complaint}.")

    findings = (wrong("a", "python", "open"), wrong("b", "python", "open"), wrong("b", "dotnet", "open"))
    pair = samples.verdict("one", "tasks", "T", (), findings=(*findings, wrong("b", "python", "shut")))
    cases = tuple({"id": name, "parameters": {}, "altered": False} for name in ("a", "b"))
    faults = faults_of(pair, samples.PairRecord("one", "tasks", {}, cases))
    assert [(one.name, one.also) for one in faults] == [
        ("spans · cases a and b", ("dotnet (idiomatic)",)),
        ("spans · case b", ()),
    ]


def test_why_a_lane_has_no_figure() -> None:
    """Failed, skipped, or nothing to say."""
    pair = samples.when_any()
    assert without_figures(pair, "dotnet") == "failed"
    assert without_figures(pair, "pythonnet") == "skipped"
    assert without_figures(replace(pair, findings=()), "dotnet") == "-"


def test_lanes_of_unlike_costs_have_no_ratio() -> None:
    """Named once, where there are figures at all."""
    whole = samples.report()
    pair = next(one for one in whole.pairs if one.figures and one.headline)
    told = replace(pair, unlike="A process beside a thread.")
    assert without_ratio(samples.report((told,))) == [told]
    assert without_ratio(samples.report((replace(told, figures=()), pair))) == []

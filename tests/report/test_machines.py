"""JUnit XML, annotations and badge: well-formed, inert, and of one mind with the other reports."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from compare.diff.whole import Whole, whole_of
from compare.report.machines import annotations, badge, junit
from compare.report.markdown import markdown
from compare.report.outcomes import outcomes
from tests.diff.test_with_base import look, run
from tests.report import samples

SLOWER = whole_of(run(look(1.3), look(1.0, "dotnet"), look(1.3, kind="again")))
WHOLES = {
    "a real one": Whole(samples.report()),
    "all good": Whole(samples.good(3)),
    "hostile": Whole(samples.hostile()),
    "a slowdown": SLOWER,
}


def parsed(whole: Whole) -> ElementTree.Element:
    """The JUnit file, read by a parser."""
    return ElementTree.fromstring(junit(outcomes(whole), whole.report.record.started).encode())


@pytest.mark.parametrize("name", WHOLES)
def test_all_files_agree_on_every_verdict(name: str) -> None:
    """What failed is the same in JUnit XML, annotations, badge, Markdown and the exit code."""
    whole = WHOLES[name]
    failed = {(one.pair, one.lane) for one in outcomes(whole) if one.word == "failed"}
    cases = [case for case in parsed(whole).iter("testcase") if case.find("failure") is not None]
    assert len(cases) == len(failed)
    pairs = {pair for pair, _ in failed}
    told = list(annotations(outcomes(whole)))
    assert len(told) == min(10, len(failed))
    assert ("#c0392b" in badge(whole)) == bool(failed)
    assert (whole.exit_code() != 0) == bool(failed)
    if name != "hostile":
        text = markdown(whole)
        assert all(pair in text for pair in pairs)
        assert all(f"title={pair}" in "\n".join(told) for pair in pairs)


# What junit-10.xsd of Jenkins' xunit plugin lets each element have: attributes, those that it must have, children, and
# whether there may be text.
COUNTS = {"tests", "failures", "errors"}
JENKINS: dict[str, tuple[set[str], set[str], set[str], bool]] = {
    "testsuites": ({"name", "time", *COUNTS}, set(), {"testsuite"}, False),
    "testsuite": (
        {
            "name",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
            "group",
            *COUNTS,
        },
        {"name", *COUNTS},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        False,
    ),
    "testcase": (
        {"name", "time", "classname", "group"},
        {"name"},
        {"skipped", "error", "failure", "system-out", "system-err"},
        False,
    ),
    "failure": ({"type", "message"}, set(), set(), True),
    "skipped": ({"type", "message"}, set(), set(), True),
}
SECONDS = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")


@pytest.mark.parametrize("name", WHOLES)
def test_85_junit_keeps_to_jenkins_own_schema(name: str) -> None:
    """Red for an attribute, a child or a text where the schema has none, and for a time of another form."""
    for element in parsed(WHOLES[name]).iter():
        may, must, children, text = JENKINS[element.tag]
        assert must <= set(element.keys()) <= may, element.tag
        assert {child.tag for child in element} <= children
        assert text or not "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
        if element.tag != "testcase":
            assert SECONDS.fullmatch(element.get("time", ""))


@pytest.mark.parametrize("name", WHOLES)
def test_junit_has_the_structure_that_jenkins_asks_for(name: str) -> None:
    """testsuites, suites with counts, cases with class, name and seconds."""
    root = parsed(WHOLES[name])
    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite"
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == sum(case.find("failure") is not None for case in suite)
        assert int(suite.get("skipped")) == sum(case.find("skipped") is not None for case in suite)
        for case in suite:
            assert case.get("classname") and case.get("name") and float(case.get("time")) >= 0
            assert {child.tag for child in case} <= {"failure", "skipped"}
    assert int(root.get("tests")) == len(list(root.iter("testcase")))


def test_a_slowdown_fails_its_row_alone() -> None:
    """With its size."""
    (failure,) = parsed(SLOWER).iter("failure")
    assert failure.get("type") == "slower"
    assert "+30.0" in failure.get("message")


def test_hostile_text_is_inert_in_annotations() -> None:
    """One line each, with no command but ours."""
    for line in annotations(outcomes(WHOLES["hostile"])):
        assert re.match(r"::error [^\x00-\x1f]*::", line) and "\n" not in line and "\r" not in line
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", line)


def test_badge_is_an_svg_of_its_own() -> None:
    """It loads nothing from elsewhere."""
    root = ElementTree.fromstring(badge(WHOLES["all good"]))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "href" not in badge(WHOLES["all good"])
    assert "nothing ran" in badge(Whole(replace(samples.good(1), pairs=())))

"""Files that machines read: JUnit XML, GitHub's annotations, and a badge; none trusts an example's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from compare.diff.whole import Whole
from compare.report.digest import counts
from compare.report.ending import badge_words
from compare.report.outcomes import TestCase
from compare.text import for_terminal

LONGEST = 4000  # characters of a message
MOST_ANNOTATIONS = 10  # GitHub shows ten of a step
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(outcomes: Sequence[TestCase], timestamp: str) -> str:
    """JUnit XML as Jenkins' schema asks for it: a suite a pair, a case a lane, times in seconds."""
    counts = _counts(outcomes)
    del counts["skipped"]  # Jenkins' schema has it of a suite alone
    root = ElementTree.Element("testsuites", name="parallax", **counts)
    for (chapter, pair), group in groupby(outcomes, key=lambda one: (one.chapter, one.pair)):
        cases = list(group)
        suite = ElementTree.SubElement(
            root, "testsuite", name=_xml(pair or "the run"), timestamp=timestamp[:19], **_counts(cases)
        )
        for one in cases:
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname=_xml((f"{chapter}.{pair}" if chapter else pair) or "parallax"),
                name=_xml(one.lane or ("the pair" if pair else "the run")),
                time=f"{one.seconds:.3f}",
            )
            for kind, message in one.failures:
                failure = ElementTree.SubElement(case, "failure", type=_xml(kind), message=_xml(message))
                failure.text = _xml(message)
            if one.word == "skipped":
                ElementTree.SubElement(case, "skipped", message=_xml(one.skipped))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _counts(outcomes: Sequence[TestCase]) -> dict[str, str]:
    return {
        "tests": str(len(outcomes)),
        "failures": str(sum(one.word == "failed" for one in outcomes)),
        "errors": "0",
        "skipped": str(sum(one.word == "skipped" for one in outcomes)),
        "time": f"{sum(one.seconds for one in outcomes):.3f}",
    }


def _xml(text: str) -> str:
    return _NOT_XML.sub(
        lambda found: f"\\x{ord(found[0]):02x}", for_terminal(text[:LONGEST], keep_lines=True)
    )


def annotations(
    outcomes: Iterable[TestCase], place: Callable[[TestCase], tuple[str, int]] = lambda _: ("", 0)
) -> Iterator[str]:
    """GitHub's workflow commands, a line for each pair and lane that failed; the last tells how many more.

    Args:
        outcomes: what each pair came to in each lane.
        place: the file and line that a failure is about; neither where they are empty and 0.
    """
    failed = [one for one in outcomes if one.word == "failed"]
    for one in failed[: MOST_ANNOTATIONS - 1 if len(failed) > MOST_ANNOTATIONS else MOST_ANNOTATIONS]:
        where = f"{one.pair} in lane {one.lane}" if one.lane else one.pair or "Parallax"
        file, line = place(one)
        at = f"file={_property(file)}," if file else ""
        at += f"line={line}," if line else ""
        yield annotation(where, "; ".join(f"{kind}: {message}" for kind, message in one.failures), at)
    if len(failed) > MOST_ANNOTATIONS:
        more = len(failed) - MOST_ANNOTATIONS + 1
        yield annotation("Parallax", f"{more} more; the job summary has them all.")


def annotation(title: str, told: str, at: str = "") -> str:
    """One error as a workflow command; `at` holds its place as properties, with a comma behind each."""
    return f"::error {at}title={_property(title)}::{_data(told[:LONGEST])}"


def _data(text: str) -> str:
    return for_terminal(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def badge(whole: Whole) -> str:
    """A flat badge in SVG: how many pairs agree, or why the run failed; red exactly where it did."""
    told = counts(whole.report)
    text, colour = badge_words(whole, told.agree, told.total), "#c0392b" if whole.counted else "#2e7d32"
    left, right = 62, 14 + 7 * len(text)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" \
aria-label="Parallax: {escape(text)}">
  <title>Parallax: {escape(text)}</title>
  <rect width="{left + right}" height="20" rx="3" fill="#424242"/>
  <path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{colour}"/>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
    <text x="{left / 2}" y="14">Parallax</text>
    <text x="{left + right / 2}" y="14">{escape(text)}</text>
  </g>
</svg>
"""

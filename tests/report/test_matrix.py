"""Lanes of one language beside each other: on a terminal, in Markdown and on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from compare.diff.whole import Whole, told_in, whole_of
from compare.judge.verdict import Report
from compare.page.page import page
from compare.report.markdown import markdown
from compare.report.matrix import matrix
from tests.judge.builders import PY313, record, timed, trial
from tests.judge.builders import contract as plain_contract
from tests.report import samples
from tests.report.test_terminal import text_of

FREE = replace(PY313, name="free", facts={"version": "3.13.5", "gil": False, "free_threaded": True})
LANES = (samples.PYTHON, samples.DOTNET, FREE, replace(samples.DOTNET, name="server"))
APART = {"python": False, "free-threaded": True, "dotnet": True, "because": "A GIL lets one compute."}
VARIANTS = [{"name": "alone", "reference": True}, {"name": "plain", "headline": True}]
SPEEDS = {
    "pythonnet": 2.0,
    "ctypes": 2.0,
    "python": 1.0,
    "free": 2.0,
    "dotnet": 2.0,
    "server": 1.6,
}  # what threads bring
COSTS = {"pythonnet": 10, "ctypes": 10, "python": 100, "free": 120, "dotnet": 10, "server": 11}


def whole(lanes: Any = LANES, server: bool = True) -> Whole:
    """A pair with threads, in four lanes of two languages; what the lane `server` saw may be wrong."""
    seen = {"python": False, "server": server}
    trials = []
    for lane in lanes:
        value = {"met": seen.get(lane.name, True)}
        for variant, speed in (("alone", 1.0), ("plain", SPEEDS[lane.name])):
            times = [COSTS[lane.name] * 1e6 * drift / speed for drift in (1, 1.01, 0.99, 1.02, 1, 1)]
            trials += [
                trial(lane.name, value, variant=variant),
                *timed(lane.name, times, value, variant=variant),
            ]
    field = {"met": {"mode": "equal", "help": "whether they met", "expect": {"*": APART}}}
    return whole_of(record(trials, plain_contract(field, variants=VARIANTS), lanes=lanes))


def test_a_terminal_of_80_columns_shows_them_beside_each_other() -> None:
    """What is the same, what differs by design, how much slower, and what threads bring in each."""
    text = text_of(whole().report)
    told = text[text.index("Lanes of one language") :]
    assert told.startswith("""\
Lanes of one language beside each other
  free beside python: differs by design in a-pair (met)
  server beside dotnet: same in 1 pair

         python   free                   dotnet   server
pair     gain     python     time gain   gain     dotnet  time gain
a-pair    1.0     by design 0.60×  2.0    2.0     same   1.38×  1.6
""")


def test_what_is_wrong_is_told_in_capitals() -> None:
    """With the finding's name."""
    text = text_of(whole(server=False).report)
    assert "server beside dotnet: DIFFERS in a-pair (output.met)" in " ".join(text.split())
    assert re.search(r"^a-pair .* DIFFERS", text, re.MULTILINE)


def test_a_pair_that_tells_nothing_is_counted_only() -> None:
    """It is the same in all lanes, and no time of it means anything."""
    text = text_of(without_times(whole().report))
    assert "a-pair " not in text[text.index("Lanes of one") : text.index("How to read it: same")]
    assert "not in it: 1 pair, the same in all lanes and not timed" in " ".join(text.split())


def test_what_csharp_costs_in_pythons_process_is_told() -> None:
    """Where two lanes have it there; the page tells it of each lane, in its own language."""
    costs = {"version": "3.11.7", "load_ns": 12_800_000, "call_ns": 99}
    there = replace(
        samples.PYTHON, name="pythonnet", kind="pythonnet", facts={"load_ns": 271e6, "call_ns": 1900}
    )
    seen = whole((samples.PYTHON, there, replace(there, name="ctypes", facts=costs)))
    text = text_of(seen.report)
    assert "  pythonnet: C# loaded in 271 ms, an empty call takes 1.90 µs\n" in text
    assert "  ctypes: C# loaded in 12.8 ms, an empty call takes 99.0 ns\n" in text
    assert r"- ctypes: C\# loaded in 12.8 ms, an empty call takes 99.0 ns" in markdown(seen)
    assert "加载 C# 用时 12.8 ms，一次空调用用时 99.0 ns" in page(told_in(seen, "zh"))


def without_times(report: Report) -> Report:
    """The same with nothing timed, and the same everywhere."""
    [pair] = report.pairs
    alike = tuple(replace(one, word="agrees", what=()) for one in pair.likeness)
    return replace(report, pairs=(replace(pair, figures=(), likeness=alike),))


def test_one_lane_of_each_kind_needs_no_such_table() -> None:
    """Nor does a record in which nothing ran."""
    assert matrix(whole(LANES[:2]).report) is None
    assert matrix(replace(whole().report, pairs=())) is None


def many() -> Report:
    """A report of twelve lanes."""
    more = [replace(FREE, name=f"free{number}") for number in range(8)]
    SPEEDS.update({one.name: 2.0 for one in more})
    COSTS.update({one.name: 100 for one in more})
    of_lanes = {one.name: True for one in more}
    lanes = (*LANES, *more)
    trials = [
        one
        for lane in lanes
        for one in [
            trial(lane.name, {"met": of_lanes.get(lane.name, lane.name != "python")}),
            *timed(lane.name, [1e6, 1.1e6, 0.9e6, 1e6, 1e6, 1e6], {"met": lane.name != "python"}),
        ]
    ]
    field = {"met": {"mode": "shown"}}
    return whole_of(record(trials, plain_contract(field), lanes=lanes)).report


@pytest.mark.parametrize("width", [20, 40, 80, 120])
def test_a_dozen_lanes_stay_within_the_width(width: int) -> None:
    """As many beside each other as fit, those of one kind together; the table of pairs has the first of each."""
    text = text_of(many(), width)
    assert max(map(len, text.splitlines())) <= width
    if width == 80:
        assert (
            "free, free0, free1, free2, free3, free4, free5, free6 and free7 beside python: same in 1 pair"
            in " ".join(text.split())
        )
        heads = [
            line.split() for line in text.splitlines() if line.startswith("  ") and "free" in line.split()[:2]
        ]
        assert heads[0][:2] == ["python", "free"]
        [pairs] = [line for line in text.splitlines() if line.split() == ["python", "dotnet"]]
        assert pairs


def test_markdown_has_a_line_a_pair() -> None:
    """And the sentences above it."""
    text = markdown(whole())
    assert "- server beside dotnet: same in 1 pair\n" in text
    assert "| pair | python | free (beside python) | dotnet | server (beside dotnet) |" in text
    assert "| a-pair | gain 1.0 | by design, 0.60×, gain 2.0 | gain 2.0 | same, 1.38×, gain 1.6 |" in text


def test_the_page_has_them_in_its_own_language() -> None:
    """A cell says what differs; nothing of it is left in English."""
    text = page(whole())
    lanes = text[text.index('<section class="lanes">') :].partition("</section>")[0]
    assert '<td class="w design">by design: met <span class="id">0.60× gain 2.0</span></td>' in lanes
    assert '<td class="w agrees">same <span class="id">1.38× gain 1.6</span></td>' in lanes
    listed = text[text.index('<td class="t">') :].partition("</td>")[0]
    assert "<span>python " in listed and "<span>dotnet " in listed and "server" not in listed
    chinese = page(told_in(whole(), "zh"))
    lanes = chinese[chinese.index('<section class="lanes">') :].partition("</section>")[0]
    assert "按设计不同：met" in lanes and "加速 2.0" in lanes
    assert '<section class="lanes">' not in page(whole(LANES[:2]))

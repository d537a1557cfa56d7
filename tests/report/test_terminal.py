"""The terminal report: right at every width, without colour, for hostile strings."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from compare.diff.whole import Whole
from compare.judge.verdict import Report
from compare.report.terminal import render
from tests.report import samples
from tests.report.screens import printed, screen, too_wide

ROOT = Path(__file__).resolve().parents[2]
REPORTS = {
    "sample": samples.report,
    "good": samples.good,
    "two lanes": lambda: samples.good(2),
    "one lane": lambda: samples.good(1),
    "seven lanes": lambda: samples.good(7),
    "hostile": samples.hostile,
    "no lane": lambda: samples.report((samples.broken(),), (samples.ABSENT,)),
    "quick": lambda: samples.report(options={"quick": True}),
    "interrupted": lambda: samples.report(interrupted="SIGINT"),
}


def text_of(report: Report, width: int = 80, encoding: str = "utf-8", verbose: bool = False) -> str:
    """The report as a terminal without colour shows it."""
    console = screen(width, encoding)
    render(Whole(report), console, verbose)
    return printed(console)


def flat(text: str) -> str:
    """The text with its lines joined."""
    return " ".join(text.split())


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp437"])
@pytest.mark.parametrize("width", [20, 40, 80, 100, 120, 200])
@pytest.mark.parametrize("name", REPORTS)
def test_no_line_is_wider_than_the_terminal(name: str, width: int, encoding: str, verbose: bool) -> None:
    """At each width, in each encoding, for each report; and no line ends in spaces."""
    text = text_of(REPORTS[name](), width, encoding, verbose)
    assert too_wide(text, width) == []
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_without_colour_there_is_no_escape(name: str, width: int) -> None:
    """No control character but line ends."""
    assert set(re.findall(r"[\x00-\x1f\x7f-\x9f]", text_of(REPORTS[name](), width))) == {"\n"}


def test_the_same_report_gives_the_same_text() -> None:
    """Nothing of the clock or of the order of sets is in it."""
    assert text_of(samples.report(), 120) == text_of(samples.report(), 120)


def test_colour_changes_no_character() -> None:
    """With the escape sequences taken out, a coloured report is the plain one."""
    console = screen(120, colour="truecolor")
    render(Whole(samples.report()), console)
    coloured = printed(console)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text_of(samples.report(), 120)


def test_colour_of_a_word_ends_with_it() -> None:
    """A bold name does not make its whole line bold."""
    console = screen(120, colour="standard")
    render(Whole(samples.report()), console)
    line = next(one for one in printed(console).splitlines() if "parallel-sum" in one)
    assert line.startswith("\x1b[1mparallel-sum")
    assert "\x1b[0m" in line[: line.index("14.3 ms")]
    assert "\x1b[1;32m" not in line


def test_at_120_a_pair_is_one_line_with_everything() -> None:
    """Three lanes with the widest figures fit into 120 columns."""
    text = text_of(samples.good(3), 120)
    line = next(one for one in text.splitlines() if one.startswith("pool-map"))
    assert line.split() == [
        *("pool-map", "agrees", "agrees", "14.3", "ms", "12", "1.9"),
        *("28.6", "ms", "12", "12.3×", "11.8–12.9", "12", "42.9", "ms", "12", "1.07×", "1.03–1.12", "7.7"),
    ]
    assert sum(one.startswith("pool-map") for one in text.splitlines()) == 1


def test_at_80_the_rest_stands_on_a_second_line() -> None:
    """Verdicts, medians and ratios first; spread, interval and speed-up below."""
    lines = text_of(samples.good(3), 80).splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("pool-map"))
    assert lines[place].split() == [
        *("pool-map", "agrees", "agrees", "14.3", "ms", "28.6", "ms", "12.3×", "42.9", "ms", "1.07×"),
    ]
    assert lines[place + 1].split() == [
        "idiomatic",
        "12",
        "1.9",
        "12",
        "11.8–12.9",
        "12",
        "12",
        "1.03–1.12",
        "7.7",
    ]


def test_of_many_lanes_the_first_of_each_kind_are_in_the_table() -> None:
    """Seven lanes are still readable; in a narrow terminal each has a line."""
    heads = [line.split() for line in text_of(samples.good(7), 80).splitlines()]
    assert ["python", "dotnet", "pythonnet"] in heads
    assert re.search(r"^  py314 +61\.5 µs  ±3% ", text_of(samples.good(7), 40), re.MULTILINE)


def test_words_of_pairs_and_lanes() -> None:
    """Each pair's line says in words how it went, in capitals what is wrong."""
    text = text_of(samples.report(), 120)
    lines = {line.split()[0]: line.split() for line in text.splitlines() if line.strip() and line[0] != " "}
    assert lines["when-all"][1:3] == ["declared", "agrees"]
    assert lines["when-any"][1:3] == ["DIFFERS", "DIFFERS"]
    assert lines["when-any"][-1] == "failed"
    assert lines["rate-limit"][1:] == ["NOT", "RUN", "-"]


def test_what_differs_is_told_once_for_all_rows() -> None:
    """Findings that say the same stand together, with the rows that they were seen in."""
    text = text_of(samples.report(), 120)
    assert text.count("said 2, expected 1") == 1
    assert "the same in dotnet (threads)" in text
    assert "behaviour.losers-cancelled" in text


def test_a_failed_trial_shows_its_last_output() -> None:
    """The last lines, behind a margin, and not also in the sentence."""
    text = text_of(samples.report(), 120)
    assert "│ still waiting" in text
    assert "(3 lines before it: see report.md)" in text
    assert "its last output: " not in text
    assert "worker 1 up" not in text


def test_values_cut_from_a_sentence_are_shown_below_it() -> None:
    """Expected and actual have lines of their own only where the sentence lacks them."""
    finding = samples.Finding(
        "output.x", "default", "idiomatic", "dotnet", "x: it is long.", [1] * 40, [2] * 40
    )
    pair = samples.verdict("long", "tasks", "Long", (), outputs="differs", findings=(finding,))
    text = text_of(samples.report((pair,)), 200)
    assert f"expected {[1] * 40}" in text
    assert f"actual   {[2] * 40}" in text
    assert "expected 1\n" not in text_of(samples.report())


def test_many_findings_are_cut_unless_asked_for() -> None:
    """A pair that fails everywhere does not bury the others."""
    findings = tuple(
        samples.Finding(f"output.f{number}", "default", "idiomatic", "dotnet", f"f{number} is wrong.")
        for number in range(30)
    )
    report = samples.report(
        (samples.verdict("bad", "tasks", "Bad", (), outputs="differs", findings=findings),)
    )
    assert "… and 18 more; report.md has them all." in text_of(report)
    assert "f29 is wrong." in text_of(report, verbose=True)


def test_declared_divergences_say_why_in_a_line() -> None:
    """Field, variants, values by lane and the reason."""
    text = text_of(samples.report(), 200)
    assert (
        "when-all finished (idiomatic, gather): python 1; dotnet 3, because WhenAll waits for every task"
        in text
    )


def test_what_was_skipped_is_grouped() -> None:
    """An absent lane is told once, and variants of several pairs together."""
    text = text_of(samples.report(), 200)
    assert text.count(samples.NO_PYTHONNET) == 1
    assert f"lane pythonnet: {samples.NO_PYTHONNET}" in text
    assert (
        "parallel-sum (tuned, tuned-shared), when-any (tuned), in lane python: needs the Python package numpy"
        in text
    )


def test_shown_values_are_for_the_verbose() -> None:
    """They are printed only when asked for."""
    assert "chunks" not in text_of(samples.report())
    assert "parallel-sum chunks (idiomatic, case default): python 4; dotnet 2" in text_of(
        samples.report(), verbose=True
    )


def test_quick_passes_no_verdict_on_time() -> None:
    """It says so; a full run does not."""
    assert "no verdict" not in text_of(samples.report())
    assert "none is passed" in text_of(samples.report(options={"quick": True}))


def test_intervals_say_when_they_are_of_one_launch() -> None:
    """For all rows in the legend; row by row where they are not alike."""
    report = samples.good(2)
    assert "from one launch of each worker" in flat(text_of(report, 200))
    several = tuple(
        replace(pair, figures=tuple(replace(one, launches=4) for one in pair.figures))
        for pair in report.pairs
    )
    assert "launch" not in text_of(Report(report.record, several), 200)
    mixed = flat(text_of(Report(report.record, (*report.pairs[:3], *several[3:])), 200))
    assert "(* from one launch of its worker)" in mixed
    assert "0.040–0.044*" in mixed


def test_100_figure_that_its_medians_contradict_is_a_question_mark() -> None:
    """With a word on it in the legend; red where a reader is left with two figures that say opposite things."""
    report = samples.report()
    rows = (replace(one, ratio_unclear=True, speedup_unclear=True) for one in report.pairs[0].figures)
    text = flat(text_of(Report(report.record, (replace(report.pairs[0], figures=tuple(rows)),)), 120))
    assert "213 µs 12% ? 0.014–0.016 ?" in text
    assert "? = cannot tell: the trials, round by round, and the medians point to different sides" in text
    assert "? = cannot tell" not in flat(text_of(report, 120))


def test_the_last_line_sums_up() -> None:
    """How many pairs agree, differ and were not run, and how long it took."""
    *_, last, failed = text_of(samples.report(), 200).rstrip().splitlines()
    assert last == (
        "2 pairs agree, 2 differ, 1 not run.  2 declared divergences.  48 s, of which 44 s in trials."
    )
    assert failed.startswith("FAILED (exit 3): ")


def test_nothing_run_is_said() -> None:
    """An empty report is no success."""
    report = samples.report()
    text = text_of(Report(replace(report.record, pairs=()), ()))
    assert "No pair was run." in text


def test_incomplete_pairs_do_not_count_as_agreeing() -> None:
    """A row that was not run leaves its pair incomplete, in red."""
    finding = samples.Finding(
        "trial.not-run", "default", "idiomatic", "dotnet", "dotnet (idiomatic): not run.", "ok"
    )
    pair = samples.verdict("late", "tasks", "Late", (), outputs="cannot tell", findings=(finding,))
    assert "0 pairs agree, 1 incomplete." in text_of(samples.report((pair,)), 200)

"""Every sink is as red as the exit code, for each cause there is (FAULTS.md 49, 68, 82)."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from compare.diff.baseline import stand_of
from compare.diff.whole import IGNORED, Whole, whole_of
from compare.errors import Exit
from compare.judge import judge
from compare.page.page import page
from compare.record.nouns import Failure, PairRecord, Record
from compare.report.ending import ending
from compare.report.machines import annotations, badge, junit
from compare.report.markdown import markdown
from compare.report.outcomes import outcomes
from compare.report.terminal import render
from tests.diff.test_with_base import GOOD, N, look, run
from tests.judge.builders import BOTH, contract, failed, record, trial
from tests.report.screens import printed, screen

ONE = record(GOOD, contract(N))
LOST = PairRecord("lost", "tasks", contract(N, id="lost"), not_run="head has lost this pair")
OTHER = [trial("python", {"n": 2}), trial("dotnet", {"n": 2})]
VARIANT = {"name": "other"}
TWO = contract(N, variants=[{"name": "plain", "headline": True, "reference": True}, VARIANT])
QUIET = look(1.0, kind="null")


def selected(the_record: Record, *names: str, **more: object) -> Record:
    """A run for which these pairs were selected."""
    return replace(the_record, options={"selected": ["a-pair", *names]}, **more)


def with_lost(the_record: Record) -> Record:
    """A base with a pair that head has no more."""
    return replace(the_record, base=replace(the_record.base, pairs=(*the_record.base.pairs, LOST)))


def broken(code: Exit, said: str) -> Whole:
    """A run that an error ended when it had a folder and nothing else."""
    failures = (Failure(int(code), said),)
    return whole_of(selected(replace(ONE, pairs=(), complete=False), failures=failures))


def strict(the_record: Record) -> Whole:
    """Where what cannot be told fails."""
    return whole_of(the_record, strict=True)


# A cause's id: its whole, its exit code, the type of a failure in JUnit, what the last line says, the badge's words.
CAUSES = {
    "68-interrupted": (
        whole_of(selected(ONE, "second", interrupted="SIGINT", complete=False)),
        *(130, "interrupted", "SIGINT ended the run", "interrupted"),
    ),
    "68-terminated before the first pair": (
        whole_of(selected(replace(ONE, pairs=()), interrupted="SIGTERM", complete=False)),
        *(143, "never ran", "invoke|Give the same command again", "interrupted"),
    ),
    "68-killed after the first of two pairs": (
        whole_of(selected(ONE, "second", complete=False)),
        *(3, "never ran", "invoke compare --only second", "1 of 2 differ"),
    ),
    "68-killed after the last pair": (
        whole_of(selected(ONE, complete=False)),
        *(3, "incomplete", "ended before its end", "incomplete"),
    ),
    "82-wrong usage": (
        broken(Exit.USAGE, "--against x: its contract is not of schema 2. Name another."),
        *(2, "failed", "Name another", "failed, exit 2"),
    ),
    "82-no lane": (
        broken(Exit.ENVIRONMENT, "dotnet is not there. Install it."),
        *(4, "failed", "dotnet is not there", "failed, exit 4"),
    ),
    "82-base does not build": (
        broken(Exit.HARNESS, "The base (main) does not build: CS1002."),
        *(5, "failed", "CS1002", "failed, exit 5"),
    ),
    "28-a report cannot be written": (
        replace(whole_of(ONE), failures=(Failure(5, "Cannot write report.md: No space left. Free space."),)),
        *(5, "failed", "Free space", "failed, exit 5"),
    ),
    "49-not run": (
        whole_of(replace(ONE, pairs=(replace(ONE.pairs[0], trials=(), not_run="no .NET side"),))),
        *(3, "not run", "1 pair not run: a-pair", "1 of 1 differ"),
    ),
    "nothing": (whole_of(replace(ONE, pairs=())), 3, "nothing", "`invoke list`", "nothing ran"),
    "differs": (
        whole_of(record([GOOD[0], OTHER[1]], contract(N))),
        *(
            3,
            "output.n",
            "1 pair not as it should be: a-pair. Give: invoke compare --only a-pair",
            "1 of 1 differ",
        ),
    ),
    "another machine gave another value": (
        whole_of(
            replace(
                ONE, machine={"elsewhere": {"lab-2": stand_of(judge(record(OTHER, contract(N))))["pairs"]}}
            )
        ),
        *(3, "machines", "1 pair not alike on all machines: a-pair. Give on each machine", "1 of 1 differ"),
    ),
    "a failed trial": (
        whole_of(record([GOOD[0], failed("dotnet", "crashed")], contract(N))),
        *(3, "trial.crashed", "invoke compare --only a-pair --verbose", "1 of 1 differ"),
    ),
    "a missing row": (
        whole_of(record(GOOD[:1], contract(N))),
        *(3, "missing", "invoke compare --only a-pair --verbose", "1 of 1 differ"),
    ),
    "48-missing in the baseline": (
        whole_of(record(GOOD[:1], contract(N), lanes=BOTH[:1]), stand_of(judge(ONE)), "b.json"),
        *(3, "missing", "--record RECORD --out b.json", "1 of 1 differ"),
    ),
    "48-a pair that the baseline has alone": (
        whole_of(replace(ONE, pairs=(replace(ONE.pairs[0], id="b-pair"),)), stand_of(judge(ONE)), "b.json"),
        *(3, "missing", "2 pairs not as the baseline says", "2 of 2 differ"),
    ),
    "a pair lost on head": (
        whole_of(with_lost(run(look(1.0)))),
        *(3, "missing", "1 pair lost or changed against the base: lost", "1 of 1 differ"),
    ),
    "a variant lost on head": (
        whole_of(run(look(1.0), base=TWO)),
        *(3, "missing", "put it back", "1 of 1 differ"),
    ),
    "an output changed on both sides": (
        whole_of(run(trials=OTHER)),
        *(3, "changed.n", "1 pair lost or changed against the base: a-pair", "1 of 1 differ"),
    ),
    "slower": (
        whole_of(run(look(1.3), look(1.0, "dotnet"), look(1.3, kind="again"), QUIET)),
        *(6, "slower", "margin_because", "1 row slower"),
    ),
    "82-inconclusive": (
        strict(run(look(1.2), look(0.8, kind="again"), look(1.0, "dotnet"), QUIET)),
        *(7, "inconclusive", "--no-strict", "inconclusive"),
    ),
    "82-contaminated": (
        strict(run(look(1.0), look(1.3, kind="null"), look(1.3, kind="null-again"))),
        *(7, "contaminated", "--no-strict", "inconclusive"),
    ),
    "82-a null row that was not measured": (
        strict(
            run(look(1.0), look(1.0, kind="null", samples=(), reason="a timed trial failed, base: crashed"))
        ),
        *(7, "not measured", "--no-strict", "inconclusive"),
    ),
    "82-a trial of the base failed in measuring": (
        strict(run(look(1.0, samples=(), reason="a timed trial failed, base: crashed"), QUIET)),
        *(7, "inconclusive", "--no-strict", "inconclusive"),
    ),
    "cannot tell": (
        strict(record(GOOD[:1], contract(N), lanes=BOTH[:1])),
        *(7, "cannot tell", "--no-strict", "inconclusive"),
    ),
}


def terminal(whole: Whole) -> list[str]:
    """The lines of a run on a terminal."""
    console = screen(100)
    render(whole, console)
    return printed(console).rstrip("\n").split("\n")


def types(whole: Whole) -> set[str]:
    """The failures of the JUnit file by type, as its counts have it."""
    root = ElementTree.fromstring(junit(outcomes(whole), whole.report.record.started))
    assert (int(root.get("failures", 0)) > 0) == (root.find(".//failure") is not None)
    return {str(one.get("type")) for one in root.iter("failure")}


@pytest.mark.parametrize("name", CAUSES)
def test_every_sink_is_as_red_as_the_exit_code(name: str) -> None:
    """Exit code, last line, report.md (which is the job's summary), page, junit.xml, annotations, badge: each says why.

    Red where a sink looks at anything else than the list of causes, or a cause is not in that list.
    """
    whole, code, kind, told, words = CAUSES[name]
    assert int(whole.exit_code()) == code
    last = terminal(whole)[-1]
    assert last.startswith(f"FAILED (exit {code}): ") and re.search(told, last)
    assert f"**FAILED (exit {code}): " in markdown(whole)
    assert f'<p class="ending">FAILED (exit {code}): ' in page(whole) and '<h1 class="bad">' in page(whole)
    assert kind in types(whole)
    lines = list(annotations(outcomes(whole)))
    assert lines and all(line.startswith("::error ") for line in lines)
    assert "#c0392b" in badge(whole) and f">{words}<" in badge(whole)


def test_every_group_and_every_exit_code_of_a_run_is_in_the_table() -> None:
    """A new kind of cause has to be entered above."""
    from compare.report.ending import _TOLD

    assert {one.group for whole, *_ in CAUSES.values() for one in whole.counted} == set(_TOLD)
    assert {code for _, code, *_ in CAUSES.values()} == {int(one) for one in Exit} - {0}


def test_nothing_is_red_where_all_is_well() -> None:
    """And the last line is the sum of it."""
    whole = strict(run(look(1.0), look(1.0, "dotnet"), QUIET))
    assert (whole.exit_code(), ending(whole), types(whole)) == (Exit.OK, "", set())
    assert "FAILED" not in markdown(whole) + "".join(terminal(whole)) + page(whole)
    assert '<h1 class="good">' in page(whole)
    assert not list(annotations(outcomes(whole)))
    assert "#c0392b" not in badge(whole) and "1 pairs agree" in badge(whole)


@pytest.mark.parametrize("name", [name for name, (_, code, *_) in CAUSES.items() if code in IGNORED["never"]])
def test_what_does_not_count_is_red_nowhere_and_no_pass_either(name: str) -> None:
    """By `--fail-on never`: the last line says by what, the JUnit case is skipped with its reason."""
    whole = replace(CAUSES[name][0], fail_on="never")
    assert whole.exit_code() == Exit.OK
    assert terminal(whole)[-1].startswith("Not failed, by --fail-on never: ")
    assert types(whole) == set() and "#c0392b" not in badge(whole) and '<h1 class="good">' in page(whole)
    assert "not counted (--fail-on never)" in junit(outcomes(whole), "")
    assert not list(annotations(outcomes(whole)))


def test_the_worst_cause_comes_first_and_has_its_cure() -> None:
    """Where several apply, the first of 130, 143, 2, 4, 5, 3, 6, 7 is the exit code."""
    slow = run(look(1.3), look(1.0, "dotnet"), look(1.3, kind="again"), QUIET)
    whole = whole_of(selected(with_lost(slow), "second", interrupted="SIGINT"))
    last = ending(whole)
    said = ["SIGINT ended", "never ran: second", "lost or changed", "slower than the base"]
    assert sorted(said, key=last.index) == said
    assert last.startswith("FAILED (exit 130): ") and last.endswith("Give the same command again.")


def test_a_shard_answers_for_its_own_pairs_only() -> None:
    """What another shard runs has not been lost here (80)."""
    options = {"selected": ["a-pair", "second"], "shard": "1/2"}
    assert whole_of(replace(ONE, options=options)).exit_code() == Exit.OK
    assert judge(replace(ONE, pairs=(), options=options)).never_ran == ("a-pair",)

"""Progress: one updating line on a terminal, a line a pair without one."""

from __future__ import annotations

import re

from compare.report.progress import ProgressLine
from tests.report.samples import EVIL
from tests.report.screens import printed, screen


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def run(progress: ProgressLine, clock: Clock, pairs: dict[str, int], each: float) -> None:
    """Trials of some seconds each."""
    for pair, trials in pairs.items():
        for _ in range(trials):
            progress.start(pair, "python", "idiomatic")
            clock.now += each
            progress.advance()


def test_without_a_terminal_each_pair_has_a_line() -> None:
    """With its number and the time left, as soon as that is known."""
    clock, console = Clock(), screen()
    progress = ProgressLine(console, plain=True, clock=clock)
    progress.expect({"one": 10, "two": 10, "three": 20})
    run(progress, clock, {"one": 10, "two": 10, "three": 1}, 0.5)
    progress.finish()
    assert printed(console) == "[1/3] one\n[2/3] two · about 15 s left\n[3/3] three · about 10 s left\n"


def test_without_expectations_the_time_so_far_is_told() -> None:
    """Nothing is guessed."""
    clock, console = Clock(), screen()
    run(ProgressLine(console, plain=True, clock=clock), clock, {"one": 3, "two": 1}, 2)
    assert printed(console) == "[1] one\n[2] two · 6.0 s so far\n"


def test_a_pair_that_needed_fewer_trials_counts_as_done() -> None:
    """The rest of its trials is not waited for."""
    clock, console = Clock(), screen()
    progress = ProgressLine(console, plain=True, clock=clock)
    progress.expect({"one": 100, "two": 100})
    run(progress, clock, {"one": 10, "two": 1}, 1)
    assert "[2/2] two · about 10 s left" in printed(console)


def test_where_pairs_take_turns_rows_are_counted() -> None:
    """Base beside head: a pair that was seen once is not over, and each row has its line."""
    clock, console = Clock(), screen()
    progress = ProgressLine(console, plain=True, clock=clock)
    progress.expect({"one": 2, "two": 2}, in_turn=False)
    for pair in ("one", "two", "one", "two"):
        run(progress, clock, {pair: 1}, 8)
    assert printed(console).splitlines() == [
        "[1/4] one · python · idiomatic",
        "[2/4] two · python · idiomatic · about 25 s left",
        "[3/4] one · python · idiomatic · about 16 s left",
        "[4/4] two · python · idiomatic · about 8 s left",
    ]


def test_on_a_terminal_one_line_is_updated() -> None:
    """Pair, lane and variant; shorter lines cover longer ones; the end leaves nothing."""
    clock, console = Clock(), screen()
    progress = ProgressLine(console, plain=False, clock=clock)
    progress.start("process-spawn-join", "pythonnet", "idiomatic")
    clock.now += 0.5
    progress.start("pool-map", "dotnet", "serial")
    progress.finish()
    first, second, cleared, last = printed(console).removeprefix("\r").split("\r")
    assert first == "[1] process-spawn-join · pythonnet · idiomatic"
    assert second == "[2] pool-map · dotnet · serial".ljust(len(first))
    assert cleared == " " * len(second.rstrip())
    assert last == ""


def test_updates_are_rare() -> None:
    """A thousand trials in a tenth of a second are one update."""
    clock, console = Clock(), screen()
    run(ProgressLine(console, plain=False, clock=clock), clock, {"one": 1000}, 0.0001)
    assert printed(console).count("\r") <= 2


def test_lines_fit_and_are_inert() -> None:
    """At any width, with names that attack, in ASCII."""
    for width in (10, 40):
        clock, console = Clock(), screen(width, "ascii")
        progress = ProgressLine(console, plain=False, clock=clock)
        progress.start(EVIL, EVIL, EVIL)
        progress.finish()
        text = printed(console)
        assert set(re.findall(r"[\x00-\x1f\x7f-\x9f]", text)) == {"\r"}
        assert max(map(len, text.split("\r"))) < width


def test_a_closed_stream_does_not_stop_the_run() -> None:
    """Whoever read it has gone."""
    console = screen()
    progress = ProgressLine(console, plain=False)
    console.file.close()
    progress.start("one", "python", "idiomatic")
    progress.finish()

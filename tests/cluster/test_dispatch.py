"""Which worker gets which pair, and what becomes of a pair whose worker dies."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from compare import __version__
from compare.cluster.dispatch import Answer, Dispatch
from compare.cluster.job import Request
from compare.errors import EnvironmentLacks
from compare.record.nouns import Head, LaneFacts, PairRecord, Record
from compare.record.saving import dumps

HEADS = (Head("a" * 40),)


def known(lanes: tuple[str, ...] = ("python", "dotnet"), **machine: str) -> Record:
    """What a worker says of itself."""
    found = tuple(LaneFacts(name, name, name, "ready") for name in lanes)
    told = {"platform": "linux", "lacking": {}} | machine
    return Record("", 1, {}, told, found, tool=__version__, heads=HEADS)


class Fake:
    """A cluster without a network: each worker answers as it is told to, in the order of asking.

    Args:
        greetings: what each worker says of itself, as a record or as bytes.
        does: what a worker does with a pair: `ok`, `die`, `fault`, or `wait` for ever.
    """

    def __init__(self, greetings: Mapping[str, Record | bytes], does: Callable[[str, str], str]) -> None:
        self.greetings = dict(greetings)
        self.does = does
        self.alive = {name: f"name of {name}" for name in greetings}
        self.given: list[tuple[str, str]] = []
        self.answers: deque[Answer] = deque()

    def hosts(self) -> Mapping[str, str]:
        """Who is alive."""
        return self.alive

    def greet(self, host: str) -> None:
        """It answers at once."""
        said = self.greetings[host]
        self.answers.append(Answer(host, "", said if isinstance(said, bytes) else dumps(said).encode()))

    def give(self, host: str, request: Request) -> None:
        """It does what it does."""
        self.given.append((host, request.pair))
        deed = self.does(host, request.pair)
        if deed == "die":
            self.alive = {name: told for name, told in self.alive.items() if name != host}
        elif deed == "fault":
            self.answers.append(Answer(host, request.pair, fault="its process ended without an answer"))
        elif deed == "ok":
            record = replace(self.greetings[host], pairs=(PairRecord(request.pair, "tasks", {}),))
            self.answers.append(Answer(host, request.pair, dumps(record).encode()))

    def answer(self) -> Answer | None:
        """The next."""
        return self.answers.popleft() if self.answers else None


class Log:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.usable: dict[str, Record] = {}
        self.refusals: dict[str, str] = {}
        self.ran: list[tuple[str, str]] = []
        self.events: list[tuple[str, str, str]] = []
        self.lost: dict[str, str] = {}

    def met(self, name: str, one: Record) -> None:
        """Keep it."""
        self.usable[name] = one

    def refused(self, name: str, reason: str) -> None:
        """Keep it."""
        self.refusals[name] = reason

    def began(self, pair: str, name: str) -> None:
        """Nothing."""

    def seen(self, name: str, record: Record) -> None:
        """Keep it."""
        self.ran.append((record.pairs[0].id, name))

    def again(self, pair: str, name: str, reason: str) -> None:
        """Keep it."""
        self.events.append((pair, name, reason))

    def missing(self, pair: str, reason: str) -> None:
        """Keep it."""
        self.lost[pair] = reason


def rows(machine: Record, pair: str) -> int:
    """A pair whose name begins with `both` wants two lanes, any other one Python."""
    return len(machine.lanes) if pair.startswith("both") else 1


def dispatched(cluster: Fake, pairs: list[str]) -> Log:
    """A run of pairs."""
    log = Log()
    Dispatch(cluster, log, [Request(pair) for pair in pairs], HEADS, rows, lambda _: None).run()
    return log


PAIRS = [f"p{number}" for number in range(7)]


def test_each_pair_is_run_once() -> None:
    """By whoever is free."""
    log = dispatched(Fake({"a": known(), "b": known()}, lambda *_: "ok"), PAIRS)
    assert sorted(pair for pair, _ in log.ran) == PAIRS
    assert {name for _, name in log.ran} == {"name of a", "name of b"}


def test_a_pair_goes_where_most_of_it_can_run() -> None:
    """And the machine that lacks a lane gets what does not need it."""
    cluster = Fake({"a": known(("python",)), "b": known()}, lambda *_: "ok")
    log = dispatched(cluster, ["both1", "p1", "both2", "p2", "both3", "p3"])
    assert {host for host, pair in cluster.given if pair.startswith("both")} == {"b"}
    assert "a" in {host for host, _ in cluster.given}
    assert len(log.ran) == 6


@pytest.mark.parametrize("deed", ["die", "fault"])
def test_a_pair_whose_worker_fails_is_run_again_once_by_another(deed: str) -> None:
    """And the report says so."""
    first: list[str] = []

    def does(host: str, pair: str) -> str:
        if pair == "p3" and not first:
            first.append(host)
            return deed
        return "ok"

    cluster = Fake({"a": known(), "b": known(), "c": known()}, does)
    log = dispatched(cluster, PAIRS)
    assert sorted(pair for pair, _ in log.ran) == PAIRS
    assert [pair for pair, _, _ in log.events] == ["p3"]
    again = [host for host, pair in cluster.given if pair == "p3"]
    assert len(again) == 2 and again[0] == first[0] != again[1]


@pytest.mark.parametrize("deed", ["die", "fault"])
def test_a_pair_that_fails_twice_is_missing(deed: str) -> None:
    """With both reasons; the others are run."""
    cluster = Fake({name: known() for name in "abc"}, lambda _, pair: deed if pair == "p3" else "ok")
    log = dispatched(cluster, PAIRS)
    assert sorted(pair for pair, _ in log.ran) == [pair for pair in PAIRS if pair != "p3"]
    assert list(log.lost) == ["p3"] and log.lost["p3"].count("name of") == 2


def test_a_pair_that_only_one_machine_can_run_is_tried_there_again() -> None:
    """Where its process failed and there is no other of that kind, it neither waits for ever nor is cut down."""
    tried = Counter[str]()

    def does(_: str, pair: str) -> str:
        tried[pair] += 1
        return "fault" if pair == "both" and tried[pair] == 1 else "ok"

    log = dispatched(Fake({"a": known(("python",)), "b": known()}, does), ["both", "p1", "p2"])
    assert ("both", "name of b") in log.ran


def told(**changes: object) -> bytes:
    """A greeting of another state."""
    return json.dumps(json.loads(dumps(known())) | changes).encode()


@pytest.mark.parametrize(
    ("greeting", "why"),
    [
        (
            told(heads=[{"commit": "b" * 40, "changes": ""}]),
            "its checkout stands at bbbbbbbbbbbb, this one at aaaa",
        ),
        (told(heads=[{"commit": "a" * 40, "changes": "5d"}]), "aaaaaaaaaaaa with changes"),
        (told(tool="0.0.1"), "version 0.0.1"),
        (told(schema=4), "record schema 4"),
        (b'{"error": "No pair is called x."}', "No pair is called x"),
        (b"[]", "no record"),
        (b"\xff{", "not valid JSON"),
    ],
)
def test_a_worker_of_another_state_is_refused_by_name(greeting: bytes, why: str) -> None:
    """And the pairs go to the others; with none left, one sentence says why."""
    cluster = Fake({"a": greeting, "b": known()}, lambda *_: "ok")
    log = dispatched(cluster, PAIRS)
    assert {host for host, _ in cluster.given} == {"b"} and why in log.refusals["name of a"]
    with pytest.raises(EnvironmentLacks, match="name of a is refused"):
        dispatched(Fake({"a": greeting}, lambda *_: "ok"), PAIRS)


def test_nobody_there() -> None:
    """It is a broken surrounding, not a hang."""
    with pytest.raises(EnvironmentLacks, match="none is connected"):
        dispatched(Fake({}, lambda *_: "ok"), PAIRS)
    with pytest.raises(EnvironmentLacks, match="No worker is left"):
        dispatched(Fake({"a": known(), "b": known()}, lambda *_: "die"), PAIRS)


def test_an_answer_of_another_pair_is_none() -> None:
    """What a worker says is data of somebody's."""

    class Lying(Fake):
        def give(self, host: str, request: Request) -> None:
            super().give(host, replace(request, pair="p0") if host == "a" else request)
            if self.answers and host == "a":
                self.answers.append(replace(self.answers.pop(), pair=request.pair))

    log = dispatched(Lying({"a": known(), "b": known()}, lambda *_: "ok"), PAIRS)
    assert sorted(pair for pair, _ in log.ran) == PAIRS
    assert all("another pair" in reason for _, _, reason in log.events)

"""A cluster without machines: workers die, straggle, are cut off or stand elsewhere, in a time of its own."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from compare import __version__
from compare.cluster.dispatch import Answer
from compare.cluster.job import Request
from compare.record.nouns import Head, LaneFacts, PairRecord, Record
from compare.record.saving import dumps

HEADS = (Head("a" * 40),)
LANES = tuple(LaneFacts(name, name, name, "ready", facts={"version": "1"}) for name in ("python", "dotnet"))
# Shares of workers that stand elsewhere or lack a lane, and of pairs that take long or kill their worker.
ELSEWHERE, ONE_LANE, SLOW, DEADLY = 0.1, 0.1, 0.02, 0.02
CUT_OFF = 0.3  # of dying workers: they are only cut off, and answer when nobody waits any more
SLOWER = 50


@dataclass
class Happened:
    """What the workers did, which the dispatcher does not know."""

    given: Counter[str] = field(default_factory=Counter)  # by pair
    died: Counter[str] = field(default_factory=Counter)  # workers, by the pair that they had
    strangers: set[str] = field(default_factory=set)  # workers of another commit
    wrong: list[str] = field(default_factory=list)  # what must not have happened


class SimulatedCluster:
    """Answers in the order of a time that only counts.

    Args:
        workers: how many there are; a new one comes for each that dies.
        seed: what everything is drawn from.
        pair: the record that a worker gives of a pair.
        deadly: the share of pairs that kill their worker, each time that they are run.
    """

    def __init__(
        self, workers: int, seed: int, pair: Callable[[str], PairRecord], deadly: float = DEADLY
    ) -> None:
        self.seen = Happened()
        self._pair = pair
        self._deadly = deadly
        self._source = random.Random(seed)
        self._now = 0.0
        self._events: list[tuple[float, int, Callable[[], Answer | None]]] = []
        self._number = 0
        self._known: dict[str, Record] = {}
        self._here: dict[str, str] = {}
        self._busy: set[str] = set()
        for _ in range(workers):
            self._join()

    def hosts(self) -> Mapping[str, str]:
        """Who is there now."""
        return self._here

    def greet(self, host: str) -> None:
        """It answers soon."""
        body = dumps(self._known[host]).encode()
        self._at(self._source.random(), lambda: Answer(host, "", body))

    def give(self, host: str, request: Request) -> None:
        """It answers after a while, or never."""
        name, source = request.pair, self._source
        self.seen.given[name] += 1
        if host in self._busy or host in self.seen.strangers:
            self.seen.wrong.append(f"{name} was given to {host}, which has one already or must not have one")
        self._busy.add(host)
        takes = source.expovariate(1.0) * (SLOWER if source.random() < SLOW else 1)
        if source.random() < self._deadly:
            self._at(takes / 2, lambda: self._die(host, name))
            if source.random() >= CUT_OFF:
                return
        self._at(takes, lambda: self._answer(host, name))

    def answer(self) -> Answer | None:
        """The next thing that happens."""
        if not self._events:
            return None
        self._now, _, happens = heapq.heappop(self._events)
        return happens()

    def _at(self, after: float, happens: Callable[[], Answer | None]) -> None:
        self._number += 1
        heapq.heappush(self._events, (self._now + after, self._number, happens))

    def _answer(self, host: str, name: str) -> Answer:
        self._busy.discard(host)
        return Answer(host, name, dumps(replace(self._known[host], pairs=(self._pair(name),))).encode())

    def _die(self, host: str, name: str) -> None:
        self.seen.died[name] += 1
        self._here = {other: label for other, label in self._here.items() if other != host}
        self._at(self._source.random(), self._join)

    def _join(self) -> None:
        self._number += 1
        host = f"tcp://10.0.0.{self._number}:1"
        heads, lanes = HEADS, LANES
        if self._source.random() < ELSEWHERE:
            heads = (Head("b" * 40),)
            self.seen.strangers.add(host)
        if self._source.random() < ONE_LANE:
            lanes = (LANES[0], replace(LANES[1], state="skipped", reason="there is no .NET"))
        machine = {"name": f"m{self._number}", "platform": "linux", "lacking": {}}
        self._known[host] = Record("", 1, {}, machine, lanes, tool=__version__, heads=heads)
        self._here = self._here | {host: f"m{self._number}"}

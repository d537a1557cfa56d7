"""Which worker gets which pair, and what becomes of a pair whose worker dies. No clock, no network.

A worker has one pair at a time. A pair goes to a worker on which most of its rows can run.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from compare.cluster.job import MACHINES, Request, answered
from compare.errors import EnvironmentLacks, ParallaxError, UsageError
from compare.record.nouns import Head, Record

MOST_TOLD = 5  # reasons in one sentence
DEATHS = 2  # of workers under one pair; then it is given up


@dataclass(frozen=True)
class Answer:
    """What a worker answered, or why it did not."""

    host: str
    pair: str  # empty for its greeting
    body: bytes = b""
    fault: str = ""


class Cluster(Protocol):
    """The engine that reaches workers."""

    def hosts(self) -> Mapping[str, str]:
        """The workers that are connected: their names by their addresses.

        Raises:
            EnvironmentLacks: the scheduler is gone.
        """

    def greet(self, host: str) -> None:
        """Ask a worker what it is; the answer comes later."""

    def give(self, host: str, request: Request) -> None:
        """Give a worker a pair; the answer comes later."""

    def answer(self) -> Answer | None:
        """The next answer, or none for a while; then the workers are looked at again."""


class Listener(Protocol):
    """Whoever is told what happens."""

    def met(self, name: str, known: Record) -> None:
        """A worker can be used; `known` has its lanes and its machine."""

    def refused(self, name: str, reason: str) -> None:
        """A worker cannot be used."""

    def began(self, pair: str, name: str) -> None:
        """A worker has got a pair."""

    def seen(self, name: str, record: Record) -> None:
        """A pair's record has come."""

    def again(self, pair: str, name: str, reason: str) -> None:
        """A worker did not bring a pair to its end; another one runs it again."""

    def missing(self, pair: str, reason: str) -> None:
        """A pair is given up."""

    def missing_on(self, pair: str, name: str, reason: str) -> None:
        """Where each worker runs every pair: one of them has not run it."""


class Dispatch:
    """Runs all pairs, each to one record or one reason."""

    def __init__(
        self,
        cluster: Cluster,
        told: Listener,
        pairs: Sequence[Request],
        heads: Sequence[Head],
        rows: Callable[[Record, str], int],
        check: Callable[[Sequence[Record]], None],
        everywhere: bool = False,
    ) -> None:
        """Begin.

        Args:
            cluster: reaches the workers.
            told: is told what happens.
            pairs: what is to be run, in this order.
            heads: what stands here; a worker of another state is refused.
            rows: how many rows of a pair can run on a worker's machine.
            check: looks at the workers that can be used, once, before the first pair; may raise.
            everywhere: each worker runs every pair, and none runs another's.
        """
        self._cluster = cluster
        self._told = told
        self._heads = heads
        self._check = check
        self._names: dict[str, str] = {}
        self._greeting: set[str] = set()
        self._kinds: dict[str, int] = {}  # usable workers, and which kind of machine each is
        self._machines: list[tuple[str, Record]] = []  # by kind
        self._running: dict[str, Request] = {}
        self._failed: dict[str, list[tuple[str, str]]] = defaultdict(list)  # pair -> (worker, reason)
        self._refusals: list[str] = []
        self._rows = rows
        self._rows_of: dict[tuple[int, str], int] = {}
        self._pairs = tuple(pairs) if everywhere else ()
        self._own: dict[str, deque[Request]] = {}  # by worker, where each runs all
        self._waiting: list[Request] = [] if everywhere else list(pairs)
        self._queues: dict[frozenset[int], deque[Request]] = {}
        self._sorted_for: frozenset[int] = frozenset()
        self._begun = False

    def run(self) -> None:
        """Bring every pair to its end.

        Raises:
            EnvironmentLacks: no worker is left, or the scheduler is gone.
        """
        while self._left():
            self._meet(self._cluster.hosts())
            if self._begun or not self._greeting:
                self._begin()
                self._hand_out()
            if answer := self._cluster.answer():
                self._take(answer)

    def _left(self) -> bool:
        todo = [*self._queues.values(), *self._own.values()]
        return bool(self._waiting or self._running or any(todo) or (self._pairs and not self._begun))

    def _meet(self, here: Mapping[str, str]) -> None:
        for host in [one for one in self._names if one not in here]:
            name = self._names.pop(host)
            self._greeting.discard(host)
            self._kinds.pop(host, None)
            undone = self._own.pop(host, ())
            if request := self._running.pop(host, None):
                self._fail(request, name, "it was lost")
            for left in undone:
                self._told.missing_on(left.pair, name, "it was lost before")
        for host in [one for one in here if one not in self._names]:
            self._names[host] = here[host]
            self._greeting.add(host)
            self._cluster.greet(host)

    def _begin(self) -> None:
        if not self._kinds and not self._greeting:
            why = "; ".join(self._refusals[:MOST_TOLD]) or "none is connected"
            raise EnvironmentLacks(
                f"No worker is {'left' if self._begun else 'there to run the pairs'}: {why}."
            )
        if not self._begun:
            self._begun = True
            self._check([record for _, record in self._machines])

    def _hand_out(self) -> None:
        self._sort()
        for host in [one for one in self._kinds if one not in self._running]:
            if request := self._next(host):
                self._running[host] = request
                self._told.began(request.pair, self._names[host])
                self._cluster.give(host, request)

    def _sort(self) -> None:
        """Lay the pairs that wait by the kinds of machines that suit them best."""
        kinds = frozenset(self._kinds.values())
        if kinds != self._sorted_for:
            self._waiting = [*self._waiting, *(one for queue in self._queues.values() for one in queue)]
            self._queues, self._sorted_for = {}, kinds
        if not kinds:
            return
        for request in self._waiting:
            most = max(self._able(kind, request.pair) for kind in kinds)
            best = frozenset(kind for kind in kinds if self._able(kind, request.pair) == most)
            self._queues.setdefault(best, deque()).append(request)
        self._waiting = []

    def _able(self, kind: int, pair: str) -> int:
        if (kind, pair) not in self._rows_of:
            self._rows_of[kind, pair] = self._rows(self._machines[kind][1], pair)
        return self._rows_of[kind, pair]

    def _next(self, host: str) -> Request | None:
        """The next pair for a worker: first those that few machines can run, and none that it has failed."""
        if self._pairs:
            return self._own[host].popleft() if self._own.get(host) else None
        kind, name = self._kinds[host], self._names[host]
        for kinds in sorted((one for one in self._queues if kind in one), key=len):
            queue = self._queues[kinds]
            for request in queue:
                failed = {one for one, _ in self._failed.get(request.pair, ())}
                if name not in failed or not self._others(kinds, failed):
                    queue.remove(request)
                    return request
        return None

    def _others(self, kinds: frozenset[int], failed: set[str]) -> bool:
        return any(one in kinds and self._names[host] not in failed for host, one in self._kinds.items())

    def _take(self, answer: Answer) -> None:
        host = answer.host
        if host not in self._names:
            return  # it was lost meanwhile, and its pair was given to another one
        name = self._names[host]
        if not answer.pair:
            if host in self._greeting:
                self._greeting.discard(host)
                self._accept(host, name, answer)
            return
        request = self._running.get(host)
        if request is None or request.pair != answer.pair:
            return
        del self._running[host]
        try:
            record = self._record(answer)
            if [pair.id for pair in record.pairs] != [request.pair]:
                raise UsageError("its answer is of another pair")
        except ParallaxError as fault:
            self._fail(request, name, str(fault))
            return
        self._told.seen(name, record)

    def _record(self, answer: Answer) -> Record:
        if answer.fault:
            raise UsageError(answer.fault)
        return answered(answer.body, self._heads)

    def _accept(self, host: str, name: str, answer: Answer) -> None:
        try:
            known = self._record(answer)
        except ParallaxError as fault:
            self._refusals.append(f"{name} is refused: {fault}")
            self._told.refused(name, str(fault))
            return
        self._kinds[host] = self._kind(known)
        self._own[host] = deque(self._pairs)
        self._told.met(name, known)

    def _kind(self, known: Record) -> int:
        """Machines on which the same rows run are of one kind."""
        lanes = [
            (one.name, one.state, sorted((one.facts.get("modules") or {}).items(), key=repr))
            for one in known.lanes
        ]
        memory = [one.facts.get("shared_memory") for one in known.lanes]
        text = repr((lanes, memory, [known.machine.get(name) for name in MACHINES]))
        for number, (other, _) in enumerate(self._machines):
            if other == text:
                return number
        self._machines.append((text, known))
        return len(self._machines) - 1

    def _fail(self, request: Request, name: str, reason: str) -> None:
        if self._pairs:
            self._told.missing_on(request.pair, name, reason)
            return
        failed = self._failed[request.pair]
        failed.append((name, reason))
        if len(failed) < DEATHS:
            self._waiting.append(request)
            self._told.again(request.pair, name, reason)
        else:
            told = ", then ".join(f"{who} ({why})" for who, why in failed)
            self._told.missing(request.pair, f"{DEATHS} workers did not bring it to its end: {told}")

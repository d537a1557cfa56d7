"""What of the catalogue the options choose; pure, and the one place that decides it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from compare.catalogue.contract import Contract
from compare.catalogue.loading import Broken, Catalogue, contract_files
from compare.catalogue.parameters import check, parse_setting
from compare.errors import UsageError, nearest
from compare.plan.cases import planned_cases
from compare.plan.options import Options, first_root
from compare.record.nouns import Since
from compare.record.shards import sharded


@dataclass(frozen=True)
class Choice:
    """Which cases, values and limits a user chose for the pairs."""

    cases: tuple[str, ...] = ()
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # pair -> parameter -> value
    timeout_ms: int | None = None
    platform: str = "linux"
    lacking: Mapping[str, str] = field(default_factory=dict)  # language -> why no text of it can be started
    unbuilt: Mapping[str, str] = field(default_factory=dict)  # pair -> why its C# cannot be had here
    untimed: tuple[str, ...] = ()  # pairs that are judged only


@dataclass(frozen=True)
class Selection:
    """The pairs that the options choose, and this shard's part of them."""

    options: Options
    chosen: tuple[Contract, ...]  # of all shards
    broken: tuple[Broken, ...]  # this shard's, by name alone: what else stands in them is not known
    choice: Choice
    since: Since | None = None  # how the chosen pairs stand to the revision that was named, if one was
    left_out: frozenset[str] = frozenset()  # pairs that are run only where they are named, and were not
    elsewhere: frozenset[str] = frozenset()  # those that `--only-root` leaves out

    @property
    def wanted(self) -> tuple[Contract, ...]:
        """What all shards run: what was chosen and can differ, and a few null rows."""
        left_out = self.since.named("unchanged") if self.since else ()
        return tuple(contract for contract in self.chosen if contract.id not in left_out)

    @property
    def names(self) -> tuple[str, ...]:
        """The same by their names."""
        return tuple(contract.id for contract in self.wanted)

    @property
    def unasked(self) -> frozenset[str]:
        """The pairs that nobody misses: no option chose them."""
        return self.left_out | self.elsewhere

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """This shard's part of it."""
        return sharded(self.wanted, self.options.shard)

    @property
    def idle(self) -> bool:
        """Whether nothing that was chosen can differ, in any shard."""
        return self.since is not None and not self.since.named("touched", "text")

    @property
    def timed_beside(self) -> bool:
        """Whether anything may take another time than at the revision that was named."""
        return self.since is None or bool(self.since.named("touched"))

    def held_against(self, since: Since | None) -> Selection:
        """The same, less what cannot differ; what differs in its prose only is not timed."""
        untimed = since.named("text") if since else ()
        return replace(self, since=since, choice=replace(self.choice, untimed=untimed))

    def gone(self, chapters: Mapping[str, str]) -> tuple[str, ...]:
        """The pairs that the options choose and head does not have.

        Args:
            chapters: of all pairs of the base, by name; empty where it is not known.
        """
        there = self.left_out.union(contract.id for contract in self.chosen)
        return tuple(
            name
            for name, chapter in chapters.items()
            if name not in there and _wanted(name, chapter, self.options)
        )

    def lost(self, chapters: Mapping[str, str]) -> tuple[str, ...]:
        """This shard's part of them."""
        return sharded(self.gone(chapters), self.options.shard)

    def covers(self, lanes: Collection[str]) -> Callable[[str, str, str, str], bool]:
        """Whether a pair, chapter, case and lane were asked for: what was not is not missing.

        Args:
            lanes: those that the user named; none for all.
        """
        cases = self.options.cases

        def covered(pair: str, chapter: str, case: str, lane: str) -> bool:
            if pair in self.unasked:
                return False
            by_case = not case or not cases or case in cases
            by_lane = not lane or not lanes or lane in lanes
            return _wanted(pair, chapter, self.options) and by_case and by_lane

        return covered


def choose(catalogue: Catalogue, options: Options) -> Selection:
    """What `--only`, `--chapter`, `--case`, `--shard` and `--set` choose.

    Raises:
        UsageError: a name that chooses nothing, with the nearest right one; a setting that cannot be.
    """
    asleep = _opt_in(catalogue, options)
    chosen = _chosen(catalogue, options, asleep)
    contracts = sharded(chosen, options.shard)
    values = settings(options.settings, contracts, options.cases)
    broken = [one for one in catalogue.broken if _matches(one.id, options.only)]
    return Selection(
        options,
        tuple(chosen),
        sharded(broken, options.shard),
        Choice(options.cases, values, options.timeout_ms, sys.platform),
        left_out=frozenset(asleep),
        elsewhere=frozenset(_of_another_root(catalogue, options)),
    )


def _chosen(catalogue: Catalogue, options: Options, asleep: Collection[str]) -> list[Contract]:
    contracts = list(catalogue.contracts.values())
    known = [contract.id for contract in contracts] + [broken.id for broken in catalogue.broken]
    chapters = sorted({contract.chapter for contract in contracts})
    for pattern in options.only:
        if not any(fnmatchcase(name, pattern) for name in known):
            raise UsageError(f"No pair is called {pattern!r}.{nearest(pattern, known)}")
    for pattern in options.chapters:
        if not any(fnmatchcase(name, pattern) for name in chapters):
            raise UsageError(f"No chapter is called {pattern!r}.{nearest(pattern, chapters)}")
    chosen = [
        contract
        for contract in contracts
        if _wanted(contract.id, contract.chapter, options) and contract.id not in asleep
    ]
    for case in options.cases:
        there = {one.id for contract in chosen for one in contract.cases}
        if case not in there:
            raise UsageError(f"No selected pair has a case {case!r}.{nearest(case, there)}")
    if options.cases:
        return [contract for contract in chosen if any(case.id in options.cases for case in contract.cases)]
    return chosen


def _wanted(pair: str, chapter: str, options: Options) -> bool:
    return _matches(pair, options.only) and _matches(chapter, options.chapters)


def _opt_in(catalogue: Catalogue, options: Options) -> set[str]:
    """The pairs that are run only where they are named, and were not."""
    named = options.only or options.chapters
    return set() if named else {one.id for one in catalogue.contracts.values() if one.opt_in}


def _of_another_root(catalogue: Catalogue, options: Options) -> set[str]:
    """The pairs that `--only-root` leaves out."""
    if (ours := first_root()) in options.roots:
        return set()
    return {path.stem for path in contract_files(ours)} - {*catalogue.contracts}


def _matches(name: str, patterns: Collection[str]) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)


def settings(
    texts: Iterable[str], contracts: Iterable[Contract], cases: Sequence[str] = ()
) -> dict[str, dict[str, Any]]:
    """`--set pair.parameter=VALUE` settings, checked against the selected contracts.

    Args:
        texts: as the user wrote them.
        contracts: the selected ones.
        cases: the cases that the user named; none for all that are not opt-in.

    Raises:
        UsageError: an unknown pair or parameter, a value out of its limits, or values that do not go together.
    """
    by_id = {contract.id: contract for contract in contracts}
    result: dict[str, dict[str, Any]] = {}
    for text in texts:
        pair, parameter, value = parse_setting(text)
        if pair not in by_id:
            raise UsageError(f"--set {text}: no selected pair is called {pair!r}.{nearest(pair, by_id)}")
        result.setdefault(pair, {})[parameter] = check(by_id[pair], parameter, value)
    for pair, values in result.items():
        planned_cases(by_id[pair], cases, values)
    return result

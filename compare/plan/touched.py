"""Which pairs can differ between two states of a root, by the contents of all that they depend on."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from compare.catalogue.contract import Contract, Language
from compare.catalogue.loading import load_catalogue
from compare.plan.choice import Selection
from compare.plan.sources import Sources
from compare.record.nouns import Since, Touch

LEAST_NULLS, NULL_SHARE = 3, 0.05  # null rows: that many at least, and of all rows at least such a share
MOST_NULLS = 3  # pairs that they are taken from
MOST_NAMED = 3  # files of what differs
TEXTS: tuple[Language, ...] = ("python", "dotnet")


def since(revision: str, commit: str, base: Path, head: Path, selection: Selection) -> Since:
    """How each chosen pair of head, and each that head has lost, stands to the base.

    Args:
        revision: the base, as the user named it.
        commit: the base's; empty for a folder.
        base: the base's folder.
        head: head's.
        selection: what the options choose of head.

    Returns:
        the pairs in their order. What cannot be told is touched: a contract of the base that is broken, a text that
        may load what no import names.
    """
    before, now, older = Sources(base), Sources(head), load_catalogue([base])
    everywhere = [path for path, code in _differing(before, now, before.ours | now.ours) if code]
    broken = {one.id for one in older.broken}
    ours = {contract.id: contract for contract in selection.chosen}
    gone = selection.gone({name: contract.chapter for name, contract in older.contracts.items()})
    touches = []
    for name in [*ours, *gone]:
        touch = _touch(name, before, now, older.contracts.get(name), ours.get(name))
        if name in broken:
            touch = replace(touch, how="touched", why="the base's contract of it is broken", texts=TEXTS)
        elif everywhere:  # their prose runs nothing
            why = touch.why if touch.how == "touched" else _listed(everywhere)
            touch = replace(touch, how="touched", why=why, texts=TEXTS)
        touches.append(touch)
    return Since(revision, commit, before.digest(before.ours), now.digest(now.ours), tuple(touches))


def with_nulls(held: Since, contracts: Iterable[Contract]) -> Since:
    """The same with a few of the unchanged pairs as null rows, where something is timed.

    They are drawn by lot from the hashes alone: before anything runs, and in all shards of a run the same. No more are
    taken than give rows enough, in each kind of lane that is timed: each of them is run on both sides. Those whose
    every sample is a launch of its own are left to the runs that ask for them.

    Args:
        held: how the pairs stand.
        contracts: those of head that were chosen.
    """
    known = {one.id: one for one in contracts}
    timed = Counter[str]()
    for one in held.pairs:
        if one.how == "touched" and one.base and one.head:  # what only one side has is not timed
            timed += _rows(known[one.pair], one.texts)
    quick = {name: _rows(one, TEXTS, quick=True) for name, one in known.items()}
    able = [name for name in held.named("unchanged") if quick[name].keys() & timed.keys()]
    drawn: list[str] = []
    rows = Counter[str]()
    for name in random.Random(repr(held)).sample(able, len(able) if timed else 0):
        enough = sum(rows.values()) >= null_rows(sum(timed.values())) and rows.keys() == timed.keys()
        if enough or len(drawn) == MOST_NULLS:
            break
        drawn.append(name)
        rows += Counter({kind: number for kind, number in quick[name].items() if kind in timed})
    pairs = (replace(one, how="null") if one.pair in drawn else one for one in held.pairs)
    return replace(held, pairs=tuple(pairs))


def null_rows(rows: int) -> int:
    """How many null rows there are among so many others."""
    return max(LEAST_NULLS, math.ceil(NULL_SHARE * rows))


def _rows(contract: Contract, texts: Collection[Language], quick: bool = False) -> Counter[str]:
    """How many rows of a pair are timed in each kind of lane that runs one of some texts.

    Args:
        contract: the pair's.
        texts: whose lanes count.
        quick: leave out what takes a launch for each sample.
    """
    if quick and contract.worker != "shared":
        return Counter()
    timed = [one for one in contract.variants if one.timed and not (quick and one.once)]
    kinds = [kind for kind in contract.lanes if contract.text_for(kind) in texts]
    return Counter(kind for one in timed for kind in kinds if kind in (one.lanes or kinds))


def _touch(name: str, before: Sources, now: Sources, theirs: Contract | None, ours: Contract | None) -> Touch:
    if theirs is None or ours is None:
        why = "the base has no such pair" if theirs is None else "head has lost this pair"
        return Touch(name, "touched", why, texts=TEXTS)
    olds, news = before.by_text(theirs), now.by_text(ours)
    old, new = (frozenset().union(*side.values()) for side in (olds, news))
    found = list(_differing(before, now, old | new))
    how = "touched" if any(code for _, code in found) else "text" if found else "unchanged"
    why = _listed(path for path, code in found if code or how == "text")
    code = {path for path, code in found if code}
    texts = tuple(text for text in TEXTS if code & (olds[text] | news[text]))
    return Touch(name, how, why, before.digest(old), now.digest(new), texts)


def _differing(before: Sources, now: Sources, paths: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The files that differ, and whether in more than their prose."""
    for path in sorted(paths):
        old, new = before.content(path), now.content(path)
        if old != new:
            yield path, old is None or new is None or before.code(path) != now.code(path)


def _listed(paths: Iterable[str]) -> str:
    names = list(paths)
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return ", ".join([*names[:MOST_NAMED], *more])

"""What could not be judged, in sentences: nothing is dropped without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compare.judge.verdict import PairVerdict, Unjudged
from compare.report.english import counted, listed

MOST_NAMED = 5


def unjudged(pairs: Iterable[PairVerdict]) -> Iterator[str]:
    """A sentence on values that nothing could be said of, and one on checks without a row to be applied to.

    Without their full stops; none where everything was judged.
    """
    pairs = list(pairs)
    values = [(pair.id, one) for pair in pairs for one in pair.unjudged]
    if values:
        named = dict.fromkeys(f"{pair} {_named(one)}" for pair, one in values)
        told = f"{counted(len(values), 'value')} could not be judged, for nothing is expected of them"
        yield f"{told} and no other lane gave one: {_some(named)}"
    checks = [f"{pair.id} {name}" for pair in pairs for name in pair.unapplied]
    if checks:
        verb = "was" if len(checks) == 1 else "were"
        told = f"{counted(len(checks), 'check')} of behaviour {verb} not applied, for the contract makes"
        yield f"{told} {'it' if len(checks) == 1 else 'them'} on its own values only: {_some(checks)}"


def _named(one: Unjudged) -> str:
    return f"{one.field} ({one.variant}, case {one.case})"


def _some(names: Iterable[str]) -> str:
    names = list(names)
    left = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], f"{left} more"]) if left > 0 else listed(names)

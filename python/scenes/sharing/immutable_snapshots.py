"""Writers add at the same moment, the gap before each write held open, to what a reader has taken beforehand.

Without a lock all must have read before any writes, so the loss is exact. A lock lets no second thread come to the gap
that is woven into the example.
"""

import threading
from types import SimpleNamespace

import immutable_snapshots as example

from compare.props.crew import Crew
from compare.props.held import Gap, HeldAttributes


def prepare(parameters):
    return parameters


def run(state, watch):
    if state.variant in ("view", "copy"):
        return look_behind(getattr(example, state.variant))
    unlocked, mutable = state.variant == "no-lock", state.variant == "mutable"
    turns = state.forced if unlocked else state.adds
    gap = Gap(state.writers, 10.0)
    items = list(state.base) if mutable else tuple(state.base)
    if watch.observed and unlocked:
        shared = HeldAttributes(gap, items=items)
    else:
        shared = items if mutable else SimpleNamespace(items=items)
    snapshot = items
    crew = Crew(state.writers, watch, rescue=gap.release)
    add = getattr(example, state.variant.replace("-", "_"))
    crew.run(turns, add, shared, threading.Lock(), numbered=True)
    after, before = list(shared if mutable else shared.items), len(state.base)
    return {
        "made": crew.done,
        "added": len(after) - before,
        "kept": after[:before],
        "distinct": len(set(after[before:])),
        "seen": len(snapshot) - before,
        "error": crew.error,
    }


def look_behind(function):
    """Whether what the function gives shows a later change of what it was given, and can be changed itself."""
    prices = {"tea": 1}
    try:
        given = function(prices)
        prices["tea"] = 2
        seen = given["tea"]
    except Exception as error:
        return {"sees_change": None, "writable": None, "error": type(error).__name__}
    try:
        given["tea"] = 3
    except TypeError:
        return {"sees_change": seen == 2, "writable": False, "error": None}
    return {"sees_change": seen == 2, "writable": True, "error": None}

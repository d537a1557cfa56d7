"""A service fails in the ways that were asked for, and a clock jumps: who asks how often, and how long are the waits?

The scene raises the library's own errors, so no server is needed. A wait ends when nobody can go on without it, so
who does not await it asks too early. A caller who gives up does so while the text waits. In observed trials three more
callers fail in the same way: do all come back at the same moments?
"""

import asyncio
import io
from email.message import Message
from urllib.error import HTTPError, URLError

import retry_backoff as example

from compare.props.rest import at_rest
from compare.props.told import told

OTHERS = 3


def prepare(parameters):
    return parameters


async def run(state, watch):
    outcome, attempts, waits = await call(state, watch, watch.span)
    watch.event("told", value=outcome)
    out = {"outcome": outcome, "attempts": attempts, "delays_ms": None, "within": None}
    if state.variant == "jitter":
        whole = [state.first_delay_ms * 2**place for place in range(len(waits))]
        out["within"] = all(most / 2 - 1 <= wait <= most for wait, most in zip(waits, whole, strict=True))
    else:
        out["delays_ms"] = [round(wait) for wait in waits]
    if watch.observed:
        others = 0 if outcome == "deadlock" else OTHERS
        calls = [await call(state, watch, Unseen) for _ in range(others)]
        out["together"] = bool(waits and calls) and all(waits == theirs for _, _, theirs in calls)
    return out


class Unseen:
    """In place of a span."""

    def __init__(self, name, item):
        pass

    def __enter__(self):
        pass

    def __exit__(self, *error):
        pass


async def call(state, watch, span):
    """One caller: what it was told, how often it asked, and its waits in milliseconds."""
    attempts, waits = [], []

    async def ask():
        attempts.append(None)
        with span("step", item=f"attempt {len(attempts)}"):
            await asyncio.sleep(0)
            if len(attempts) <= len(state.failures):
                raise failed(state.failures[len(attempts) - 1])
            return "ok"

    async def sleep(seconds):
        waits.append(seconds * 1000)
        with span("step", item=f"wait {len(waits)}"):
            await (at_rest() if watch.observed else asyncio.sleep(0))
        if state.give_up:
            caller.cancel()  # as somebody else might, while it waits
            await asyncio.Future()

    way = getattr(example, state.variant)
    caller = asyncio.ensure_future(way(ask, state.retries, state.first_delay_ms / 1000, sleep))
    what = await told(lambda: caller, observed=watch.observed)
    if watch.observed:
        await at_rest()  # who waits without being awaited
    return outcome_of(what), len(attempts), waits


def failed(failure):
    """What urllib raises: a status, nobody there, or no answer in time."""
    if failure == "refused":
        return URLError(ConnectionRefusedError("connection refused"))
    if failure == "timeout":
        return TimeoutError("timed out")
    return HTTPError("http://service/", int(failure), "failed", Message(), io.BytesIO())


def outcome_of(what):
    if isinstance(what.raised, HTTPError):
        return str(what.raised.code)
    return "refused" if isinstance(what.raised, URLError) else what.error or str(what.value)

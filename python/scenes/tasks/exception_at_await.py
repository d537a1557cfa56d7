"""Calls an async function that fails: what ran at the call, where did the error come out, and does it come out again?

The scene is the caller. It notes when the body began, lets a task end at rest before it awaits it, awaits what it was
given, and then awaits the same thing again.
"""

import asyncio
import inspect

import exception_at_await as example

from compare.props.rest import at_rest
from compare.props.told import failed, told

BALANCE = 3


def prepare(parameters):
    return parameters


async def run(state, watch):
    begun = []

    async def withdraw(amount):
        begun.append(amount)
        watch.event("begun")
        await asyncio.sleep(0)
        if amount > BALANCE:
            raise ValueError(amount)
        return BALANCE - amount

    way = getattr(example, state.variant.replace("-", "_"))
    try:
        with watch.span("call"):
            given = await start(way, withdraw, state)
    except Exception as error:
        return outputs(bool(begun), "call", None, failed(error).error, None)
    watch.event("called")
    at_call = bool(begun)
    if state.variant == "task" and watch.observed:
        await at_rest()  # the task may end; nobody has awaited it
    watch.event("awaiting")
    with watch.span("await"):
        first = await wait(given)
    watch.event("caught", value=first.error or "nothing")
    again = await wait(given)
    return outputs(at_call, "await" if first.error else None, first.value, first.error, again.error)


async def start(way, withdraw, state):
    if state.variant == "blocking":
        future = asyncio.run_coroutine_threadsafe(withdraw(state.amount), asyncio.get_running_loop())
        return lambda: asyncio.to_thread(way, future)
    given = way(withdraw, state.amount)
    return await given if state.variant == "task" else given


async def wait(given):
    if callable(given):
        return await told(given)
    if not inspect.isawaitable(given):
        return failed(TypeError("nothing to await"))
    try:
        return await told(lambda: given)
    except RuntimeError as error:  # "cannot reuse already awaited coroutine"
        return failed(error)


def outputs(begun, raised_at, left, error, again):
    return {"begun": begun, "raised_at": raised_at, "left": left, "error": error, "again": again}

"""Waits for the task and never asks it: asyncio.wait raises nothing, and the error stays in the task."""

import asyncio

BALANCE = 3


class Refused(Exception):
    """There is not that much to withdraw."""


def prepare(parameters):
    return parameters


async def run(state, trace):
    log, raised_at, error, again = [], None, None, None
    # [step: call]
    try:
        job = call(state, log, trace)
        trace.event("called")
    except Refused:
        raised_at, error = "call", "user"
    begun = "begun" in log
    # [step: await]
    if raised_at is None:
        if state.variant == "task":
            await asyncio.wait([job])  # until it has ended; this raises nothing
        trace.event("awaiting")
        error = await caught(job, state.variant)
        trace.event("caught", value=error or "nothing")
        raised_at = "await" if error else None
        # [step: await again]
        again = await caught(job, state.variant)
    return {"begun": begun, "raised_at": raised_at, "error": error, "again": again}


def call(state, log, trace):
    if state.variant == "checked-first":
        return checked_first(state.amount, log, trace)
    job = withdraw(state.amount, log, trace)
    if state.variant == "task":
        return asyncio.create_task(job)
    if state.variant == "blocking":
        return asyncio.run_coroutine_threadsafe(job, asyncio.get_running_loop())
    return job


async def caught(job, variant):
    try:
        # Who blocks must not block the loop that is to do the work, hence a thread.
        await asyncio.wait([job])
    except Refused:
        return "user"
    except RuntimeError:
        return "invalid-state"  # "cannot reuse already awaited coroutine"
    return None


# [step: withdraw]
async def withdraw(amount, log, trace):
    log.append("begun")
    trace.event("begun")
    await asyncio.sleep(0)
    if amount > BALANCE:
        raise Refused
    return BALANCE - amount


# [step: checked first]
# No `async` here: this runs when it is called, and what it raises comes out of the call.
def checked_first(amount, log, trace):
    if amount > BALANCE:
        raise Refused
    return withdraw(amount, log, trace)

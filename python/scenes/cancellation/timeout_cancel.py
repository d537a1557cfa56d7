"""A reply comes too late: when the caller is told, has the work ended, clean-up included, and does it still act?

Work that is cancelled ends when nobody else can go on, so a caller that does not wait for its end is told before.
After the caller was told the reply comes: work that still waits acts on it. A text that never tells its caller gets
the reply after two seconds.
"""

from __future__ import annotations

import asyncio
import sys
import time

import timeout_cancel as example

from compare.props.pools import outcome_of_async
from compare.props.rest import at_rest

AMPLE_S, RESCUE_S = 10, 2
WHOSE = {"timeout": "limit", "cancelled": "caller"}


class Work:
    """The example's work, with a reply that comes when the scene gives it."""

    def __init__(self, watch, blocked_s):
        self.watch, self.blocked_s = watch, blocked_s
        self.reply, self.started = asyncio.Event(), asyncio.Event()
        self.saved, self.cleaned, self.task = [], False, None

    async def __call__(self):
        with self.watch.span("work", item="late"):
            return await example.save_reply(self.ask, self.save, self.clean_up)

    async def ask(self):
        self.task = asyncio.current_task()
        self.started.set()
        self.watch.event("started", item="late")
        try:
            if self.blocked_s:
                time.sleep(self.blocked_s)  # it awaits nothing, and holds up the whole loop
            else:
                await self.reply.wait()
        except asyncio.CancelledError:
            self.watch.event("asked-to-stop", item="late")
            if self.watch.observed:
                await at_rest()
            raise
        return "ok"

    def save(self, reply):
        self.saved.append(reply)
        self.watch.event("saved", item="late")

    def clean_up(self):
        self.cleaned = True
        self.watch.event("cleaned-up", item="late")


def prepare(parameters):
    return parameters


async def at_once():
    return "ok"


async def run(state, watch):
    limited = example.wait_for if state.variant == "wait-for" else example.timeout
    in_time = await outcome_of_async(limited(at_once, AMPLE_S))
    late = Work(watch, 2 * state.limit_ms / 1000 if state.variant == "blocking" else 0)
    rescue = asyncio.get_running_loop().call_later(RESCUE_S, late.reply.set)
    with watch.span("wait", item="caller"):
        if state.variant == "cancel":
            calling = asyncio.create_task(limited(late, AMPLE_S))
            started = asyncio.create_task(late.started.wait())
            await asyncio.wait({calling, started}, timeout=AMPLE_S, return_when=asyncio.FIRST_COMPLETED)
            started.cancel()
            calling.cancel()
        else:
            calling = asyncio.current_task()
        waiting = calling if state.variant == "cancel" else limited(late, state.limit_ms / 1000)
        told = await outcome_of_async(waiting)
    watch.event("told", item="late")
    stopped, own_task = late.cleaned, late.task is calling
    late.reply.set()  # work that still waits goes on now
    await at_rest()
    await at_rest()  # work that waited for rest itself cleans up
    rescue.cancel()
    expected_task = state.variant != "wait-for" or sys.version_info >= (3, 12)
    outputs = {"in_time": in_time.value or in_time.error, "result": told.value, "error": told.error}
    outputs |= {"by": WHOSE.get(told.error), "stopped": stopped, "saved": bool(late.saved)}
    return outputs | {"task_as_said": own_task == expected_task}

"""Callers deposit one each; one that has read waits until nobody else can go on, so all who may come in have come in.

In variant cancelled the first is held inside, the second is cancelled while it waits, and then a third one comes: a
waiter that gives back what it never had lets it in. In thread-lock the second asks while the first is inside.
"""

import asyncio
import threading
from functools import partial

import async_lock as example

from compare.props.rest import at_rest
from compare.props.told import told

PATIENCE_S = 0.05  # of a caller that blocks the loop
CALLERS = {"cancelled": 3, "thread-lock": 2}


def prepare(parameters):
    return parameters


async def run(state, watch):
    return await Play(state, watch).run()


class Play:
    def __init__(self, state, watch):
        self.state, self.watch = state, watch
        self.balance, self.writes, self.waits = 0, 0, {}
        self.go, self.held = asyncio.Event(), state.variant == "cancelled"
        self.lock = threading.Lock() if state.variant == "thread-lock" else asyncio.Lock()

    async def run(self):
        count = CALLERS.get(self.state.variant, self.state.callers)
        ends = await self.cancelled() if self.held else await asyncio.gather(*map(self.caller, range(count)))
        errors = sorted({end.error for end in ends if end.error})
        held = None if self.state.variant == "no-lock" else self.lock.locked()
        return {
            "balance": self.balance if self.watch.observed else None,
            "errors": errors,
            "held_after": held,
        }

    async def cancelled(self):
        first = asyncio.create_task(self.caller(0))
        await at_rest()
        second = asyncio.ensure_future(self.call(1)())
        await at_rest()
        second.cancel()
        self.watch.event("cancelled", item=1)
        await at_rest()
        self.waits_no_more(1)
        third = asyncio.create_task(self.caller(2))
        await at_rest()
        self.go.set()
        return await asyncio.gather(first, told(lambda: second), third)

    async def caller(self, number):
        end = await told(self.call(number), observed=self.watch.observed, life=lambda: self.writes)
        self.waits_no_more(number)
        self.watch.event("told", item=number, value=end.error or "well")
        return end

    def waits_no_more(self, number):
        if waits := self.waits.pop(number, None):
            waits.__exit__()

    def call(self, number):
        deposit = Deposit(self, number)
        self.waits[number] = self.watch.span("wait", item=number)
        self.waits[number].__enter__()
        if self.state.variant == "thread-lock":
            return partial(example.thread_lock, deposit.read, deposit.write, self.lock, PATIENCE_S)
        way = example.no_lock if self.state.variant == "no-lock" else example.lock
        return partial(way, deposit.read, deposit.write, self.lock)


class Deposit:
    """One caller's read and write; a span from the one to the other."""

    def __init__(self, play, number):
        self.play, self.number, self.span = play, number, play.watch.span("deposit", item=number)

    async def read(self):
        play = self.play
        play.waits_no_more(self.number)
        self.span.__enter__()
        seen = play.balance
        if play.watch.observed:
            await at_rest()
        if play.held and self.number == 0:
            await play.go.wait()
        if self.number == play.state.fails:
            self.span.__exit__()
            raise ValueError(self.number)
        return seen

    async def write(self, value):
        self.play.balance, self.play.writes = value, self.play.writes + 1
        self.span.__exit__()

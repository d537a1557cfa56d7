"""An account is an actor, and is told of several deposits at once: how many are inside it together, is one lost?

A call that is inside waits until whoever could come in has: all calls were sent, and then the scene has gone round the
cluster several times. Where all can, they meet, and go on in the order of the amounts.
"""

from __future__ import annotations

import asyncio
import os
import threading
from contextlib import contextmanager
from functools import wraps

import actor_state as example

from compare.props.children import Notes, until
from compare.props.kept import connected
from compare.props.pools import bounded_outcome, outcome_of

TOGETHER = ("awaits",)  # variants in which all come in
REACHED = "all reached"
ROUNDS = 10


class Play:
    """What watches a trial, in whichever process.

    Args:
        state: the prepared state.
        watch: the trial's trace.
        notes: gets a line "ended AMOUNT" for each call that has.
    """

    def __init__(self, state, watch, notes):
        self.watch, self.notes = watch, notes
        self.amounts, self.variant = state.amounts, state.variant

    @contextmanager
    def called(self, amount):
        try:
            yield
        finally:
            self.watch.event("done", item=amount)
            self.watch.open_gate(f"{amount} done")
            self.notes.add("ended", amount)

    def inside(self, amount):
        """For as long as a call has read the balance, and not yet written it, as far as can be told."""
        return self.watch.span("inside", item=amount)

    def hold(self):
        self.watch.wait_gate(REACHED)

    async def meet(self, amount):
        if self.variant not in TOGETHER:
            await self.watch.wait_gate_async(REACHED)
            return
        met = await self.watch.rendezvous_async("all inside", len(self.amounts))
        if met and (place := self.amounts.index(amount)):
            await self.watch.wait_gate_async(f"{self.amounts[place - 1]} done")


class Rates:
    """Stands in for the example's."""

    def __init__(self, play):
        self.play = play

    async def in_euros(self, amount):
        with self.play.inside(amount):
            await self.play.meet(amount)
            return 2 * amount


class Account(example.Account):
    """The example's own account; each call of it is seen."""

    def __init__(self, play):
        super().__init__()
        self.play = play


def watched(method):
    """A method of the account. In `plain` a call of it is inside from its beginning."""

    @wraps(method)
    async def awaited(self, amount, *rest):
        with self.play.called(amount):
            if self.play.variant != "plain":
                return await method(self, amount, *rest)
            with self.play.inside(amount):
                await self.play.meet(amount)
                return await method(self, amount, *rest)

    @wraps(method)
    def plain(self, amount, *rest):
        with self.play.called(amount):
            if self.play.variant != "plain":
                return method(self, amount, *rest)
            with self.play.inside(amount):
                self.play.hold()
                return method(self, amount, *rest)

    return awaited if asyncio.iscoroutinefunction(method) else plain


for _name, _method in vars(example.Account).items():
    if callable(_method) and not _name.startswith("_"):
        setattr(Account, _name, watched(_method))


class Calls:
    """The account as the program under judgement sees it. A little after its last call a gate opens."""

    def __init__(self, account, play, client):
        self.account, self.play, self.client, self.sent = account, play, client, 0
        self.round = threading.Thread(target=self.go_round)

    def __getattr__(self, name):
        given = getattr(self.account, name)
        return (lambda *arguments: self.sends(given, arguments)) if callable(given) else given

    def sends(self, call, arguments):
        self.play.watch.event("sent", item=arguments[0])
        future = call(*arguments)
        self.sent += 1
        if self.sent == len(self.play.amounts):
            self.round.start()
        return future

    def go_round(self):
        for _ in range(ROUNDS):
            self.client.run(os.getpid)
        self.play.watch.open_gate(REACHED)

    def end(self):
        if self.round.ident:
            self.round.join()
        until(lambda: len(self.play.notes.lines()) >= self.sent)


def prepare(parameters):
    parameters.client = connected()
    parameters.actors = [actor(parameters.client, kind) for kind in (example.Account, example.Rates)]
    return parameters


def actor(client, kind, *arguments):
    return client.submit(kind, *arguments, actor=True).result()


def cleanup(state):
    state.client.close()


def run(state, watch):
    way = getattr(example, state.variant)
    if not watch.observed:
        return {"balance": None, "error": outcome_of(lambda: way(*state.actors, state.amounts)).error}
    with Notes() as notes:
        play = Play(state, watch, notes)
        account, rates = (actor(state.client, kind, play) for kind in (Account, Rates))
        calls = Calls(account, play, state.client)
        told = bounded_outcome(lambda: way(calls, rates, state.amounts))
        watch.event("told", value=told.error or "done")
        calls.end()
        return {"balance": account.balance, "error": told.error}

"""Neither cancels nor awaits the others: they outlive the function that started them."""

import asyncio


class Refused(Exception):
    """A service's own error."""


def prepare(parameters):
    return parameters


async def run(state, trace):
    turns = [asyncio.Event() for _ in state.services]
    asks = [asyncio.create_task(ask(number, turns, state, trace)) for number in range(len(turns))]
    turns[0].set()
    looked_at, answer = await take_first(asks, turns, state, trace)
    running = sum(not one.done() for one in asks)
    if state.variant == "left-running":
        for turn in turns:
            turn.set()
    ends = [end_of(one) if one.done() else "running" for one in asks]
    return {"looked_at": looked_at, "answer": answer, "running": running, "ends": ends}


async def take_first(asks, turns, state, trace):
    looked_at, pending = [], set(asks)
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        ended = done.pop()
        name = state.services[asks.index(ended)].name
        looked_at.append(name)
        trace.event("looked at", item=name)
        if not ended.exception():
            return looked_at, ended.result()
        if state.variant != "first-success":
            break
        if pending:
            turns[len(looked_at)].set()
    return looked_at, None


def end_of(one):
    if one.cancelled():
        return "cancelled"
    return "failed" if one.exception() else "answered"


async def ask(number, turns, state, trace):
    service = state.services[number]
    place = sorted(range(len(turns)), key=lambda other: state.services[other].ms).index(number)
    try:
        with trace.span("ask", item=service.name):
            await trace.rendezvous_async("all asked", len(turns))
            await asyncio.sleep(service.ms / 1000)
            await turns[place].wait()
            if state.first_fails and place == 0:
                raise Refused(service.name)
            trace.event("answered", item=service.name)
            return f"{service.name} answers"
    except asyncio.CancelledError:
        trace.event("cancelled", item=service.name)
        raise
    finally:
        trace.event("cleaned-up", item=service.name)

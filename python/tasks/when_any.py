"""Asks several equal services and takes the first answer.

What ends first may be a failure: so look at it, and wait on where only an answer will do. The others do
not stop by themselves. Older code ignores them, and they run on unseen with all that they hold; here they
are cancelled, and waited for until their clean-up is done.
"""

import asyncio


class Refused(Exception):
    """A service's own error."""


def prepare(parameters):
    return parameters


async def run(state, trace):
    # A turn for each: the next service may end when the one before was looked at. So no race decides.
    turns = [asyncio.Event() for _ in state.services]
    # [step: ask all]
    asks = [asyncio.create_task(ask(number, turns, state, trace)) for number in range(len(turns))]
    turns[0].set()
    # [step: take the first]
    looked_at, answer = await take_first(asks, turns, state, trace)
    running = sum(not one.done() for one in asks)
    # [step: end the others]
    if state.variant == "left-running":
        for turn in turns:
            turn.set()
    else:
        for one in asks:
            one.cancel()  # nothing happens to those that have ended
    # Being told to stop is not having stopped: wait for all of them, whatever became of them.
    await asyncio.gather(*asks, return_exceptions=True)
    ends = [end_of(one) for one in asks]
    return {"looked_at": looked_at, "answer": answer, "running": running, "ends": ends}


async def take_first(asks, turns, state, trace):
    looked_at, pending = [], set(asks)
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        ended = done.pop()
        name = state.services[asks.index(ended)].name
        looked_at.append(name)
        trace.event("looked at", item=name)
        # The first that ended is taken as it is, or the first that has an answer.
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


# [step: ask]
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


if __name__ == "__main__":
    from pathlib import Path
    from runpy import run_path

    run_path(str(Path(__file__).parents[1] / "alone.py"))["main"](__file__)

"""Wants the first answer and takes what ended first, which was a failure."""

import asyncio


def prepare(parameters):
    return parameters


async def run(state, trace):
    taken = asyncio.Event()
    asks = [asyncio.create_task(ask(service, taken, state, trace)) for service in state.services]
    done, pending = await asyncio.wait(asks, return_when=asyncio.FIRST_COMPLETED)
    first = done.pop()
    name = state.services[asks.index(first)].name
    trace.event("looked at", item=name)
    for one in pending:
        one.cancel()
    await asyncio.wait(asks)
    answer = None if first.exception() else first.result()
    ends = ["cancelled" if one.cancelled() else "failed" if one.exception() else "answered" for one in asks]
    return {"looked_at": [name], "answer": answer, "running": len(pending), "ends": ends}


async def ask(service, taken, state, trace):
    try:
        with trace.span("ask", item=service.name):
            await trace.rendezvous_async("all asked", len(state.services))
            if service.ms > min(other.ms for other in state.services):
                await taken.wait()
            elif state.first_fails:
                raise RuntimeError(service.name)
            trace.event("answered", item=service.name)
            return f"{service.name} answers"
    except asyncio.CancelledError:
        trace.event("cancelled", item=service.name)
        raise
    finally:
        trace.event("cleaned-up", item=service.name)
